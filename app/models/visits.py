"""Tables of visits: check-in, hand-over, drafts, and everything that happened, in order."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, UtcDateTime, append_only


class Visit(Base):
    """A visit from check-in on. Where it stands changes; how it got there is in ``VisitEvent``.

    ``day`` is the clinic's calendar day of the appointment. ``message`` is what staff asked the patient to correct,
    encrypted for the patient; it is empty again once the correction came back.
    """

    __tablename__ = "visit"
    __table_args__ = (Index("ix_visit_patient_id_appointment_at", "patient_id", "appointment_at"),)

    visit_id: Mapped[str] = mapped_column(Id, primary_key=True)
    patient_id: Mapped[str] = mapped_column(Id, ForeignKey("patient.patient_id"))
    day: Mapped[date] = mapped_column(Date, index=True)
    appointment_at: Mapped[datetime] = mapped_column(UtcDateTime)
    provider_id: Mapped[str] = mapped_column(Id)
    stage: Mapped[str] = mapped_column(String(20), index=True)
    stage_since: Mapped[datetime] = mapped_column(UtcDateTime)
    checked_in_at: Mapped[datetime] = mapped_column(UtcDateTime)
    checked_in_by: Mapped[str] = mapped_column(Id)
    first_visit: Mapped[bool] = mapped_column(Boolean, default=False)
    consent_note: Mapped[str] = mapped_column(String(120), default="")
    step: Mapped[int] = mapped_column(Integer, default=0)
    step_count: Mapped[int] = mapped_column(Integer, default=0)
    step_label: Mapped[str] = mapped_column(String(60), default="")
    asked_for_help: Mapped[bool] = mapped_column(Boolean, default=False)
    paper_asked: Mapped[bool] = mapped_column(Boolean, default=False)
    guardian_signed: Mapped[bool] = mapped_column(Boolean, default=False)
    stops: Mapped[int] = mapped_column(Integer, default=0)  # flags without a decision that stands
    cautions: Mapped[int] = mapped_column(Integer, default=0)
    ready_note: Mapped[str] = mapped_column(String(200), default="")
    blocked_note: Mapped[str] = mapped_column(String(300), default="")
    declined_note: Mapped[str] = mapped_column(String(200), default="")
    message: Mapped[bytes | None] = mapped_column(LargeBinary)


class VisitTreatment(Base):
    """A treatment planned at a visit, by its code in the catalogue."""

    __tablename__ = "visit_treatment"

    visit_id: Mapped[str] = mapped_column(Id, ForeignKey("visit.visit_id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    code: Mapped[str] = mapped_column(String(40))


@append_only
class RequestedForm(Base):
    """A form that staff asked for at a visit, beside what is due anyway."""

    __tablename__ = "requested_form"

    visit_id: Mapped[str] = mapped_column(Id, ForeignKey("visit.visit_id"), primary_key=True)
    form_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    position: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(Id)


@append_only
class HandOver(Base):
    """One time the tablet was handed over. ``visit_key`` authenticates what comes back.

    ``forms`` is JSON ``[[form_id, url, version, sha256], ...]`` of what was handed over. The identity note, the
    guardian's name and staff's own answers are encrypted for the patient in ``details``.
    """

    __tablename__ = "hand_over"

    hand_over_id: Mapped[str] = mapped_column(Id, primary_key=True)
    visit_id: Mapped[str] = mapped_column(Id, ForeignKey("visit.visit_id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    day: Mapped[date] = mapped_column(Date)
    by: Mapped[str] = mapped_column(Id)
    by_name: Mapped[str] = mapped_column(String(120))
    device: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(20))
    visit_key: Mapped[bytes] = mapped_column(LargeBinary(32))
    sequence_start: Mapped[int] = mapped_column(Integer)
    identity_method: Mapped[str] = mapped_column(String(30))
    guardian_method: Mapped[str] = mapped_column(String(30), default="")
    is_correction: Mapped[bool] = mapped_column(Boolean, default=False)
    guardian_signs: Mapped[bool] = mapped_column(Boolean, default=False)  # a minor who may not sign alone
    forms: Mapped[bytes] = mapped_column(LargeBinary)
    details: Mapped[bytes] = mapped_column(LargeBinary)


@append_only
class ReceivedItem(Base):
    """A sealed item that was received. ``sha256`` is of the file, so that the same file changes nothing twice."""

    __tablename__ = "received_item"
    __table_args__ = (UniqueConstraint("visit_id", "sequence"),)

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    visit_id: Mapped[str] = mapped_column(Id, ForeignKey("visit.visit_id"))
    hand_over_id: Mapped[str] = mapped_column(Id, ForeignKey("hand_over.hand_over_id"))
    sequence: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(20))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)


class VisitDraft(Base):
    """What a visit can go on from: the newest item received, encrypted for the patient."""

    __tablename__ = "visit_draft"

    visit_id: Mapped[str] = mapped_column(Id, ForeignKey("visit.visit_id"), primary_key=True)
    hand_over_id: Mapped[str] = mapped_column(Id, ForeignKey("hand_over.hand_over_id"))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_unfinished: Mapped[bool] = mapped_column(Boolean)  # False for the state of a submission, kept for corrections
    content: Mapped[bytes] = mapped_column(LargeBinary)


@append_only
class VisitEvent(Base):
    """One thing that happened to a visit. ``kind`` is a code of ``TimelineKind``; ``sequence`` the board's revision."""

    __tablename__ = "visit_event"

    sequence: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True,
                                          autoincrement=True)
    visit_id: Mapped[str] = mapped_column(Id, ForeignKey("visit.visit_id"), index=True)
    patient_id: Mapped[str] = mapped_column(Id, ForeignKey("patient.patient_id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(120))
    detail: Mapped[str] = mapped_column(String(400), default="")
    by_name: Mapped[str] = mapped_column(String(120))
    document_id: Mapped[str | None] = mapped_column(Id)


@append_only
class VisitMove(Base):
    """An intake that was filed under the wrong patient: everything counts in the new visit from now on."""

    __tablename__ = "visit_move"

    visit_id: Mapped[str] = mapped_column(Id, ForeignKey("visit.visit_id"), primary_key=True)
    new_visit_id: Mapped[str] = mapped_column(Id, ForeignKey("visit.visit_id"), unique=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(Id)
    reason: Mapped[bytes] = mapped_column(LargeBinary)  # encrypted for the patient it was filed under
