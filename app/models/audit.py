"""The audit log: rows that are only ever added, each holding the hash of the one before."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import BigInteger, Boolean, Integer, LargeBinary, Row, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.canonical import canonical_json, sha256_hex
from app.models.base import Base, Id, UtcDateTime, append_only

_FORMAT: Final = "medspa-audit-1"


@append_only
class AuditEntry(Base):
    """One thing somebody did or tried. ``old_value`` and ``new_value`` are ciphertext under the patient's key."""

    __tablename__ = "audit_entry"

    sequence: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True,
                                          autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    user_id: Mapped[str] = mapped_column(Id, index=True)
    person: Mapped[str] = mapped_column(String(120))
    person_kind: Mapped[str] = mapped_column(String(10))  # "staff", "patient" or "system"
    device: Mapped[str] = mapped_column(String(120))
    session_id: Mapped[str] = mapped_column(String(36))
    event: Mapped[str] = mapped_column(String(60), index=True)
    patient_id: Mapped[str | None] = mapped_column(Id, index=True)
    subject: Mapped[str] = mapped_column(String(200))
    detail: Mapped[str] = mapped_column(Text)
    old_value: Mapped[bytes | None] = mapped_column(LargeBinary)
    new_value: Mapped[bytes | None] = mapped_column(LargeBinary)
    allowed: Mapped[bool] = mapped_column(Boolean)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


def hash_of(entry: AuditEntry | Row[tuple[Any, ...]]) -> str:
    """Return what ``hash`` must be: SHA-256 over the canonical encoding of every other column of ``entry``.

    Takes a plain row too: checking hundreds of thousands of rows does without objects.
    """
    return sha256_hex(canonical_json({
        "format": _FORMAT, "sequence": entry.sequence, "at": entry.at.isoformat(timespec="microseconds"),
        "user_id": entry.user_id, "person": entry.person, "person_kind": entry.person_kind, "device": entry.device,
        "session_id": entry.session_id, "event": entry.event, "patient_id": entry.patient_id,
        "subject": entry.subject, "detail": entry.detail, "old_value": _hex(entry.old_value),
        "new_value": _hex(entry.new_value), "allowed": entry.allowed, "previous_hash": entry.previous_hash,
    }))


def first_previous_hash(database_id: str) -> str:
    """Return the hash that stands before the first row; it ties the chain to one database."""
    return sha256_hex(f"{_FORMAT}|{database_id}".encode())


def _hex(value: bytes | None) -> str | None:
    return None if value is None else value.hex()
