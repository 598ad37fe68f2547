"""Tables of patients' requests about their records. Rows are only ever added; what stands now is a fold over them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, UtcDateTime, append_only


@append_only
class RightsRequest(Base):
    """A request as it came in. ``content`` (the patient's words, who asks for them) is encrypted for the patient.

    ``year`` and ``number`` make "2026-031"; ``days`` and ``extension_days`` are the clock's as they were that day.
    """

    __tablename__ = "rights_request"
    __table_args__ = (UniqueConstraint("year", "number"),)

    request_id: Mapped[str] = mapped_column(Id, primary_key=True)
    patient_id: Mapped[str] = mapped_column(Id, ForeignKey("patient.patient_id"), index=True)
    year: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(30))
    received: Mapped[date] = mapped_column(Date)
    channel: Mapped[str] = mapped_column(String(20))
    days: Mapped[int] = mapped_column(Integer)
    extension_days: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(Id)
    by_name: Mapped[str] = mapped_column(String(120))
    content: Mapped[bytes] = mapped_column(LargeBinary)


@append_only
class RightsEvent(Base):
    """One thing that happened to a request. ``content`` is encrypted for the patient; ``day`` is the clinic's."""

    __tablename__ = "rights_event"

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    request_id: Mapped[str] = mapped_column(Id, ForeignKey("rights_request.request_id"), index=True)
    kind: Mapped[str] = mapped_column(String(30))
    day: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(Id)
    by_name: Mapped[str] = mapped_column(String(120))
    document_id: Mapped[str | None] = mapped_column(Id, ForeignKey("sealed_document.document_id"))
    content: Mapped[bytes] = mapped_column(LargeBinary)


@append_only
class RestrictionVersion(Base):
    """A restriction agreed to (``active``) or ended. The newest row of a ``restriction_id`` counts.

    ``content`` (what, whom, which visits) is encrypted for the patient.
    """

    __tablename__ = "restriction_version"
    __table_args__ = (Index("ix_restriction_version_patient_id_active", "patient_id", "active"),)

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    restriction_id: Mapped[str] = mapped_column(Id, index=True)
    patient_id: Mapped[str] = mapped_column(Id, ForeignKey("patient.patient_id"))
    request_id: Mapped[str | None] = mapped_column(Id, ForeignKey("rights_request.request_id"))
    active: Mapped[bool] = mapped_column(Boolean)
    party: Mapped[str] = mapped_column(String(20))
    required: Mapped[bool] = mapped_column(Boolean)
    since: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(Id)
    by_name: Mapped[str] = mapped_column(String(120))
    content: Mapped[bytes] = mapped_column(LargeBinary)


@append_only
class ConfidentialContactVersion(Base):
    """How a patient wants to be reached in confidence, or that this has ended. A patient's newest row counts.

    It comes from a request or from the registration (``submission_id``). ``content`` is encrypted for the patient.
    """

    __tablename__ = "confidential_contact_version"

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    patient_id: Mapped[str] = mapped_column(Id, ForeignKey("patient.patient_id"), index=True)
    request_id: Mapped[str | None] = mapped_column(Id, ForeignKey("rights_request.request_id"))
    submission_id: Mapped[str | None] = mapped_column(Id, ForeignKey("form_submission.submission_id"))
    active: Mapped[bool] = mapped_column(Boolean)
    channel: Mapped[str] = mapped_column(String(20))
    since: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(Id)
    by_name: Mapped[str] = mapped_column(String(120))
    content: Mapped[bytes] = mapped_column(LargeBinary)
