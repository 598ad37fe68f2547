"""Sealed documents of the clinic itself: reports, certificates, evidence."""

from __future__ import annotations

from alembic import op

from app.models.migrations.columns import data, ident, moment, number, words

revision = "0002_clinic_documents"
down_revision = "0001_initial"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "clinic_document",
        ident("document_id", key=True), words("kind", 40), words("title", 200), words("short_id", 9),
        moment("made_at"), ident("made_by"), words("made_by_name", 120), number("pages"), number("size_bytes"),
        words("sha256", 64), words("ca_sha256", 64), data("pdf"),
    )
    op.create_index("ix_clinic_document_kind", "clinic_document", ["kind"])
    op.create_index("ix_clinic_document_made_at", "clinic_document", ["made_at"])
