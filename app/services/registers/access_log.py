"""Unusual access, read from the audit log: one range of it at a time, by its index on time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import false, func, or_, select
from sqlalchemy.orm import Session

from app.core.clock import clinic_date
from app.core.dates import clock_time
from app.core.errors import NotFoundError
from app.core.text import bare_name
from app.models.audit import AuditEntry
from app.models.patients import Patient, PatientTerm
from app.models.registers import AccessExplanation, OwnRecordMark
from app.models.staff import StaffMember
from app.rules.unusual_access import (
    CHART_EVENTS,
    EMERGENCY_EVENT,
    LEFT_ENDINGS,
    AccessEvent,
    AccessLimits,
    Burst,
    Unusual,
    bursts,
)
from app.services.desk import Work
from app.services.registers.limits import newest_limits
from app.services.search_terms import name_words
from app.services.views.access_review import Explanation, Finding

EXPLANATION: Final = "access_explanation"
"""The purpose under which a reason is encrypted for the patient whose record was opened."""

RECENT: Final = timedelta(days=30)
"""How far back unusual access is listed when nobody asks for other days."""

_NOBODY_KNOWN: Final = "An unknown user name"
_GONE: Final = "Disposed of with the record."
_BATCH: Final = 5000
_AFTER_THIS: Final = {
    Unusual.MANY_CHARTS: "Opened {count} records within an hour, {times}.",
    Unusual.OWN_RECORD: "Opened their own record{often}, {times}.",
    Unusual.AFTER_HOURS: "Opened {count} {records} outside business hours, {times}.",
    Unusual.FAILED_SIGN_INS: "{count} failed sign-ins, {times}.",
    Unusual.BULK_EXPORT: "Saved or printed {count} files within an hour, {times}.",
    Unusual.REFUSED: "Was refused {count} times, {times}.",
    Unusual.EMERGENCY: "Opened the records with the recovery key, {times}.",
}


def findings(work: Work, first_day: date, last_day: date, limits: AccessLimits) -> tuple[Finding, ...]:
    """Return what was unusual from ``first_day`` to ``last_day`` (both included, the clinic's days), newest first."""
    own = _own_records(work.session)
    events = _events(work, first_day, last_day)
    found = bursts(events, limits, work.zone, lambda user, patient: own.get((user, patient)))
    people = _staff_names(work.session)
    patients = _names(work.session, {burst.patient_id for burst in found if burst.patient_id})
    explained = _explanations(work.session, [burst.key for burst in found])
    return tuple(_finding(work, burst, people, patients, explained.get(burst.key)) for burst in found)


def unexplained(work: Work) -> int:
    """Return how many findings of the last 30 days nobody has explained, by the limits as they are now."""
    today = clinic_date(work.now, work.zone)
    found = findings(work, today - RECENT, today, newest_limits(work.session))
    return sum(each.explanation is None for each in found)


def _events(work: Work, first_day: date, last_day: date) -> Iterator[AccessEvent]:
    """Yield what staff did in the range, as far as it can be unusual. The index on ``at`` bounds what is read."""
    start = datetime.combine(first_day, time(), work.zone)
    end = datetime.combine(last_day + timedelta(days=1), time(), work.zone)
    rows = work.session.execute(
        select(AuditEntry.sequence, AuditEntry.at, AuditEntry.user_id, AuditEntry.event, AuditEntry.patient_id,
               AuditEntry.allowed)
        .where(AuditEntry.at >= start, AuditEntry.at < end, AuditEntry.person_kind != "patient",
               or_(AuditEntry.event.in_((*CHART_EVENTS, EMERGENCY_EVENT)), AuditEntry.allowed == false(),
                   *(AuditEntry.event.endswith(ending) for ending in LEFT_ENDINGS)))
        .order_by(AuditEntry.at, AuditEntry.sequence).execution_options(yield_per=_BATCH))
    for row in rows:
        yield AccessEvent(row.sequence, row.at, row.user_id, row.event, row.patient_id, row.allowed)


def _own_records(session: Session) -> dict[tuple[str, str], bool]:
    """Return which (user, patient) are the same person: as somebody decided (True), else by name alone (False)."""
    found = {(user_id, patient_id): False
             for user_id, name in _staff_names(session).items() for patient_id in _namesakes(session, name)}
    last = select(func.max(OwnRecordMark.sequence)).group_by(OwnRecordMark.user_id, OwnRecordMark.patient_id)
    for mark in session.scalars(select(OwnRecordMark).where(OwnRecordMark.sequence.in_(last))):
        if mark.is_own:
            found[mark.user_id, mark.patient_id] = True
        else:
            found.pop((mark.user_id, mark.patient_id), None)
    return found


def _namesakes(session: Session, name: str) -> list[str]:
    """Return the patients whose given and family names are those of ``name``, titles and accents aside."""
    wanted = name_words(bare_name(name))
    if not wanted:
        return []
    having = [select(PatientTerm.patient_id).where(PatientTerm.term == f"n{word}".encode()) for word in set(wanted)]
    rows = session.scalars(select(Patient).where(*(Patient.patient_id.in_(each) for each in having)))
    return [row.patient_id for row in rows if sorted(name_words(row.display_name)) == sorted(wanted)]


def _staff_names(session: Session) -> dict[str, str]:
    rows = session.execute(select(StaffMember.user_id, StaffMember.display_name))
    return {row.user_id: row.display_name for row in rows}


def _names(session: Session, patient_ids: set[str | None]) -> dict[str, str]:
    rows = session.scalars(select(Patient).where(Patient.patient_id.in_(patient_ids)))
    return {row.patient_id: row.display_name for row in rows}


def _explanations(session: Session, keys: list[str]) -> dict[str, AccessExplanation]:
    """Return the newest explanation of each finding."""
    rows = session.scalars(select(AccessExplanation).where(AccessExplanation.key.in_(keys))
                           .order_by(AccessExplanation.sequence))
    return {row.key: row for row in rows}


def _finding(work: Work, burst: Burst, people: dict[str, str], patients: dict[str, str],
             explained: AccessExplanation | None) -> Finding:
    covered = explained is not None and explained.up_to >= burst.last.sequence
    return Finding(
        burst.key, burst.kind, burst.day, burst.user_id, people.get(burst.user_id, _NOBODY_KNOWN),
        _sentence(burst, work.zone), burst.count, burst.first.at, burst.last.at,
        (burst.first.sequence, burst.last.sequence), burst.patient_id, patients.get(burst.patient_id or "", ""),
        burst.is_certain, _explanation(work, explained) if explained is not None and covered else None)


def _explanation(work: Work, row: AccessExplanation) -> Explanation:
    try:
        reason = work.keys.decrypt(row.patient_id, row.reason, EXPLANATION) if row.patient_id else row.reason
    except NotFoundError:  # the record was disposed of, and the reason with it
        reason = _GONE.encode()
    return Explanation(reason.decode(), row.by_name, row.at)


def _sentence(burst: Burst, zone: ZoneInfo) -> str:
    """Say it without naming a patient: the sentence goes into reports that outlive a record."""
    first, last = clock_time(burst.first.at, zone), clock_time(burst.last.at, zone)
    words = _AFTER_THIS[burst.kind] if burst.is_certain else "Opened a record with their own name{often}, {times}."
    return words.format(count=burst.count, records="record" if burst.count == 1 else "records",
                        often="" if burst.count == 1 else f" {burst.count} times",
                        times=first if first == last else f"{first} to {last}")
