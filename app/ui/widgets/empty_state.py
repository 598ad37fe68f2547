"""What a list shows while it is empty: what will appear here and when."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui import icons
from app.ui.fonts import Staff
from app.ui.theme import color
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.text import TextLabel


class IconDisc(QWidget):
    """An icon in a tinted circle."""

    def __init__(self, icon: str, side: int = 56, parent: QWidget | None = None, *, tone: str = "accent") -> None:
        """``tone`` is accent, success, warning or danger."""
        super().__init__(parent)
        self._icon, self._tone = icon, tone
        self.setFixedSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw disc and icon."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("accent-tint" if self._tone == "accent" else f"{self._tone}-bg"))
        painter.drawEllipse(QRectF(self.rect()))
        side = self.width() * 0.43
        start = (self.width() - side) / 2
        icons.paint(painter, self._icon, QRectF(start, start, side, side), color(f"{self._tone}-text"))


class EmptyState(QWidget):
    """Icon, title, one line, at most one secondary button."""

    activated = Signal()

    def __init__(self, icon: str, title: str, text: str, action: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        middle = Qt.AlignmentFlag.AlignHCenter
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 36, 24, 36)
        column.setSpacing(0)
        column.addStretch()
        column.addWidget(IconDisc(icon), 0, middle)
        column.addSpacing(16)
        column.addWidget(TextLabel(title, Staff.SECTION, align=middle))
        column.addSpacing(4)
        self._text = TextLabel(text, Staff.BODY, "ink-2", align=middle)
        column.addWidget(self._text)
        if action:
            column.addSpacing(18)
            button = Button(action, Kind.SECONDARY)
            button.activated.connect(self.activated)
            column.addWidget(button, 0, middle)
        column.addStretch()

    def set_text(self, text: str) -> None:
        """Change the line under the title."""
        self._text.setText(text)
