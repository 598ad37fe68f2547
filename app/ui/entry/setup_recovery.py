"""Set-up, step 4: the recovery key, kept off the computer and typed back in part."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.entry.key_card import KeyCard
from app.ui.entry.setup_draft import SetupDraft
from app.ui.entry.setup_page import SetupPage, SetupTools
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.checks import CheckRow
from app.ui.widgets.field import LineField
from app.ui.widgets.metrics import SETUP


class RecoveryPage(SetupPage):
    """Show the key, have it printed or saved, ask for its last group."""

    def __init__(self, tools: SetupTools, draft: SetupDraft) -> None:
        super().__init__("Save your recovery key", "If every administrator is locked out, this key is the only way "
                         "back in.", tools, draft)
        self.card = KeyCard(tools.tasks, tools.dialogs, tools.clock)
        self.typed = LineField("Type the last 4 characters", SETUP)
        self.typed.setFixedWidth(300)
        self.stored = CheckRow("I’ve stored this key somewhere safe")
        self.column.addWidget(self.card)
        self.column.addWidget(Banner(Tone.WARNING, "Keep it off this computer. It is shown only once",
                                     "Print two copies and lock them away, for example in the clinic safe."))
        row = QHBoxLayout()
        row.addWidget(self.typed)
        row.addStretch()
        self.column.addLayout(row)
        self.column.addWidget(self.stored, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addStretch(1)
        self.typed.changed.connect(self._tell_ready)
        self.typed.submitted.connect(self.submit)
        self.stored.toggled.connect(lambda _on: self._tell_ready())

    def begin(self) -> None:
        """Make the key once."""
        self._tell_ready()
        if not self.draft.recovery_groups:
            self.tools.tasks.run(self._new_groups, self, self._show, self.show_trouble)

    def first_control(self) -> QWidget:
        """Start with typing it back."""
        return self.typed

    def submit(self) -> None:
        """Compare what was typed with the last group; ask for the check mark."""
        if not self._matches():
            self.typed.set_error("Those are not the last 4 characters. Look at the printed key")
            self.typed.setFocus()
        elif not self.stored.isChecked():
            self.stored.setFocus()
        else:
            self.passed.emit()

    def _new_groups(self) -> tuple[str, ...]:
        return self.tools.services().setup.new_recovery_groups()

    def _show(self, groups: tuple[str, ...]) -> None:
        self.draft.recovery_groups = groups
        if self.draft.clinic is not None:
            self.card.show_key(groups, self.draft.clinic)

    def _matches(self) -> bool:
        groups = self.draft.recovery_groups
        return bool(groups) and self.typed.text().upper() == groups[-1]

    def _tell_ready(self) -> None:
        ready = self._matches() and self.stored.isChecked()
        self.ready_changed.emit(ready, "" if ready else "Type the last 4 characters and confirm that it is stored")
