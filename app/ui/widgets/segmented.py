"""Two or three choices side by side, one of them on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from app.ui.theme import color
from app.ui.widgets.focus_ring import set_ring
from app.ui.widgets.metrics import KIOSK, Metrics


class _Segment(QPushButton):
    """One choice."""

    def __init__(self, words: str, metrics: Metrics, parent: QWidget) -> None:
        super().__init__(words, parent)
        self._words = words
        self._style = metrics.detail.weighted(600)
        self._height = metrics.px(42) if metrics.kiosk else 32
        self._radius = metrics.radius - 3
        self.setCheckable(True)
        self.setAccessibleName(words)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        set_ring(self, self._radius)

    def sizeHint(self) -> QSize:
        """Return the words and padding."""
        return QSize(round(QFontMetricsF(self._style.font()).horizontalAdvance(self._words)) + 32, self._height)

    def minimumSizeHint(self) -> QSize:
        """A choice is never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the choice."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        if on or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("hover" if not on else "accent" if self.isEnabled() else "control"))
            painter.drawRoundedRect(QRectF(self.rect()), self._radius, self._radius)
        made = self._style.weighted(600 if on else 500).font()
        metrics = QFontMetricsF(made)
        painter.setFont(made)
        painter.setPen(color("on-accent" if on else "ink-2"))
        left = (self.width() - metrics.horizontalAdvance(self._words)) / 2
        painter.drawText(QPointF(left, self.height() / 2 + metrics.capHeight() / 2), self._words)


class Segmented(QWidget):
    """A frame of choices; ``chosen`` carries the value."""

    chosen = Signal(str)

    def __init__(self, name: str, options: Sequence[tuple[str, str]], metrics: Metrics = KIOSK,
                 parent: QWidget | None = None) -> None:
        """``options`` are pairs of value and words; ``name`` is the accessible name of the group."""
        super().__init__(parent)
        self._radius = metrics.radius
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._values = [value for value, _ in options]
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(2)
        for number, (_, words) in enumerate(options):
            segment = _Segment(words, metrics, self)
            self._group.addButton(segment, number)
            row.addWidget(segment)
        self._group.button(0).setChecked(True)
        self._group.idClicked.connect(lambda number: self.chosen.emit(self._values[number]))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def value(self) -> str:
        """Return the chosen value."""
        return self._values[self._group.checkedId()]

    def set_value(self, value: str) -> None:
        """Choose ``value`` without telling anybody."""
        self._group.button(self._values.index(value)).setChecked(True)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the frame."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color("hairline-2"), 1))
        painter.setBrush(color("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), self._radius, self._radius)
