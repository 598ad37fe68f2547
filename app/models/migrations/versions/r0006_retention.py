"""Legal holds, the disposal queue and what was disposed of."""

from __future__ import annotations

revision = "0006_retention"
down_revision = "0005_consents"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
