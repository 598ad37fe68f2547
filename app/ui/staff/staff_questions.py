"""The part of the forms that staff fill in: one field per question, by FHIR item type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.widgets.checks import CheckRow
from app.ui.widgets.dates import DateField
from app.ui.widgets.field import ChoiceField, Field, LineField, TextField

_YES = "true"


class Question(Protocol):
    """What a question before hand-over and one of the provider's part have in common."""

    @property
    def link_id(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def required(self) -> bool: ...
    @property
    def options(self) -> tuple[tuple[str, str], ...]: ...


class StaffQuestions(QWidget):
    """Fields for ``questions``; values are text: option codes, ISO dates, "true"."""

    changed = Signal()

    def __init__(self, questions: Sequence[Question], values: Mapping[str, str] | None = None,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._questions = tuple(questions)
        self._controls: dict[str, Field | CheckRow] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        for question in self._questions:
            control = _control(question, (values or {}).get(question.link_id, ""))
            self._controls[question.link_id] = control
            if isinstance(control, CheckRow):
                control.toggled.connect(lambda _on: self.changed.emit())
            else:
                control.changed.connect(self.changed)
            column.addWidget(control)

    def values(self) -> dict[str, str]:
        """Return linkId to value for everything filled in."""
        found = {link_id: _value(control) for link_id, control in self._controls.items()}
        return {link_id: value for link_id, value in found.items() if value}

    def show_error(self, link_id: str, sentence: str) -> bool:
        """Show what is wrong with the answer to ``link_id`` and go there; False when it is not asked here."""
        control = self._controls.get(link_id)
        if control is None:
            return False
        if isinstance(control, Field):
            control.set_error(sentence)
        control.setFocus()
        return True

    def missing(self) -> QWidget | None:
        """Mark every required question without an answer and return the first of them, or None."""
        first: QWidget | None = None
        for question in self._questions:
            control = self._controls[question.link_id]
            if not question.required or _value(control):
                continue
            if isinstance(control, Field):
                control.set_error("Fill this in")
            first = first or control
        return first


def _control(question: Question, value: str) -> Field | CheckRow:
    if question.type == "boolean":
        row = CheckRow(question.text)
        row.setChecked(value == _YES)
        return row
    field: Field
    if question.options:
        field = choice = ChoiceField(question.text, question.options, placeholder="Choose")
        if value:
            choice.set_value(value)
    elif question.type == "date":
        field = day = DateField(question.text)
        day.set_value(_day(value))
    elif question.type == "text":
        field = box = TextField(question.text)
        box.set_text(value)
    else:
        field = LineField(question.text, text=value)
    return field


def _value(control: Field | CheckRow) -> str:
    if isinstance(control, CheckRow):
        return _YES if control.isChecked() else ""
    if isinstance(control, ChoiceField):
        return control.value()
    if isinstance(control, DateField):
        day = control.value()
        return day.isoformat() if day else ""
    return control.text().strip() if isinstance(control, LineField | TextField) else ""


def _day(value: str) -> date | None:
    """Return the day of an ISO date; None for anything else."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
