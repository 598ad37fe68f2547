"""Let the program run for a while. Qt's own ``QTest.qWait`` holds Python's lock meanwhile and starves the worker."""

from __future__ import annotations

from PySide6.QtCore import QEventLoop, QTimer

from app.ui.tasks import Tasks

_TURN_MS = 5
_MOST_TURNS = 12_000


def wait(milliseconds: int) -> None:
    """Run the event loop for ``milliseconds``; threads run too."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def until_idle(tasks: Tasks) -> None:
    """Run the event loop until everything asked of the worker has arrived, however slow the computer is.

    Raises AssertionError after a minute: then nothing comes any more.
    """
    for _ in range(_MOST_TURNS):
        if not tasks.busy:
            return
        wait(_TURN_MS)
    raise AssertionError("the worker is still busy after a minute")
