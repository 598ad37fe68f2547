"""Open matters of the privacy desk that hold a record: a request, an incident, a suspended accounting."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.core.dates import long_date
from app.models.disclosures import AccountingSuspension
from app.models.incidents import IncidentPerson
from app.models.rights import RightsRequest
from app.rules.rights import RequestKind
from app.services.desk import Work
from app.services.incidents.records import Kept, all_kept
from app.services.rights.events import Opened, opened, rows_of

ANSWER_FIRST = "The patient asked for deletion. Answer that request first: the answer needs the record."


def open_matter(work: Work, patient_id: str, today: date) -> tuple[str, str]:
    """Return in two words, and as a sentence, which open matter holds the record; twice nothing when none does.

    A request for deletion does not count here: it asks for the very end that a hold would stop.
    """
    for request in _open_requests(work, patient_id):
        if request.kind is not RequestKind.DELETE:
            return "Open request", f"Request {request.number} of this patient is not answered yet."
    for incident in _open_incidents(work, patient_id):
        return "Open incident", f"Incident {incident.number}, which may have affected this patient, is not closed yet."
    until = work.session.scalar(select(AccountingSuspension.until).where(
        AccountingSuspension.patient_id == patient_id, AccountingSuspension.until >= today)
        .order_by(AccountingSuspension.until.desc()).limit(1))
    if until is not None:
        return "Suspension", f"An accounting of disclosures is suspended until {long_date(until)}."
    return "", ""


def waits_for_deletion(work: Work, patient_id: str) -> bool:
    """Say whether the patient's own request for deletion is not answered yet."""
    return any(request.kind is RequestKind.DELETE for request in _open_requests(work, patient_id))


def _open_requests(work: Work, patient_id: str) -> tuple[Opened, ...]:
    rows = work.session.scalars(select(RightsRequest).where(RightsRequest.patient_id == patient_id)
                                .order_by(RightsRequest.at)).all()
    events = rows_of(work, [row.request_id for row in rows])
    found = (opened(work, row, events.get(row.request_id, [])) for row in rows)
    return tuple(request for request in found if request.state.is_open)


def _open_incidents(work: Work, patient_id: str) -> tuple[Kept, ...]:
    ids = work.session.scalars(select(IncidentPerson.incident_id).where(IncidentPerson.patient_id == patient_id)
                               .distinct()).all()
    return tuple(kept for kept in (all_kept(work, ids) if ids else ()) if kept.state.closing is None
                 and any(person.patient_id == patient_id for person in kept.affected))
