"""An icon as a widget of its own, for rows of icon and text."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import icons
from app.ui.theme import color as theme_color


class Icon(QWidget):
    """Draws one icon, centred in a box. It says nothing to screen readers: a word always stands beside it."""

    def __init__(self, icon: str, px: int = 18, color: str = "ink", *, box_height: int = 0, bold: float = 0.0,
                 parent: QWidget | None = None) -> None:
        """``box_height`` is the line height of the text beside it, so that both share a middle."""
        super().__init__(parent)
        self._icon = icon
        self._px = px
        self._color = color
        self._bold = bold
        self.setFixedSize(px, max(px, box_height))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, icon: str, color: str = "") -> None:
        """Change the icon and, when given, its color."""
        self._icon = icon
        self._color = color or self._color
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the icon."""
        painter = QPainter(self)
        top = (self.height() - self._px) / 2
        icons.paint(painter, self._icon, QRectF(0, top, self._px, self._px), theme_color(self._color), self._bold)
