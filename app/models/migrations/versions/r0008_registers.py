"""Registers, phone notes and reviews of the audit log."""

from __future__ import annotations

revision = "0008_registers"
down_revision = "0007_incidents"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
