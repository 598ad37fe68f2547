"""Disclosures, authorizations and suspensions of accounting."""

from __future__ import annotations

from alembic import op

from app.models.migrations.columns import data, day, ident, moment, number, words, yes_no

revision = "0004_disclosures"
down_revision = "0003_rights"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "disclosure",
        ident("disclosure_id", key=True), ident("patient_id", "patient.patient_id"), day("on"), moment("at"),
        ident("by"), words("by_name", 120), words("basis", 30), words("channel", 20),
        ident("authorization_id", optional=True), ident("request_id", optional=True),
        ident("replaces", optional=True), data("content"),
    )
    op.create_index("ix_disclosure_patient_id_on", "disclosure", ["patient_id", "on"])
    op.create_table(
        "paper_authorization",
        ident("authorization_id", key=True), ident("patient_id", "patient.patient_id"), day("signed_on"),
        day("expires_on", optional=True), yes_no("releases_genetic"), moment("at"), ident("by"), words("by_name", 120),
        data("content"),
    )
    op.create_index("ix_paper_authorization_patient_id", "paper_authorization", ["patient_id"])
    op.create_table(
        "authorization_end",
        ident("authorization_id", key=True), ident("patient_id", "patient.patient_id"), words("kind", 10), day("on"),
        moment("at"), ident("by"), words("by_name", 120), data("note"),
    )
    op.create_index("ix_authorization_end_patient_id", "authorization_end", ["patient_id"])
    op.create_table(
        "accounting_suspension",
        ident("suspension_id", key=True), ident("patient_id", "patient.patient_id"), words("basis", 30),
        yes_no("is_oral"), day("stated_on"), day("until"), moment("at"), ident("by"), words("by_name", 120),
        data("content"),
    )
    op.create_index("ix_accounting_suspension_patient_id", "accounting_suspension", ["patient_id"])
    op.create_table(
        "accounting_given",
        ident("accounting_id", key=True), ident("patient_id", "patient.patient_id"), day("requested_on"),
        day("since"), day("until"), number("entries"), number("fee_cents"),
        ident("document_id", "sealed_document.document_id"), ident("request_id", optional=True), moment("at"),
        ident("by"), words("by_name", 120),
    )
    op.create_index("ix_accounting_given_patient_id", "accounting_given", ["patient_id"])
