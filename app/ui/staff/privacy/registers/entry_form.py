"""The form of one register's entry, made from the register's fields; new, or the next state of one that is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.errors import InvalidInputError, KnownError
from app.rules.registers import FieldKind, RegisterField, RegisterKind
from app.services.views.registers import EntryInput, NewAttachment, RegisterEntry
from app.ui.context import StaffContext
from app.ui.document_file import DOCUMENT_KINDS, read_document
from app.ui.fonts import Staff
from app.ui.staff.tab import button_row, quiet_banner, show_refusal
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Card
from app.ui.widgets.dates import DateField, parse_date, show_date
from app.ui.widgets.field import ChoiceField, Field, LineField, TextField
from app.ui.widgets.field_message import FieldMessage
from app.ui.widgets.metrics import COMPACT
from app.ui.widgets.text import TextLabel

_OWNER = "owner"


class EntryForm(Card):
    """``saved`` carries an EntryInput. What a required field lacks is said here; everything else the service says."""

    saved = Signal(object)  # EntryInput
    cancelled = Signal()

    def __init__(self, context: StaffContext, kind: RegisterKind, people: Sequence[tuple[str, str]],
                 entry: RegisterEntry | None, parent: QWidget | None = None) -> None:
        """``entry`` is what is being changed, or what is missing and being entered, or None."""
        super().__init__(padding=24, spacing=14, parent=parent)
        self._context, self._kind, self._entry = context, kind, entry
        self._files: list[NewAttachment] = []
        values = dict(entry.values) if entry else {}
        self.fields: dict[str, Field] = {each.key: _field(each, _people(each, people, values)) for each in kind.fields}
        self.fields[_OWNER] = ChoiceField("Seen to by", tuple(people), placeholder="Choose")
        self.attach = Button("Attach a file", Kind.SECONDARY, COMPACT, icon="upload")
        self.save = Button("Save changes" if self.is_change() else f"Add {kind.one.lower()}", Kind.PRIMARY)
        self._cancel = Button("Cancel", Kind.SECONDARY)
        self._listed = QVBoxLayout()
        self._listed.setSpacing(4)
        self._file_error = FieldMessage()
        self._file_error.hide()
        self._banner = quiet_banner()
        self._lay_out()
        self._put(values, entry.owner_id if entry and entry.owner_id else context.actor.user_id)
        self._before = self._texts()
        self.attach.activated.connect(self._choose_file)
        self.save.activated.connect(self._submit)
        self._cancel.activated.connect(self.cancelled)

    def is_change(self) -> bool:
        """Say whether an entry that is there gets its next state."""
        return bool(self._entry and self._entry.entry_id)

    def entry_id(self) -> str:
        """Return the id of the entry being changed; empty for a new one."""
        return self._entry.entry_id if self._entry else ""

    def first_control(self) -> QWidget:
        """Return where the focus starts: the first field that is empty."""
        texts = self._texts()
        return next((field for key, field in self.fields.items() if not texts[key]), self.fields[_OWNER])

    def typed(self) -> tuple[tuple[str, str], ...]:
        """Return what is typed, by name; nothing when nothing differs from how the form came up."""
        texts = self._texts()
        return tuple(texts.items()) if texts != self._before else ()

    def put_back(self, fields: Mapping[str, str]) -> None:
        """Put back what ``typed`` returned."""
        for key, field in self.fields.items():
            _set(field, fields.get(key, ""))

    def show_refusal(self, error: KnownError) -> None:
        """Show why the service refused."""
        if isinstance(error, InvalidInputError) and error.field == "attachments":
            self._file_error.show_text(error.sentence, wrong=True)
            self.attach.setFocus()
        else:
            show_refusal(error, self.fields, self._banner)

    def _texts(self) -> dict[str, str]:
        return {key: _text(field) for key, field in self.fields.items()}

    def _put(self, values: Mapping[str, str], owner_id: str) -> None:
        for each in self._kind.fields:
            value = values.get(each.key, "")
            field = self.fields[each.key]
            if isinstance(field, DateField) and value:
                value = show_date(date.fromisoformat(value))
            _set(field, value)
        _set(self.fields[_OWNER], owner_id)

    def _submit(self) -> None:
        self._banner.hide()
        texts = self._texts()
        problems = {each.key: _problem(each, texts[each.key]) for each in self._kind.fields}
        problems[_OWNER] = "" if texts[_OWNER] else "Choose who sees to it"
        for key, sentence in problems.items():
            self.fields[key].set_error(sentence)
        wrong = next((self.fields[key] for key, sentence in problems.items() if sentence), None)
        if wrong is not None:
            wrong.setFocus()
            return
        values = tuple((each.key, _stored(each, texts[each.key])) for each in self._kind.fields if texts[each.key])
        self.saved.emit(EntryInput(self._kind.key, values, texts[_OWNER], self.entry_id() or None,
                                   tuple(self._files)))

    def _choose_file(self) -> None:
        path = self._context.dialogs.open_file(self, "Choose the file to attach", DOCUMENT_KINDS)
        if path is not None:
            self._context.tasks.run(lambda: read_document(path), self, lambda content: self._take(path, content),
                                    lambda error: self._file_error.show_text(error.sentence, wrong=True))

    def _take(self, path: Path, content: bytes) -> None:
        self._file_error.show_text("")
        self._files.append(NewAttachment(path.name, content))
        self._listed.addWidget(TextLabel(path.name, Staff.DETAIL, "ink-2", elide=True))

    def _lay_out(self) -> None:
        title = f"Change {self._kind.one.lower()}" if self.is_change() else f"New {self._kind.one.lower()}"
        self.body.addWidget(TextLabel(title, Staff.SECTION))
        self.body.addWidget(self._banner)
        for field in self.fields.values():
            self.body.addWidget(field)
        self.body.addLayout(button_row(self.attach))
        self.body.addLayout(self._listed)
        self.body.addWidget(self._file_error)
        self.body.addSpacing(4)
        self.body.addLayout(button_row(self.save, self._cancel))


def _people(field: RegisterField, people: Sequence[tuple[str, str]], values: Mapping[str, str],
            ) -> tuple[tuple[str, str], ...]:
    """The choices of a field about a person; somebody who has left stays in what they are named in."""
    chosen = values.get(field.key, "")
    if field.kind is not FieldKind.PERSON or not chosen or chosen in dict(people):
        return tuple(people)
    return (*people, (chosen, "No longer on the staff"))


def _field(field: RegisterField, people: tuple[tuple[str, str], ...]) -> Field:
    label = field.label if field.required or field.kind is FieldKind.CHOICE else f"{field.label} (optional)"
    if field.kind is FieldKind.DAY:
        return DateField(label, hint=field.hint)
    if field.kind is FieldKind.TEXT:
        return TextField(label, hint=field.hint, lines=3)
    if field.kind is FieldKind.LINE:
        return LineField(label, hint=field.hint)
    options = people if field.kind is FieldKind.PERSON else field.options
    return ChoiceField(label, options, hint=field.hint, placeholder="Choose")


def _text(field: Field) -> str:
    if isinstance(field, ChoiceField):
        return field.value()
    return field.text() if isinstance(field, LineField | TextField) else ""


def _set(field: Field, text: str) -> None:
    if isinstance(field, ChoiceField):
        field.set_value(text)
    elif isinstance(field, LineField | TextField):
        field.set_text(text)


def _problem(field: RegisterField, text: str) -> str:
    if field.required and not text:
        return f"Fill in “{field.label}”"
    if field.kind is FieldKind.DAY and text and parse_date(text) is None:
        return "Enter the day, for example 11/24/2026"
    return ""


def _stored(field: RegisterField, text: str) -> str:
    day = parse_date(text) if field.kind is FieldKind.DAY else None
    return day.isoformat() if day is not None else text
