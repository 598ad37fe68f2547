"""Two letters in a circle. Decorative: the name always stands beside it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.core.text import initials
from app.ui import icons
from app.ui.fonts import font
from app.ui.theme import color


def draw_avatar(painter: QPainter, box: QRectF, letters: str, icon: str = "") -> None:
    """Draw an avatar into ``box``: letters, or an icon for the system and for patients."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color("neutral-bg" if icon else "accent-tint-2"))
    painter.drawEllipse(box)
    if icon:
        side = box.width() * 0.5
        corner = box.center() - QPointF(side / 2, side / 2)
        icons.paint(painter, icon, QRectF(corner.x(), corner.y(), side, side), color("ink-2"))
        return
    made = font(max(10, round(box.width() * 0.36)), 700, 0.01)
    metrics = QFontMetricsF(made)
    painter.setFont(made)
    painter.setPen(color("accent-text"))
    left = box.center().x() - metrics.horizontalAdvance(letters) / 2
    painter.drawText(QPointF(left, box.center().y() + metrics.capHeight() / 2), letters)


class Avatar(QWidget):
    """Initials of ``name`` (26, 34, 36 or 60 wide), or an icon."""

    def __init__(self, name: str, side: int = 36, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._letters = initials(name)
        self._icon = icon
        self.setFixedSize(side, side)

    def set_name(self, name: str) -> None:
        """Show the initials of another name."""
        self._letters = initials(name)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the circle and the letters."""
        draw_avatar(QPainter(self), QRectF(self.rect()), self._letters, self._icon)
