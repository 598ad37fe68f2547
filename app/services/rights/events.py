"""The rows behind a request: reading them, adding one, and the state they fold to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select

from app.core.canonical import canonical_json
from app.core.clock import clinic_date
from app.core.errors import InvalidInputError, NotFoundError
from app.models.patients import Patient
from app.models.rights import RightsEvent, RightsRequest
from app.rules.rights import RequestKind
from app.rules.rights_state import Event, State, state_of
from app.services.desk import Work
from app.services.rights.numbers import number_words

REQUEST_PURPOSE: Final = "rights.request"
EVENT_PURPOSE: Final = "rights.event"
_CLOSED: Final = "This request was already answered."
_NOT_NOW: Final = "This cannot be done now: an earlier step is still open, or it was done already."


@dataclass(frozen=True)
class Opened:
    """A request with its rows, its patient and the state they fold to."""

    request: RightsRequest
    patient: Patient
    events: Sequence[RightsEvent]
    state: State
    today: date

    @property
    def number(self) -> str:
        """The number people use, "2026-031"."""
        return number_words(self.request.year, self.request.number)

    @property
    def kind(self) -> RequestKind:
        """What is asked for."""
        return RequestKind(self.request.kind)

    def last(self, event: Event) -> RightsEvent | None:
        """Return the newest row of ``event``, or None."""
        return next((row for row in reversed(self.events) if row.kind == event), None)


def open_request(work: Work, request_id: str) -> Opened:
    """Return the request ``request_id``. Raises NotFoundError."""
    request = work.session.get(RightsRequest, request_id)
    if request is None:
        raise NotFoundError("This request is not in the records.")
    return opened(work, request, rows_of(work, (request_id,)).get(request_id, []))


def opened(work: Work, request: RightsRequest, events: Sequence[RightsEvent]) -> Opened:
    """Return ``request`` with its fold over ``events``."""
    patient = work.session.get(Patient, request.patient_id)
    assert patient is not None  # a foreign key of the request
    happened = [(Event(row.kind), row.day) for row in events]
    state = state_of(RequestKind(request.kind), request.received, (request.days, request.extension_days), happened)
    return Opened(request, patient, events, state, clinic_date(work.now, work.zone))


def rows_of(work: Work, request_ids: Sequence[str]) -> dict[str, list[RightsEvent]]:
    """Return the rows of each request in order; requests without any are left out."""
    found: dict[str, list[RightsEvent]] = {}
    for row in work.session.scalars(select(RightsEvent).where(RightsEvent.request_id.in_(request_ids))
                                    .order_by(RightsEvent.sequence)):
        found.setdefault(row.request_id, []).append(row)
    return found


def require(request: Opened, event: Event) -> None:
    """Raise InvalidInputError unless ``event`` may happen to ``request`` now."""
    if not request.state.allows(event, request.today):
        raise InvalidInputError(_NOT_NOW if request.state.is_open else _CLOSED)


def add_event(work: Work, request: Opened, event: Event, content: Mapping[str, str], *,
              document_id: str | None = None, day: date | None = None) -> Opened:
    """Add a row with its audit entry, and return the request as it then is.

    ``content`` is encrypted under the patient's key, in the row and in the audit. Raises InvalidInputError when the
    event may not happen now.
    """
    require(request, event)
    told, patient_id = canonical_json(dict(content)), request.patient.patient_id
    work.session.add(RightsEvent(
        request_id=request.request.request_id, kind=event.value, day=day or request.today, at=work.now,
        by=work.actor.user_id, by_name=work.actor.display_name, document_id=document_id,
        content=work.keys.encrypt(patient_id, told, EVENT_PURPOSE)))
    work.session.flush()
    work.audit(f"rights.{event.value}", patient_id=patient_id, subject=request.request.request_id,
               detail=f"Request {request.number}.", new=told)
    return open_request(work, request.request.request_id)


def content_of(work: Work, patient_id: str, row: RightsEvent | None) -> Mapping[str, str]:
    """Return what a row says; nothing for no row."""
    if row is None:
        return {}
    told: Mapping[str, str] = json.loads(work.keys.decrypt(patient_id, row.content, EVENT_PURPOSE))
    return told


def words_of(work: Work, request: RightsRequest) -> str:
    """Return the patient's own words."""
    told = json.loads(work.keys.decrypt(request.patient_id, request.content, REQUEST_PURPOSE))
    return str(told["words"])


def require_identified(work: Work, request_id: str, patient_id: str) -> None:
    """Raise InvalidInputError unless it is known who makes the request (45 CFR 164.514(h)).

    Asked before anything is made for a request that leaves the clinic. Raises NotFoundError for an unknown one, and for
    one that is about somebody else than ``patient_id``.
    """
    request = open_request(work, request_id)
    if request.patient.patient_id != patient_id:
        raise NotFoundError("This request is not in the patient's records.")
    if Event.IDENTITY not in request.state.happened:
        raise InvalidInputError("Record the identity check of the request first: nothing leaves before it is known who "
                                "asks.")
