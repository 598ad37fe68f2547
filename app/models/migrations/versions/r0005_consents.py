"""The ledger of consents, communications made, and who acknowledged which policy."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.models.migrations.columns import data, day, ident, moment, number, text, words, yes_no

revision = "0005_consents"
down_revision = "0004_disclosures"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    _ledger()
    _withdrawals()
    _communications()
    _policies()


def _ledger() -> None:
    op.create_table(
        "consent_event",
        number("sequence", key=True), ident("event_id", unique=True), ident("patient_id", "patient.patient_id"),
        words("purpose", 60), words("kind", 12), moment("at"), moment("recorded_at"), ident("by"),
        words("by_name", 120), words("channel", 12), ident("visit_id", "visit.visit_id", optional=True),
        ident("submission_id", "form_submission.submission_id", optional=True),
        ident("withdrawal_id", optional=True), ident("ends", optional=True), words("form_id", 60),
        words("form_url", 300), words("form_version", 40), words("form_sha256", 64), words("language", 20),
        day("valid_until", optional=True), data("content"),
    )
    op.create_index("ix_consent_event_patient_id_purpose_at", "consent_event", ["patient_id", "purpose", "at"])
    for column in ("visit_id", "submission_id", "withdrawal_id"):
        op.create_index(f"ix_consent_event_{column}", "consent_event", [column])


def _withdrawals() -> None:
    op.create_table(
        "consent_withdrawal",
        ident("withdrawal_id", key=True), ident("patient_id", "patient.patient_id"), words("title", 200),
        words("purposes", 600), words("stops", 400), yes_no("is_stop"), words("channel", 12), moment("at"),
        moment("recorded_at"), ident("by"), words("by_name", 120), ident("document_id"), data("content"),
    )
    op.create_index("ix_consent_withdrawal_at", "consent_withdrawal", ["at"])
    op.create_index("ix_consent_withdrawal_patient_id", "consent_withdrawal", ["patient_id"])
    op.create_table(
        "withdrawal_step",
        ident("step_id", key=True), ident("withdrawal_id", "consent_withdrawal.withdrawal_id"), number("position"),
        words("title", 120), words("counted", 60), day("due"),
    )
    op.create_index("ix_withdrawal_step_withdrawal_id", "withdrawal_step", ["withdrawal_id"])
    op.create_table(
        "withdrawal_step_done",
        ident("step_id", "withdrawal_step.step_id", key=True), moment("at"), ident("by"), words("by_name", 120),
        number("count", optional=True), data("note"),
    )


def _communications() -> None:
    op.create_table(
        "communication",
        ident("communication_id", key=True), ident("patient_id", "patient.patient_id"), words("kind", 40),
        words("channel", 12), moment("sent_at"), moment("recorded_at"), ident("by"), words("by_name", 120),
        ident("basis", optional=True), yes_no("is_override"), data("content"),
    )
    op.create_index("ix_communication_patient_id", "communication", ["patient_id"])


def _policies() -> None:
    op.create_table(
        "policy_change",
        ident("policy_id", "policy_document.policy_id", key=True), yes_no("is_material"), text("why"),
    )
    op.create_table(
        "policy_receipt",
        number("sequence", key=True), ident("patient_id", "patient.patient_id"),
        ident("policy_id", "policy_document.policy_id"), words("outcome", 20), moment("at"), moment("recorded_at"),
        ident("by"), words("by_name", 120), ident("visit_id", "visit.visit_id", optional=True),
        ident("submission_id", "form_submission.submission_id", optional=True), data("content"),
    )
    for column in ("patient_id", "policy_id", "visit_id"):
        op.create_index(f"ix_policy_receipt_{column}", "policy_receipt", [column])
    # The setting that a STOP ends every type of text (47 CFR 64.1200(a)(10)); "all" is the safe reading.
    op.add_column("settings_version", sa.Column("revoke_all_scope", sa.String(10), nullable=False,
                                                server_default="all"))
