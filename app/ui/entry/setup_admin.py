"""Set-up, step 2: the first administrator."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.ui.entry.new_password import NewPasswordForm
from app.ui.entry.setup_draft import JOB_TITLES, SetupDraft, first_administrator, suggested_user_name
from app.ui.entry.setup_page import SetupPage, SetupTools, first_wrong
from app.ui.widgets.field import ChoiceField, LineField
from app.ui.widgets.metrics import SETUP


class AdministratorPage(SetupPage):
    """Name, job title, user name, password."""

    def __init__(self, tools: SetupTools, draft: SetupDraft) -> None:
        super().__init__("Administrator", "This person adds staff and changes settings. You can add more later.", tools,
                         draft)
        self.name = LineField("Full name", SETUP)
        self.title = ChoiceField("Job title", [(title, title) for title in JOB_TITLES], SETUP)
        self.user_name = LineField("User name", SETUP, hint="For signing in when the name is typed.")
        self.password = NewPasswordForm(tools.services, tools.tasks, self._names, metrics=SETUP)
        self._suggested = ""
        self.add_row((self.name, 1), (self.title, 1))
        self.column.addWidget(self.user_name)
        self.column.addWidget(self.password)
        self.column.addStretch(1)
        self.name.changed.connect(self._suggest)
        self.password.submitted.connect(self.submit)
        self.name.submitted.connect(self.submit)
        self.user_name.submitted.connect(self.submit)

    def first_control(self) -> QWidget:
        """Start with the name."""
        return self.name

    def submit(self) -> None:
        """Check the names here and the password with the clinic's rules."""
        if first_wrong((self.name, "" if self.name.text() else "Enter your first and last name"),
                       (self.user_name, "" if self.user_name.text() else "Enter a user name")):
            return
        self.password.check(self._keep)

    def _keep(self) -> None:
        self.draft.administrator = first_administrator(self.user_name.text(), self.name.text(), self.title.value())
        self.draft.password = self.password.text()
        self.passed.emit()

    def _suggest(self) -> None:
        if self.user_name.text() == self._suggested:  # only while nobody typed another
            self._suggested = suggested_user_name(self.name.text())
            self.user_name.set_text(self._suggested)

    def _names(self) -> tuple[str, str]:
        return self.user_name.text(), self.draft.clinic.name if self.draft.clinic else ""
