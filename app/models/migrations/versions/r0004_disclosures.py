"""Disclosures, authorizations and suspensions of accounting."""

from __future__ import annotations

revision = "0004_disclosures"
down_revision = "0003_rights"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
