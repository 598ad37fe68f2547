"""Let the program run for a while. Qt's own ``QTest.qWait`` holds Python's lock meanwhile and starves the worker."""

from __future__ import annotations

from PySide6.QtCore import QEventLoop, QTimer


def wait(milliseconds: int) -> None:
    """Run the event loop for ``milliseconds``; threads run too."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
