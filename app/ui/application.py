"""Starts Qt: the application, its theme, its exception hook, the window and the flow through its parts."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtWidgets import QApplication

from app.ui.flow import SessionFlow
from app.ui.idle_watcher import IdleWatcher
from app.ui.main_window import MainWindow, centre_on_screen
from app.ui.parts import UiParts
from app.ui.system_signals import SystemSignals
from app.ui.tasks import Tasks
from app.ui.theme import Theme

_FIRST_SIZE = QSize(1440, 900)
_log = logging.getLogger(__name__)


class Program:
    """The running window with everything it is made of; the tour and the journeys drive the same."""

    def __init__(self, app: QApplication, parts: UiParts) -> None:
        self.app = app
        self.theme = Theme()
        self.theme.apply(app)
        self.tasks = Tasks()
        self.window = MainWindow(parts.demo_banner)
        self.idle = IdleWatcher(parts.clock, self.window)
        self.flow = SessionFlow(parts, self.tasks, self.theme, self.window, self.idle)
        self.signals = SystemSignals(self.window)
        self.signals.left.connect(self.flow.lock)

    def start(self) -> None:
        """Show the first part and the window."""
        centre_on_screen(self.window, _FIRST_SIZE)
        self.flow.start()
        self.window.show()


class _CloseOncePainted(QObject):
    """Closes the window after its first painting: proof that the program starts, without anybody there."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the window's own painting; never swallow anything."""
        if event.type() is QEvent.Type.Paint and watched is self._window:
            self._window.removeEventFilter(self)
            QTimer.singleShot(0, self._window, self._window.close)
        return False


def run(parts: UiParts, arguments: Sequence[str] = (), *, smoke: bool = False) -> int:
    """Run the window until it is closed, with ``smoke`` by itself; return the exit code."""
    _keep_every_point()
    app = QApplication([sys.argv[0], *arguments])
    app.setApplicationName("Better Med Spa Intake")
    program = Program(app, parts)
    sys.excepthook = _make_hook(program)
    if smoke:
        _CloseOncePainted(program.window)
    program.start()
    code = app.exec()
    program.tasks.close()
    return code


def _keep_every_point() -> None:
    """Deliver every point a finger or pen reports: Qt would merge those that come fast, and signatures turn edgy.

    Only before the application is made.
    """
    for merging in (Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents,
                    Qt.ApplicationAttribute.AA_CompressTabletEvents):
        QCoreApplication.setAttribute(merging, False)


def _make_hook(program: Program) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """Return the hook for errors nobody foresaw: type and place are logged, never the message; the session locks."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        place = ""
        while trace is not None:
            place = f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}"
            trace = trace.tb_next
        _log.error("unexpected %s at %s", kind.__name__, place)
        program.tasks.bug.emit(error)

    return hook
