"""What keeps a record beyond its date: legal holds, and open matters of the privacy desk."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.core.clock import clinic_date
from app.core.dates import long_date
from app.core.errors import NotFoundError
from app.core.text import checked_text
from app.models.retention import RetentionHold
from app.services.desk import Work
from app.services.known_patient import known_patient
from app.services.retention.matters import open_matter
from app.services.views.retention import HoldView

PURPOSE = "retention.hold"
LEGAL_HOLD = "Legal hold"


def holds_of(work: Work, patient_id: str) -> tuple[HoldView, ...]:
    """Return the legal holds in force, oldest first, with their reasons. Raises NotFoundError after a disposal."""
    return tuple(HoldView(row.hold_id, row.at, row.by_name, work.keys.decrypt(patient_id, row.reason, PURPOSE).decode())
                 for row in _open(work, patient_id))


def hold_sentence(work: Work, patient_id: str, today: date) -> tuple[str, str]:
    """Return in two words, and as a sentence, what holds the record whatever its date; twice nothing when it is free.

    A legal hold comes first; then an open request, an open incident and a suspended accounting. The reason stays out:
    it is read with the hold itself.
    """
    for row in _open(work, patient_id):
        since = long_date(clinic_date(row.at, work.zone))
        return LEGAL_HOLD, f"Legal hold since {since}: the record is kept until it is released."
    return open_matter(work, patient_id, today)


def set_hold(work: Work, patient_id: str, reason: str) -> str:
    """Put a legal hold on the record and return its id. Raises InvalidInputError and NotFoundError."""
    patient, words = known_patient(work, patient_id), checked_text(reason, "reason", "Say why the record must be kept.")
    hold_id = work.new_id()
    work.session.add(RetentionHold(
        hold_id=hold_id, patient_id=patient_id, releases=None, at=work.now, by=work.actor.user_id,
        by_name=work.actor.display_name, reason=work.keys.encrypt(patient_id, words.encode(), PURPOSE)))
    work.audit("retention.hold", patient_id=patient_id, subject=hold_id, new=words.encode(),
               detail=f"Record {patient.record_number} must be kept.")
    return hold_id


def release_hold(work: Work, patient_id: str, hold_id: str, reason: str) -> None:
    """End a legal hold. Raises InvalidInputError and NotFoundError (no such hold in force)."""
    patient, words = known_patient(work, patient_id), checked_text(reason, "reason", "Say why the hold ends.")
    if hold_id not in {row.hold_id for row in _open(work, patient_id)}:
        raise NotFoundError("This hold is not in force any more.")
    work.session.add(RetentionHold(
        hold_id=work.new_id(), patient_id=patient_id, releases=hold_id, at=work.now, by=work.actor.user_id,
        by_name=work.actor.display_name, reason=work.keys.encrypt(patient_id, words.encode(), PURPOSE)))
    work.audit("retention.release", patient_id=patient_id, subject=hold_id, new=words.encode(),
               detail=f"The hold on record {patient.record_number} ended.")


def _open(work: Work, patient_id: str) -> tuple[RetentionHold, ...]:
    rows = work.session.scalars(select(RetentionHold).where(RetentionHold.patient_id == patient_id)
                                .order_by(RetentionHold.at, RetentionHold.hold_id)).all()
    released = {row.releases for row in rows if row.releases}
    return tuple(row for row in rows if row.releases is None and row.hold_id not in released)
