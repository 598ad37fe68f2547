"""The first sign-in with a temporary password: choose one's own, then connect an authenticator app."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.services.views.people import TotpEnrolment
from app.ui.entry.authenticator import AuthenticatorForm
from app.ui.entry.new_password import NewPasswordForm
from app.ui.entry.page import EntryPage
from app.ui.tasks import Tasks
from app.ui.widgets.code_boxes import DIGITS

if TYPE_CHECKING:  # services load SQLAlchemy, behind the sign-in window
    from app.services.registry import Services


class OwnPasswordPage(EntryPage):
    """Choose a password that only the person knows."""

    done = Signal(str)

    def __init__(self, services: Callable[[], Services], tasks: Tasks, names: Callable[[], tuple[str, str]],
                 parent: QWidget | None = None) -> None:
        super().__init__("Choose your own password", "The temporary one worked. From now on only you know your "
                         "password.", back=True, parent=parent)
        self.form = NewPasswordForm(services, tasks, names)
        self.column.addWidget(self.form)
        self.column.addSpacing(22)
        self.button = self.add_primary("Continue")
        self.button.activated.connect(self._check)
        self.form.submitted.connect(self._check)

    def _check(self) -> None:
        self.form.check(lambda: self.done.emit(self.form.text()))


class ConnectPage(EntryPage):
    """Connect an authenticator app and prove it with its first code."""

    submitted = Signal(object, str)  # TotpEnrolment, code

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Connect an authenticator app", "Each time you sign in, your phone shows a 6-digit code.",
                         back=True, parent=parent)
        self.form = AuthenticatorForm(stacked=True)
        self._enrolment: TotpEnrolment | None = None
        self.column.addWidget(self.form)
        self.column.addSpacing(22)
        self.button = self.add_primary("Sign in")
        self.button.activated.connect(self._submit)
        self.form.filled.connect(lambda _code: self.button.click())

    def begin(self, enrolment: TotpEnrolment) -> None:
        """Show the square of ``enrolment``."""
        self._enrolment = enrolment
        self.form.show_enrolment(enrolment)
        self.form.code.clear()

    def _submit(self) -> None:
        code = self.form.code.text()
        if self._enrolment is None or len(code) < DIGITS:
            self.form.set_error("Enter the 6 digits your app shows")
            return
        self.submitted.emit(self._enrolment, code)
