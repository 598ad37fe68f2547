"""A number on a line between two ends. Nothing is answered until the person moves or presses it."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSlider, QWidget

from app.forms import Answer, Control, ItemState, ItemType
from app.ui.form_widgets.base import FormWidget
from app.ui.form_widgets.look import FieldLook
from app.ui.theme import color
from app.ui.widgets.focus_ring import set_ring
from app.ui.widgets.metrics import Metrics
from app.ui.widgets.text import TextLabel

_MOST_STEPS = 1000


class Line(QSlider):
    """The line itself. ``picked`` carries the step; while ``is_empty`` there is no knob."""

    picked = Signal(int)

    def __init__(self, metrics: Metrics, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._metrics = metrics
        self.is_empty = True
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        set_ring(self, metrics.px(20))

    def sizeHint(self) -> QSize:
        """As high as a finger needs."""
        return QSize(self._metrics.px(320), self._metrics.px(52))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go where it is pressed."""
        self._go_to(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the finger."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go_to(event.position().x())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home and End move it; the first of them answers."""
        before = self.value()
        super().keyPressEvent(event)
        if self.value() != before or (self.is_empty and event.key() in {Qt.Key.Key_Space, Qt.Key.Key_Home}):
            self._pick(self.value())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line, the part up to the knob, and the knob."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        thick, middle = self._metrics.px(6), self.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("hairline-2"))
        painter.drawRoundedRect(QRectF(0, middle - thick / 2, self.width(), thick), thick / 2, thick / 2)
        if self.is_empty:
            return
        ink = color("accent" if self.isEnabled() else "ink-3")
        at = self._knob_x()
        painter.setBrush(ink)
        painter.drawRoundedRect(QRectF(0, middle - thick / 2, at, thick), thick / 2, thick / 2)
        painter.setPen(QPen(ink, self._metrics.px(3)))
        painter.setBrush(color("surface"))
        radius = self._radius()
        painter.drawEllipse(QPointF(at, middle), radius, radius)

    def _radius(self) -> float:
        return self._metrics.px(13)

    def _knob_x(self) -> float:
        part = (self.value() - self.minimum()) / max(1, self.maximum() - self.minimum())
        edge = self._radius() + 2
        return edge + part * (self.width() - 2 * edge)

    def _go_to(self, x: float) -> None:
        edge = self._radius() + 2
        part = min(1.0, max(0.0, (x - edge) / max(1.0, self.width() - 2 * edge)))
        self._pick(self.minimum() + round(part * (self.maximum() - self.minimum())))

    def _pick(self, step: int) -> None:
        self.is_empty = False
        self.setValue(step)
        self.update()
        self.picked.emit(step)


class SliderWidget(FormWidget):
    """The line between its two ends, with the number chosen beside it."""

    def __init__(self, state: ItemState, look: FieldLook, parent: QWidget | None = None) -> None:
        super().__init__(state, look, parent)
        self.add_heading()
        self._least, self._most, self._step = scale_of(state)
        metrics = look.metrics
        self.line = Line(metrics)
        self.line.setRange(0, int((self._most - self._least) / self._step))
        self.describe(self.line)
        self.chosen = TextLabel("", metrics.body.weighted(600).digits(), "ink", wrap=False)
        self.chosen.setMinimumWidth(metrics.px(64))
        row = QHBoxLayout()
        row.setSpacing(metrics.px(14))
        row.addWidget(TextLabel(str(self._least), metrics.body, "ink-2", wrap=False))
        row.addWidget(self.line, 1)
        row.addWidget(TextLabel(str(self._most), metrics.body, "ink-2", wrap=False))
        row.addWidget(self.chosen)
        self.column.addLayout(row)
        self.finish()
        self.show_state(state)
        self.line.picked.connect(self._tell)
        self.setFocusProxy(self.line)

    def show_state(self, state: ItemState) -> None:
        """Show the number, or a line without a knob."""
        value = state.answers[0].value if state.answers else None
        self.line.is_empty = not isinstance(value, (int, Decimal))
        if isinstance(value, (int, Decimal)):
            self.line.setValue(round((value - self._least) / self._step))
        self.chosen.setText("" if self.line.is_empty else str(value))
        self.line.setEnabled(not state.read_only)
        self.line.update()

    def first_control(self) -> QWidget:
        """The line."""
        return self.line

    def _tell(self, step: int) -> None:
        value = self._least + step * self._step
        self.answers_set.emit(self.key, (Answer(int(value) if self.item.type is ItemType.INTEGER else value),))


def is_slider(state: ItemState) -> bool:
    """Say whether the form asks for a slider and gives it two ends."""
    if state.item.look.control is not Control.SLIDER or state.item.type not in {ItemType.INTEGER, ItemType.DECIMAL}:
        return False
    least, most, step = scale_of(state)
    return least < most and (most - least) / step <= _MOST_STEPS


def scale_of(state: ItemState) -> tuple[Decimal, Decimal, Decimal]:
    """Return the two ends and the step; the ends are equal when the form does not give both as numbers."""
    rules = state.item.rules
    ends = [bounds[0].fixed if bounds else None for bounds in (rules.min_values, rules.max_values)]
    numbers = [Decimal(end) for end in ends if isinstance(end, (int, Decimal)) and not isinstance(end, bool)]
    if len(numbers) != 2:
        return Decimal(0), Decimal(0), Decimal(1)
    return numbers[0], numbers[1], Decimal(state.item.look.slider_step or 1)
