"""Copies of a patient's record: gathered, written into one encrypted package, and recorded as a disclosure."""
