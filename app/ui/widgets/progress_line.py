"""A bar of 6 px; words always stand beside it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme import color


class ProgressLine(QWidget):
    """How much is done, from 0 to 1. ``words`` say it to screen readers."""

    def __init__(self, part: float = 0.0, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(6)
        self.setMinimumWidth(60)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_part(part, words)

    def show_part(self, part: float, words: str = "") -> None:
        """Show another part."""
        self._part = min(1.0, max(0.0, part))
        self.setAccessibleName(words or f"{round(self._part * 100)} percent")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw track and part."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("hairline-2"))
        painter.drawRoundedRect(QRectF(self.rect()), 3, 3)
        if self._part > 0:
            painter.setBrush(color("accent"))
            painter.drawRoundedRect(QRectF(0, 0, max(6.0, self.width() * self._part), 6), 3, 3)


class StrengthLine(QWidget):
    """Four short bars under a new password; the sentence beside them says what they mean."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filled, self._tone = 0, "success"
        self.setFixedHeight(5)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_strength(self, filled: int, tone: str) -> None:
        """Fill ``filled`` of four bars in ``tone`` (success, warning or danger)."""
        self._filled, self._tone = filled, tone
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bars."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        width = (self.width() - 18) / 4
        for number in range(4):
            painter.setBrush(color(self._tone if number < self._filled else "hairline-2"))
            painter.drawRoundedRect(QRectF(number * (width + 6), 0, width, 5), 2.5, 2.5)
