"""What waits for a clinician: a first opinion on an open request, or a second look at a denied one."""

from __future__ import annotations

from sqlalchemy import select

from app.models.rights import RightsEvent, RightsRequest
from app.rules.rights import KINDS
from app.rules.rights_state import Event
from app.services.desk import Work
from app.services.rights.events import Opened, content_of, opened, rows_of, words_of
from app.services.rights.listing import clock_view
from app.services.views.rights import OpinionWanted

_ANSWERED_BY = {Event.OPINION_ASKED: Event.OPINION, Event.SECOND_LOOK_ASKED: Event.SECOND_LOOK}


def opinions_wanted(work: Work) -> tuple[OpinionWanted, ...]:
    """Return every request on which a clinician was asked and has not answered, by deadline."""
    asked = select(RightsEvent.request_id).where(RightsEvent.kind.in_([event.value for event in _ANSWERED_BY]))
    requests = [row for row in work.session.scalars(select(RightsRequest).where(RightsRequest.request_id.in_(asked)))
                if work.keys.has(row.patient_id)]  # a disposed record's requests cannot be read any more
    rows = rows_of(work, [request.request_id for request in requests])
    found = [opened(work, request, rows.get(request.request_id, [])) for request in requests]
    waiting = [(each, event) for each in found if (event := _open_question(each)) is not None]
    return tuple(_wanted(work, each, event) for each, event in sorted(waiting, key=_by_deadline))


def _open_question(request: Opened) -> Event | None:
    happened = request.state.happened
    if request.state.is_open and Event.OPINION_ASKED in happened and Event.OPINION not in happened:
        return Event.OPINION_ASKED
    if Event.SECOND_LOOK_ASKED in happened and Event.SECOND_LOOK not in happened:
        return Event.SECOND_LOOK_ASKED
    return None


def _by_deadline(waiting: tuple[Opened, Event]) -> tuple[object, str]:
    return waiting[0].state.clock.due(), waiting[0].number


def _wanted(work: Work, request: Opened, event: Event) -> OpinionWanted:
    told = content_of(work, request.patient.patient_id, request.last(event))
    question = told.get("question") or "Look again at the decision to deny access, and decide."
    return OpinionWanted(
        request.request.request_id, request.number, KINDS[request.kind].title, request.patient.patient_id,
        request.patient.display_name, words_of(work, request.request), question, clock_view(request))
