"""Clinic: the details that stand on every consent and every copy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields as fields_of

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.errors import KnownError
from app.services.views.people import ClinicDetails
from app.ui.entry.setup_draft import STATES, ZONES, phone_problem, shown_phone, zip_problem
from app.ui.fonts import Staff
from app.ui.screen import Screen
from app.ui.staff.tab import (
    PAGE_MARGINS,
    PANE_WIDTH,
    Change,
    ScreenTab,
    button_row,
    quiet_banner,
    show_refusal,
)
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Card
from app.ui.widgets.field import ChoiceField, Field, LineField
from app.ui.widgets.field_message import FieldMessage
from app.ui.widgets.scroll_column import ScrollColumn
from app.ui.widgets.text import TextLabel

_NEEDED = (("name", "Enter the clinic’s name"), ("street", "Enter the street and number"), ("city", "Enter the city"),
           ("state", "Choose a state"), ("zone", "Choose the time zone"),
           ("medical_director", "Enter the medical director’s name"))

_ROWS = (("name",), ("street",), ("city", "state", "postal_code"), ("phone", "zone"), ("medical_director",),
         ("privacy_officer", "privacy_email"))


class ClinicTab(ScreenTab):
    """The form at the left; at the right how it will look on a document."""

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(screen, parent)
        self.fields: dict[str, LineField | ChoiceField] = {
            "name": LineField("Clinic name"), "street": LineField("Street address"), "city": LineField("City"),
            "state": ChoiceField("State", STATES), "postal_code": LineField("ZIP code"), "phone": LineField("Phone"),
            "zone": ChoiceField("Time zone", ZONES), "medical_director": LineField("Medical director"),
            "privacy_officer": LineField("Privacy officer", hint="Named in the notice patients read."),
            "privacy_email": LineField("Email for privacy questions"),
        }
        self._before = self.context.clinic
        self._kept: dict[str, str] = {}
        self.save = Button("Save changes", Kind.PRIMARY)
        self.save.activated.connect(self._submit)
        self._saved = FieldMessage()
        self._saved.hide()
        self._error = quiet_banner()
        self._preview = tuple(TextLabel("", style, ink) for style, ink in (
            (Staff.NAME, "ink"), (Staff.BODY, "ink-2"), (Staff.BODY, "ink-2"), (Staff.BODY, "ink-2")))
        self._lay_out()
        self._fill(self._before)
        self._connect()

    def load(self) -> None:
        """Fetch the details; what is typed and not saved stays."""
        self.fetch(lambda services, _actor: services.settings.clinic(), self._show)

    def typed(self) -> tuple[tuple[str, str], ...]:
        """Return every field that differs from what is stored."""
        return tuple((name, text) for name, text in self._texts().items() if text != getattr(self._before, name))

    def put_back(self, fields: Mapping[str, str]) -> None:
        """Put the changed fields back."""
        self._kept = dict(fields)
        self._show(self._before)

    def _show(self, details: ClinicDetails) -> None:
        typed = {**dict(self.typed()), **self._kept}
        self._kept = {}
        self._before = details
        self._fill(details)
        for name, text in typed.items():
            if name in self.fields:
                self._set(name, text)

    def _fill(self, details: ClinicDetails) -> None:
        for field in fields_of(details):
            self._set(field.name, str(getattr(details, field.name)))

    def _set(self, name: str, text: str) -> None:
        field = self.fields[name]
        if isinstance(field, LineField):
            field.set_text(text)
            return
        if text and field.combo.findData(text) < 0:
            field.combo.addItem(text, text)  # a place set-up does not offer stays as it is
        field.set_value(text)

    def _texts(self) -> dict[str, str]:
        return {name: field.text() if isinstance(field, LineField) else field.value()
                for name, field in self.fields.items()}

    def _submit(self) -> None:
        self._error.hide()
        texts = self._texts()
        problems = {name: "" if texts[name] else sentence for name, sentence in _NEEDED}
        problems |= {"postal_code": zip_problem(texts["postal_code"])}
        if texts["phone"] != self._before.phone:  # a stored number may be written in another way
            problems |= {"phone": phone_problem(texts["phone"])}
        for name, sentence in problems.items():
            self.fields[name].set_error(sentence)
        wrong = [self.fields[name] for name in self.fields if problems.get(name)]
        if wrong:
            wrong[0].setFocus()
            return
        details = ClinicDetails(**texts)
        self.change(Change(lambda services, actor: services.settings.change_clinic(actor, details),
                           lambda _none: self._done(details), self._refused, self.save, "Save changes",
                           "You are about to change what stands on every document."))

    def _done(self, details: ClinicDetails) -> None:
        self._before = details
        self._saved.show_text("Saved. New documents carry these details; sealed ones keep theirs.", tone="success",
                              icon="check")

    def _refused(self, error: KnownError) -> None:
        fields: dict[str, Field] = dict(self.fields)
        show_refusal(error, fields, self._error)

    def _connect(self) -> None:
        for field in self.fields.values():
            field.changed.connect(self._on_changed)
            if isinstance(field, LineField):
                field.submitted.connect(self.save.click)
        phone = self.fields["phone"]
        phone.left.connect(lambda: self._set("phone", shown_phone(self._texts()["phone"])))
        self._on_changed()

    def _on_changed(self) -> None:
        self._saved.show_text("")
        texts = self._texts()
        place = f"{texts['city']}, {texts['state']} {texts['postal_code']}".strip(", ")
        for label, text in zip(self._preview, (texts["name"], texts["street"], place, texts["phone"]), strict=True):
            label.setText(text)

    def _lay_out(self) -> None:
        form = Card(padding=24, spacing=16)
        for names in _ROWS:
            row = QHBoxLayout()
            row.setSpacing(16)
            for name in names:
                row.addWidget(self.fields[name], 1)
            form.body.addLayout(row)
        form.body.addWidget(self._saved)
        form.body.addLayout(button_row(self.save))
        sample = Card("On every document", padding=24, spacing=2)
        sample.setFixedWidth(PANE_WIDTH)
        sample.body.addSpacing(8)
        for label in self._preview:
            sample.body.addWidget(label)
        left = QVBoxLayout()
        left.setSpacing(16)
        left.addWidget(self._error)
        left.addWidget(form)
        row_of_two = QHBoxLayout()
        row_of_two.setSpacing(24)
        row_of_two.addLayout(left, 1)
        row_of_two.addWidget(sample, 0, Qt.AlignmentFlag.AlignTop)
        scroll = ScrollColumn(margins=PAGE_MARGINS)
        scroll.column.addLayout(row_of_two)
        scroll.column.addStretch(1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(scroll)
        self.setFocusProxy(self.fields["name"])
