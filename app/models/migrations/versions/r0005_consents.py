"""The ledger of consents, communications made, and who acknowledged which policy."""

from __future__ import annotations

revision = "0005_consents"
down_revision = "0004_disclosures"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
