"""Renders a completed form as PDF pages: the exact text shown, answers, initials, signatures, evidence."""

from __future__ import annotations

from app.documents.record import ConsentRecord


def render_consent(record: ConsentRecord) -> bytes:
    """Return the unsealed PDF of ``record``. The same record gives the same bytes."""
    raise NotImplementedError
