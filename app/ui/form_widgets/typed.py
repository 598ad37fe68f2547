"""What is typed: string, url, text, integer and decimal."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.core.phone import phone_words
from app.forms import ItemState, ItemType
from app.ui.form_widgets.base import FormWidget
from app.ui.form_widgets.look import FieldLook, Place
from app.ui.widgets.edit import FieldState, restyle
from app.ui.widgets.field import LineField, TextField

_QUIET = Qt.InputMethodHint.ImhNoPredictiveText | Qt.InputMethodHint.ImhSensitiveData
_LONG = 120
"""From this many permitted characters on a line takes the whole width."""


class LineWidget(FormWidget):
    """One line: string, url, integer, decimal."""

    def __init__(self, state: ItemState, look: FieldLook, parent: QWidget | None = None) -> None:
        super().__init__(state, look, parent)
        item = state.item
        self._state = state
        self.half_width = item.type is not ItemType.URL and (item.rules.max_length or 0) <= _LONG
        alone = look.place is Place.ALONE
        shown_label = "" if alone else self.label()
        hint = unit_words(state, look.language) if alone else self.hint()
        self.field = LineField(shown_label, look.metrics, hint=hint,
                               placeholder=item.look.entry_format.in_language(look.language))
        self.field.edit.setInputMethodHints(input_hints(state))
        self.describe(self.field.edit)
        self.column.addWidget(self.field)
        self.show_state(state)
        self.field.changed.connect(lambda: self.typed.emit(self.key, self.field.text()))
        self.field.left.connect(lambda: self.left.emit(self.key))
        self.setFocusProxy(self.field)

    def label(self) -> str:
        """The question, with the unit of a number before the star."""
        unit = unit_words(self._state, self.look.language)
        text = super().label()
        if not unit:
            return text
        question = text.removesuffix(" *")
        return f"{question} ({unit}){text[len(question):]}"

    def show_state(self, state: ItemState) -> None:
        """Show the text; while the person types in it, leave it alone."""
        self.field.set_locked(state.read_only)
        text = typed_text(state)
        if self.field.edit.hasFocus() or text == self.field.text():
            return
        self.field.edit.blockSignals(True)
        self.field.set_text(text)
        self.field.edit.blockSignals(False)

    def show_issue(self, sentence: str) -> None:
        """The field says it itself."""
        self._issue = sentence
        self.field.set_error(sentence)

    def first_control(self) -> QWidget:
        """The line."""
        return self.field.edit


class TextWidget(FormWidget):
    """Several lines."""

    def __init__(self, state: ItemState, look: FieldLook, parent: QWidget | None = None) -> None:
        super().__init__(state, look, parent)
        alone = look.place is Place.ALONE
        self.field = TextField("" if alone else self.label(), look.metrics, hint="" if alone else self.hint(),
                               placeholder=state.item.look.entry_format.in_language(look.language),
                               lines=6 if alone else 3)
        self.field.edit.setInputMethodHints(_QUIET)
        self.describe(self.field.edit)
        self.column.addWidget(self.field)
        self.show_state(state)
        self.field.changed.connect(lambda: self.typed.emit(self.key, self.field.text()))
        self.field.left.connect(lambda: self.left.emit(self.key))
        self.setFocusProxy(self.field)

    def show_state(self, state: ItemState) -> None:
        """Show the text; while the person types in it, leave it alone."""
        self.field.edit.setReadOnly(state.read_only)
        restyle(self.field.edit, "state", (FieldState.LOCKED if state.read_only else FieldState.NORMAL).value)
        text = typed_text(state)
        if self.field.edit.hasFocus() or text == self.field.text():
            return
        self.field.edit.blockSignals(True)
        self.field.set_text(text)
        self.field.edit.blockSignals(False)

    def show_issue(self, sentence: str) -> None:
        """The field says it itself."""
        self._issue = sentence
        self.field.set_error(sentence)

    def first_control(self) -> QWidget:
        """The text."""
        return self.field.edit


def typed_text(state: ItemState) -> str:
    """Return what stands in a field: half-typed text, else the answer as people write it."""
    if state.raw:
        return state.raw
    text = str(state.answers[0].value) if state.answers else ""
    return phone_words(text) if state.item.rules.normalize == "e164" else text


def unit_words(state: ItemState, language: str) -> str:
    """Return the unit of a number as the form names it; empty for texts and numbers without one."""
    item = state.item
    if item.type not in {ItemType.INTEGER, ItemType.DECIMAL}:
        return ""
    unit = item.rules.unit
    return item.look.unit_text.in_language(language) or (unit.display or unit.code if unit is not None else "")


def input_hints(state: ItemState) -> Qt.InputMethodHint:
    """Return the hints that choose the on-screen keys: numbers, email, phone or letters; never predictive text."""
    item = state.item
    example = item.look.entry_format.plain
    hint = Qt.InputMethodHint.ImhNone
    if item.type in {ItemType.INTEGER, ItemType.DECIMAL}:
        hint = Qt.InputMethodHint.ImhFormattedNumbersOnly
    elif item.type is ItemType.URL or "@" in example:
        hint = Qt.InputMethodHint.ImhEmailCharactersOnly | Qt.InputMethodHint.ImhNoAutoUppercase
    elif example.startswith(("(", "+")) or item.rules.regex.startswith(r"^\+"):
        hint = Qt.InputMethodHint.ImhDialableCharactersOnly
    elif example.isdigit():
        hint = Qt.InputMethodHint.ImhDigitsOnly
    return hint | _QUIET
