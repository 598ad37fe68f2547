"""Requests of patients about their records, restrictions and confidential communications."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.models.migrations.columns import data, day, ident, moment, number, words, yes_no

revision = "0003_rights"
down_revision = "0002_clinic_documents"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "rights_request",
        ident("request_id", key=True), ident("patient_id", "patient.patient_id"), number("year"), number("number"),
        words("kind", 30), day("received"), words("channel", 20), number("days"), number("extension_days"),
        moment("at"), ident("by"), words("by_name", 120), data("content"),
        sa.UniqueConstraint("year", "number"),
    )
    op.create_index("ix_rights_request_patient_id", "rights_request", ["patient_id"])
    op.create_table(
        "rights_event",
        number("sequence", key=True), ident("request_id", "rights_request.request_id"), words("kind", 30), day("day"),
        moment("at"), ident("by"), words("by_name", 120),
        ident("document_id", "sealed_document.document_id", optional=True), data("content"),
    )
    op.create_index("ix_rights_event_request_id", "rights_event", ["request_id"])
    _in_force()


def _in_force() -> None:
    op.create_table(
        "restriction_version",
        number("sequence", key=True), ident("restriction_id"), ident("patient_id", "patient.patient_id"),
        ident("request_id", "rights_request.request_id", optional=True), yes_no("active"), words("party", 20),
        yes_no("required"), day("since"), moment("at"), ident("by"), words("by_name", 120), data("content"),
    )
    op.create_index("ix_restriction_version_restriction_id", "restriction_version", ["restriction_id"])
    op.create_index("ix_restriction_version_patient_id_active", "restriction_version", ["patient_id", "active"])
    op.create_table(
        "confidential_contact_version",
        number("sequence", key=True), ident("patient_id", "patient.patient_id"),
        ident("request_id", "rights_request.request_id", optional=True),
        ident("submission_id", "form_submission.submission_id", optional=True), yes_no("active"),
        words("channel", 20), day("since"), moment("at"), ident("by"), words("by_name", 120), data("content"),
    )
    op.create_index("ix_confidential_contact_version_patient_id", "confidential_contact_version", ["patient_id"])
