"""Writing a file so that it is either the old one or the new one, never half of each."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from app.core.errors import StorageError


def make_private_folder(folder: Path) -> None:
    """Create ``folder`` (and parents) readable by its owner alone. Raises StorageError when that is not possible."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.name == "posix":
            folder.chmod(0o700)
    except OSError as error:
        raise StorageError(_sentence(error, "The folder for the clinic's data could not be made.")) from None


def atomic_write(path: Path, data: bytes, keep_previous: bool = False) -> None:
    """Replace ``path`` by ``data``: temporary file, fsync, rename, fsync of the folder.

    With ``keep_previous`` the old content stays beside it as ``<name>.prev``. Raises StorageError, and then ``path`` is
    what it was.
    """
    temporary = path.with_name(f".{path.name}.new")
    try:
        _write_through(temporary, data)
        if keep_previous and path.exists():
            previous = path.with_name(f"{path.name}.prev")
            _write_through(previous.with_name(f".{previous.name}.new"), path.read_bytes())
            previous.with_name(f".{previous.name}.new").replace(previous)
        temporary.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):  # what made the writing fail may keep the rest of it there
            temporary.unlink(missing_ok=True)
        raise StorageError(_sentence(error, "A file could not be saved.")) from None


def _write_through(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, stat.S_IRUSR | stat.S_IWUSR)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":  # Windows cannot open a folder for fsync; its rename is already durable
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sentence(error: OSError, start: str) -> str:
    reasons = {28: "The disk is full. Free some space, then try again.",
               30: "The folder is read-only. Allow writing to it, then try again.",
               13: "This computer account may not write there. Allow it, then try again."}
    return f"{start} {reasons.get(error.errno or 0, 'Check the drive, then try again.')} What was saved before is safe."
