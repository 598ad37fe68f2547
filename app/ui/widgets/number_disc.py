"""A number in a small tinted circle, for numbered instructions."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui.fonts import font
from app.ui.theme import color


class NumberDisc(QWidget):
    """26 wide. The instruction beside it carries the meaning."""

    def __init__(self, number: int, side: int = 26, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = str(number)
        self.setFixedSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw circle and number."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("accent-tint"))
        painter.drawEllipse(QRectF(self.rect()))
        made = font(self.width() * 0.5, 700, tabular=True)
        metrics = QFontMetricsF(made)
        painter.setFont(made)
        painter.setPen(color("accent-text"))
        left = (self.width() - metrics.horizontalAdvance(self._text)) / 2
        painter.drawText(QPointF(left, self.height() / 2 + metrics.capHeight() / 2), self._text)
