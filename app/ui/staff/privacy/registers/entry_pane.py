"""One entry of a register: what it says, how it stands, its files, and what it said before."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.clock import clinic_date
from app.core.dates import clock_time, long_date
from app.rules.registers import DueState, RegisterKind
from app.services.views.registers import AttachmentView, RegisterChange, RegisterEntry
from app.ui.fonts import Staff
from app.ui.staff.settings.facts import Facts
from app.ui.staff.tab import button_row
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.button import Button, IconButton, Kind
from app.ui.widgets.card import Card, Rule
from app.ui.widgets.data_table import Chip
from app.ui.widgets.layouts import clear
from app.ui.widgets.metrics import COMPACT
from app.ui.widgets.text import TextLabel

_CHIPS = {
    DueState.OVERDUE: Chip("Overdue", Tone.DANGER, "alert"), DueState.MISSING: Chip("Not entered", Tone.WARNING,
                                                                                    "warning"),
    DueState.SOON: Chip("Due soon", Tone.WARNING, "clock"), DueState.CURRENT: Chip("Current", Tone.SUCCESS, "check"),
    DueState.REPLACED: Chip("Replaced", Tone.NEUTRAL, "archive"),
}


def state_chip(kind: RegisterKind, entry: RegisterEntry) -> Chip:
    """Return how the entry stands as a chip: what has ended says how, what is wrong anyway asks for action."""
    if entry.state is DueState.CLOSED:
        words = kind.words(kind.state, dict(entry.values).get(kind.state, "")) if kind.state else "Has left"
        return Chip(words, Tone.NEUTRAL, "archive")
    if entry.problem:
        return Chip("Needs action", Tone.DANGER, "alert")
    return _CHIPS[entry.state]


class EntryPane(Card):
    """``change_wanted``, ``history_wanted`` and ``file_wanted`` (an attachment's id) ask for what comes next."""

    change_wanted = Signal()
    history_wanted = Signal()
    file_wanted = Signal(str)
    closed = Signal()

    def __init__(self, kind: RegisterKind, entry: RegisterEntry, zone: ZoneInfo, *, may_change: bool,
                 parent: QWidget | None = None) -> None:
        super().__init__(padding=24, spacing=16, parent=parent)
        self._kind, self._zone = kind, zone
        self.body.addLayout(self._head(entry))
        banner = _banner(entry)
        if banner is not None:
            self.body.addWidget(banner)
        facts = Facts()
        for label, words in entry.facts:
            facts.add(label, words)
        facts.add("Seen to by", entry.owner or "Nobody yet")
        if entry.changed_at is not None:
            when = f"{long_date(clinic_date(entry.changed_at, zone))}, {clock_time(entry.changed_at, zone)}"
            facts.add("Entered", when, f"Version {entry.version}, by {entry.changed_by}")
        self.body.addWidget(facts)
        if entry.attachments:
            self.body.addLayout(self._files(entry.attachments))
        self.change = Button("Enter it" if entry.state is DueState.MISSING else "Change", Kind.PRIMARY)
        self.change.setVisible(may_change)
        self.change.activated.connect(self.change_wanted)
        self.history = Button("Earlier states", Kind.SECONDARY)
        self.history.setVisible(entry.version > 1)
        self.history.activated.connect(self.history_wanted)
        self.body.addLayout(button_row(self.change, self.history))
        self._past = QVBoxLayout()
        self._past.setSpacing(12)
        self.body.addLayout(self._past)

    def show_history(self, changes: Sequence[RegisterChange]) -> None:
        """List the earlier states below, newest first."""
        clear(self._past)
        for change in changes[1:]:
            self._past.addWidget(Rule())
            when = f"{long_date(clinic_date(change.at, self._zone))}, {change.by}"
            self._past.addWidget(TextLabel(f"Version {change.version}: {when}", Staff.DETAIL, "ink-2"))
            words = [f"{found.label}: {self._kind.words(key, value)}" for key, value in change.values
                     if (found := self._kind.field(key)) is not None and found.kind.value != "person"]
            self._past.addWidget(TextLabel("\n".join(words), Staff.DETAIL, "ink-3"))
        self.history.hide()

    def _head(self, entry: RegisterEntry) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(TextLabel(self._kind.one, Staff.DETAIL, "ink-2"))
        for text, style, ink in ((entry.title, Staff.SECTION, "ink"), (entry.detail, Staff.BODY, "ink-2")):
            if text:
                label = TextLabel(text, style, ink)
                label.setMinimumWidth(1)  # a name without spaces breaks inside the word rather than widen the pane
                words.addWidget(label)
        row.addLayout(words, 1)
        close = IconButton("close", "Close", 28, 18)
        close.clicked.connect(self.closed)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _files(self, attachments: Sequence[AttachmentView]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(TextLabel("Files", Staff.SMALL, "ink-3"))
        for file in attachments:
            button = Button(file.name, Kind.SECONDARY, COMPACT, icon="document")
            button.setMaximumWidth(330)
            button.activated.connect(lambda of=file.attachment_id: self.file_wanted.emit(of))
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return column


def _banner(entry: RegisterEntry) -> Banner | None:
    due = f"Due {long_date(entry.due)}" if entry.due is not None else ""
    if entry.problem:
        return Banner(Tone.DANGER, entry.problem, due)
    if entry.state is DueState.OVERDUE:
        return Banner(Tone.DANGER, "Overdue", due or "The day it counts from is missing.")
    if entry.state is DueState.MISSING:
        return Banner(Tone.WARNING, "Nobody has entered this yet", "It counts as not done until it is.")
    if entry.state is DueState.SOON:
        return Banner(Tone.WARNING, "Due soon", due)
    if entry.state is DueState.REPLACED:
        return Banner(Tone.INFO, "Replaced", "A newer entry carries the date.")
    return Banner(Tone.SUCCESS, "Current", due) if due else None
