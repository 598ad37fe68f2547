"""The pages of sign-in: name and password, code, recovery code."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.views.people import PersonTile
from app.ui.entry.demo_code import DemoCodeLine
from app.ui.entry.page import EntryPage
from app.ui.entry.person_row import PeopleList
from app.ui.fonts import Staff
from app.ui.widgets.avatar import Avatar
from app.ui.widgets.code_boxes import DIGITS, CodeBoxes
from app.ui.widgets.field import LineField, PasswordField
from app.ui.widgets.metrics import ENTRY
from app.ui.widgets.text import TextLabel

_CHOOSE = "Choose your name, then enter your password."
_TYPE = "Type your user name, then enter your password."


class PasswordPage(EntryPage):
    """Choose or type a name, enter the password."""

    submitted = Signal(str, str)  # user name, password
    help_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Sign in", _CHOOSE, parent=parent)
        self.people = PeopleList()
        self.user_name = LineField("User name", ENTRY)
        self.password = PasswordField("Password", ENTRY)
        self._typed = False
        self.column.addWidget(self.people)
        self.column.addWidget(self.user_name)
        self.column.addSpacing(24)
        self.column.addWidget(self.password)
        self.column.addSpacing(20)
        self.button = self.add_primary("Continue")
        self.column.addSpacing(6)
        self._help, self._other = self.add_links("I can’t sign in", "Someone else")
        self.people.chosen.connect(lambda _person: self._person_chosen())
        self.user_name.submitted.connect(self.password.setFocus)
        self.password.submitted.connect(self.button.click)  # which is deaf while the computer checks
        self.button.activated.connect(self._submit)
        self._help.activated.connect(self.help_wanted)
        self._other.activated.connect(self._toggle)
        self._show_typed(typed=False)

    def show_people(self, people: tuple[PersonTile, ...], chosen: str = "") -> None:
        """List who may sign in; with nobody to list the name is typed."""
        self.people.show_people(people, chosen)
        self._show_typed(typed=self._typed or not people)
        self._other.setVisible(bool(people))

    def first_control(self) -> QWidget:
        """Return where the focus starts: the password when a name is chosen."""
        return self.user_name if self._typed else self.password

    def show_refusal(self, sentence: str) -> None:
        """Say why it did not work. The password is the only field that clears."""
        self.password.clear_secret()
        self.password.set_error(sentence)
        self.password.setFocus()

    def wipe(self) -> None:
        """Forget what was typed."""
        self.password.clear_secret()
        self.password.set_error("")
        self.user_name.set_text("")

    def _submit(self) -> None:
        name = self._name()
        if not name:
            self.user_name.set_error("Enter your user name")
            self.user_name.setFocus()
            return
        if not self.password.text():
            self.password.set_error("Enter your password")
            self.password.setFocus()
            return
        self.submitted.emit(name, self.password.text())

    def _name(self) -> str:
        if self._typed:
            return self.user_name.text()
        person = self.people.person()
        return person.user_name if person is not None else ""

    def _person_chosen(self) -> None:
        self.password.clear_secret()
        self.password.set_error("")
        self.password.setFocus()

    def _toggle(self) -> None:
        self.wipe()
        self._show_typed(typed=not self._typed)
        self.first_control().setFocus()

    def _show_typed(self, *, typed: bool) -> None:
        self._typed = typed
        self.people.setVisible(not typed)
        self.user_name.setVisible(typed)
        self.intro.setText(_TYPE if typed else _CHOOSE)
        self._other.setText("Choose from the list" if typed else "Someone else")


class CodePage(EntryPage):
    """The authenticator's code."""

    submitted = Signal(str)
    recovery_wanted = Signal()

    def __init__(self, clinic_name: str, demo_code: Callable[[str], str] | None = None,
                 parent: QWidget | None = None) -> None:
        """``demo_code`` gives the demo's code of a user name, shown under the boxes."""
        intro = f"Open your authenticator app and type the code shown for {clinic_name}."
        super().__init__("Enter your 6-digit code", intro, back=True, parent=parent)
        self._who = WhoLine()
        self.code = CodeBoxes(hint="The code changes every 30 seconds.", hint_icon="clock")
        self.column.addWidget(self._who)
        self.column.addSpacing(20)
        self.column.addWidget(self.code)
        self._demo = DemoCodeLine(demo_code) if demo_code is not None else None
        if self._demo is not None:
            self.column.addSpacing(4)
            self.column.addWidget(self._demo)
        self.column.addSpacing(22)
        self.button = self.add_primary("Sign in")
        self.column.addSpacing(6)
        (link,) = self.add_links("Use a recovery code")
        link.activated.connect(self.recovery_wanted)
        self.code.filled.connect(lambda _code: self.button.click())
        self.code.submitted.connect(self.button.click)
        self.button.activated.connect(self._submit)

    def begin(self, name: str, user_name: str) -> None:
        """Start for ``name`` with empty boxes; ``user_name`` is whose demo code is shown."""
        self._who.show_name(name)
        self.code.clear()
        self.code.set_error("")
        if self._demo is not None:
            self._demo.begin(user_name)

    def show_refusal(self, sentence: str) -> None:
        """Turn the boxes red and say why; the digits stay until the next one is typed."""
        self.code.set_error(sentence)
        self.code.setFocus()

    def _submit(self) -> None:
        if len(self.code.text()) < DIGITS:
            self.show_refusal("Enter all 6 digits")
            return
        self.submitted.emit(self.code.text())


class RecoveryCodePage(EntryPage):
    """One of the ten recovery codes, in place of the phone."""

    submitted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Use a recovery code", "Enter one of the ten codes you were given with your account. "
                         "Each works once.", back=True, parent=parent)
        self._who = WhoLine()
        self.code = LineField("Recovery code", ENTRY, hint="Capital letters and dashes don’t matter.")
        self.column.addWidget(self._who)
        self.column.addSpacing(20)
        self.column.addWidget(self.code)
        self.column.addSpacing(20)
        self.button = self.add_primary("Sign in")
        self.code.submitted.connect(self.button.click)
        self.button.activated.connect(self._submit)

    def begin(self, name: str) -> None:
        """Start for ``name`` with an empty field."""
        self._who.show_name(name)
        self.code.set_text("")
        self.code.set_error("")

    def show_refusal(self, sentence: str) -> None:
        """Say why it did not work."""
        self.code.set_error(sentence)
        self.code.setFocus()

    def _submit(self) -> None:
        if not self.code.text():
            self.show_refusal("Enter a recovery code")
            return
        self.submitted.emit(self.code.text())


class WhoLine(QWidget):
    """Avatar and name of who is signing in."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._avatar = Avatar("", 32)
        self._name = TextLabel("", Staff.VALUE, elide=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._avatar)
        row.addWidget(self._name, 1)

    def show_name(self, name: str) -> None:
        """Show ``name``."""
        self._avatar.set_name(name)
        self._name.setText(name)
