"""Seals a PDF: one revision, one certifying PAdES B-B signature that allows no changes, two attached files."""

from __future__ import annotations

from app.documents.certificates import SealKey
from app.documents.record import ConsentRecord


def seal(pdf: bytes, key: SealKey, record: ConsentRecord) -> bytes:
    """Return ``pdf`` with the response and evidence JSON attached, sealed with ``key`` at ``record.completed_at``."""
    raise NotImplementedError
