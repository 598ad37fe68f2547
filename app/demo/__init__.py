"""The fictional clinic: staff, patients at every stage of the board, past visits; made through the real services."""
