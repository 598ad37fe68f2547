"""Registers, phone notes and reviews of the audit log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.models.migrations.columns import big_number, data, ident, moment, number, text, words, yes_no

revision = "0008_registers"
down_revision = "0007_incidents"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    _registers()
    _notes()
    _oversight()


def _registers() -> None:
    op.create_table(
        "register_version",
        number("sequence", key=True), ident("entry_id"), words("kind", 20), number("version"), ident("owner_id"),
        words("device_id", 36), text("content"), moment("at"), ident("by"), words("by_name", 120),
        sa.UniqueConstraint("entry_id", "version"),
    )
    op.create_index("ix_register_version_kind", "register_version", ["kind"])
    op.create_index("ix_register_version_device_id", "register_version", ["device_id"])
    op.create_table(
        "register_attachment",
        ident("attachment_id", key=True), ident("entry_id"), words("name", 120), number("size_bytes"),
        words("sha256", 64), data("content"), moment("at"), ident("by"), words("by_name", 120),
    )
    op.create_index("ix_register_attachment_entry_id", "register_attachment", ["entry_id"])


def _notes() -> None:
    op.create_table(
        "phone_note",
        ident("note_id", key=True), ident("patient_id", "patient.patient_id"), moment("called_at"),
        moment("written_at"), ident("by"), words("by_name", 120),
        ident("corrects", "phone_note.note_id", optional=True), data("content"),
    )
    op.create_index("ix_phone_note_patient_id", "phone_note", ["patient_id"])


def _oversight() -> None:
    op.create_table(
        "access_explanation",
        number("sequence", key=True), words("key", 160), big_number("up_to"), ident("patient_id", optional=True),
        data("reason"), moment("at"), ident("by"), words("by_name", 120),
    )
    op.create_index("ix_access_explanation_key", "access_explanation", ["key"])
    op.create_table(
        "own_record_mark",
        number("sequence", key=True), ident("user_id"), ident("patient_id"), yes_no("is_own"), moment("at"),
        ident("by"),
    )
    op.create_index("ix_own_record_mark_user_id", "own_record_mark", ["user_id"])
    op.create_index("ix_own_record_mark_patient_id", "own_record_mark", ["patient_id"])
    op.create_table(
        "access_limits_version",
        number("sequence", key=True), moment("at"), ident("by"), number("charts_an_hour"), number("exports_an_hour"),
        number("failed_sign_ins"), number("refused_a_day"), number("margin_minutes"), text("hours"),
    )
    op.create_table(
        "audit_review",
        ident("review_id", key=True), big_number("first"), big_number("last"), words("head_hash", 64),
        yes_no("chain_ok"), number("entries"), number("unexplained"), text("findings"), text("note"), moment("at"),
        ident("by"), words("by_name", 120), words("by_title", 120),
    )
    op.create_index("ix_audit_review_last", "audit_review", ["last"])
