"""Forms that staff asked for at a visit, beside what is due anyway."""

from __future__ import annotations

from alembic import op

from app.models.migrations.columns import ident, moment, number, words

revision = "0009_requested_forms"
down_revision = "0008_registers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "requested_form",
        ident("visit_id", "visit.visit_id", key=True), words("form_id", 60, key=True), number("position"),
        moment("at"), ident("by"),
    )
