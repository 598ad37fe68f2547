"""Until when a patient's record is kept: the dates on file, put to the rules."""

from __future__ import annotations

from sqlalchemy import func, select

from app.core.clock import clinic_date
from app.core.errors import NotFoundError
from app.models.documents import SealedDocument
from app.models.patients import Patient
from app.models.submissions import FormSubmission
from app.models.visits import Visit, VisitMove
from app.rules.retention import Keep, RecordDates, RetentionChoice, keep_record, shipped_retention
from app.services.desk import Work
from app.services.views.retention import KeepUntil


def keep_until(work: Work, patient_id: str) -> KeepUntil:
    """Return until when the record of ``patient_id`` is kept, by which rule, and what holds it beyond that.

    Raises NotFoundError when there is no such patient.
    """
    patient = work.session.get(Patient, patient_id)
    if patient is None:
        raise NotFoundError("This patient is not in the records.")
    dates = record_dates(work, patient)
    return view_of(keep_record(shipped_retention(), dates, RetentionChoice()), dates, "")


def record_dates(work: Work, patient: Patient) -> RecordDates:
    """Return the days that decide, in the clinic's calendar. A visit filed under the wrong patient does not count."""
    moved = select(VisitMove.visit_id)
    days = [clinic_date(patient.created_at, work.zone)]
    visit = work.session.scalar(select(func.max(Visit.day)).where(
        Visit.patient_id == patient.patient_id, Visit.visit_id.not_in(moved)))
    form = work.session.scalar(select(func.max(FormSubmission.at)).where(
        FormSubmission.patient_id == patient.patient_id, FormSubmission.visit_id.not_in(moved)))
    days += [visit] if visit else []
    days += [clinic_date(form, work.zone)] if form else []
    paper = work.session.scalar(select(func.max(SealedDocument.sealed_at)).where(
        SealedDocument.patient_id == patient.patient_id, SealedDocument.visit_id.is_(None)))
    return RecordDates(patient.birth_date, max(days), clinic_date(paper, work.zone) if paper else None)


def view_of(keep: Keep, dates: RecordDates, hold: str) -> KeepUntil:
    """Return what the rules said as screens show it."""
    return KeepUntil(keep.rule_id, keep.until, keep.sentence, hold, keep.title, dates.last_visit)
