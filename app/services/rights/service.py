"""The rights desk: what patients ask about their records, from the request to the last paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from app.rules.legal_clock import ClockState
from app.rules.rights import Step
from app.rules.rights_state import Status
from app.security.actor import Actor
from app.security.roles import Action, RecordKind
from app.services.desk import Desk, Work
from app.services.library import LibraryService
from app.services.rights import amendments, steps
from app.services.rights.adding import add_identity, add_request
from app.services.rights.answering import answer_request
from app.services.rights.events import Opened, open_request
from app.services.rights.listing import request_list, request_view
from app.services.rights.opinions import opinions_wanted
from app.services.rights.second_look import ask_second_look, give_second_look
from app.services.views.rights import (
    DeskReminder,
    Fee,
    IdentitySeen,
    NewRequest,
    OpinionWanted,
    RequestAnswer,
    RequestList,
    RequestView,
)

_REQUEST: Final = RecordKind.RIGHTS_REQUEST


class RightsService:
    """Use cases of the rights desk. Every change returns the request as it then is.

    All of them raise PermissionDeniedError; those of one request raise NotFoundError for an unknown one, and
    InvalidInputError (naming the field) for what the law or the request's state does not allow.
    """

    def __init__(self, desk: Desk, library: LibraryService) -> None:
        self._desk = desk
        self._library = library

    def list(self, actor: Actor) -> RequestList:
        """Return open requests by deadline and those closed last. Listing is not recorded, opening is."""
        with self._desk.act(actor, Action.VIEW, _REQUEST, unrecorded=True) as work:
            return request_list(work)

    def reminder(self, actor: Actor) -> DeskReminder:
        """Return what Today says about late and nearly late requests; an empty sentence when there is nothing."""
        with self._desk.act(actor, Action.VIEW, _REQUEST, unrecorded=True) as work:
            return _reminder(request_list(work))

    def open(self, actor: Actor, request_id: str) -> RequestView:
        """Return one request with its history; the view is audited."""
        with self._desk.act(actor, Action.VIEW, _REQUEST) as work:
            request = open_request(work, request_id)
            work.audit("rights.view", patient_id=request.patient.patient_id, subject=request_id,
                       detail=f"Request {request.number}.")
            return request_view(work, request)

    def add(self, actor: Actor, new: NewRequest) -> str:
        """Record a request and return its id. Everybody who meets patients may."""
        with self._desk.act(actor, Action.CREATE, _REQUEST, patient_id=new.patient_id) as work:
            return add_request(work, new)

    def check_identity(self, actor: Actor, request_id: str, seen: IdentitySeen) -> RequestView:
        """Record what was seen of the person who asks (45 CFR 164.514(h))."""
        return self._changed(actor, request_id, lambda work, request: add_identity(work, request, seen))

    def acknowledge(self, actor: Actor, request_id: str) -> RequestView:
        """Make the letter that tells the patient that the request arrived."""
        return self._changed(actor, request_id, steps.acknowledge)

    def finish_step(self, actor: Actor, request_id: str, step: Step, note: str = "") -> RequestView:
        """Record that a step is done; ``note`` says what was found."""
        return self._changed(actor, request_id, lambda work, request: steps.finish_step(work, request, step, note))

    def ask_clinician(self, actor: Actor, request_id: str, question: str) -> RequestView:
        """Ask a clinician for an opinion."""
        return self._changed(actor, request_id, lambda work, request: steps.ask_clinician(work, request, question))

    def set_fee(self, actor: Actor, request_id: str, fee: Fee) -> RequestView:
        """Record a cost-based fee with its basis (45 CFR 164.524(c)(4))."""
        return self._changed(actor, request_id, lambda work, request: steps.set_fee(work, request, fee))

    def extend(self, actor: Actor, request_id: str, reason: str) -> RequestView:
        """Take the one extension, with its letter to the patient."""
        return self._changed(actor, request_id, lambda work, request: steps.extend(work, request, reason))

    def answer(self, actor: Actor, request_id: str, answer: RequestAnswer) -> RequestView:
        """Answer a request: carry out what is granted, make the letter, stop the clock."""
        return self._changed(
            actor, request_id, lambda work, request: answer_request(work, self._library, request, answer))

    def add_statement(self, actor: Actor, request_id: str, words: str) -> RequestView:
        """Keep a statement of disagreement with the record (45 CFR 164.526(d)(2))."""
        return self._changed(actor, request_id, lambda work, request: amendments.add_statement(work, request, words))

    def rebut(self, actor: Actor, request_id: str, words: str) -> RequestView:
        """Add the clinic's answer to a statement of disagreement (45 CFR 164.526(d)(3))."""
        return self._changed(actor, request_id, lambda work, request: amendments.rebut(work, request, words))

    def tell_others(self, actor: Actor, request_id: str, whom: str) -> RequestView:
        """Record who else was told of an accepted amendment (45 CFR 164.526(c)(3))."""
        return self._changed(actor, request_id, lambda work, request: amendments.tell_others(work, request, whom))

    def ask_second_look(self, actor: Actor, request_id: str, words: str) -> RequestView:
        """Record that the patient asks for a review of a denied access (45 CFR 164.524(a)(4))."""
        return self._changed(actor, request_id, lambda work, request: ask_second_look(work, request, words))

    def opinions_wanted(self, actor: Actor) -> tuple[OpinionWanted, ...]:
        """Return what waits for a clinician, by deadline. Listing is not recorded."""
        with self._desk.act(actor, Action.REVIEW, _REQUEST, unrecorded=True) as work:
            return opinions_wanted(work)

    def give_opinion(self, actor: Actor, request_id: str, *, agrees: bool, words: str) -> None:
        """Give a clinician's opinion, or the decision of a second look where one was asked for.

        Raises PermissionDeniedError for somebody who is no licensed health care professional.
        """
        with self._desk.act(actor, Action.REVIEW, _REQUEST) as work:
            request = open_request(work, request_id)
            give = steps.give_opinion if request.state.is_open else give_second_look
            give(work, request, agrees=agrees, words=words)

    def _changed(self, actor: Actor, request_id: str, change: Callable[[Work, Opened], Opened]) -> RequestView:
        with self._desk.act(actor, Action.CHANGE, _REQUEST) as work:
            return request_view(work, change(work, open_request(work, request_id)))


def _reminder(requests: RequestList) -> DeskReminder:
    late = [row for row in requests.open if row.clock.state is ClockState.LATE]
    near = [row for row in requests.open if row.clock.state in {ClockState.NEAR, ClockState.URGENT}]
    parts = [_asked(len(late), "late")] if late else []
    if near:
        least = min(row.clock.left for row in near)
        when = "today" if least == 0 else "tomorrow" if least == 1 else f"in {least} days"
        parts.append(f"{_asked(len(near), 'nearly late')}, the next one due {when}")
    waiting = sum(row.status is Status.WAITING_FOR_ID for row in (*late, *near))
    parts += [f"{waiting} of them {'waits' if waiting == 1 else 'wait'} for the patient’s ID"] if waiting else []
    return DeskReminder(f"{'; '.join(parts)}." if parts else "", bool(late), len(requests.open))


def _asked(count: int, how: str) -> str:
    return f"1 patient request is {how}" if count == 1 else f"{count} patient requests are {how}"
