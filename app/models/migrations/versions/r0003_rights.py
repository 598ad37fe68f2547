"""Requests of patients about their records, restrictions and confidential communications."""

from __future__ import annotations

revision = "0003_rights"
down_revision = "0002_clinic_documents"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
