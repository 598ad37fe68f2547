"""The records that have passed their date, the disposals under way, and those that were carried out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from sqlalchemy import exists, func, select

from app.core.clock import clinic_date
from app.models.audit import AuditEntry
from app.models.documents import SealedDocument
from app.models.patients import Patient
from app.models.submissions import FormSubmission
from app.models.visits import Visit
from app.rules.retention import RetentionBook, years_after
from app.services.desk import Work
from app.services.known_patient import known_patient
from app.services.retention.approving import obstacle
from app.services.retention.choice import current_choice
from app.services.retention.dates import keep_until
from app.services.retention.holds import holds_of
from app.services.retention.journal import Journal, all_journals, current, places_of
from app.services.retention.real_time import clock_problem
from app.services.views.retention import (
    DisposalStage,
    DisposedRow,
    QueueRow,
    RetentionQueue,
    RetentionReview,
)


def retention_queue(work: Work, book: RetentionBook) -> RetentionQueue:
    """Return what the tab shows; the records due longest come first."""
    today = clinic_date(work.now, work.zone)
    journals = all_journals(work)
    rows = []
    for patient in _candidates(work, book):
        keep = keep_until(work, patient.patient_id, book)
        journal = _open(journals, patient.patient_id)
        if today > keep.until and not (journal and journal.has(DisposalStage.APPROVED)):
            rows.append(QueueRow(
                patient.patient_id, patient.display_name, patient.record_number, keep.last_visit, keep.until,
                f"{keep.rule_id}, {keep.title}", keep.hold_title, journal.disposal.by_name if journal else ""))
    rows.sort(key=lambda row: (row.keep_until, row.record_number))
    done = tuple(_disposed(work, journal) for journal in journals if journal.has(DisposalStage.CERTIFIED))
    unfinished = tuple(_disposed(work, journal) for journal in journals if journal.is_unfinished)
    return RetentionQueue(tuple(rows), unfinished, done, clock_problem(work))


def due_count(work: Work, book: RetentionBook) -> int:
    """Return how many records have passed their date and were not disposed of."""
    today = clinic_date(work.now, work.zone)
    return sum(today > keep_until(work, patient.patient_id, book).until for patient in _candidates(work, book))


def retention_review(work: Work, book: RetentionBook, patient_id: str) -> RetentionReview:
    """Return one record as it is looked at before its disposal. Raises NotFoundError."""
    patient = known_patient(work, patient_id)
    keep, journal = keep_until(work, patient_id, book), current(work, patient_id)
    return RetentionReview(
        patient_id, patient.display_name, patient.record_number, patient.birth_date, keep, holds_of(work, patient_id),
        _contents(work, patient_id), journal.disposal.by_name if journal else "",
        journal.disposal.at if journal else None, obstacle(work, patient_id, keep))


def _candidates(work: Work, book: RetentionBook) -> Sequence[Patient]:
    """Patients whose last visit is at least the shortest period ago: the rules are asked about these alone."""
    today = clinic_date(work.now, work.zone)
    limit = years_after(today, -max(book.lowest, current_choice(work).adult_years))
    opened = datetime.combine(limit, time.max, work.zone)
    later = exists().where(Visit.patient_id == Patient.patient_id, Visit.day > limit)
    return work.session.scalars(select(Patient).where(
        Patient.disposed_on.is_(None), Patient.created_at <= opened, ~later)).all()


def _open(journals: Sequence[Journal], patient_id: str) -> Journal | None:
    return next((journal for journal in journals if journal.disposal.patient_id == patient_id
                 and not journal.has(DisposalStage.CANCELLED)), None)


def _contents(work: Work, patient_id: str) -> tuple[str, ...]:
    """Count what goes, in words."""
    counts = ((Visit, "visit"), (FormSubmission, "form"), (SealedDocument, "document"))
    found = [(work.session.scalar(select(func.count()).select_from(model).where(model.patient_id == patient_id)) or 0,
              word) for model, word in counts]
    values = work.session.scalar(select(func.count()).select_from(AuditEntry).where(
        AuditEntry.patient_id == patient_id, AuditEntry.old_value.is_not(None) | AuditEntry.new_value.is_not(None)))
    found.append((values or 0, "value in the audit log"))
    return tuple(f"{count:,} {_plural(word, count)}" for count, word in found if count) or ("nothing yet",)


def _plural(word: str, count: int) -> str:
    if count == 1:
        return word
    first, space, rest = word.partition(" ")
    return f"{first}s{space}{rest}"


def _disposed(work: Work, journal: Journal) -> DisposedRow:
    second, last = journal.step(DisposalStage.APPROVED), journal.step(DisposalStage.CERTIFIED)
    patient = work.session.get_one(Patient, journal.disposal.patient_id)
    names = (journal.disposal.by_name, second.by_name if second else "")
    missed = sum(not place.reached for place in places_of(work, journal.disposal.disposal_id))
    day = patient.disposed_on or clinic_date((second or journal.disposal).at, work.zone)
    return DisposedRow(journal.disposal.disposal_id, journal.disposal.patient_id, journal.disposal.record_number, day,
                       names, (last.document_id or "") if last else "", missed)
