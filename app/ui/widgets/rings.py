"""Rings: time used, time left, seconds left."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.core.text import initials
from app.ui.fonts import font
from app.ui.theme import color
from app.ui.widgets.avatar import draw_avatar


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


def clock_tone(days_left: int) -> str:
    """Return the colour of a legal clock: accent, warning at 10 days, danger at 3."""
    return "danger" if days_left <= 3 else "warning" if days_left <= 10 else "accent"


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


class SignOutRing(QWidget):
    """The avatar of who is signed in, with the time left until sign-out around it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._letters = initials(name)
        self._left = 1.0
        self.setFixedSize(44, 44)
        self.setAccessibleName(name)

    def show_left(self, part: float, words: str) -> None:
        """Show the part of the time left; ``words`` such as "Signs out in 6:12"."""
        self._left = part
        self.setAccessibleDescription(words)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ring and avatar."""
        painter = QPainter(self)
        box = QRectF(self.rect())
        draw_ring(painter, box, self._left, 2.5, arc=color("accent"), track=color("hairline"))
        draw_avatar(painter, box.adjusted(5, 5, -5, -5), self._letters)


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
