"""The one window: which part of the app is up. Each part is destroyed, not hidden, when the next comes."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QScreen
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.ui.actions import Shortcut, add_shortcut
from app.ui.demo_ribbon import DemoRibbon
from app.ui.widgets.focus_ring import FocusRing
from app.ui.widgets.overlay import DialogOverlay

TITLE = "Better Med Spa Intake"
_SMALLEST = QSize(800, 600)
_FRAME = 48
"""Room for the title bar and the edges that the system puts around a window."""


class MainWindow(QWidget):
    """Shows one part at a time. The title never holds patient data."""

    lock_wanted = Signal()
    close_wanted = Signal()

    def __init__(self, demo_banner: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(TITLE)
        self.setMinimumSize(_SMALLEST)
        self.setAutoFillBackground(True)
        self._part: QWidget | None = None
        self._may_close = True
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._ribbon = DemoRibbon(self, demo_banner) if demo_banner else None
        self._ring = FocusRing(self)
        add_shortcut(self, Shortcut.LOCK, "Lock screen", self.lock_wanted.emit)

    @property
    def part(self) -> QWidget | None:
        """What is up."""
        return self._part

    def show_part(self, part: QWidget, *, kiosk: bool = False) -> None:
        """Put ``part`` up; whatever was there is destroyed at once, dialogs and all.

        In patient mode (``kiosk``) the window refuses to close.
        """
        self.clear()
        self._may_close = not kiosk
        self._part = part
        self._column.addWidget(part)
        if not kiosk and self.isFullScreen():
            self.showMaximized()
        part.show()
        if self._ribbon is not None:
            self._ribbon.raise_()

    def clear(self) -> None:
        """Destroy what is up. Called from the event loop, never from inside a child's own signal."""
        self._close_modal_dialogs()
        self._ring.rest()
        for overlay in self.findChildren(DialogOverlay):
            if shiboken6.isValid(overlay):
                shiboken6.delete(overlay)
        if self._part is not None and shiboken6.isValid(self._part):
            if (focus := self.focusWidget()) is not None:
                focus.clearFocus()  # else what is typed into tells of it while it is half destroyed
            self._column.removeWidget(self._part)
            shiboken6.delete(self._part)
        self._part = None
        clipboard = QGuiApplication.clipboard()
        if clipboard.ownsClipboard():  # what another program put there is not ours to take
            clipboard.clear()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Only a staff credential leaves patient mode; otherwise lock first, then close."""
        if not self._may_close:
            event.ignore()
            return
        self.close_wanted.emit()
        event.accept()

    @staticmethod
    def _close_modal_dialogs() -> None:
        """A file or print dialog left open must not outlive the session that opened it."""
        while (dialog := QApplication.activeModalWidget()) is not None:
            if not dialog.close():
                break

    @staticmethod
    def is_offscreen() -> bool:
        """Say whether there is no real screen, as in tests and while pictures are drawn."""
        return QGuiApplication.platformName() in {"offscreen", "minimal"}


def centre_on_screen(window: MainWindow, size: QSize) -> None:
    """Give ``window`` a first size that fits the screen; where its frame would not fit as well, fill the screen."""
    screen: QScreen | None = QGuiApplication.primaryScreen()  # the stubs leave out that there may be none
    room = screen.availableSize() if screen is not None else size
    window.resize(size.boundedTo(room))
    fits = size.width() + _FRAME < room.width() and size.height() + _FRAME < room.height()
    fills = not fits and not window.is_offscreen()
    window.setWindowState(Qt.WindowState.WindowMaximized if fills else Qt.WindowState.WindowNoState)
