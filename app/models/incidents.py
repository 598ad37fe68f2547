"""Tables of incidents: what was reported, what was found and done, who is affected. Rows are only ever added."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, UtcDateTime, append_only


@append_only
class Incident(Base):
    """An incident as it was reported. ``year`` and ``number`` make "2026-004". All else is in its events."""

    __tablename__ = "incident"
    __table_args__ = (UniqueConstraint("year", "number"),)

    incident_id: Mapped[str] = mapped_column(Id, primary_key=True)
    year: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(Id)
    by_name: Mapped[str] = mapped_column(String(120))


@append_only
class IncidentEvent(Base):
    """One thing found, decided or done about an incident; its state is the fold over them.

    ``day`` is the clinic's day the event is about (told on, delayed from); ``content`` its fields as canonical JSON.
    It names no patient: what belongs to one is in ``IncidentPerson`` under their key.
    """

    __tablename__ = "incident_event"

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    incident_id: Mapped[str] = mapped_column(Id, ForeignKey("incident.incident_id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    day: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(Id)
    by_name: Mapped[str] = mapped_column(String(120))
    content: Mapped[bytes] = mapped_column(LargeBinary)


@append_only
class IncidentPerson(Base):
    """A patient was found to be affected, or not to be after all; the newest row of each counts.

    ``note`` says what of theirs it was about, encrypted for the patient.
    """

    __tablename__ = "incident_person"
    __table_args__ = (Index("ix_incident_person_incident_id_patient_id", "incident_id", "patient_id"),)

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    incident_id: Mapped[str] = mapped_column(Id, ForeignKey("incident.incident_id"))
    patient_id: Mapped[str] = mapped_column(Id, ForeignKey("patient.patient_id"), index=True)
    is_affected: Mapped[bool] = mapped_column(Boolean)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(Id)
    by_name: Mapped[str] = mapped_column(String(120))
    note: Mapped[bytes] = mapped_column(LargeBinary)


@append_only
class IncidentNotice(Base):
    """A step of telling one patient: letter made, sent, returned as undeliverable, or told by substitute notice.

    ``method`` is how it went, ``day`` the clinic's day it did. ``reference`` (tracking number, what was said) is
    encrypted for the patient.
    """

    __tablename__ = "incident_notice"
    __table_args__ = (Index("ix_incident_notice_incident_id_patient_id", "incident_id", "patient_id"),)

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    incident_id: Mapped[str] = mapped_column(Id, ForeignKey("incident.incident_id"))
    patient_id: Mapped[str] = mapped_column(Id, ForeignKey("patient.patient_id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    method: Mapped[str] = mapped_column(String(20))
    day: Mapped[date] = mapped_column(Date)
    document_id: Mapped[str | None] = mapped_column(Id, ForeignKey("sealed_document.document_id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(Id)
    by_name: Mapped[str] = mapped_column(String(120))
    reference: Mapped[bytes] = mapped_column(LargeBinary)
