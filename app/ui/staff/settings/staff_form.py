"""The form for a new member of staff, and for changing one's role and license."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.errors import KnownError
from app.security.actor import Licence, Role
from app.services.views.people import NewStaff, StaffView
from app.ui.entry.setup_draft import suggested_user_name
from app.ui.fonts import Staff
from app.ui.staff.settings.words import LICENCES, ROLE_HELP, ROLES
from app.ui.staff.tab import button_row, quiet_banner, show_refusal
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Card
from app.ui.widgets.checks import CheckRow
from app.ui.widgets.field import ChoiceField, Field, LineField
from app.ui.widgets.text import TextLabel

_YES = "yes"


class StaffForm(Card):
    """``saved`` carries a NewStaff. For somebody who is there already the user name stays as it is."""

    saved = Signal(object)  # NewStaff
    cancelled = Signal()

    def __init__(self, person: StaffView | None = None, parent: QWidget | None = None) -> None:
        super().__init__(padding=24, spacing=14, parent=parent)
        self._person = person
        self.name = LineField("Full name", text=person.display_name if person else "")
        self.title = LineField("Job title", text=person.title if person else "", placeholder="Nurse injector")
        self.user_name = LineField("User name", hint="For signing in. Never used again for anybody else.",
                                   text=person.user_name if person else "")
        self.role = ChoiceField("Role", ROLES, placeholder="Choose")
        self.licence = ChoiceField("License", LICENCES)
        self.licence_number = LineField("License number", text=person.licence_number if person else "")
        self.director = CheckRow("Medical director of the clinic")
        self.save = Button("Save changes" if person else "Add staff member", Kind.PRIMARY)
        self._cancel = Button("Cancel", Kind.SECONDARY)
        self._banner = quiet_banner()
        self._suggested = ""
        self._lay_out()
        if person is not None:
            self.user_name.set_locked(True)
            self.user_name.set_hint("")
            self.role.set_value(person.role.value)
            self.licence.set_value(person.licence.value)
            self.director.setChecked(person.is_director)
        self._connect()
        self._show_role()
        self._before = self.typed()

    def person_id(self) -> str:
        """Return the id of the person being changed; empty for somebody new."""
        return self._person.user_id if self._person else ""

    def first_control(self) -> QWidget:
        """Return where the focus starts."""
        return self.role if self._person else self.name

    def typed(self) -> tuple[tuple[str, str], ...]:
        """Return everything in the form by name."""
        return (("name", self.name.text()), ("title", self.title.text()), ("user_name", self.user_name.text()),
                ("role", self.role.value()), ("licence", self.licence.value()),
                ("licence_number", self.licence_number.text()), ("director", _YES if self.director.isChecked() else ""))

    def is_changed(self) -> bool:
        """Say whether anything differs from how the form came up."""
        return self.typed() != self._before

    def put_back(self, fields: Mapping[str, str]) -> None:
        """Put back what ``typed`` returned."""
        for name, field in (("name", self.name), ("title", self.title), ("licence_number", self.licence_number)):
            field.set_text(fields.get(name, ""))
        if self._person is None:
            self.user_name.set_text(fields.get("user_name", ""))
        self.role.set_value(fields.get("role", ""))
        self.licence.set_value(fields.get("licence", Licence.NONE.value))
        self.director.setChecked(fields.get("director") == _YES)

    def show_refusal(self, error: KnownError) -> None:
        """Show why the service refused."""
        fields: dict[str, Field] = {"user_name": self.user_name, "display_name": self.name, "title": self.title,
                                    "role": self.role}
        show_refusal(error, fields, self._banner)

    def _submit(self) -> None:
        self._banner.hide()
        checks: tuple[tuple[Field, str], ...] = (
            (self.name, "" if self.name.text() else "Enter first and last name"),
            (self.title, "" if self.title.text() else "Enter the job title, for example Nurse injector"),
            (self.user_name, "" if self.user_name.text() else "Enter a user name"),
            (self.role, "" if self.role.value() else "Choose what this person may open"),
            (self.licence_number, self._number_problem()))
        for field, sentence in checks:
            field.set_error(sentence)
        wrong = [field for field, sentence in checks if sentence]
        if wrong:
            wrong[0].setFocus()
            return
        self.saved.emit(NewStaff(self.user_name.text(), self.name.text(), self.title.text(), Role(self.role.value()),
                                 Licence(self.licence.value()), self.licence_number.text(), self.director.isChecked()))

    def _number_problem(self) -> str:
        licensed = self.licence.value() not in {Licence.NONE.value, Licence.DELEGATE.value}
        return "Enter the license number" if licensed and not self.licence_number.text() else ""

    def _show_role(self) -> None:
        self.role.set_hint(ROLE_HELP[Role(self.role.value())] if self.role.value() else "")
        unlicensed = self.licence.value() == Licence.NONE.value
        self.licence_number.setVisible(not unlicensed)

    def _suggest(self) -> None:
        if self._person is None and self.user_name.text() == self._suggested:  # only while nobody typed another
            self._suggested = suggested_user_name(self.name.text())
            self.user_name.set_text(self._suggested)

    def _connect(self) -> None:
        self.name.changed.connect(self._suggest)
        self.role.changed.connect(self._show_role)
        self.licence.changed.connect(self._show_role)
        self.save.activated.connect(self._submit)
        self._cancel.activated.connect(self.cancelled)
        for field in (self.name, self.title, self.user_name, self.licence_number):
            field.submitted.connect(self.save.click)

    def _lay_out(self) -> None:
        self.body.addWidget(TextLabel("Change role and license" if self._person else "Add a staff member",
                                      Staff.SECTION))
        self.body.addWidget(self._banner)
        for widget in (self.name, self.title, self.user_name, self.role, self.licence, self.licence_number,
                       self.director):
            self.body.addWidget(widget)
        self.body.addSpacing(4)
        self.body.addLayout(button_row(self.save, self._cancel))
