"""Sealed documents of the clinic itself: reports, certificates, evidence."""

from __future__ import annotations

revision = "0002_clinic_documents"
down_revision = "0001_initial"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
