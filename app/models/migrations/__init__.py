"""The schema's history. ``HEAD`` is the revision this version of the app works with."""

from __future__ import annotations

from typing import Final

HEAD: Final = "0009_requested_forms"
SCHEMA: Final = 2
"""Kept as SQLite's ``user_version``: a file with a higher number was made by a newer version of the app."""
