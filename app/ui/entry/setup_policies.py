"""Set-up, step 5: the clinic's own privacy policy and notice. Can be skipped and done later in Settings."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.errors import KnownError
from app.ui.document_file import DOCUMENT_KINDS, read_document
from app.ui.entry.setup_draft import PolicyFile, SetupDraft
from app.ui.entry.setup_page import SetupPage, SetupTools
from app.ui.fonts import Staff
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Card
from app.ui.widgets.dates import DateField
from app.ui.widgets.field import LineField
from app.ui.widgets.metrics import COMPACT, SETUP
from app.ui.widgets.text import TextLabel


class PoliciesPage(SetupPage):
    """Two documents, each with a version and the day it takes effect."""

    next_words = "Finish setup"

    def __init__(self, tools: SetupTools, draft: SetupDraft) -> None:
        super().__init__("Your policy and notice", "Patients read these on the tablet. Load your own now, or later in "
                         "Settings, Policies.", tools, draft)
        self.parts = (
            PolicyCard("policy", "Privacy policy", tools),
            PolicyCard("npp", "Notice of privacy practices", tools),
        )
        for part in self.parts:
            self.column.addWidget(part)
        self.column.addWidget(Banner(Tone.INFO, "You can skip this", "Until they are loaded, the app reminds you and "
                                     "shows patients no policy text."))
        self.column.addStretch(1)

    def first_control(self) -> QWidget:
        """Start with the first file."""
        return self.parts[0].choose

    def submit(self) -> None:
        """Keep what was chosen; a chosen file needs a version and a day."""
        checked = [part.check() for part in self.parts]  # all of them, so that every mistake shows at once
        if all(checked):
            self.draft.policies = [made for part in self.parts if (made := part.made()) is not None]
            self.passed.emit()


class PolicyCard(Card):
    """One document: choose a file, then version and effective day."""

    changed = Signal()

    def __init__(self, kind: str, title: str, tools: SetupTools) -> None:
        super().__init__(padding=20, spacing=14)
        self._kind, self._title, self._tools = kind, title, tools
        self._data = b""
        self.choose = Button("Choose a file", metrics=COMPACT, icon="upload")
        self.choose.setAccessibleName(f"Choose a file for the {title.lower()}")
        self.remove = Button("Remove", Kind.QUIET, COMPACT)
        self.version = LineField("Version", SETUP, placeholder="1.0")
        self.effective = DateField("In effect from", SETUP)
        self._name = TextLabel("PDF or plain text", Staff.DETAIL, "ink-3", elide=True)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(TextLabel(title, Staff.CARD, wrap=False))
        head.addWidget(self._name, 1)
        head.addWidget(self.remove)
        head.addWidget(self.choose)
        self.body.addLayout(head)
        self._details = QWidget()
        row = QHBoxLayout(self._details)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self.version)
        row.addWidget(self.effective)
        self.body.addWidget(self._details)
        self.choose.activated.connect(self._choose)
        self.remove.activated.connect(self._remove)
        self._show(chosen=False)

    def check(self) -> bool:
        """Say whether nothing or everything is given."""
        if not self._data:
            return True
        self.version.set_error("" if self.version.text() else "Enter the version, for example 1.0")
        self.effective.set_error("" if self.effective.value() else "Enter the day, for example 11/24/2026")
        return not (self.version.error or self.effective.error)

    def made(self) -> PolicyFile | None:
        """Return the document, or None when none was chosen."""
        day = self.effective.value()
        if not self._data or day is None:
            return None
        return PolicyFile(self._kind, self._title, self.version.text(), day, self._data)

    def _choose(self) -> None:
        path = self._tools.dialogs.open_file(self, f"Choose the {self._title.lower()}",
                                             DOCUMENT_KINDS)
        if path is not None:
            self._tools.tasks.run(lambda: read_document(path), self, lambda data: self._take(path.name, data),
                                  self._failed)

    def _take(self, name: str, data: bytes) -> None:
        self._data = data
        self._name.setText(name)
        self._name.set_color("ink-2")
        self._show(chosen=True)
        self.version.setFocus()

    def _failed(self, error: KnownError) -> None:
        self._name.setText(error.sentence)
        self._name.set_color("danger-text")

    def _remove(self) -> None:
        self._data = b""
        self._name.setText("PDF or plain text")
        self._name.set_color("ink-3")
        self._show(chosen=False)

    def _show(self, *, chosen: bool) -> None:
        self._details.setVisible(chosen)
        self.remove.setVisible(chosen)
        self.choose.setText("Choose another file" if chosen else "Choose a file")
