"""Legal holds, the disposal queue and what was disposed of."""

from __future__ import annotations

from alembic import op

from app.models.migrations.columns import data, day, ident, moment, number, text, words, yes_no

revision = "0006_retention"
down_revision = "0005_consents"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, and the day of disposal on patients, whose row stays as a tombstone."""
    op.add_column("patient", day("disposed_on", optional=True))
    op.create_table(
        "retention_choice",
        number("sequence", key=True), moment("at"), ident("by"), words("by_name", 120), number("adult_years"),
        yes_no("minor_floor"), text("reason"),
    )
    op.create_table(
        "retention_hold",
        ident("hold_id", key=True), ident("patient_id", "patient.patient_id"),
        ident("releases", "retention_hold.hold_id", optional=True, unique=True), moment("at"), ident("by"),
        words("by_name", 120), data("reason"),
    )
    op.create_index("ix_retention_hold_patient_id", "retention_hold", ["patient_id"])
    _disposals()


def _disposals() -> None:
    op.create_table(
        "disposal",
        ident("disposal_id", key=True), ident("patient_id", "patient.patient_id"), number("record_number"),
        words("rule_id", 20), words("rule_words", 300), day("last_visit"), day("keep_until"), moment("at"),
        ident("by"), words("by_name", 120), words("by_title", 120),
    )
    op.create_index("ix_disposal_patient_id", "disposal", ["patient_id"])
    op.create_table(
        "disposal_step",
        number("sequence", key=True), ident("disposal_id", "disposal.disposal_id"), words("kind", 20), moment("at"),
        ident("by"), words("by_name", 120), words("by_title", 120), ident("document_id", optional=True),
    )
    op.create_index("ix_disposal_step_disposal_id", "disposal_step", ["disposal_id"])
    op.create_table(
        "disposal_place",
        number("sequence", key=True), ident("disposal_id", "disposal.disposal_id"), moment("at"), words("kind", 20),
        text("place"), yes_no("reached"), words("note", 300),
    )
    op.create_index("ix_disposal_place_disposal_id", "disposal_place", ["disposal_id"])
