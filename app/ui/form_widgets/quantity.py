"""quantity: a number, and its unit as a choice when there is more than one."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.forms import Answer, Coding, ItemState, Quantity
from app.ui.form_widgets.base import FormWidget
from app.ui.form_widgets.look import FieldLook
from app.ui.form_widgets.words import say
from app.ui.widgets.edit import FieldState, LineEdit
from app.ui.widgets.segmented import Segmented
from app.ui.widgets.text import TextLabel


class QuantityWidget(FormWidget):
    """A number with its unit."""

    half_width = True

    def __init__(self, state: ItemState, look: FieldLook, parent: QWidget | None = None) -> None:
        super().__init__(state, look, parent)
        self.add_heading()
        self.number = LineEdit(state.item.text.in_language(look.language), look.metrics)
        self.number.setInputMethodHints(
            Qt.InputMethodHint.ImhFormattedNumbersOnly | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self.number.setFixedWidth(look.metrics.px(132))
        self.describe(self.number)
        self._units = state.item.rules.units or ((state.item.rules.unit,) if state.item.rules.unit else ())
        self._unit = self._unit_control(state)
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(self.number)
        if self._unit is not None:
            line.addWidget(self._unit)
        line.addStretch(1)
        self.column.addLayout(line)
        self.finish()
        self.show_state(state)
        self.number.textEdited.connect(lambda _text: self._tell())
        self.number.editingFinished.connect(lambda: self.left.emit(self.key))
        self.setFocusProxy(self.number)

    def show_state(self, state: ItemState) -> None:
        """Show number and unit; half-typed text stays as it was typed."""
        value = state.answers[0].value if state.answers else None
        if isinstance(value, Quantity) and isinstance(self._unit, Segmented) and (value.code or value.unit):
            self._unit.set_value(value.code or value.unit)
        self.number.setReadOnly(state.read_only)
        if state.read_only:
            self.number.set_state(FieldState.LOCKED)
        if isinstance(self._unit, Segmented):
            self._unit.setEnabled(not state.read_only)
        if self.number.hasFocus():
            return
        number = value.value if isinstance(value, Quantity) else None
        self.number.setText(state.raw or ("" if number is None else format(number, "f")))

    def show_issue(self, sentence: str) -> None:
        """Say it below and mark the number."""
        super().show_issue(sentence)
        self.number.set_state(FieldState.ERROR if sentence else FieldState.NORMAL)

    def first_control(self) -> QWidget:
        """The number."""
        return self.number

    def _unit_control(self, state: ItemState) -> Segmented | TextLabel | None:
        metrics = self.look.metrics
        if len(self._units) > 1:
            options = [(_code(unit), unit.display or unit.code) for unit in self._units]
            control = Segmented(say("Unit"), options, metrics)
            control.chosen.connect(lambda _value: self._tell())
            return control
        words = state.item.look.unit_text.in_language(self.look.language)
        if self._units:
            words = self._units[0].display or self._units[0].code
        return TextLabel(words, metrics.body, "ink-2", wrap=False) if words else None

    def _tell(self) -> None:
        text = self.number.text().strip().replace(",", ".")
        if not text:
            self.answers_set.emit(self.key, ())
            return
        try:
            number = Decimal(text)
        except InvalidOperation:
            self.typed.emit(self.key, text)
            return
        if not number.is_finite():
            self.typed.emit(self.key, text)
            return
        unit = self._chosen_unit()
        self.answers_set.emit(self.key, (Answer(Quantity(number, unit.display or unit.code, unit.system, unit.code)),))

    def _chosen_unit(self) -> Coding:
        if not self._units:
            return Coding()
        wanted = self._unit.value() if isinstance(self._unit, Segmented) else ""
        return next((unit for unit in self._units if _code(unit) == wanted), self._units[0])


def _code(unit: Coding) -> str:
    return unit.code or unit.display
