"""The left side of set-up: what the steps are and where the person is."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.ui import icons
from app.ui.fonts import Staff, TextStyle, font
from app.ui.theme import color
from app.ui.widgets.contour_panel import ContourPanel
from app.ui.widgets.text import TextLabel, Wordmark
from app.ui.widgets.wrapping import wrapped

PANEL_WIDTH = 440
_DISC = 32
_PITCH = 81
_LABEL = TextStyle(17, 26, 500, -0.006)


class SetupPanel(ContourPanel):
    """Wordmark, title and the list of steps."""

    def __init__(self, title: str, text: str, steps: tuple[tuple[str, str], ...],
                 parent: QWidget | None = None) -> None:
        """``steps`` are pairs of label and detail."""
        super().__init__(parent, x=0.87, y=0.88)
        self.setFixedWidth(PANEL_WIDTH)
        self._list = _StepList(steps)
        column = QVBoxLayout(self)
        column.setContentsMargins(48, 43, 40, 40)
        column.setSpacing(0)
        column.addWidget(Wordmark("Better Med Spa", 22, "panel-ink", "panel-ink-2"))
        column.addSpacing(84)
        column.addWidget(TextLabel(title, Staff.ENTRY_TITLE, "panel-ink"))
        column.addSpacing(8)
        column.addWidget(TextLabel(text, Staff.INTRO, "panel-ink-2"))
        column.addSpacing(42)
        column.addWidget(self._list)
        column.addStretch()

    def show_step(self, current: int) -> None:
        """Mark the steps before ``current`` (from 0) as done."""
        self._list.show_step(current)


class _StepList(QWidget):
    """Numbered discs joined by lines."""

    def __init__(self, steps: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self._steps, self._current = steps, 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_step(self, current: int) -> None:
        self._current = current
        if current < len(self._steps):
            self.setAccessibleName(f"Step {current + 1} of {len(self._steps)}: {self._steps[current][0]}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(340, (len(self._steps) - 1) * _PITCH + 56)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, (label, detail) in enumerate(self._steps):
            top = number * _PITCH
            self._draw_disc(painter, number, top)
            here = number == self._current
            done = number < self._current
            ink = color("panel-ink") if here or done else color("panel-ink-2")
            wrapped(painter, label, _LABEL.weighted(600 if here else 500), QPointF(48, top + 3), width=300, ink=ink)
            wrapped(painter, detail, Staff.BODY, QPointF(48, top + 29), width=320, ink=color("panel-ink-2"))
            if number < len(self._steps) - 1:
                painter.setPen(QPen(QColor(255, 255, 255, 90), 1.5))
                painter.drawLine(QPointF(16, top + _DISC + 5), QPointF(16, top + _PITCH - 5))

    def _draw_disc(self, painter: QPainter, number: int, top: int) -> None:
        box = QRectF(0, top, _DISC, _DISC)
        white = QColor(Qt.GlobalColor.white)
        if number <= self._current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(white)
            painter.drawEllipse(box)
        else:
            painter.setPen(QPen(QColor(255, 255, 255, 130), 1.2))
            painter.setBrush(color("panel"))
            painter.drawEllipse(box.adjusted(0.6, 0.6, -0.6, -0.6))
        ink = color("panel") if number <= self._current else white
        if number < self._current:
            icons.paint(painter, "check", box.adjusted(7, 7, -7, -7), ink, 0.6)
            return
        made = font(15, 700, tabular=True)
        metrics = QFontMetricsF(made)
        words = str(number + 1)
        painter.setFont(made)
        painter.setPen(ink)
        left = box.center().x() - metrics.horizontalAdvance(words) / 2
        painter.drawText(QPointF(left, box.center().y() + metrics.capHeight() / 2), words)
