"""Set-up, step 3: the authenticator app, proven with its first code."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.services.views.people import TotpEnrolment
from app.ui.entry.authenticator import AuthenticatorForm
from app.ui.entry.setup_draft import SetupDraft
from app.ui.entry.setup_page import SetupPage, SetupTools
from app.ui.widgets.code_boxes import DIGITS

_WRONG = "That code didn’t match. Codes change every 30 seconds, so enter the newest one."


class AuthenticatorPage(SetupPage):
    """The square, the steps, the code."""

    def __init__(self, tools: SetupTools, draft: SetupDraft) -> None:
        super().__init__("Connect an authenticator app", "Each time you sign in, your phone shows a 6-digit code. A "
                         "stolen password alone can’t open patient records.", tools, draft)
        self.form = AuthenticatorForm()
        self._for = ("", "")
        self.column.addSpacing(8)
        self.column.addWidget(self.form)
        self.column.addStretch(1)
        self.form.code.submitted.connect(self.submit)

    def begin(self) -> None:
        """Make a secret for this name once; coming back keeps it, so that the phone's entry stays right."""
        names = self._names()
        if self.draft.enrolment is not None and names == self._for:
            return
        self._for = names
        self.tools.tasks.run(lambda: self.tools.services().setup.new_enrolment(*names), self, self._show,
                             self.show_trouble)

    def first_control(self) -> QWidget:
        """Start in the boxes."""
        return self.form.code

    def submit(self) -> None:
        """Check the code against the secret."""
        code, enrolment = self.form.code.text(), self.draft.enrolment
        if len(code) < DIGITS or enrolment is None:
            self.form.set_error("Enter the 6 digits your app shows")
            return
        self.tools.tasks.run(lambda: self.tools.services().setup.enrolment_matches(enrolment, code), self,
                             self._decide, self.show_trouble)

    def _decide(self, matches: bool) -> None:
        if matches:
            self.passed.emit()
        else:
            self.form.set_error(_WRONG)

    def _show(self, enrolment: TotpEnrolment) -> None:
        self.draft.enrolment = enrolment
        self.form.show_enrolment(enrolment)
        self.form.code.clear()

    def _names(self) -> tuple[str, str]:
        admin, clinic = self.draft.administrator, self.draft.clinic
        return (admin.user_name if admin else "", clinic.name if clinic else "")
