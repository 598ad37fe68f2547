"""Tests of the registers, of unusual access, of reviews of the log and of notes of phone calls."""
