"""Where the person is: bars with labels, or one sentence when the labels do not fit."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import icons
from app.ui.theme import color
from app.ui.widgets.metrics import KIOSK, Metrics


@dataclass(frozen=True)
class Step:
    """A step with how much of it is done, from 0 to 1."""

    label: str
    part: float = 0.0


class StepsBar(QWidget):
    """Bars of 5 px: done, current in part, to come."""

    def __init__(self, metrics: Metrics = KIOSK, words: str = "Step {number} of {count}: {label}",
                 parent: QWidget | None = None) -> None:
        """``words`` is the sentence for screen readers and narrow windows, in the language on screen."""
        super().__init__(parent)
        self._metrics = metrics
        self._words = words
        self._steps: tuple[Step, ...] = ()
        self._current = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_steps(self, steps: tuple[Step, ...], current: int, words: str = "") -> None:
        """Show ``steps`` with ``current`` (from 0) as the one the person is at."""
        self._steps, self._current = steps, current
        self._words = words or self._words
        self.setAccessibleName(self._sentence())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return bars of 138 with gaps of 10."""
        count = max(1, len(self._steps))
        return QSize(count * 138 + (count - 1) * 10, self._metrics.px(36))

    def minimumSizeHint(self) -> QSize:
        """Return the narrowest width that still shows bars and the sentence."""
        return QSize(self._metrics.px(200), self._metrics.px(36))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw bars, then labels or the sentence."""
        if not self._steps:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = (self.width() - 10 * (len(self._steps) - 1)) / len(self._steps)
        for number, step in enumerate(self._steps):
            part = 1.0 if number < self._current else step.part if number == self._current else 0.0
            _bar(painter, number * (width + 10), width, part)
        if self._labels_fit(width):
            for number, step in enumerate(self._steps):
                self._label(painter, number, step.label, number * (width + 10))
        else:
            self._text(painter, self._sentence(), 0, "ink", 600)

    def _label(self, painter: QPainter, number: int, label: str, left: float) -> None:
        if number < self._current:
            side = self._metrics.px(16)
            icons.paint(painter, "check", QRectF(left, self._middle() - side / 2, side, side), color("ink-2"))
            self._text(painter, label, left + side + 6, "ink-2", 400)
        else:
            here = number == self._current
            self._text(painter, label, left, "ink" if here else "ink-3", 600 if here else 400)

    def _text(self, painter: QPainter, words: str, left: float, ink: str, weight: int) -> None:
        made = self._metrics.detail.weighted(weight).font()
        painter.setFont(made)
        painter.setPen(color(ink))
        painter.drawText(QPointF(left, self._middle() + QFontMetricsF(made).capHeight() / 2), words)

    def _middle(self) -> float:
        return 5 + (self.height() - 5) * 0.6

    def _labels_fit(self, width: float) -> bool:
        metrics = QFontMetricsF(self._metrics.detail.weighted(600).font())
        check = self._metrics.px(22)
        return all(metrics.horizontalAdvance(step.label) + (check if number < self._current else 0) <= width
                   for number, step in enumerate(self._steps))

    def _sentence(self) -> str:
        label = self._steps[self._current].label if self._steps else ""
        return self._words.format(number=self._current + 1, count=len(self._steps), label=label)


def _bar(painter: QPainter, left: float, width: float, part: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color("hairline-2"))
    painter.drawRoundedRect(QRectF(left, 0, width, 5), 2.5, 2.5)
    if part > 0:
        painter.setBrush(color("accent"))
        painter.drawRoundedRect(QRectF(left, 0, max(5.0, width * min(1.0, part)), 5), 2.5, 2.5)
