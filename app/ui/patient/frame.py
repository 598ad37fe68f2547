"""The frame around a page: bars above and below, and the page between them, faded in."""

from __future__ import annotations

from PySide6.QtCore import Qt, QVariantAnimation
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from app.ui.motion import duration
from app.ui.patient.bars import BottomBar, TopBar
from app.ui.patient.kiosk import Kiosk, KioskPage
from app.ui.widgets.card import Surface


class KioskFrame(Surface):
    """Holds one page at a time; the page before is destroyed."""

    def __init__(self, kiosk: Kiosk, other_language: str, parent: QWidget | None = None) -> None:
        super().__init__("canvas", parent)
        self.top = TopBar(kiosk, kiosk.visit.packet.clinic_name, other_language)
        self.bottom = BottomBar(kiosk)
        self._page: KioskPage | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.top)
        self._middle = QVBoxLayout()
        self._middle.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._middle, 1)
        self._column.addWidget(self.bottom)

    @property
    def page(self) -> KioskPage | None:
        """The page that is up."""
        return self._page

    def show_page(self, page: KioskPage) -> None:
        """Put ``page`` up and destroy the one before."""
        old, self._page = self._page, page
        veil = FadingPicture(self, old) if old is not None and self.isVisible() and duration(180) else None
        if old is not None:
            self._middle.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._middle.addWidget(page)
        page.bar_changed.connect(self._show_bar)
        self.top.set_line(page.has_line_below_top)
        self._show_bar()
        if veil is not None:
            veil.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is the primary button, except where Enter means something itself: push buttons take it before this."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if not isinstance(self.focusWidget(), QPlainTextEdit):
                self.bottom.on.click()
            return
        super().keyPressEvent(event)

    def _show_bar(self) -> None:
        if self._page is not None:
            self.bottom.show_action(self._page.action(), self._page.has_back)
            self.bottom.show_note(self._page.note())


class FadingPicture(QWidget):
    """The old page as a picture that fades away over the new one, then is gone."""

    def __init__(self, frame: QWidget, page: QWidget) -> None:
        super().__init__(frame)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._picture: QPixmap = page.grab()
        self._opacity = 1.0
        self.setGeometry(page.geometry())
        self._animation = QVariantAnimation(self)
        self._animation.setDuration(duration(180))
        self._animation.setStartValue(1.0)
        self._animation.setEndValue(0.0)
        self._animation.valueChanged.connect(self._fade)
        self._animation.finished.connect(self.deleteLater)

    def start(self) -> None:
        """Fade."""
        self.show()
        self.raise_()
        self._animation.start()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the picture."""
        painter = QPainter(self)
        painter.setOpacity(self._opacity)
        painter.drawPixmap(0, 0, self._picture)

    def _fade(self, value: object) -> None:
        self._opacity = float(value) if isinstance(value, int | float) else 0.0
        self.update()
