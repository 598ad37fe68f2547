"""Where the files that come with the app lie: forms, rules, policies, style sheet. Read-only."""

from __future__ import annotations

import sys
from pathlib import Path

from app.core.errors import NotFoundError


def resources_root() -> Path:
    """Return the ``resources`` folder: inside the program folder of a PyInstaller build, else beside ``app``."""
    bundled: str | None = getattr(sys, "_MEIPASS", None)
    base = Path(bundled) if bundled else Path(__file__).resolve().parents[2]
    return base / "resources"


def resource(path: str) -> Path:
    """Return the file or folder called ``path`` (with ``/``) below ``resources``.

    Raises NotFoundError when it is not there or lies outside.
    """
    root = resources_root()
    found = (root / path).resolve()
    if not found.is_relative_to(root.resolve()) or not found.exists():
        raise NotFoundError(f"A file that comes with the app is missing: {path}. Install the app again.")
    return found
