"""One file per sub-command of the program."""
