"""Ground floor, standard library only: clock, randomness, errors, ids, paths, files, text, settings, logging."""
