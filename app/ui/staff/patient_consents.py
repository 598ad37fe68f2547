"""A patient's consents by kind: where each stands, what happened to it, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.clock import clinic_date
from app.core.dates import clock_time, long_date
from app.services.views.patients import ConsentEventLine, ConsentLine
from app.ui.fonts import Staff
from app.ui.navigation import DocumentRoute
from app.ui.staff.patient_cards import consent_chip
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Card, Rule
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.layouts import clear
from app.ui.widgets.metrics import COMPACT
from app.ui.widgets.text import TextLabel

_GROUPS = (("Treatments", ("treatment",)), ("Photos", ("photos",)), ("Text messages", ("texts",)),
           ("Email, calls and mail", ("email", "phone", "mail")),
           ("Scans, genetic tests and cards", ("biometric", "genetic", "card")), ("Receipts", ("other", "")))
_CHIP_SLOT, _HISTORY_SLOT, _OPEN_SLOT, _WITHDRAW_SLOT = 132, 118, 68, 94


class PatientConsents(QWidget):
    """One card per kind. ``withdraw`` carries the purpose to be taken back."""

    go = Signal(object)  # Route
    withdraw = Signal(str)

    def __init__(self, zone: ZoneInfo, *, may_withdraw: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone, self._may_withdraw = zone, may_withdraw
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(16)

    def show_consents(self, lines: Sequence[ConsentLine]) -> None:
        """Replace everything."""
        clear(self._column)
        for title, groups in _GROUPS:
            of_kind = [line for line in lines if line.group in groups]
            if of_kind:
                self._column.addWidget(self._card(title, of_kind))
        if not lines:
            self._column.addWidget(EmptyState("sign", "No consent was asked for yet",
                                              "What the patient signs, chooses and takes back appears here."))

    def _card(self, title: str, lines: Sequence[ConsentLine]) -> Card:
        card = Card(title, padding=20, spacing=0)
        card.body.setContentsMargins(20, 14, 20, 6)
        card.body.addSpacing(8)
        for line in lines:
            card.body.addWidget(Rule())
            card.body.addWidget(_Consent(self, line, self._zone, may_withdraw=self._may_withdraw))
        return card


class _Consent(QWidget):
    """One consent: its line, and its events below it once they are asked for."""

    def __init__(self, owner: PatientConsents, line: ConsentLine, zone: ZoneInfo, *, may_withdraw: bool) -> None:
        super().__init__()
        self._owner, self._line, self._zone = owner, line, zone
        self._events: QWidget | None = None  # made when it is asked for
        self._toggle = Button("History", Kind.QUIET, COMPACT)
        self._toggle.setAccessibleDescription(line.title)
        self._toggle.activated.connect(self._show_history)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 10, 0, 10)
        self._column.setSpacing(6)
        self._column.addLayout(self._head(may_withdraw=may_withdraw))
        self._toggle.setVisible(bool(line.history))  # once it has its place: before, it would flash as a window

    def _head(self, *, may_withdraw: bool) -> QHBoxLayout:
        row, words = QHBoxLayout(), QVBoxLayout()
        row.setSpacing(8)
        words.setSpacing(0)
        words.addWidget(TextLabel(self._line.title, Staff.VALUE))
        words.addWidget(TextLabel(self._line.detail, Staff.DETAIL, "ink-2"))
        row.addLayout(words, 1)
        opens = self._open_button(self._line.document_id) if self._line.document_id else None
        ends = self._withdraw_button() if may_withdraw and self._line.may_withdraw else None
        for width, shown in ((_CHIP_SLOT, consent_chip(self._line)), (_HISTORY_SLOT, self._toggle),
                             (_OPEN_SLOT, opens), (_WITHDRAW_SLOT, ends)):
            row.addWidget(_slot(width, shown), 0, Qt.AlignmentFlag.AlignVCenter)
        return row

    def _open_button(self, document_id: str) -> Button:
        button = Button("Open", Kind.SECONDARY, COMPACT)
        button.setAccessibleDescription(self._line.title)
        button.activated.connect(lambda: self._owner.go.emit(DocumentRoute(document_id)))
        return button

    def _withdraw_button(self) -> Button:
        button = Button("Withdraw", Kind.SECONDARY, COMPACT)
        button.setAccessibleDescription(self._line.title)
        button.activated.connect(lambda: self._owner.withdraw.emit(self._line.purpose))
        return button

    def _show_history(self) -> None:
        if self._events is None:
            self._events = _history(self._line.history, self._zone)
            self._events.hide()
            self._column.addWidget(self._events)
        shown = self._events.isHidden()
        self._events.setVisible(shown)
        self._toggle.setText("Hide history" if shown else "History")


def _slot(width: int, shown: QWidget | None) -> QWidget:
    """Return a place of fixed width, so that chips and buttons of all rows stand below each other."""
    holder = QWidget()
    holder.setFixedWidth(width)
    inside = QHBoxLayout(holder)
    inside.setContentsMargins(0, 0, 0, 0)
    if shown is not None:
        inside.addWidget(shown)
    inside.addStretch(1)
    return holder


def _history(events: Sequence[ConsentEventLine], zone: ZoneInfo) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 2, 0, 4)
    column.setSpacing(2)
    for event in events:
        day = long_date(clinic_date(event.at, zone))
        when = f"{day}, {clock_time(event.at, zone)}" if event.timed else day
        words = ". ".join(part for part in (f"{event.what} {when}, {event.how}", event.text) if part)
        column.addWidget(TextLabel(f"{words}.", Staff.DETAIL, "ink-2"))
    return holder
