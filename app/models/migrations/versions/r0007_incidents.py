"""Incidents and breaches."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.models.migrations.columns import data, day, ident, moment, number, words, yes_no

revision = "0007_incidents"
down_revision = "0006_retention"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "incident",
        ident("incident_id", key=True), number("year"), number("number"), moment("at"), ident("by"),
        words("by_name", 120), sa.UniqueConstraint("year", "number"),
    )
    op.create_table(
        "incident_event",
        number("sequence", key=True), ident("incident_id", "incident.incident_id"), words("kind", 20), day("day"),
        moment("at"), ident("by"), words("by_name", 120), data("content"),
    )
    op.create_index("ix_incident_event_incident_id", "incident_event", ["incident_id"])
    op.create_table(
        "incident_person",
        number("sequence", key=True), ident("incident_id", "incident.incident_id"),
        ident("patient_id", "patient.patient_id"), yes_no("is_affected"), moment("at"), ident("by"),
        words("by_name", 120), data("note"),
    )
    op.create_index("ix_incident_person_incident_id_patient_id", "incident_person", ["incident_id", "patient_id"])
    op.create_index("ix_incident_person_patient_id", "incident_person", ["patient_id"])
    op.create_table(
        "incident_notice",
        number("sequence", key=True), ident("incident_id", "incident.incident_id"),
        ident("patient_id", "patient.patient_id"), words("kind", 20), words("method", 20), day("day"),
        ident("document_id", "sealed_document.document_id", optional=True), moment("at"), ident("by"),
        words("by_name", 120), data("reference"),
    )
    op.create_index("ix_incident_notice_incident_id_patient_id", "incident_notice", ["incident_id", "patient_id"])
    op.create_index("ix_incident_notice_patient_id", "incident_notice", ["patient_id"])
