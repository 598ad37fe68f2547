"""The timeline of a patient: everything that happened at their visits, newest first."""

from __future__ import annotations

from sqlalchemy import select

from app.models.consents import ConsentWithdrawal
from app.models.visits import VisitEvent
from app.services.desk import Work
from app.services.registers.phone_notes import phone_notes
from app.services.views.patients import TimelineEntry, TimelineKind

_LIMIT = 1000
"""Most entries shown; a patient with 200 visits stays under it, and older ones remain in the audit."""


def timeline(work: Work, patient_id: str) -> tuple[TimelineEntry, ...]:
    """Return what happened, newest first."""
    rows = work.session.execute(
        select(VisitEvent.at, VisitEvent.kind, VisitEvent.title, VisitEvent.detail, VisitEvent.by_name,
               VisitEvent.document_id, VisitEvent.visit_id)
        .where(VisitEvent.patient_id == patient_id)
        .order_by(VisitEvent.at.desc(), VisitEvent.sequence.desc()).limit(_LIMIT))
    happened = [TimelineEntry(at, TimelineKind(kind), title, detail, by, document_id, visit_id)
                for at, kind, title, detail, by, document_id, visit_id in rows]
    beside = (*_calls(work, patient_id), *_withdrawals(work, patient_id))
    return tuple(sorted((*happened, *beside), key=lambda entry: entry.at, reverse=True)) if beside else tuple(happened)


def _withdrawals(work: Work, patient_id: str) -> list[TimelineEntry]:
    rows = work.session.scalars(select(ConsentWithdrawal).where(ConsentWithdrawal.patient_id == patient_id))
    return [TimelineEntry(row.recorded_at, TimelineKind.CONSENT, "Consent taken back", row.title, row.by_name,
                          row.document_id) for row in rows]


def _calls(work: Work, patient_id: str) -> list[TimelineEntry]:
    """Notes of phone calls; one that was put right later says so."""
    notes = phone_notes(work, patient_id)
    corrected = {note.corrects for note in notes}
    return [TimelineEntry(note.called_at, TimelineKind.CALL,
                          f"Phone call with {note.caller}" if note.note_id not in corrected else
                          f"Phone call with {note.caller}, put right later",
                          note.text, note.by) for note in notes]
