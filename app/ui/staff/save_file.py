"""Save bytes where the person says, off the GUI thread, and say how it went."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.core.errors import KnownError
from app.core.files import atomic_write
from app.ui.messages import tell
from app.ui.screen import Screen


@dataclass(frozen=True)
class FileToSave:
    """What to save: the title of the dialog, the name suggested (never a patient's), Qt's filter, the bytes."""

    title: str
    name: str
    kinds: str
    content: bytes


def save_file(screen: Screen, file: FileToSave, on_error: Callable[[KnownError], None]) -> None:
    """Ask where, write, and tell where the file is. Cancelling writes nothing; ``on_error`` gets a StorageError."""
    target = screen.context.dialogs.save_file(screen, file.title, file.name, file.kinds)
    if target is None:
        return
    screen.context.tasks.run(lambda: atomic_write(target, file.content), screen,
                             lambda _none: _saved(screen, target.name, str(target.parent)), on_error)


def _saved(screen: Screen, name: str, folder: str) -> None:
    tell(screen.stage(), "The file is saved", f"{name} in {folder}")
