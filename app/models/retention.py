"""Tables of retention: holds, how long records are kept, disposals step by step. Rows are only ever added."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, UtcDateTime, append_only


@append_only
class RetentionChoiceRow(Base):
    """How long this clinic keeps records; the newest row counts. ``reason`` is about the clinic, no patient."""

    __tablename__ = "retention_choice"

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(Id)
    by_name: Mapped[str] = mapped_column(String(120))
    adult_years: Mapped[int] = mapped_column(Integer)
    minor_floor: Mapped[bool] = mapped_column(Boolean)
    reason: Mapped[str] = mapped_column(Text)


@append_only
class RetentionHold(Base):
    """A legal hold on a record, or its release. ``releases`` names the hold that ends here, or is empty.

    ``reason`` is encrypted for the patient.
    """

    __tablename__ = "retention_hold"

    hold_id: Mapped[str] = mapped_column(Id, primary_key=True)
    patient_id: Mapped[str] = mapped_column(Id, ForeignKey("patient.patient_id"), index=True)
    releases: Mapped[str | None] = mapped_column(Id, ForeignKey("retention_hold.hold_id"), unique=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(Id)
    by_name: Mapped[str] = mapped_column(String(120))
    reason: Mapped[bytes] = mapped_column(LargeBinary)


@append_only
class Disposal(Base):
    """A proposal to dispose of one record, with the rule and dates as they were. What became of it is in its steps."""

    __tablename__ = "disposal"

    disposal_id: Mapped[str] = mapped_column(Id, primary_key=True)
    patient_id: Mapped[str] = mapped_column(Id, ForeignKey("patient.patient_id"), index=True)
    record_number: Mapped[int] = mapped_column(Integer)
    rule_id: Mapped[str] = mapped_column(String(20))
    rule_words: Mapped[str] = mapped_column(String(300))
    last_visit: Mapped[date] = mapped_column(Date)
    keep_until: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(Id)
    by_name: Mapped[str] = mapped_column(String(120))
    by_title: Mapped[str] = mapped_column(String(120))


@append_only
class DisposalStep(Base):
    """One thing that was done about a disposal, noted when it was finished: the journal it goes on from.

    ``kind`` is a code of ``DisposalStage``; ``document_id`` the certificate, once there is one.
    """

    __tablename__ = "disposal_step"

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    disposal_id: Mapped[str] = mapped_column(Id, ForeignKey("disposal.disposal_id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(Id)
    by_name: Mapped[str] = mapped_column(String(120))
    by_title: Mapped[str] = mapped_column(String(120))
    document_id: Mapped[str | None] = mapped_column(Id)


@append_only
class DisposalPlace(Base):
    """A file or drive that held something of the record, and whether the disposal reached it; the newest row counts."""

    __tablename__ = "disposal_place"

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    disposal_id: Mapped[str] = mapped_column(Id, ForeignKey("disposal.disposal_id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[str] = mapped_column(String(20))
    place: Mapped[str] = mapped_column(Text)
    reached: Mapped[bool] = mapped_column(Boolean)
    note: Mapped[str] = mapped_column(String(300))
