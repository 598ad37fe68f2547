"""Sample rights requests, as the picture of the privacy desk shows them."""

from __future__ import annotations

from datetime import date, timedelta

from app.rules.legal_clock import LegalClock
from app.rules.rights import KINDS, RequestKind, Step
from app.rules.rights_state import Event, Status
from app.services.views.rights import (
    ClockView,
    HappenedView,
    OpinionWanted,
    RequestList,
    RequestRow,
    RequestView,
    StepState,
    StepView,
)
from tests.factories.common import NOW, at

TODAY = date(2026, 11, 24)


def clock(days_ago: int, kind: RequestKind = RequestKind.COPY) -> ClockView:
    """Return the running clock of a request that came in ``days_ago``."""
    rule = KINDS[kind]
    made = LegalClock(TODAY - timedelta(days=days_ago), rule.days, rule.extension_days)
    return ClockView(made.received, made.due(), made.length, made.day_number(TODAY), made.days_left(TODAY),
                     made.used(TODAY), made.state(TODAY), extended=False)


def request_row(number: int, name: str, days_ago: int, kind: RequestKind = RequestKind.COPY,
                status: Status = Status.PREPARING) -> RequestRow:
    """Return one line of the list."""
    patient = f"patient-{name.lower().replace(' ', '-')}"
    return RequestRow(f"request-{number}", f"2026-{number:03d}", kind, KINDS[kind].title, patient, name,
                      clock(days_ago, kind), status)


def request_list() -> RequestList:
    """Return six open requests, by deadline, and none answered."""
    return RequestList((
        request_row(31, "Ruth Abernathy", 28),
        request_row(32, "Peter Nakamura", 22, status=Status.WAITING_FOR_ID),
        request_row(34, "Leila Haddad", 12),
        request_row(35, "Sofia Marchetti", 8, RequestKind.RESTRICT, Status.NEW),
        request_row(33, "Derek Osei", 21, RequestKind.AMEND, Status.WITH_CLINICIAN),
        request_row(36, "Hannah Voss", 15, RequestKind.ACCOUNT, Status.NEW)), ())


def request_view(row: RequestRow | None = None) -> RequestView:
    """Return a copy request at its privacy review."""
    row = row or request_row(31, "Ruth Abernathy", 28)
    steps = (
        StepView(Step.IDENTITY, "Identity checked", "Driver’s license, October 27", StepState.DONE),
        StepView(Step.GATHER, "Records gathered", "11 documents, 4 forms", StepState.DONE),
        StepView(Step.REVIEW, "Privacy review", "Check for notes about other people", StepState.NOW),
        StepView(Step.ANSWER, "Send to patient", "In the form the patient asked for", StepState.LATER))
    history = (HappenedView(Event.IDENTITY, at(10, 0), row.clock.received, "Elena Castillo", "Identity checked",
                            "Driver’s license"),
               HappenedView(Event.ACKNOWLEDGED, NOW, TODAY, "Judith Keller", "Told the patient that it arrived",
                            document_id="doc-1"))
    return RequestView(
        row=row, record_number=18833, law="45 CFR 164.524", channel="In person", words="Everything, please.",
        asked_by="", received_by="Elena Castillo", steps=steps, history=history,
        allowed=frozenset({Event.EXTENDED, Event.IDENTITY, Event.FEE, Event.DENIED, Event.DROPPED, Event.REVIEWED}),
        extension_days=30, extended_due=row.clock.due + timedelta(days=30), fee="", next_act="Start privacy review",
        next_step=Step.REVIEW)


def opinion_wanted() -> OpinionWanted:
    """Return a correction that waits for a clinician."""
    return OpinionWanted("request-33", "2026-033", "Correct a record", "patient-derek-osei", "Derek Osei",
                         "I never had shingles.", "Is the entry accurate?", clock(21, RequestKind.AMEND))
