"""Tables of what patients sent: whole intakes and their forms. Rows are only ever added."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, UtcDateTime, append_only


@append_only
class Intake(Base):
    """One submission of a visit. ``evidence`` (disclosure, events, language) is encrypted for the patient."""

    __tablename__ = "intake"

    intake_id: Mapped[str] = mapped_column(Id, primary_key=True)
    visit_id: Mapped[str] = mapped_column(Id, ForeignKey("visit.visit_id"), index=True)
    hand_over_id: Mapped[str] = mapped_column(Id, ForeignKey("hand_over.hand_over_id"))
    patient_id: Mapped[str] = mapped_column(Id, ForeignKey("patient.patient_id"))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    device: Mapped[str] = mapped_column(String(120))
    evidence: Mapped[bytes] = mapped_column(LargeBinary)


@append_only
class FormSubmission(Base):
    """One form of a patient as it was sent or filed. The newest row of a form in a visit counts.

    ``status`` is signed, answered, declined or paper. ``content`` is the submitted form (answers, initials, signature,
    what happened) as JSON, for paper the note of who filed it; encrypted for the patient. ``moved_from`` names the row
    of another patient this one was copied from when an intake had been filed under the wrong patient.
    """

    __tablename__ = "form_submission"
    __table_args__ = (Index("ix_form_submission_patient_id_form_id_at", "patient_id", "form_id", "at"),)

    submission_id: Mapped[str] = mapped_column(Id, primary_key=True)
    visit_id: Mapped[str] = mapped_column(Id, ForeignKey("visit.visit_id"), index=True)
    patient_id: Mapped[str] = mapped_column(Id, ForeignKey("patient.patient_id"))
    intake_id: Mapped[str | None] = mapped_column(Id, ForeignKey("intake.intake_id"))
    position: Mapped[int] = mapped_column(Integer, default=0)  # place among the forms that came together, from 0
    form_id: Mapped[str] = mapped_column(String(60))
    url: Mapped[str] = mapped_column(String(300))
    version: Mapped[str] = mapped_column(String(40))
    form_sha256: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20))
    material: Mapped[int] = mapped_column(Integer, default=1)  # material generation of the form's text
    valid_until: Mapped[date | None] = mapped_column(Date)  # fixed when it was signed; later rules do not move it
    treatments: Mapped[str] = mapped_column(String(400), default="")  # codes it covers, separated by spaces
    signer_capacity: Mapped[str] = mapped_column(String(20), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)  # when it was signed, declined, answered or filed
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    moved_from: Mapped[str | None] = mapped_column(Id)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)  # large: read only when it is opened
    content_sha256: Mapped[str] = mapped_column(String(64))  # of the plaintext: an unchanged form is not stored twice
