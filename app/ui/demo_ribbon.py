"""Marks every screen of the fictional clinic, so that nobody takes the demo for the real thing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui.fonts import font
from app.ui.theme import color

_HEIGHT = 22


class DemoRibbon(QWidget):
    """A small label at the top of the window that lets every click through."""

    def __init__(self, window: QWidget, words: str) -> None:
        super().__init__(window)
        self._words = words
        self.setAccessibleName(words)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedSize(self._width(), _HEIGHT)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay centred at the top."""
        window = self.parent()
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Show} and isinstance(window, QWidget):
            self.move((window.width() - self.width()) // 2, 0)
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the label."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("warning-bg"))
        painter.drawRoundedRect(QRectF(0, -8, self.width(), _HEIGHT + 8), 8, 8)
        painter.setFont(font(13, 600))
        painter.setPen(color("warning-text"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._words)

    def _width(self) -> int:
        return round(QFontMetricsF(font(13, 600)).horizontalAdvance(self._words)) + 32
