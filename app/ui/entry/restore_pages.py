"""The pages of restore: where the backup is, the recovery key, a password, what was done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.core.dates import long_date, time_of_day
from app.ui.entry.help_pages import KeyField
from app.ui.entry.new_password import NewPasswordForm
from app.ui.entry.page import EntryPage
from app.ui.fonts import Staff, TextStyle
from app.ui.tasks import Tasks
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.button import Button
from app.ui.widgets.card import Card
from app.ui.widgets.checks import CheckRow
from app.ui.widgets.field import ChoiceField
from app.ui.widgets.metrics import ENTRY
from app.ui.widgets.text import TextLabel

if TYPE_CHECKING:  # services load SQLAlchemy, behind the first window
    from app.services.registry import Services
    from app.services.restore import CheckedBackup, FoundBackup, RestoreResult

_CODE = TextStyle(17, 28, 600, 0.04, True)


def shown_time(moment: datetime) -> str:
    """Return "November 24, 2026, 10:30 AM" in this computer's time zone: the clinic's is not known yet."""
    local = moment.astimezone()
    return f"{long_date(local.date())}, {time_of_day(local)}"


class PlacePage(EntryPage):
    """Choose the folder and one of the backups in it."""

    folder_wanted = Signal()
    chosen = Signal(object)  # FoundBackup

    def __init__(self, sentence: str = "", parent: QWidget | None = None) -> None:
        super().__init__("Restore from a backup", "Plug in the drive with your backup and choose its folder. Nothing "
                         "changes until the backup is checked.", back=True, parent=parent)
        if sentence:
            self.column.addWidget(Banner(Tone.WARNING, "", sentence))
            self.column.addSpacing(20)
        self._found: tuple[FoundBackup, ...] = ()
        self.browse = Button("Choose a folder", metrics=ENTRY, icon="folder")
        self.backup = ChoiceField("Backup", (), ENTRY)
        self.backup.hide()
        self.column.addWidget(self.browse)
        self.column.addSpacing(18)
        self.column.addWidget(self.backup)
        self.column.addSpacing(22)
        self.button = self.add_primary("Continue")
        self.button.set_ready(False, "Choose a folder first")
        self.browse.activated.connect(self.folder_wanted)
        self.button.missing.connect(self.browse.setFocus)
        self.button.activated.connect(self._submit)

    def show_found(self, found: tuple[FoundBackup, ...]) -> None:
        """List the backups, newest first."""
        self._found = found
        self.backup.set_options([(str(number), f"{shown_time(backup.at)}, {backup.device}")
                                 for number, backup in enumerate(found)])
        self.backup.set_value("0")
        self.backup.setVisible(bool(found))
        self.button.set_ready(bool(found), "" if found else "Choose a folder first")

    def _submit(self) -> None:
        self.chosen.emit(self._found[int(self.backup.value() or 0)])


class KeyPage(EntryPage):
    """The recovery key, which alone opens a backup."""

    submitted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Enter the recovery key", "It is on the printed sheet from the day this backup was made, or "
                         "later.", back=True, parent=parent)
        self.key = KeyField()
        self.column.addWidget(self.key)
        self.column.addSpacing(22)
        self.button = self.add_primary("Check the backup")
        self.button.activated.connect(self._submit)
        self.key.submitted.connect(self.button.click)

    def _submit(self) -> None:
        if self.key.check():
            self.submitted.emit(self.key.text())


class ConfirmPage(EntryPage):
    """What the backup holds; who gets a password on a new computer; the last question before anything moves."""

    submitted = Signal(str, str)  # user name and password, both empty when everybody keeps theirs

    def __init__(self, services: Callable[[], Services], tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__("The backup is whole", "", back=True, parent=parent)
        self._card = Card(padding=18, spacing=4)
        self._when = TextLabel("", Staff.NAME)
        self._what = TextLabel("", Staff.BODY, "ink-2")
        self._card.body.addWidget(self._when)
        self._card.body.addWidget(self._what)
        self._needs_password = False
        self.person = ChoiceField("Who signs in first", (), ENTRY, hint="Everybody else gets a new password from them.")
        self.password = NewPasswordForm(services, tasks, lambda: (self.person.value(), ""), metrics=ENTRY)
        self.sure = CheckRow("Replace what is on this computer. It is kept aside, not deleted.")
        self.column.addWidget(self._card)
        for part in (self.person, self.password, self.sure):
            self.column.addSpacing(18)
            self.column.addWidget(part)
        self.column.addSpacing(20)
        self.button = self.add_primary("Restore this backup")
        self.button.activated.connect(self._submit)

    def show_checked(self, checked: CheckedBackup) -> None:
        """Show what was found."""
        self._needs_password = checked.needs_password
        self._when.setText(shown_time(checked.found.at))
        self._what.setText(f"{checked.found.rows:,} records and {checked.audit_entries:,} audit entries from "
                           f"{checked.found.device}, checked one by one.")
        self.person.set_options([(who.user_name, who.display_name) for who in checked.administrators])
        self.person.combo.setCurrentIndex(0)
        self.person.setVisible(checked.needs_password)
        self.password.setVisible(checked.needs_password)

    def _submit(self) -> None:
        if not self.sure.isChecked():
            self.sure.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._needs_password:
            self.password.check(lambda: self.submitted.emit(self.person.value(), self.password.text()))
        else:
            self.submitted.emit("", "")


class RestoredPage(EntryPage):
    """What was restored and who needs a new password."""

    done = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("The records are back", "Sign in to go on. The restore is noted in the audit log.",
                         parent=parent)
        self._facts = Banner(Tone.SUCCESS, "")
        self._codes = Card("Your ten recovery codes", kind="well", padding=18, spacing=8)
        self._list = TextLabel("", _CODE)
        self._codes.body.addWidget(self._list)
        self._codes.body.addWidget(TextLabel("Write them down. They are shown only once.", Staff.DETAIL, "ink-2"))
        self.column.addWidget(self._facts)
        self.column.addSpacing(14)
        self.column.addWidget(self._codes)
        self.column.addSpacing(22)
        self.button = self.add_primary("Sign in")
        self.button.activated.connect(self.done)

    def show_result(self, result: RestoreResult) -> None:
        """Show what ``result`` says."""
        others = ", ".join(result.without_password)
        text = (f"{others} need a new password. Give it in Settings, Staff." if others
                else "Everybody keeps their password.")
        self._facts.show_message(Tone.SUCCESS, f"{result.rows:,} records restored", text, say=True)
        codes = result.recovery_codes
        half = (len(codes) + 1) // 2
        self._list.setText("\n".join("     ".join(codes[row::half]) for row in range(half)))
        self._codes.setVisible(bool(codes))
