"""Windows to measure in: real widgets on the offscreen platform, laid out and painted without waiting for a frame."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.ui import motion
from app.ui.theme import Mode, Theme
from benchmarks.measure import Times

_PATIENCE_S = 60.0


def application() -> QApplication:
    """Return the one QApplication, themed, with animations off."""
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    qInstallMessageHandler(_speak)
    app = QApplication(["benchmarks"])
    Theme(Mode.LIGHT, app).apply(app)
    motion.set_reduced(True)
    return app


def _speak(_kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """Print what Qt has to say, except what the offscreen platform says about every window."""
    if "propagateSizeHints" not in message:
        print(message, file=sys.stderr)


def paint(window: QWidget) -> None:
    """Do at once what the next frame would: deliver posted events, lay out, and paint what is out of date."""
    QApplication.sendPostedEvents()
    QApplication.sendEvent(window, QEvent(QEvent.Type.UpdateRequest))


def painted(window: QWidget, act: Callable[[], object]) -> Callable[[], None]:
    """Return ``act`` followed by painting."""
    def both() -> None:
        act()
        paint(window)
    return both


def drop(widget: QWidget) -> None:
    """Destroy ``widget``, and everything that waits to be destroyed."""
    widget.hide()
    widget.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def until(holds: Callable[[], object], what: str) -> None:
    """Let the program run until ``holds`` is true. Raises TimeoutError naming ``what`` after a minute."""
    started = time.perf_counter()
    while not holds():
        QApplication.processEvents()
        if time.perf_counter() - started > _PATIENCE_S:
            raise TimeoutError(f"waited in vain for {what}")


def settle() -> None:
    """Let everything that is due happen, so that none of it is counted."""
    for _ in range(5):
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


class Frame(QWidget):
    """An empty window of a tablet's size that shows one widget."""

    def __init__(self) -> None:
        super().__init__()
        self.resize(1280, 800)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.show()
        paint(self)

    def put(self, widget: QWidget) -> None:
        """Show ``widget``, painted."""
        self._column.addWidget(widget)
        widget.show()
        paint(self)

    def clear(self) -> None:
        """Destroy what is shown."""
        item = self._column.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            drop(widget)


def times_of(act: Callable[[], object], reset: Callable[[], object], runs: int, warm_up: int) -> Times:
    """Time ``act`` again and again; ``reset`` puts things back in between and is not counted."""
    taken = []
    for turn in range(warm_up + runs):
        started = time.perf_counter()
        act()
        elapsed = (time.perf_counter() - started) * 1000
        if turn >= warm_up:
            taken.append(elapsed)
        reset()
    return Times(tuple(sorted(taken)))
