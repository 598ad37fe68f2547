"""Where each consent of a patient stands: valid, running out, declined, missing for what is planned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from app.core.clock import clinic_date
from app.intake.words import day_in_words
from app.models.documents import SealedDocument
from app.models.patients import Patient
from app.models.submissions import FormSubmission
from app.services.desk import Work
from app.services.due_facts import due_for
from app.services.library import LibraryService
from app.services.submission_records import end_of, exact_form, latest_by_form
from app.services.views.patients import ConsentLine, ConsentState

EXPIRING_DAYS = 30
"""A consent that runs out within this many days says how many are left."""


def consent_lines(work: Work, library: LibraryService, patient: Patient, rows: Sequence[FormSubmission],
                  codes: tuple[str, ...]) -> tuple[ConsentLine, ...]:
    """Return every form on file that may be declined (consents and choices), then those ``codes`` still need."""
    today = clinic_date(work.now, work.zone)
    documents: dict[str, str] = {submission: document for submission, document in work.session.execute(
        select(SealedDocument.submission_id, SealedDocument.document_id)
        .where(SealedDocument.patient_id == patient.patient_id)) if submission is not None}
    latest = latest_by_form(rows)
    found = [_line(work, row, today, documents.get(row.submission_id)) for row in latest.values()
             if _is_consent(work, library, row)]
    known = tuple(code for code in codes if code in library.content.catalogue.codes)
    for due in due_for(work, library, patient, day=today, codes=known, rows=rows):
        if due.treatments and due.form_id not in latest:
            title = library.content.catalogue.consent_titles.get(due.form_id, due.form_id)
            found.append(ConsentLine(due.form_id, f"Consent: {title}", "Never signed", ConsentState.MISSING))
    return tuple(found)


def _is_consent(work: Work, library: LibraryService, row: FormSubmission) -> bool:
    return not row.url or exact_form(work, library, row.form_id, row.url, row.version).may_decline


def _line(work: Work, row: FormSubmission, today: date, document_id: str | None) -> ConsentLine:
    day = day_in_words(clinic_date(row.at, work.zone))
    if row.status == "declined":
        return ConsentLine(row.form_id, row.title, f"Declined {day}", ConsentState.DECLINED)
    left = end_of(row, today)
    if left is not None and left < 0:
        assert row.valid_until is not None  # days are left only of something that ends
        detail = f"Ran out {day_in_words(row.valid_until)}"
        return ConsentLine(row.form_id, row.title, detail, ConsentState.EXPIRED, document_id=document_id)
    if left is not None and left <= EXPIRING_DAYS:
        assert row.valid_until is not None  # days are left only of something that ends
        detail = f"Expires {day_in_words(row.valid_until)}"
        return ConsentLine(row.form_id, row.title, detail, ConsentState.EXPIRING, left, document_id)
    detail = f"Filed on paper {day}" if row.status == "paper" else f"Signed {day}, version {row.version}"
    return ConsentLine(row.form_id, row.title, detail, ConsentState.VALID, document_id=document_id)
