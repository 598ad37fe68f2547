"""The audit's hash chain: appending a row, its head, and checking every link."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.models.audit import AuditEntry, first_previous_hash, hash_of


@dataclass(frozen=True)
class AuditHead:
    """The newest audit row: its sequence number (0 before the first) and its SHA-256 in hexadecimal."""

    sequence: int
    hash: str


@dataclass(frozen=True)
class AuditFact:
    """What an audit row says, before it has a place in the chain. ``old`` and ``new`` are ciphertext or None."""

    at: datetime
    user_id: str
    person: str
    person_kind: str  # "staff", "patient" or "system"
    device: str
    session_id: str
    event: str
    patient_id: str | None = None
    subject: str = ""
    detail: str = ""
    old: bytes | None = None
    new: bytes | None = None
    allowed: bool = True


def head(session: Session, database_id: str) -> AuditHead:
    """Return the newest row's place and hash."""
    row = session.execute(select(AuditEntry.sequence, AuditEntry.hash)
                          .order_by(AuditEntry.sequence.desc()).limit(1)).first()
    return AuditHead(row.sequence, row.hash) if row else AuditHead(0, first_previous_hash(database_id))


def append(session: Session, database_id: str, fact: AuditFact) -> AuditHead:
    """Add ``fact`` as the next row, in the caller's transaction, and return the new head."""
    last = head(session, database_id)
    entry = AuditEntry(
        sequence=last.sequence + 1, at=fact.at.astimezone(UTC), user_id=fact.user_id, person=fact.person,
        person_kind=fact.person_kind, device=fact.device, session_id=fact.session_id, event=fact.event,
        patient_id=fact.patient_id, subject=fact.subject, detail=fact.detail, old_value=fact.old, new_value=fact.new,
        allowed=fact.allowed, previous_hash=last.hash,
    )
    entry.hash = hash_of(entry)
    session.add(entry)
    session.flush()
    return AuditHead(entry.sequence, entry.hash)


def first_broken(entries: Iterable[Row[tuple[Any, ...]]], before: AuditHead) -> tuple[int | None, AuditHead]:
    """Follow the chain over ``entries`` (in order) from ``before``.

    Returns the sequence number of the first row that is missing, changed or out of place (None when all is well), and
    the last good head.
    """
    last = before
    for entry in entries:
        if entry.sequence != last.sequence + 1:
            return last.sequence + 1, last
        if entry.previous_hash != last.hash or entry.hash != hash_of(entry):
            return entry.sequence, last
        last = AuditHead(entry.sequence, entry.hash)
    return None, last


def is_behind(session: Session, database_id: str, anchor: AuditHead) -> bool:
    """Say whether the log lacks what ``anchor`` (kept outside the database) saw: an older copy was put back."""
    if anchor.sequence == 0:
        return anchor.hash not in ("", first_previous_hash(database_id))
    found = session.execute(select(AuditEntry.hash).where(AuditEntry.sequence == anchor.sequence)).scalar()
    return found != anchor.hash
