"""One visit on today's board: time and wait, name, treatment, state, and the one thing to do next."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.dates import clock_time, minutes_words
from app.security.actor import Role
from app.security.roles import Action, RecordKind, allowed
from app.services.views.patients import BoardCard, VisitStage
from app.ui.fonts import Staff, TextStyle
from app.ui.navigation import HandOverRoute, PatientRoute, ReviewRoute, Route
from app.ui.widgets.banner import Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Card
from app.ui.widgets.chips import StatusChip
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.metrics import COMPACT
from app.ui.widgets.picture import Icon
from app.ui.widgets.progress_line import ProgressLine
from app.ui.widgets.text import TextLabel

_NAME = TextStyle(16.5, 24, 600, -0.008)


class VisitCard(Card):
    """A card of the board. ``primary`` marks the most urgent card of its column."""

    go = Signal(object)  # Route
    help_answered = Signal(str)  # visit id

    def __init__(self, card: BoardCard, zone: ZoneInfo, now: datetime, wait_limit: int, *, primary: bool, role: Role,
                 parent: QWidget | None = None) -> None:
        """``wait_limit`` is in minutes: from then on the wait is amber and bold. ``role`` decides what is offered."""
        super().__init__(kind="card-small", padding=16, spacing=0, parent=parent)
        self._card = card
        self._role = role
        self._primary = primary
        self._late = _is_late(card, now, wait_limit)
        self._wait = TextLabel(_waited(card, now), Staff.DETAIL.digits().weighted(700 if self._late else 400),
                               "warning-text" if self._late else "ink-3", wrap=False)
        self.body.setContentsMargins(16, 14, 16, 16)
        self.setAccessibleName(f"{card.patient_name}, {card.treatment}")
        self._add_times(zone)
        self.body.addSpacing(4)
        self.body.addWidget(TextLabel(card.patient_name, _NAME))
        self.body.addWidget(TextLabel(card.treatment, Staff.DETAIL, "ink-2"))
        self._add_progress()
        self._add_chips()
        self._add_notes()
        self._add_button(primary)

    @property
    def visit_id(self) -> str:
        """Whose card it is."""
        return self._card.visit_id

    def keep_up(self, card: BoardCard, now: datetime, wait_limit: int, *, primary: bool) -> bool:
        """Show ``card`` by changing the wait alone, if that is all that changed; else say False and change nothing."""
        if card != self._card or primary != self._primary or _is_late(card, now, wait_limit) != self._late:
            return False
        self._wait.setText(_waited(card, now))
        return True

    def _add_times(self, zone: ZoneInfo) -> None:
        row = QHBoxLayout()
        row.setSpacing(5)
        row.addWidget(TextLabel(clock_time(self._card.appointment_at, zone), Staff.VALUE.digits(), wrap=False))
        row.addStretch(1)
        if self._card.stage is not VisitStage.READY:
            ink = "warning-text" if self._late else "ink-3"
            row.addWidget(Icon("clock", 16, ink), 0, Qt.AlignmentFlag.AlignVCenter)
            row.addWidget(self._wait)
        else:
            self._wait.setParent(self)
            self._wait.hide()
        self.body.addLayout(row)

    def _add_progress(self) -> None:
        card = self._card
        if card.stage is not VisitStage.FILLING_IN or not card.step_count:
            return
        self.body.addSpacing(12)
        words = f"Step {card.step} of {card.step_count}: {card.step_label}" if card.step_label else "With the patient"
        self.body.addWidget(ProgressLine(card.step / card.step_count, words))
        self.body.addSpacing(6)
        self.body.addWidget(TextLabel(words, Staff.DETAIL, "ink-2"))

    def _add_chips(self) -> None:
        card = self._card
        chips = [StatusChip.for_severity(chip.severity, chip.text) for chip in card.chips]
        if card.stage in {VisitStage.TO_REVIEW, VisitStage.NEEDS_PRESCRIBER} and not chips:
            chips.append(StatusChip("No flags", Tone.SUCCESS, "check"))
        if card.stage is VisitStage.NEEDS_PRESCRIBER:
            chips.append(StatusChip("Needs prescriber", Tone.INFO, "stethoscope"))
        if card.first_visit and card.stage is VisitStage.WAITING:
            chips.append(StatusChip("First visit", Tone.INFO, "first-visit"))
        if card.consent_note and card.stage is VisitStage.WAITING:
            chips.append(StatusChip(card.consent_note, Tone.WARNING, "clock"))
        if card.guardian_signed:
            chips.append(StatusChip("Signed by guardian", Tone.NEUTRAL, "person"))
        if card.asked_for_help:
            chips.append(StatusChip("Asked for help", Tone.WARNING, "hand"))
        if card.declined_note:
            chips.append(StatusChip(card.declined_note, Tone.NEUTRAL, "cross-circle"))
        if not chips:
            return
        self.body.addSpacing(10)
        flow = FlowLayout(gap=8)
        for chip in chips:
            flow.addWidget(chip)
        self.body.addLayout(flow)

    def _add_notes(self) -> None:
        card = self._card
        if card.stage is VisitStage.READY and card.ready_note:
            self._add_note("check-circle", card.ready_note, "success-text")
        if card.blocked_note:
            self._add_note("info", card.blocked_note, "ink-2")

    def _add_note(self, icon: str, words: str, ink: str) -> None:
        self.body.addSpacing(10)
        row = QHBoxLayout()
        row.setSpacing(7)
        row.addWidget(Icon(icon, 16, ink, box_height=20), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(TextLabel(words, Staff.DETAIL, ink), 1)
        self.body.addLayout(row)

    def _add_button(self, primary: bool) -> None:
        words, route = next_step(self._card, self._role)
        is_step = not isinstance(route, PatientRoute)
        button = Button(words, Kind.PRIMARY if primary and is_step else Kind.SECONDARY, COMPACT)
        button.setAccessibleDescription(self._card.patient_name)
        button.activated.connect(lambda: self.go.emit(route))
        self.body.addSpacing(12)
        if self._card.asked_for_help:
            answer = Button("I’m on my way", Kind.SECONDARY, COMPACT)
            answer.activated.connect(lambda: self.help_answered.emit(self._card.visit_id))
            self.body.addWidget(answer)
            self.body.addSpacing(8)
        self.body.addWidget(button)


def _waited(card: BoardCard, now: datetime) -> str:
    return minutes_words((now - card.stage_since).total_seconds())


def _is_late(card: BoardCard, now: datetime, wait_limit: int) -> bool:
    return (now - card.stage_since).total_seconds() >= wait_limit * 60


def next_step(card: BoardCard, role: Role) -> tuple[str, Route]:
    """Return the words of the card's button and where it leads: to the record when the next step is not theirs."""
    if card.stage in {VisitStage.WAITING, VisitStage.FILLING_IN} and allowed(role, Action.HAND_OVER, RecordKind.VISIT):
        resumes = card.stage is VisitStage.FILLING_IN and card.resumable
        return "Resume on this tablet" if resumes else "Hand over tablet", HandOverRoute(card.visit_id)
    if card.stage in {VisitStage.TO_REVIEW, VisitStage.NEEDS_PRESCRIBER} and allowed(
            role, Action.REVIEW, RecordKind.SUBMISSION):
        return "Review", ReviewRoute(card.visit_id)
    return "Open record", PatientRoute(card.patient_id)
