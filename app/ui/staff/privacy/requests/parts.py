"""Parts of a request's pane: the clock in a box, and the steps on a line."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.services.views.rights import ClockView, StepState, StepView
from app.ui import icons
from app.ui.fonts import Staff
from app.ui.staff.privacy.requests.words import CLOCK_TONES, RING_COLORS, due_words
from app.ui.theme import color
from app.ui.widgets.banner import TONE_INKS, Tone
from app.ui.widgets.rings import ClockRing
from app.ui.widgets.text import TextLabel

_SIDE = 20
_COLUMN = 34
_STATE_WORDS = {StepState.DONE: "done", StepState.NOW: "next", StepState.LATER: "later"}


class ClockBox(QFrame):
    """Ring, what is left, the last day, and which day it is."""

    def __init__(self, clock: ClockView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tone = CLOCK_TONES[clock.state]
        self.setProperty("kind", "banner")
        self.setProperty("tone", (tone or Tone.INFO).value)
        words = QVBoxLayout()
        words.setSpacing(0)
        ink = TONE_INKS[tone] if tone else "ink"
        words.addWidget(TextLabel(clock.words, Staff.NAME, ink))
        words.addWidget(TextLabel(due_words(clock), Staff.DETAIL, "ink-2"))
        extended = ", extended once" if clock.extended else ""
        words.addWidget(TextLabel(f"Day {clock.day} of {clock.length}{extended}", Staff.DETAIL, "ink-2"))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 14, 16, 14)
        row.setSpacing(16)
        row.addWidget(ClockRing(clock.used, RING_COLORS[clock.state], 44), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)
        self.setAccessibleName(f"{clock.words}. {due_words(clock)}.")


class StepTrail(QWidget):
    """The steps from top to bottom: done, the next one, and those to come."""

    def __init__(self, steps: tuple[StepView, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for number, step in enumerate(steps):
            column.addWidget(_StepRow(step, is_last=number == len(steps) - 1))


class _StepRow(QWidget):
    """A mark on the line, the step's title and its detail."""

    def __init__(self, step: StepView, *, is_last: bool) -> None:
        super().__init__()
        self._state, self._is_last = step.state, is_last
        is_later = step.state is StepState.LATER
        words = QVBoxLayout(self)
        words.setContentsMargins(_COLUMN, 0, 0, 0 if is_last else 14)
        words.setSpacing(0)
        style = Staff.NAME if step.state is StepState.NOW else Staff.BODY
        words.addWidget(TextLabel(step.title, style, "ink-2" if is_later else "ink"))
        words.addWidget(TextLabel(step.detail, Staff.DETAIL, "ink-3" if is_later else "ink-2"))
        self.setAccessibleName(f"{step.title}, {_STATE_WORDS[step.state]}. {step.detail}")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the mark and the line to the next one."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(1, 1, _SIDE, _SIDE)
        if not self._is_last:
            middle = box.center().x()
            painter.setPen(QPen(color("hairline-2"), 1.5))
            painter.drawLine(QPointF(middle, box.bottom() + 4), QPointF(middle, self.height() - 2))
        if self._state is StepState.DONE:
            icons.paint(painter, "check-circle", box.adjusted(-2, -2, 2, 2), color("success"))
            return
        now = self._state is StepState.NOW
        painter.setPen(QPen(color("accent" if now else "control"), 2 if now else 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(box.adjusted(1, 1, -1, -1))
        if now:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("accent"))
            painter.drawEllipse(box.center(), 5, 5)
