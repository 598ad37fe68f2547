"""Requests as the desk lists and opens them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from sqlalchemy import select

from app.core.dates import MONTHS
from app.models.rights import RightsEvent, RightsRequest
from app.rules.rights import AUTHORITIES, CHANNELS, ID_SEEN, KINDS, Channel, Step, StepRule
from app.rules.rights_basis import basis
from app.rules.rights_state import STEP_DONE, Event
from app.services.desk import Work
from app.services.rights.events import Opened, content_of, opened, rows_of, words_of
from app.services.views.rights import (
    DELIVERIES,
    ClockView,
    HappenedView,
    RequestList,
    RequestRow,
    RequestView,
    StepState,
    StepView,
)

_CLOSED_SHOWN: Final = 200
_TITLES: Final = {
    Event.ACKNOWLEDGED: "Told the patient that it arrived", Event.IDENTITY: "Identity checked",
    Event.GATHERED: "Records gathered", Event.REVIEWED: "Privacy review done", Event.LOOKED: "Looked into",
    Event.OPINION_ASKED: "Asked a clinician", Event.OPINION: "Clinician’s opinion", Event.FEE: "Fee set",
    Event.EXTENDED: "Extended once", Event.GRANTED: "Granted", Event.PARTLY: "Granted in part",
    Event.DENIED: "Denied", Event.DROPPED: "Taken back by the patient",
    Event.STATEMENT: "Statement of disagreement", Event.REBUTTAL: "Our answer to the statement",
    Event.SECOND_LOOK_ASKED: "Review asked for", Event.SECOND_LOOK: "Review decided", Event.TOLD: "Others told",
}


def request_list(work: Work) -> RequestList:
    """Return every open request by deadline, and those closed last."""
    requests = work.session.scalars(select(RightsRequest)).all()
    rows = rows_of(work, [request.request_id for request in requests])
    found = [opened(work, request, rows.get(request.request_id, [])) for request in requests]
    still = sorted((each for each in found if each.state.is_open), key=_deadline)
    closed = sorted((each for each in found if not each.state.is_open), key=_closed_last, reverse=True)
    return RequestList(tuple(map(row_of, still)), tuple(map(row_of, closed[:_CLOSED_SHOWN])))


def row_of(request: Opened) -> RequestRow:
    """Return one line of the list."""
    return RequestRow(
        request.request.request_id, request.number, request.kind, KINDS[request.kind].title,
        request.patient.patient_id, request.patient.display_name or "Record disposed of", clock_view(request),
        request.state.status)


def clock_view(request: Opened) -> ClockView:
    """Return the clock as it stands today."""
    clock, today = request.state.clock, request.today
    return ClockView(clock.received, clock.due(), clock.length, clock.day_number(today), clock.days_left(today),
                     clock.used(today), clock.state(today), clock.extended)


def request_view(work: Work, request: Opened) -> RequestView:
    """Return a request with its steps, its history and what may happen next."""
    rule, state = KINDS[request.kind], request.state
    clock = state.clock
    return RequestView(
        row=row_of(request), record_number=request.patient.record_number, law=rule.law,
        channel=dict(CHANNELS)[Channel(request.request.channel)], words=words_of(work, request.request),
        asked_by=_asked_by(work, request), received_by=request.request.by_name,
        steps=tuple(_step(work, request, step) for step in rule.steps),
        history=tuple(_happened(work, request, row) for row in request.events),
        allowed=frozenset(event for event in Event if state.allows(event, request.today)),
        extension_days=clock.extension_days,
        extended_due=clock.with_extension().due() if clock.may_extend(request.today) else None,
        fee=_fee(content_of(work, request.patient.patient_id, request.last(Event.FEE))),
        next_act=_next_act(request), next_step=state.next)


def _next_act(request: Opened) -> str:
    """What the button of the next step says; nothing while a clinician is asked, and nothing once it is answered."""
    state = request.state
    if state.next is None or (state.next is Step.OPINION and Event.OPINION_ASKED in state.happened):
        return ""
    return KINDS[request.kind].step(state.next).act


def _deadline(request: Opened) -> tuple[date, date, str]:
    return request.state.clock.due(), request.request.received, request.number


def _closed_last(request: Opened) -> tuple[date, str]:
    return request.state.clock.stopped or request.today, request.number


def _asked_by(work: Work, request: Opened) -> str:
    """Who asks: the patient, or a representative with the authority that was shown."""
    told = content_of(work, request.patient.patient_id, request.last(Event.IDENTITY))
    if not told.get("name"):
        return ""
    authority = dict(AUTHORITIES).get(told.get("authority", ""), "")
    return f"{told['name']}, {authority[:1].lower()}{authority[1:]} ({told.get('authority_seen', '')})"


def _step(work: Work, request: Opened, rule: StepRule) -> StepView:
    done = rule.step in request.state.done
    state = StepState.DONE if done else StepState.NOW if rule.step is request.state.next else StepState.LATER
    detail = _step_detail(work, request, rule.step) if done else ""
    return StepView(rule.step, rule.title, detail or rule.hint, state)


def _step_detail(work: Work, request: Opened, step: Step) -> str:
    row = next((row for row in reversed(request.events) if STEP_DONE.get(Event(row.kind)) is step), None)
    if row is None:
        return ""
    told = content_of(work, request.patient.patient_id, row)
    day = f"{MONTHS[row.day.month - 1]} {row.day.day}"
    if step is Step.IDENTITY:
        return f"{dict(ID_SEEN).get(told.get('seen', ''), 'Checked')}, {day}"
    if step is Step.GATHER and told.get("found"):
        return told["found"]
    if step is Step.ANSWER:
        return f"{dict(DELIVERIES).get(told.get('delivery', ''), '')}, {day}".lstrip(", ")
    return f"{row.by_name}, {day}"


def _happened(work: Work, request: Opened, row: RightsEvent) -> HappenedView:
    event = Event(row.kind)
    told = content_of(work, request.patient.patient_id, row)
    return HappenedView(event, row.at, row.day, row.by_name, _TITLES[event], _text(request, event, told),
                        row.document_id)


def _text(request: Opened, event: Event, told: Mapping[str, str]) -> str:
    if event is Event.IDENTITY:
        return dict(ID_SEEN).get(told.get("seen", ""), "")
    if event is Event.FEE:
        return _fee(told)
    if event is Event.EXTENDED:
        return f"{told['reason']} New date: {told['due']}."
    if event in {Event.OPINION, Event.SECOND_LOOK}:
        return f"{'Agrees with the patient.' if told['agrees'] == 'yes' else 'Does not agree.'} {told['words']}"
    grounds = [each.words for code in told.get("basis", "").split()
               if (each := basis(request.kind, code)) is not None]
    parts = (*grounds, told.get("reasons", ""), told.get("question", ""), told.get("words", ""),
             told.get("found", ""), told.get("note", ""), told.get("whom", ""))
    return " ".join(part for part in parts if part)


def _fee(told: Mapping[str, str]) -> str:
    if "cents" not in told:
        return ""
    dollars, cents = divmod(int(told["cents"]), 100)
    return f"${dollars:,}.{cents:02d} for {told['basis']}" if int(told["cents"]) else f"No fee. {told['basis']}"

