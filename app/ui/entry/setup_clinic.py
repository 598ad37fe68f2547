"""Set-up, step 1: the clinic, and how this computer protects its key."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.core.errors import KnownError
from app.services.views.people import ClinicDetails, KeyringCheck
from app.ui.entry.setup_draft import STATES, ZONES, SetupDraft, phone_problem, shown_phone, zip_problem
from app.ui.entry.setup_page import SetupPage, SetupTools, first_wrong
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.checks import CheckRow
from app.ui.widgets.field import ChoiceField, LineField
from app.ui.widgets.metrics import SETUP

_NO_KEYRING = ("Without it, somebody who steals this computer and guesses a password can open the records. Set up the "
               "keyring and start again, or choose this by name:")


class ClinicPage(SetupPage):
    """Name, address, phone, time zone, medical director."""

    def __init__(self, tools: SetupTools, draft: SetupDraft) -> None:
        super().__init__("Clinic details", "These appear on every consent and every copy you give a patient.", tools,
                         draft)
        self.name = LineField("Clinic name", SETUP)
        self.street = LineField("Street address", SETUP)
        self.city = LineField("City", SETUP)
        self.state = ChoiceField("State", STATES, SETUP, placeholder="Choose")
        self.zip = LineField("ZIP code", SETUP)
        self.phone = LineField("Phone", SETUP)
        self.zone = ChoiceField("Time zone", ZONES, SETUP, placeholder="Choose")
        self.director = LineField("Medical director", SETUP, hint="Approves the safety rules and can clear a stop.")
        self.device = LineField("Name of this computer", SETUP, hint="Shown at sign-in and in the audit log.",
                                text="Front desk")
        self.passwords_only = CheckRow("Protect with passwords only")
        self._keyring = Banner(Tone.WARNING, "This computer has no keyring", _NO_KEYRING)
        self._keyring.body.addSpacing(6)
        self._keyring.body.addWidget(self.passwords_only)
        self._keyring.hide()
        self._is_checked = self._waiting = False  # the keyring answers late; who is faster than it waits
        self.column.addWidget(self._keyring)
        for row in (((self.name, 1),), ((self.street, 1),), ((self.city, 8), (self.state, 6), (self.zip, 5)),
                    ((self.phone, 1), (self.zone, 1)), ((self.director, 1), (self.device, 1))):
            self.add_row(*row)
        self.column.addStretch(1)
        for field in (self.name, self.street, self.city, self.zip, self.phone, self.director, self.device):
            field.submitted.connect(self.submit)
        self.phone.left.connect(self._on_phone_left)
        self.zip.left.connect(self._on_zip_left)
        self.passwords_only.toggled.connect(lambda _on: self._tell_ready())

    def begin(self) -> None:
        """Try the keyring once the page is up."""
        self.tools.tasks.run(self._check, self, self._show_keyring, self._check_failed)

    def first_control(self) -> QWidget:
        """Start with the name."""
        return self.name

    def submit(self) -> None:
        """Check every field and keep the answers."""
        self._waiting = not self._is_checked
        if not self._is_protected():
            self.passwords_only.setFocus(Qt.FocusReason.TabFocusReason)  # with its ring: this is what is missing
        elif not self._is_checked:
            self.ready_changed.emit(False, "Checking this computer’s keyring …")
            self.begin()
        elif self._fields_are_fine():
            self._keep()
            self.passed.emit()

    def _fields_are_fine(self) -> bool:
        needed = ((self.name, "Enter the clinic’s name"), (self.street, "Enter the street and number"),
                  (self.city, "Enter the city"))
        checks = [(field, "" if field.text() else sentence) for field, sentence in needed]
        return not first_wrong(
            *checks, (self.state, "" if self.state.value() else "Choose a state"),
            (self.zip, zip_problem(self.zip.text())), (self.phone, phone_problem(self.phone.text())),
            (self.zone, "" if self.zone.value() else "Choose the time zone"),
            (self.director, "" if self.director.text() else "Enter the medical director’s name"))

    def _keep(self) -> None:
        self.draft.clinic = ClinicDetails(self.name.text(), self.street.text(), self.city.text(), self.state.value(),
                                          self.zip.text(), self.phone.text(), self.zone.value(), self.director.text())
        self.draft.device_name = self.device.text() or "This computer"
        self.draft.passwords_only = not self._keyring.isHidden() and self.passwords_only.isChecked()

    def _check(self) -> KeyringCheck:
        return self.tools.services().setup.check_keyring()

    def _show_keyring(self, check: KeyringCheck) -> None:
        self._is_checked = True
        self._keyring.setVisible(not check.ok)
        if not check.ok:
            self._keyring.show_message(Tone.WARNING, check.sentence, _NO_KEYRING, say=True)
        self._tell_ready()
        if self._waiting:
            self.submit()

    def _check_failed(self, error: KnownError) -> None:
        self._waiting = False
        self._tell_ready()
        self.show_trouble(error)

    def _is_protected(self) -> bool:
        return self._keyring.isHidden() or self.passwords_only.isChecked()

    def _tell_ready(self) -> None:
        ready = self._is_protected()
        self.ready_changed.emit(ready, "" if ready else "Choose how the records are protected")

    def _on_phone_left(self) -> None:
        self.phone.set_text(shown_phone(self.phone.text()))
        if self.phone.text():
            self.phone.set_error(phone_problem(self.phone.text()))

    def _on_zip_left(self) -> None:
        if self.zip.text():
            self.zip.set_error(zip_problem(self.zip.text()))
