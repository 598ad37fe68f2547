"""How far the notices of an incident are, and what its clocks say: the fold over the steps of telling each patient."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.models.incidents import IncidentNotice
from app.rules.breach_assessment import Assessment, ClosingFacts, Conclusion
from app.rules.breach_clocks import BreachClock, BreachFacts, Delay, Duty, clocks
from app.rules.legal_clock import ClockState
from app.services.incidents.records import Kept, NoticeKind
from app.services.views.incidents import (
    Asked,
    ClockLine,
    IncidentRow,
    IncidentStatus,
    KeyFinding,
    NoticeState,
)

DUTY_WORDS: Mapping[Duty, str] = {
    Duty.PATIENTS: "the patients", Duty.HHS: "HHS", Duty.ATTORNEY_GENERAL: "the Illinois Attorney General",
    Duty.MEDIA: "the media",
}
"""Who is told, in the middle of a sentence."""

_STATES = {kind: NoticeState(kind.value) for kind in NoticeKind if kind is not NoticeKind.ACCOUNTED}
TOLD = (NoticeState.SENT, NoticeState.SUBSTITUTE)
"""States in which a patient has been told."""

UNREACHABLE = (NoticeState.NO_ADDRESS, NoticeState.RETURNED)
"""States in which a patient has no current address and needs substitute notice."""


@dataclass(frozen=True)
class Notice:
    """How far telling one patient is. ``sent`` is the step that counts as proof, ``document_id`` the newest letter."""

    state: NoticeState = NoticeState.NONE
    document_id: str | None = None
    sent: IncidentNotice | None = None


def notice_to(kept: Kept, patient_id: str) -> Notice:
    """Return how far telling the patient is, from the steps so far."""
    state, document_id, sent = NoticeState.NONE, None, None
    saved_at = kept.text_saved_at
    for step in kept.steps.get(patient_id, ()):
        kind = NoticeKind(step.kind)
        if kind is NoticeKind.ACCOUNTED:
            continue
        is_old = kind is NoticeKind.MADE and saved_at is not None and step.at < saved_at
        state = NoticeState.OUTDATED if is_old else _STATES[kind]
        document_id = step.document_id or document_id
        sent = step if state in TOLD else None if kind is NoticeKind.RETURNED else sent
    return Notice(state, document_id, sent)


def breach_clocks(kept: Kept) -> tuple[BreachClock, ...]:
    """Return the incident's clocks, as its facts, its people and what was told make them."""
    state = kept.state
    notices = [notice_to(kept, person.patient_id) for person in kept.affected]
    letters = [step.day for steps in kept.steps.values() for step in steps if step.kind == NoticeKind.SENT]
    told = [(each.duty, each.on) for each in state.told]
    if notices and all(notice.state in TOLD for notice in notices):
        told.append((Duty.PATIENTS, max(notice.sent.day for notice in notices if notice.sent is not None)))
    return clocks(BreachFacts(state.facts.discovered, len(notices), state.facts.residents, delay_of(state.asked),
                              min(letters, default=None), tuple(told)))


def delay_of(asked: Asked | None) -> Delay | None:
    """Return the delay that law enforcement asked for, if any."""
    return Delay(asked.stated_on, asked.written, asked.until) if asked is not None else None


def clock_line(clock: BreachClock, today: date, *, closed: bool) -> ClockLine:
    """Return ``clock`` as it stands today; closing an incident stops whatever still ran."""
    state = ClockState.STOPPED if closed else clock.state(today)
    return ClockLine(clock.duty, clock.due, clock.length, clock.days_left(today), clock.used(today), state,
                     clock.source, clock.done, clock.held, closed)


def row_of(kept: Kept, today: date) -> IncidentRow:
    """Return the line of the register."""
    found, closing = breach_clocks(kept), kept.state.closing
    first = min(found, key=lambda clock: (clock.done is not None, clock.due))
    return IncidentRow(kept.row.incident_id, kept.number, kept.state.facts.title, kept.state.facts.discovered,
                       len(kept.affected), clock_line(first, today, closed=closing is not None),
                       _status(kept, found), closing.reason if closing is not None else None)


def closing_facts(kept: Kept) -> ClosingFacts:
    """Return what a closing reason is held against."""
    open_duties = tuple(DUTY_WORDS[clock.duty] for clock in breach_clocks(kept) if clock.done is None)
    keys = kept.state.keys
    return ClosingFacts(len(kept.affected), kept.state.assessment,
                        keys is not None and keys.finding is KeyFinding.SAFE, open_duties)


def is_disclosure(assessment: Assessment | None) -> bool:
    """Say whether the assessment found an impermissible disclosure, be the risk low or not: it is accounted for."""
    return assessment is not None and assessment.conclusion is not Conclusion.EXCEPTION


def _status(kept: Kept, found: Sequence[BreachClock]) -> IncidentStatus:
    state = kept.state
    if state.closing is not None:
        return IncidentStatus.CLOSED
    if state.assessment is None:
        is_safe = state.keys is not None and state.keys.finding is KeyFinding.SAFE
        return IncidentStatus.TO_CLOSE if is_safe else IncidentStatus.ASSESSING
    if state.assessment.conclusion is not Conclusion.BREACH:
        return IncidentStatus.TO_CLOSE
    is_done = bool(kept.affected) and all(clock.done is not None for clock in found)
    return IncidentStatus.TO_CLOSE if is_done else IncidentStatus.NOTICES
