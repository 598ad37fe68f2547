"""A new request: checked, numbered, written down with its identity check."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from app.core.canonical import canonical_json
from app.core.clock import clinic_date
from app.core.errors import InvalidInputError
from app.core.text import checked_text, optional_text
from app.models.rights import RightsRequest
from app.rules.rights import AUTHORITIES, ID_SEEN, KINDS
from app.rules.rights_state import Event
from app.services.desk import Work
from app.services.known_patient import known_patient
from app.services.rights.events import REQUEST_PURPOSE, Opened, add_event, open_request
from app.services.rights.numbers import next_number, number_words
from app.services.views.rights import IdentitySeen, NewRequest

_OLDEST: Final = timedelta(days=730)


def add_request(work: Work, new: NewRequest) -> str:
    """Record a request and return its id. The clock starts the day after it was received, whenever it is recorded.

    Raises InvalidInputError naming the field, and NotFoundError for an unknown patient.
    """
    patient, today = known_patient(work, new.patient_id), clinic_date(work.now, work.zone)
    if not today - _OLDEST <= new.received <= today:
        raise InvalidInputError("Enter the day it was received: today or earlier.", "received")
    words = checked_text(new.words, "words", "Write down what the patient asked for.")
    if new.identity is not None:
        _check(new.identity, new.received, today)
    rule = KINDS[new.kind]
    told = canonical_json({"words": words})
    row = RightsRequest(
        request_id=work.new_id(), patient_id=patient.patient_id, year=today.year, number=next_number(work, today.year),
        kind=new.kind.value, received=new.received, channel=new.channel.value, days=rule.days,
        extension_days=rule.extension_days, at=work.now, by=work.actor.user_id, by_name=work.actor.display_name,
        content=work.keys.encrypt(patient.patient_id, told, REQUEST_PURPOSE))
    work.session.add(row)
    work.session.flush()
    work.audit("rights.create", patient_id=patient.patient_id, subject=row.request_id,
               detail=f"Request {number_words(row.year, row.number)}: {rule.title}.", new=told)
    if new.identity is not None:
        add_identity(work, open_request(work, row.request_id), new.identity)
    return row.request_id


def add_identity(work: Work, request: Opened, seen: IdentitySeen) -> Opened:
    """Record what was seen, by whom and when (45 CFR 164.514(h)). Raises InvalidInputError naming the field."""
    _check(seen, request.request.received, request.today)
    content = {"seen": seen.seen, "name": optional_text(seen.representative, "representative"),
               "authority": seen.authority, "authority_seen": optional_text(seen.authority_seen, "authority_seen")}
    return add_event(work, request, Event.IDENTITY, content, day=seen.on)


def _check(seen: IdentitySeen, received: date, today: date) -> None:
    if seen.seen not in dict(ID_SEEN):
        raise InvalidInputError("Choose what was seen.", "seen")
    if seen.on is not None and not received - _OLDEST <= seen.on <= today:
        raise InvalidInputError("Enter the day it was seen: today or earlier.", "on")
    if not seen.representative.strip():
        return
    if seen.authority not in dict(AUTHORITIES):
        raise InvalidInputError("Choose by what authority they act for the patient.", "authority")
    if not seen.authority_seen.strip():
        raise InvalidInputError("Say which paper shows that authority.", "authority_seen")
