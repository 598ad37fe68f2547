"""Incidents in the records: events and people, written and read within a unit of work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.clock import clinic_date
from app.core.errors import InvalidInputError, NotFoundError
from app.models.incidents import Incident, IncidentEvent, IncidentNotice, IncidentPerson
from app.models.patients import Patient
from app.services.desk import Work
from app.services.incidents.fold import Content, EventKind, Happened, IncidentState, decode, encode, fold

NOTE_PURPOSE: Final = "incident.note"
REFERENCE_PURPOSE: Final = "incident.reference"
_BATCH: Final = 500  # ids in one question to the database


class NoticeKind(StrEnum):
    """A step of telling one patient. ``NO_ADDRESS``: no letter could be made, for want of any address.

    ``ACCOUNTED``: the disclosure stands in their accounting (164.528); that tells them nothing yet.
    """

    MADE = "made"
    NO_ADDRESS = "no_address"
    SENT = "sent"
    RETURNED = "returned"
    SUBSTITUTE = "substitute"
    ACCOUNTED = "accounted"


@dataclass(frozen=True)
class Kept:
    """An incident as stored. ``affected`` are the newest rows of the patients on its list, ``steps`` those of telling
    each of them, oldest first."""

    row: Incident
    events: tuple[Happened, ...]
    state: IncidentState
    affected: tuple[IncidentPerson, ...]
    steps: Mapping[str, tuple[IncidentNotice, ...]]

    @property
    def number(self) -> str:
        """The number people know it by, such as "2026-004"."""
        return number_words(self.row.year, self.row.number)

    @property
    def text_saved_at(self) -> datetime | None:
        """When the text of the letters was saved last (UTC)."""
        return max((event.at for event in self.events if event.kind is EventKind.NOTICE), default=None)


def number_words(year: int, number: int) -> str:
    """Return "2026-004"."""
    return f"{year}-{number:03d}"


def today(work: Work) -> date:
    """Return the clinic's day."""
    return clinic_date(work.now, work.zone)


def new_incident(work: Work, content: Content) -> Incident:
    """Add an incident, the next of its year, with its report."""
    year = today(work).year
    last = work.session.scalar(select(func.max(Incident.number)).where(Incident.year == year)) or 0
    row = Incident(incident_id=work.new_id(), year=year, number=last + 1, at=work.now, by=work.actor.user_id,
                   by_name=work.actor.display_name)
    work.session.add(row)
    work.session.flush()
    add_event(work, row.incident_id, EventKind.REPORTED, content)
    return row


def add_event(work: Work, incident_id: str, kind: EventKind, content: Content, day: date | None = None) -> None:
    """Add one event; ``day`` is the clinic's day it is about, None for today."""
    work.session.add(IncidentEvent(
        incident_id=incident_id, kind=kind.value, day=day or today(work), at=work.now, by=work.actor.user_id,
        by_name=work.actor.display_name, content=encode(content)))
    work.session.flush()


def add_person(work: Work, incident_id: str, patient_id: str, *, is_affected: bool, note: str) -> None:
    """Put a patient on the list or take them off, with a note under their own key."""
    work.session.add(IncidentPerson(
        incident_id=incident_id, patient_id=patient_id, is_affected=is_affected, at=work.now, by=work.actor.user_id,
        by_name=work.actor.display_name, note=work.keys.encrypt(patient_id, note.encode(), NOTE_PURPOSE)))


def add_notice(work: Work, incident_id: str, patient_id: str, kind: NoticeKind, *, day: date, method: str = "",
               reference: str = "", document_id: str | None = None) -> None:
    """Add one step of telling a patient; ``reference`` is encrypted under their key."""
    work.session.add(IncidentNotice(
        incident_id=incident_id, patient_id=patient_id, kind=kind.value, method=method, day=day,
        document_id=document_id, at=work.now, by=work.actor.user_id, by_name=work.actor.display_name,
        reference=work.keys.encrypt(patient_id, reference.encode(), REFERENCE_PURPOSE)))


def patients_by_id(session: Session, patient_ids: Sequence[str]) -> list[Patient]:
    """Return the patients with ``patient_ids`` whose record was not disposed of."""
    return [row for start in range(0, len(patient_ids), _BATCH) for row in session.scalars(
        select(Patient).where(Patient.patient_id.in_(patient_ids[start:start + _BATCH]),
                              Patient.disposed_on.is_(None)))]


def kept(work: Work, incident_id: str) -> Kept:
    """Return one incident. Raises NotFoundError."""
    found = all_kept(work, [incident_id])
    if not found:
        raise NotFoundError("This incident is not in the register.")
    return found[0]


def open_kept(work: Work, incident_id: str) -> Kept:
    """Return one incident that is open. Raises NotFoundError, and InvalidInputError when it is closed."""
    found = kept(work, incident_id)
    if found.state.closing is not None:
        raise InvalidInputError("This incident is closed. Open it again first.")
    return found


def all_kept(work: Work, incident_ids: Sequence[str] | None = None) -> tuple[Kept, ...]:
    """Return the incidents with ``incident_ids``, or every one, newest number first."""
    wanted = select(Incident).order_by(Incident.year.desc(), Incident.number.desc())
    if incident_ids is not None:
        wanted = wanted.where(Incident.incident_id.in_(incident_ids))
    rows = list(work.session.scalars(wanted))
    events, people, steps = _events(work, rows), _people(work, rows), _steps(work, rows)
    return tuple(Kept(row, events[row.incident_id], fold(events[row.incident_id]), people.get(row.incident_id, ()),
                      steps[row.incident_id]) for row in rows)


def _events(work: Work, rows: Iterable[Incident]) -> dict[str, tuple[Happened, ...]]:
    found: dict[str, list[Happened]] = defaultdict(list)
    for event in work.session.scalars(select(IncidentEvent).where(IncidentEvent.incident_id.in_(_ids(rows)))
                                      .order_by(IncidentEvent.sequence)):
        kind = EventKind(event.kind)
        found[event.incident_id].append(
            Happened(kind, event.at, event.day, event.by_name, decode(kind, event.content)))
    return {incident_id: tuple(events) for incident_id, events in found.items()}


def _people(work: Work, rows: Iterable[Incident]) -> dict[str, tuple[IncidentPerson, ...]]:
    newest: dict[tuple[str, str], IncidentPerson] = {}
    for person in work.session.scalars(select(IncidentPerson).where(IncidentPerson.incident_id.in_(_ids(rows)))
                                       .order_by(IncidentPerson.sequence)):
        newest[person.incident_id, person.patient_id] = person
    found: dict[str, list[IncidentPerson]] = defaultdict(list)
    for person in newest.values():
        if person.is_affected:
            found[person.incident_id].append(person)
    return {incident_id: tuple(people) for incident_id, people in found.items()}


def _steps(work: Work, rows: Sequence[Incident]) -> dict[str, dict[str, tuple[IncidentNotice, ...]]]:
    found: dict[str, dict[str, tuple[IncidentNotice, ...]]] = {row.incident_id: {} for row in rows}
    for notice in work.session.scalars(select(IncidentNotice).where(IncidentNotice.incident_id.in_(_ids(rows)))
                                       .order_by(IncidentNotice.sequence)):
        steps = found[notice.incident_id]
        steps[notice.patient_id] = (*steps.get(notice.patient_id, ()), notice)
    return found


def _ids(rows: Iterable[Incident]) -> list[str]:
    return [row.incident_id for row in rows]
