"""Incidents and breaches."""

from __future__ import annotations

revision = "0007_incidents"
down_revision = "0006_retention"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
