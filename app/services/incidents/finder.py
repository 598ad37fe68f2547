"""Who is affected: found in the audit log by device, person, time and event; picked and confirmed by a person."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, func, select

from app.core.errors import InvalidInputError, NotFoundError
from app.core.text import MAX_FIELD, clean, refuse_card_number
from app.models.audit import AuditEntry
from app.models.patients import Patient
from app.models.staff import StaffMember
from app.services.audit_words import words_of
from app.services.desk import Work
from app.services.incidents.records import Kept, NoticeKind, add_person, patients_by_id
from app.services.registers.book import newest, values_of
from app.services.views.incidents import Candidate, FinderChoices, FinderFilter, PeopleChange

_WORDS: Final = 3
_OWN_EVENTS: Final = "incident."
"""What the register itself writes about a patient shows nothing about who is affected."""


@dataclass
class _Seen:
    """What the log holds about one patient."""

    events: Counter[str] = field(default_factory=Counter)
    last_at: datetime | None = None


def find(work: Work, kept: Kept, wanted: FinderFilter) -> tuple[Candidate, ...]:
    """Return the patients the audit log connects with ``wanted``, those with most entries first.

    Raises InvalidInputError when nothing narrows the search and not everyone is asked for.
    """
    if not (wanted.everyone or wanted.device or wanted.user_id or wanted.start or wanted.end or wanted.events):
        raise InvalidInputError("Choose a device, a person or a time. For a whole lost device, take everyone.")
    seen = _seen(work, wanted)
    affected = {person.patient_id for person in kept.affected}
    patients = (list(work.session.scalars(select(Patient).where(Patient.disposed_on.is_(None))))
                if wanted.everyone else patients_by_id(work.session, [*seen]))
    found = [_candidate(patient, seen.get(patient.patient_id, _Seen()), affected) for patient in patients]
    return tuple(sorted(found, key=lambda each: (-each.entries, each.name.casefold(), each.record_number)))


def choices(work: Work) -> FinderChoices:
    """Return the devices and people of the audit log, and the vendors in their register."""
    devices = work.session.scalars(select(AuditEntry.device).distinct().order_by(AuditEntry.device))
    people = work.session.execute(select(StaffMember.user_id, StaffMember.display_name)
                                  .order_by(StaffMember.display_name))
    vendors = {values_of(row).get("name", "") for row in newest(work.session, "vendor")}
    return FinderChoices(tuple(device for device in devices if device),
                         tuple((row.user_id, row.display_name) for row in people), tuple(sorted(vendors - {""})))


def change_people(work: Work, kept: Kept, change: PeopleChange) -> tuple[str, ...]:
    """Put patients on the list and take others off, each audited; return those who are new on it.

    Raises InvalidInputError (note too long or with a card number, a letter went already) and NotFoundError (no such
    patient, or their record was disposed of).
    """
    note = clean(change.note).strip()
    refuse_card_number(note, "note")
    if len(note) > MAX_FIELD:
        raise InvalidInputError(f"This is too long: at most {MAX_FIELD:,} characters.", "note")
    affected = {person.patient_id for person in kept.affected}
    added = tuple(each for each in dict.fromkeys(change.added) if each not in affected)
    known = {patient.patient_id for patient in patients_by_id(work.session, added)}
    if len(known) != len(added):
        raise NotFoundError("A patient who was picked is no longer in the records. Search again.")
    for patient_id in added:
        add_person(work, kept.row.incident_id, patient_id, is_affected=True, note=note)
        work.audit("incident.affected", patient_id=patient_id, subject=kept.row.incident_id, detail=_detail(kept))
    for patient_id in dict.fromkeys(each for each in change.removed if each in affected):
        if any(step.kind == NoticeKind.SENT for step in kept.steps.get(patient_id, ())):
            raise InvalidInputError("A letter went to this patient already, so they stay on the list.")
        add_person(work, kept.row.incident_id, patient_id, is_affected=False, note=note)
        work.audit("incident.cleared", patient_id=patient_id, subject=kept.row.incident_id, detail=_detail(kept))
    work.session.flush()
    return added


def _detail(kept: Kept) -> str:
    return f"Incident {kept.number}."


def _seen(work: Work, wanted: FinderFilter) -> dict[str, _Seen]:
    found: dict[str, _Seen] = defaultdict(_Seen)
    rows = work.session.execute(
        select(AuditEntry.patient_id, AuditEntry.event, func.count(), func.max(AuditEntry.at))
        .where(*_conditions(wanted)).group_by(AuditEntry.patient_id, AuditEntry.event))
    for patient_id, event, count, last_at in rows:
        seen = found[str(patient_id)]  # never None: a condition says so
        seen.events[event] += count
        seen.last_at = max(seen.last_at, last_at) if seen.last_at else last_at
    return found


def _conditions(wanted: FinderFilter) -> list[ColumnElement[bool]]:
    """Refused tries showed nothing to anybody; they are left out."""
    parts: list[ColumnElement[bool]] = [AuditEntry.patient_id.is_not(None), AuditEntry.allowed.is_(True),
                                        AuditEntry.event.not_like(f"{_OWN_EVENTS}%")]
    if wanted.device:
        parts.append(AuditEntry.device == wanted.device)
    if wanted.user_id:
        parts.append(AuditEntry.user_id == wanted.user_id)
    if wanted.start:
        parts.append(AuditEntry.at >= wanted.start)
    if wanted.end:
        parts.append(AuditEntry.at < wanted.end)
    if wanted.events:
        parts.append(AuditEntry.event.in_(wanted.events))
    return parts


def _candidate(patient: Patient, seen: _Seen, affected: set[str]) -> Candidate:
    words = tuple(words_of(event) for event, _ in seen.events.most_common(_WORDS))
    return Candidate(patient.patient_id, patient.display_name, patient.record_number, seen.events.total(), seen.last_at,
                     words, patient.patient_id in affected)
