"""The search field of a header, which leads to the search over all patients."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QWidget

from app.ui import icons
from app.ui.fonts import font
from app.ui.theme import color
from app.ui.widgets.focus_ring import set_ring


class SearchButton(QPushButton):
    """Looks like a field; pressing it (or Ctrl+K) opens the search, where typing starts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Find a patient")
        self.setAccessibleDescription("Ctrl+K")
        self.setFixedSize(300, 40)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        set_ring(self, 10)

    def sizeHint(self) -> QSize:
        """Return the fixed size."""
        return QSize(300, 40)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the field, the magnifier, the words and the key."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color("hairline-2"), 1))
        painter.setBrush(color("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)
        icons.paint(painter, "search", QRectF(13, 11, 18, 18), color("ink-2"))
        painter.setFont(font(15))
        painter.setPen(color("ink-3"))
        painter.drawText(QRectF(40, 0, 180, 40), Qt.AlignmentFlag.AlignVCenter, "Find a patient")
        key = QRectF(self.width() - 57, 10, 46, 20)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("neutral-bg"))
        painter.drawRoundedRect(key, 5, 5)
        painter.setFont(font(13, 500))
        painter.setPen(color("ink-2"))
        painter.drawText(key, Qt.AlignmentFlag.AlignCenter, "Ctrl K")
