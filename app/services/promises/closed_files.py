"""Looks at the files that hold records from outside, as a thief would: can they be read without a key?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.core.paths import DataFolder

_PLAIN: Final = b"SQLite format 3\x00"
_SUFFIXES: Final = ("", "-wal")
_ENOUGH: Final = 20
"""Most backups that are looked at; the newest of them."""


@dataclass(frozen=True, slots=True)
class FileSeen:
    """A file that holds records. ``is_backup`` tells a copy from the live file."""

    name: str
    is_plain: bool
    is_backup: bool


def files_seen(folder: DataFolder, backup_folder: str) -> tuple[FileSeen, ...]:
    """Return the live files and the newest backups that can be reached, each with whether it begins like plain SQLite.

    Never raises: a drive that is not plugged in has no files.
    """
    live = [path.with_name(f"{path.name}{suffix}") for path in (folder.records, folder.patient_keys)
            for suffix in _SUFFIXES]
    found = [_seen(path, False) for path in live]
    return tuple(seen for seen in (*found, *_backups(backup_folder)) if seen is not None)


def _backups(backup_folder: str) -> list[FileSeen | None]:
    if not backup_folder:
        return []
    try:
        newest = sorted(Path(backup_folder).glob("*/*.db"), reverse=True)[:_ENOUGH]
    except OSError:
        return []
    return [_seen(path, True) for path in newest]


def _seen(path: Path, is_backup: bool) -> FileSeen | None:
    """Return what the first bytes say; None for a file that is not there or empty."""
    try:
        with path.open("rb") as file:
            start = file.read(len(_PLAIN))
    except OSError:
        return None
    return FileSeen(path.name, start == _PLAIN, is_backup) if start else None
