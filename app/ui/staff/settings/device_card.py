"""After the recovery key opened the records: bind this computer to the clinic again, starting with one person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.errors import InvalidInputError, KnownError
from app.services.views.people import KeyringCheck, StaffView
from app.ui.entry.new_password import NewPasswordForm
from app.ui.fonts import Staff
from app.ui.staff.settings.codes_dialog import CodesDialog
from app.ui.staff.tab import Change, ScreenTab, button_row, quiet_banner, show_refusal
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Card
from app.ui.widgets.checks import CheckRow
from app.ui.widgets.field import ChoiceField, LineField
from app.ui.widgets.metrics import STAFF
from app.ui.widgets.text import TextLabel

if TYPE_CHECKING:  # services load SQLAlchemy, on the worker
    from app.services.recovery import EnrolledDevice

_NO_KEYRING = ("Without it, somebody who steals this computer and guesses a password can open the records. Set up the "
               "keyring first, or choose this by name:")


class DeviceCard(Card):
    """Lives in the Security tab of a session that the recovery key opened."""

    def __init__(self, tab: ScreenTab, parent: QWidget | None = None) -> None:
        super().__init__("Set this computer up again", padding=24, spacing=16, parent=parent)
        self._tab = tab
        self._names: dict[str, StaffView] = {}
        self.person = ChoiceField("Who signs in first", (), placeholder="Choose", hint="Best an administrator.")
        self.device = LineField("Name of this computer", text=tab.context.actor.device)
        self.password = NewPasswordForm(tab.context.services, tab.context.tasks, self._user_and_clinic, STAFF)
        self.password.password.set_label("New password for this person")
        self.passwords_only = CheckRow("Protect with passwords only")
        self.keyring = Banner(Tone.WARNING, "")
        self.keyring.body.addSpacing(6)
        self.keyring.body.addWidget(self.passwords_only)
        self.keyring.hide()
        self.button = Button("Set up this computer", Kind.SECONDARY, icon="computer")
        self._error = quiet_banner()
        self._lay_out()
        self.button.activated.connect(self._start)
        self.password.submitted.connect(self.button.click)

    def load(self) -> None:
        """Fetch who could be first, and try the keyring."""
        self._tab.fetch(lambda services, actor: services.staff.list(actor), self._show_people)
        self._tab.fetch(lambda services, _actor: services.setup.check_keyring(), self._show_keyring)

    def _show_people(self, people: tuple[StaffView, ...]) -> None:
        self._names = {person.user_id: person for person in people if person.active}
        self.person.set_options([(person.user_id, person.display_name) for person in self._names.values()])
        if not self.person.value():
            self.person.combo.setCurrentIndex(-1)

    def _show_keyring(self, check: KeyringCheck) -> None:
        self.keyring.setVisible(not check.ok)
        if not check.ok:
            self.keyring.show_message(Tone.WARNING, check.sentence, _NO_KEYRING)

    def _user_and_clinic(self) -> tuple[str, str]:
        person = self._names.get(self.person.value())
        return (person.user_name if person else "", self._tab.context.clinic.name)

    def _start(self) -> None:
        self._error.hide()
        if not self.person.value():
            self.person.set_error("Choose who signs in first")
            self.person.setFocus()
        elif not self.keyring.isHidden() and not self.passwords_only.isChecked():
            self.passwords_only.setFocus()
        else:
            self.password.check(self._bind)

    def _bind(self) -> None:
        user_id, password, name = self.person.value(), self.password.text(), self.device.text()
        only = not self.keyring.isHidden() and self.passwords_only.isChecked()
        self._tab.change(Change(
            lambda services, actor: services.recovery.new_device(actor, user_id, password, device_name=name,
                                                                 passwords_only=only),
            self._bound, self._refused, self.button, "Set up this computer",
            "Everybody else’s password is about to stop working on this computer."))

    def _bound(self, enrolled: EnrolledDevice) -> None:
        for field in (self.password.password, self.password.again):
            field.set_text("")
        person = self._names[self.person.value()].display_name
        others = ", ".join(enrolled.without_password)
        intro = f"These are {person}’s codes."
        if others:
            intro += f" Reset the password of {others} in Staff before you lock the screen."
        CodesDialog(self._tab.screen_of.stage(), enrolled.recovery_codes, intro).begin()

    def _refused(self, error: KnownError) -> None:
        if isinstance(error, InvalidInputError) and error.field == "password":
            self.password.refuse(error.sentence)
        else:
            show_refusal(error, {}, self._error)

    def _lay_out(self) -> None:
        self.body.addWidget(TextLabel("For a new computer, or when this one lost its entry in the keyring. One person "
                                      "gets a new password now; everybody else is then reset in Staff. If only one "
                                      "person is locked out, reset that person in Staff instead.", Staff.BODY, "ink-2"))
        self.body.addWidget(self._error)
        self.body.addWidget(self.keyring)
        left = QVBoxLayout()
        left.setSpacing(16)
        left.addWidget(self.person)
        left.addWidget(self.device)
        left.addStretch(1)
        columns = QHBoxLayout()
        columns.setSpacing(24)
        columns.addLayout(left, 1)
        columns.addWidget(self.password, 1)
        self.body.addLayout(columns)
        self.body.addLayout(button_row(self.button))
