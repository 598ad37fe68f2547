"""What the sign-in window knows while the records are closed: the clinic's name, its address, the theme."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from app.core.canonical import canonical_json
from app.core.errors import StorageError
from app.core.files import atomic_write


@dataclass(frozen=True)
class WindowPreferences:
    """Public facts only. ``theme`` is "system", "light" or "dark"."""

    clinic_name: str = "Better Med Spa"
    address: str = ""
    zone: str = "UTC"
    theme: str = "system"


def read_preferences(path: Path) -> WindowPreferences:
    """Read the file; what is missing or unreadable falls back to the defaults, for nothing depends on it."""
    try:
        data = json.loads(path.read_bytes())
        known = WindowPreferences.__dataclass_fields__
        return WindowPreferences(**{name: str(value) for name, value in data.items() if name in known})
    except (OSError, ValueError, AttributeError):
        return WindowPreferences()


def keep_preferences(path: Path, preferences: WindowPreferences) -> None:
    """Write the file when something changed; a full disk does not stand in the way of a sign-in."""
    if read_preferences(path) == preferences and path.exists():
        return
    try:
        atomic_write(path, canonical_json(asdict(preferences)))
    except StorageError:
        return
