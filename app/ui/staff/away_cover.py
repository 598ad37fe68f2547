"""Covers staff screens while another program has been in front for a while (45 CFR 164.310(b)): no name stays in sight.

Nothing below is touched: what is typed, what is open and where the focus is are the same when the cover lifts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.widgets.empty_state import EmptyState

AWAY_MS: Final = 60_000
"""How long another program is in front before the cover falls. Our own dialogs and popups leave this program in front;
the moment in which the focus changes between them, and a file dialog of the system, are shorter."""

_BACK_MS: Final = 300
"""Time for the click that brings the window back to arrive: it may press nothing that nobody saw."""


class AwayCover(QWidget):
    """Lies over ``shell``, out of sight until this program is not in front for ``AWAY_MS``."""

    def __init__(self, shell: QWidget) -> None:
        super().__init__(shell)
        self._shell = shell
        self.setAutoFillBackground(True)
        self.setAccessibleName("Covered while another program is in front")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.addWidget(EmptyState("eye-off", "Covered while another program is in front",
                                    "Come back to this window to go on. What you typed is still here."))
        self.falling = self._timer(AWAY_MS, self._fall)
        self.lifting = self._timer(_BACK_MS, self.hide)
        self.hide()
        shell.installEventFilter(self)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self.follow)

    def follow(self, state: Qt.ApplicationState) -> None:
        """Take note that this program came to the front or went behind another one."""
        if state is Qt.ApplicationState.ApplicationActive:
            self.falling.stop()
            self.lifting.start()
        else:
            self.lifting.stop()
            self.falling.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the shell, and above a dialog that opens meanwhile."""
        if event.type() is QEvent.Type.Resize:
            self.resize(self._shell.size())
        elif event.type() is QEvent.Type.ChildAdded and self.isVisible():
            QTimer.singleShot(0, self, self.raise_)  # once the dialog has put itself on top
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Lift at the click that brings the window back, and let it press nothing below."""
        self.hide()
        event.accept()

    def _fall(self) -> None:
        self.resize(self._shell.size())
        self.show()
        self.raise_()

    def _timer(self, milliseconds: int, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(act)
        return timer
