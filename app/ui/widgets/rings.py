"""Rings: time used, time left, seconds left."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.ui.fonts import font
from app.ui.theme import color


def draw_ring(painter: QPainter, box: QRectF, part: float, stroke: float, *, arc: QColor, track: QColor) -> None:
    """Draw a ring inside ``box`` with ``part`` (0 to 1) of it filled clockwise from the top."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    half = stroke / 2
    inside = box.adjusted(half, half, -half, -half)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(track, stroke))
    painter.drawEllipse(inside)
    if part > 0:
        painter.setPen(QPen(arc, stroke, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawArc(inside, 90 * 16, -round(min(1.0, part) * 360 * 16))


class ClockRing(QWidget):
    """How much of a period is used; 30 wide in rows, 44 in detail. "8 days left of 30" always stands beside it."""

    def __init__(self, used: float, tone: str = "accent", side: int = 30, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._used, self._tone = used, tone
        self.setFixedSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ring."""
        stroke = 4 if self.width() <= 30 else 5
        draw_ring(QPainter(self), QRectF(self.rect()), self._used, stroke, arc=color(self._tone),
                  track=color("hairline"))


class CountdownRing(QWidget):
    """Seconds left, large, inside a ring of 120."""

    def __init__(self, side: int = 116, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._seconds, self._of = 0, 1
        self.setFixedSize(side, side)

    def show_seconds(self, seconds: int, of: int) -> None:
        """Show ``seconds`` left of ``of``."""
        self._seconds, self._of = seconds, max(1, of)
        self.setAccessibleName(f"{seconds} seconds left")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ring and the number."""
        painter = QPainter(self)
        tone = color("accent")
        draw_ring(painter, QRectF(self.rect()), self._seconds / self._of, 6, arc=tone, track=color("hairline"))
        made = font(40, 600, -0.02, tabular=True)
        metrics = QFontMetricsF(made)
        painter.setFont(made)
        painter.setPen(color("ink"))
        words = str(self._seconds)
        middle = QRectF(self.rect()).center()
        left = middle.x() - metrics.horizontalAdvance(words) / 2
        painter.drawText(QPointF(left, middle.y() + metrics.capHeight() / 2), words)
