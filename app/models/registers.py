"""Tables of the registers, notes of phone calls, reviews of the audit log, and what explains unusual access."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, ForeignKey, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, UtcDateTime, append_only


@append_only
class RegisterVersion(Base):
    """One state of a register's entry; the newest version counts. ``content`` is a JSON object of its fields.

    ``device_id`` is that of a device that entered itself; empty otherwise. Nothing here is about a patient.
    """

    __tablename__ = "register_version"
    __table_args__ = (UniqueConstraint("entry_id", "version"),)

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    entry_id: Mapped[str] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(String(20), index=True)
    version: Mapped[int] = mapped_column(Integer)
    owner_id: Mapped[str] = mapped_column(Id)
    device_id: Mapped[str] = mapped_column(String(36), index=True)
    content: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(Id)
    by_name: Mapped[str] = mapped_column(String(120))


@append_only
class RegisterAttachment(Base):
    """A file attached to an entry: a certificate, an agreement, a report."""

    __tablename__ = "register_attachment"

    attachment_id: Mapped[str] = mapped_column(Id, primary_key=True)
    entry_id: Mapped[str] = mapped_column(Id, index=True)
    name: Mapped[str] = mapped_column(String(120))
    size_bytes: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(Id)
    by_name: Mapped[str] = mapped_column(String(120))


@append_only
class PhoneNoteRow(Base):
    """A phone call that belongs in the record. ``content`` (who called, what was said) is encrypted for the patient."""

    __tablename__ = "phone_note"

    note_id: Mapped[str] = mapped_column(Id, primary_key=True)
    patient_id: Mapped[str] = mapped_column(Id, ForeignKey("patient.patient_id"), index=True)
    called_at: Mapped[datetime] = mapped_column(UtcDateTime)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(Id)
    by_name: Mapped[str] = mapped_column(String(120))
    corrects: Mapped[str | None] = mapped_column(Id, ForeignKey("phone_note.note_id"))
    content: Mapped[bytes] = mapped_column(LargeBinary)


@append_only
class AccessExplanation(Base):
    """Why an unusual access was in order; the newest per ``key`` counts, up to the audit row ``up_to``.

    ``reason`` is encrypted for the patient when the access was to one patient's record, and plain UTF-8 otherwise.
    """

    __tablename__ = "access_explanation"

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(160), index=True)
    up_to: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    patient_id: Mapped[str | None] = mapped_column(Id)
    reason: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(Id)
    by_name: Mapped[str] = mapped_column(String(120))


@append_only
class OwnRecordMark(Base):
    """Whether a patient's record is the staff member's own; the newest per pair counts."""

    __tablename__ = "own_record_mark"

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    user_id: Mapped[str] = mapped_column(Id, index=True)
    patient_id: Mapped[str] = mapped_column(Id, index=True)
    is_own: Mapped[bool] = mapped_column(Boolean)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(Id)


@append_only
class AccessLimitsVersion(Base):
    """From when on access is unusual. A change is a new row; the newest one counts. ``hours`` is a JSON list."""

    __tablename__ = "access_limits_version"

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(Id)
    charts_an_hour: Mapped[int] = mapped_column(Integer)
    exports_an_hour: Mapped[int] = mapped_column(Integer)
    failed_sign_ins: Mapped[int] = mapped_column(Integer)
    refused_a_day: Mapped[int] = mapped_column(Integer)
    margin_minutes: Mapped[int] = mapped_column(Integer)
    hours: Mapped[str] = mapped_column(Text)


@append_only
class AuditReviewRow(Base):
    """A signed review of the audit log: entries ``first`` to ``last``, whose newest has the hash ``head_hash``.

    ``findings`` is a JSON list of what was unusual, as keys and explained or not; names and reasons stay elsewhere.
    """

    __tablename__ = "audit_review"

    review_id: Mapped[str] = mapped_column(Id, primary_key=True)
    first: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    last: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), index=True)
    head_hash: Mapped[str] = mapped_column(String(64))
    chain_ok: Mapped[bool] = mapped_column(Boolean)
    entries: Mapped[int] = mapped_column(Integer)
    unexplained: Mapped[int] = mapped_column(Integer)
    findings: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(Id)
    by_name: Mapped[str] = mapped_column(String(120))
    by_title: Mapped[str] = mapped_column(String(120))
