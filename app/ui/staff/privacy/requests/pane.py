"""One request at the right of the list: clock, steps, what comes next, what was asked, and what happened."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.dates import long_date
from app.rules.rights import RequestKind, Step
from app.rules.rights_state import Event
from app.services.views.rights import HappenedView, RequestView
from app.ui.fonts import Staff
from app.ui.staff.privacy.requests.parts import ClockBox, StepTrail
from app.ui.widgets.button import Button, IconButton, Kind
from app.ui.widgets.card import Card, Rule
from app.ui.widgets.menu_button import MenuButton
from app.ui.widgets.metrics import COMPACT
from app.ui.widgets.text import TextLabel

MENU = (
    (Event.ACKNOWLEDGED, "Write that it arrived", "mail"), (Event.IDENTITY, "Identity check", "id-card"),
    (Event.OPINION_ASKED, "Ask a clinician", "stethoscope"), (Event.FEE, "Set a fee", "edit"),
    (Event.DENIED, "Deny or grant in part", "cross-circle"), (Event.DROPPED, "The patient took it back", "undo"),
    (Event.STATEMENT, "Statement of disagreement", "note"), (Event.REBUTTAL, "Our answer to the statement", "edit"),
    (Event.TOLD, "Others were told", "send"), (Event.SECOND_LOOK_ASKED, "A review is asked for", "review-check"),
)
"""What can be done beside the next step: the event, its words and its icon."""

PAPERS = {RequestKind.COPY: "Make the copy", RequestKind.ACCOUNT: "Make the list"}
"""What is made for the patient before the answer goes out, by kind."""

_CORRECTION = ("The amendment is sealed beside what was signed. Where an answer should change too, a clinician opens "
               "the record and presses “Correct an answer”: the patient signs it again on the tablet, and both "
               "versions are kept.")
_EXTENSION = "An extension needs a written reason, sent to the patient before the deadline."


class RequestPane(QWidget):
    """Signals name what is wanted: ``next_wanted``, ``extend_wanted``, and ``act_wanted`` with an Event."""

    closed = Signal()
    next_wanted = Signal()
    extend_wanted = Signal()
    act_wanted = Signal(object)  # Event
    document_wanted = Signal(str)
    patient_wanted = Signal()
    papers_wanted = Signal()  # the copy of the records, or the list of disclosures

    def __init__(self, view: RequestView, *, may_change: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self.buttons: dict[str, Button] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        main = Card(padding=22, spacing=16)
        main.body.addLayout(self._head())
        main.body.addWidget(ClockBox(view.row.clock))
        main.body.addWidget(StepTrail(view.steps))
        if may_change:
            main.body.addLayout(self._actions())
        column.addWidget(main)
        column.addWidget(self._asked())
        column.addWidget(self._history())
        self.setAccessibleName(f"Request {view.row.number}, {view.row.title}, {view.row.patient_name}")

    def _head(self) -> QVBoxLayout:
        row, view = self._view.row, self._view
        first = QHBoxLayout()
        first.addWidget(TextLabel(f"Request {row.number}", Staff.DETAIL, "ink-2"), 1)
        close = IconButton("close", "Close the request", 28, 18)
        close.clicked.connect(self.closed)
        first.addWidget(close)
        head = QVBoxLayout()
        head.setSpacing(0)
        head.addLayout(first)
        head.addWidget(TextLabel(row.title, Staff.SECTION))
        head.addWidget(TextLabel(f"{row.patient_name}, record {view.record_number}", Staff.BODY, "ink-2"))
        return head

    def _actions(self) -> QVBoxLayout:
        view = self._view
        column = QVBoxLayout()
        column.setSpacing(10)
        if view.next_act:
            self._button(column, "next", view.next_act, Kind.PRIMARY).activated.connect(self.next_wanted)
        papers = PAPERS.get(view.row.kind)
        if papers and view.next_step is Step.ANSWER:
            self._button(column, "papers", papers, Kind.SECONDARY).activated.connect(self.papers_wanted)
        if Event.EXTENDED in view.allowed:
            words = f"Extend once, by {view.extension_days} days"
            self._button(column, "extend", words, Kind.SECONDARY).activated.connect(self.extend_wanted)
            column.addWidget(TextLabel(_EXTENSION, Staff.DETAIL, "ink-2"))
        more = MenuButton("More", Kind.QUIET)
        for event, words, icon in MENU:
            if event in view.allowed:
                more.add(words, icon, partial(self.act_wanted.emit, event))
        if not more.is_empty():
            self.buttons["more"] = more
            column.addWidget(more)
        return column

    def _button(self, column: QVBoxLayout, key: str, words: str, kind: Kind) -> Button:
        made = self.buttons[key] = Button(words, kind)
        column.addWidget(made)
        return made

    def _asked(self) -> Card:
        view = self._view
        card = Card("What was asked", padding=22, spacing=6)
        card.body.addWidget(TextLabel(f"“{view.words}”", Staff.BODY))
        received = f"{view.channel}, {long_date(view.row.clock.received)}. Recorded by {view.received_by}."
        for words in (received, f"Asked for by {view.asked_by}." if view.asked_by else "",
                      f"Fee: {view.fee}" if view.fee else "", view.law, _CORRECTION if _is_amended(view) else ""):
            if words:
                card.body.addWidget(TextLabel(words, Staff.DETAIL, "ink-2"))
        record = Button("Open record", Kind.QUIET, COMPACT, flush=True)
        record.activated.connect(self.patient_wanted)
        row = QHBoxLayout()
        row.addWidget(record)
        row.addStretch(1)
        card.body.addLayout(row)
        return card

    def _history(self) -> Card:
        card = Card("What happened", padding=22, spacing=10)
        for each in reversed(self._view.history):
            card.body.addWidget(Rule())
            card.body.addLayout(self._entry(each))
        if not self._view.history:
            card.body.addWidget(TextLabel("Nothing yet.", Staff.DETAIL, "ink-2"))
        return card

    def _entry(self, each: HappenedView) -> QVBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(TextLabel(each.title, Staff.VALUE))
        words.addWidget(TextLabel(f"{long_date(each.day)}, {each.by_name}", Staff.DETAIL, "ink-2"))
        if each.text:
            words.addWidget(TextLabel(each.text, Staff.DETAIL))
        if each.document_id is not None:
            letter = Button("Open the letter", Kind.QUIET, COMPACT, icon="document", flush=True)
            letter.setAccessibleDescription(each.title)
            letter.activated.connect(partial(self.document_wanted.emit, each.document_id))
            row = QHBoxLayout()
            row.addWidget(letter)
            row.addStretch(1)
            words.addLayout(row)
        return words


def _is_amended(view: RequestView) -> bool:
    """Whether this asked for an amendment that was accepted, in whole or in part: only of one are others told."""
    return view.row.kind is RequestKind.AMEND and Event.TOLD in view.allowed
