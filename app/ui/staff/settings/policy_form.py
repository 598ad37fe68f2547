"""Load a policy or notice: a file as it is, its title, version and the day it takes effect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.errors import InvalidInputError, KnownError
from app.ui.dialogs import Dialogs
from app.ui.document_file import DOCUMENT_KINDS, read_document
from app.ui.fonts import Staff
from app.ui.staff.tab import button_row, quiet_banner, show_refusal
from app.ui.tasks import Tasks
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Card
from app.ui.widgets.dates import DateField
from app.ui.widgets.field import ChoiceField, Field, LineField
from app.ui.widgets.field_message import FieldMessage
from app.ui.widgets.metrics import COMPACT
from app.ui.widgets.picture import Icon
from app.ui.widgets.text import TextLabel

POLICY_KINDS: tuple[tuple[str, str], ...] = (("policy", "Privacy policy"), ("npp", "Notice of privacy practices"),
                                             ("biometric", "Biometric retention policy"))
"""The kinds of document, in words; the third is for clinics that scan fingers, faces or the like."""

_WORDING = "wording"
_CHANGES = (("material", "Ask every patient again"), (_WORDING, "Wording only"))
_NO_FILE = "PDF or plain text, up to 20 MB"


@dataclass(frozen=True)
class NewPolicy:
    """A document ready to be loaded; ``content`` is the file byte for byte.

    ``material`` asks every patient again, ``why`` says what changed; the first version of a kind needs neither.
    """

    kind: str
    title: str
    version: str
    effective: date
    content: bytes = field(repr=False)
    material: bool = True
    why: str = ""


class PolicyForm(Card):
    """``submitted`` carries a NewPolicy when nothing is missing."""

    submitted = Signal(object)

    def __init__(self, tasks: Tasks, dialogs: Dialogs, parent: QWidget | None = None) -> None:
        super().__init__(padding=24, spacing=14, parent=parent)
        self._tasks, self._dialogs = tasks, dialogs
        self._content = b""
        self.choose = Button("Choose a file", Kind.SECONDARY, COMPACT, icon="upload")
        self.kind = ChoiceField("Document", POLICY_KINDS, placeholder="Choose")
        self.title = LineField("Title", hint="As it stands on the document.")
        self.version = LineField("Version", placeholder="1.0")
        self.effective = DateField("In effect from")
        self.change = ChoiceField("What it changes", _CHANGES, placeholder="Choose")
        self.why = LineField("What has changed", hint="It is kept with the version.")
        self._known: frozenset[str] = frozenset()
        self.save = Button("Load document", Kind.PRIMARY)
        self._file_icon = Icon("document", 18, "ink-3", box_height=20)
        self._file_name = TextLabel(_NO_FILE, Staff.DETAIL, "ink-3", elide=True)
        self._file_error = FieldMessage()
        self._file_error.hide()
        self._said = FieldMessage()
        self._said.hide()
        self._banner = quiet_banner()
        self._lay_out()
        self.choose.activated.connect(self._choose)
        self.save.activated.connect(self._submit)
        self.kind.changed.connect(self._suggest_title)
        self.kind.changed.connect(self._show_change)
        self.title.submitted.connect(self.save.click)
        self.version.submitted.connect(self.save.click)
        self.effective.submitted.connect(self.save.click)

    def typed(self) -> tuple[tuple[str, str], ...]:
        """Return what is typed, by name."""
        texts = (("kind", self.kind.value()), ("title", self.title.text()), ("version", self.version.text()),
                 ("effective", self.effective.text()), ("change", self.change.value()), ("why", self.why.text()))
        return tuple((name, text) for name, text in texts if text)

    def put_back(self, fields: Mapping[str, str]) -> None:
        """Put back what ``typed`` returned."""
        self.kind.set_value(fields.get("kind", ""))
        self.title.set_text(fields.get("title", ""))
        self.version.set_text(fields.get("version", ""))
        self.effective.set_text(fields.get("effective", ""))
        self.change.set_value(fields.get("change", ""))
        self.why.set_text(fields.get("why", ""))
        self._show_change()

    def set_known(self, kinds: frozenset[str]) -> None:
        """Tell of which ``kinds`` a version is there: a further one says what it changes."""
        self._known = kinds
        self._show_change()

    def reset(self, said: str = "") -> None:
        """Empty the form and say what was done."""
        self.put_back({})
        self._content = b""
        self._show_file(_NO_FILE, chosen=False)
        for each in (self.kind, self.title, self.version, self.effective, self.change, self.why):
            each.set_error("")
        self._said.show_text(said, tone="success", icon="check")

    def show_refusal(self, error: KnownError) -> None:
        """Show why the service refused the document."""
        if isinstance(error, InvalidInputError) and error.field == "content":
            self._file_error.show_text(error.sentence, wrong=True)
            self.choose.setFocus()
            return
        fields: dict[str, Field] = {"kind": self.kind, "title": self.title, "version": self.version, "why": self.why}
        show_refusal(error, fields, self._banner)

    def _choose(self) -> None:
        path = self._dialogs.open_file(self, "Choose the document", DOCUMENT_KINDS)
        if path is not None:
            self._tasks.run(lambda: read_document(path), self, lambda content: self._take(path.name, content),
                            lambda error: self._file_error.show_text(error.sentence, wrong=True))

    def _take(self, name: str, content: bytes) -> None:
        self._content = content
        self._show_file(name, chosen=True)
        self.kind.setFocus()

    def _show_file(self, words: str, *, chosen: bool) -> None:
        self._file_error.show_text("")
        self._said.show_text("")
        self._file_name.setText(words)
        self._file_name.set_color("ink" if chosen else "ink-3")
        self._file_icon.set_icon("document", "accent-text" if chosen else "ink-3")
        self.choose.setText("Choose another file" if chosen else "Choose a file")

    def _suggest_title(self) -> None:
        names = dict(POLICY_KINDS)
        if not self.title.text() or self.title.text() in names.values():  # only while nobody typed another
            self.title.set_text(names.get(self.kind.value(), ""))

    def _show_change(self) -> None:
        is_further = self.kind.value() in self._known
        self.change.setVisible(is_further)
        self.why.setVisible(is_further)

    def _submit(self) -> None:
        self._banner.hide()
        is_further = self.kind.value() in self._known
        day = self.effective.value()
        self._file_error.show_text("" if self._content else "Choose the file first", wrong=not self._content)
        checks: tuple[tuple[Field, str], ...] = (
            (self.kind, "" if self.kind.value() else "Choose which document it is"),
            (self.title, "" if self.title.text() else "Enter the document’s title"),
            (self.version, "" if self.version.text() else "Enter the version"),
            (self.effective, "" if day else "Enter the day, for example 11/24/2026"),
            (self.change, "" if self.change.value() or not is_further else "Choose what it changes"),
            (self.why, "" if self.why.text() or not is_further else "Say what has changed"))
        for each, sentence in checks:
            each.set_error(sentence)
        wrong: list[QWidget] = [] if self._content else [self.choose]
        wrong += [each for each, sentence in checks if sentence]
        if wrong:
            wrong[0].setFocus()
        elif day is not None:
            self.submitted.emit(NewPolicy(self.kind.value(), self.title.text(), self.version.text(), day,
                                          self._content, self.change.value() != _WORDING if is_further else True,
                                          self.why.text() if is_further else ""))

    def _lay_out(self) -> None:
        self.body.addWidget(TextLabel("Load a document", Staff.SECTION))
        self.body.addWidget(self._banner)
        self.body.addWidget(self._said)
        self.body.addWidget(TextLabel("File", Staff.NAME))
        self.body.addSpacing(-8)
        file_row = QHBoxLayout()
        file_row.setSpacing(8)
        file_row.addWidget(self._file_icon)
        file_row.addWidget(self._file_name, 1)
        self.body.addLayout(file_row)
        self.body.addLayout(button_row(self.choose))
        self.body.addWidget(self._file_error)
        for widget in (self.kind, self.title):
            self.body.addWidget(widget)
        pair = QHBoxLayout()
        pair.setSpacing(12)
        pair.addWidget(self.version, 2)
        pair.addWidget(self.effective, 3)
        self.body.addLayout(pair)
        for change in (self.change, self.why):
            self.body.addWidget(change)
            change.hide()
        self.body.addSpacing(4)
        self.body.addLayout(button_row(self.save))
