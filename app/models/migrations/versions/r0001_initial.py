"""The first schema, frozen: later changes are revisions of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.models.migrations.columns import big_number, data, day, ident, moment, number, text, words, yes_no

revision = "0001_initial"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table. The triggers of the append-only ones are made after each upgrade (``upgrade``)."""
    _audit()
    _clinic()
    _library()
    _patients()
    _policies()
    _settings()
    _staff()
    _visits()
    _submissions()
    _documents()
    _reviews()


def _audit() -> None:
    op.create_table(
        "audit_entry",
        big_number("sequence", key=True), moment("at"), ident("user_id"), words("person", 120),
        words("person_kind", 10), words("device", 120), words("session_id", 36), words("event", 60),
        ident("patient_id", optional=True), words("subject", 200), text("detail"), data("old_value", optional=True),
        data("new_value", optional=True), yes_no("allowed"), words("previous_hash", 64),
        words("hash", 64, unique=True),
    )
    op.create_index("ix_audit_entry_at", "audit_entry", ["at"])
    op.create_index("ix_audit_entry_event", "audit_entry", ["event"])
    op.create_index("ix_audit_entry_patient_id", "audit_entry", ["patient_id"])
    op.create_index("ix_audit_entry_user_id", "audit_entry", ["user_id"])


def _clinic() -> None:
    op.create_table(
        "clinic_version",
        number("sequence", key=True), moment("changed_at"), ident("changed_by"), words("name", 200),
        words("street", 200), words("city", 100), words("state", 50), words("postal_code", 20), words("phone", 40),
        words("zone", 64), words("medical_director", 200), words("privacy_officer", 200),
        words("privacy_email", 254),
    )
    op.create_table(
        "database_identity",
        ident("database_id", key=True), moment("created_at"), number("keyslot_generation"),
        moment("recovery_used_at", optional=True),
    )
    op.create_table(
        "key_material",
        ident("key_id", key=True), words("purpose", 20), moment("created_at"), moment("retired_at", optional=True),
        data("private_bytes"), data("public_bytes"),
    )
    op.create_index("ix_key_material_purpose", "key_material", ["purpose"])


def _library() -> None:
    op.create_table(
        "content_approval",
        ident("approval_id", key=True), words("subject", 60), words("source_version", 40),
        words("source_sha256", 64), words("approved_by", 200), words("title", 120), words("licence_number", 60),
        day("approved_on"), words("scope", 40), moment("recorded_at"), ident("recorded_by"),
    )
    op.create_index("ix_content_approval_subject", "content_approval", ["subject"])
    op.create_table(
        "form_version",
        number("sequence", key=True), words("canonical", 340, unique=True), words("form_id", 60), words("url", 300),
        words("version", 40), words("title", 200), words("source_version", 40), words("source_sha256", 64),
        words("text_sha256", 64), words("sha256", 64), data("content"), number("material"),
        yes_no("is_material_change"), text("change_note"), moment("published_at"),
    )
    op.create_index("ix_form_version_form_id", "form_version", ["form_id"])
    _brought_forms()


def _brought_forms() -> None:
    op.create_table(
        "form_import",
        number("sequence", key=True), words("form_id", 60), words("url", 300), words("version", 40),
        words("title", 200), words("source_sha256", 64), data("source"), moment("imported_at"), ident("imported_by"),
    )
    op.create_index("ix_form_import_form_id", "form_import", ["form_id"])
    op.create_table(
        "form_decision",
        number("sequence", key=True), words("form_id", 60), words("kind", 10),
        sa.Column("import_sequence", sa.Integer(), sa.ForeignKey("form_import.sequence"), nullable=True),
        yes_no("material"), text("why"), moment("at"), ident("by"),
    )
    op.create_index("ix_form_decision_form_id", "form_decision", ["form_id"])
    op.create_table(
        "rule_change",
        number("sequence", key=True), words("kind", 10), words("subject", 60), number("value"), text("why"),
        moment("at"), ident("by"),
    )
    op.create_index("ix_rule_change_subject", "rule_change", ["subject"])


def _patients() -> None:
    op.create_table(
        "patient",
        ident("patient_id", key=True), number("record_number", unique=True), words("given_name", 100),
        words("family_name", 100), words("preferred_name", 100), words("pronouns", 60), day("birth_date"),
        words("phone", 40), words("email", 254), moment("created_at"), ident("created_by"),
        moment("last_opened_at", optional=True),
    )
    op.create_index("ix_patient_birth_date", "patient", ["birth_date"])
    op.create_index("ix_patient_last_opened_at", "patient", ["last_opened_at"])
    op.create_table(
        "patient_term",
        data("term", 120, key=True), ident("patient_id", "patient.patient_id", key=True),
    )
    op.create_index("ix_patient_term_patient_id_term", "patient_term", ["patient_id", "term"])


def _policies() -> None:
    op.create_table(
        "policy_document",
        ident("policy_id", key=True), words("kind", 10), words("title", 200), words("version", 40),
        day("effective"), moment("loaded_at"), ident("loaded_by"), words("media_type", 40), data("content"),
        text("text"), words("sha256", 64),
    )
    op.create_index("ix_policy_document_kind", "policy_document", ["kind"])


def _settings() -> None:
    op.create_table(
        "backup_run",
        number("sequence", key=True), words("kind", 10), moment("at"), ident("by"), text("folder"),
        words("name", 120), number("rows"), number("size_bytes"),
    )
    op.create_table(
        "settings_version",
        number("sequence", key=True), moment("changed_at"), ident("changed_by"), number("staff_idle_minutes"),
        number("patient_idle_minutes"), number("wait_warning_minutes"), yes_no("on_screen_keyboard"),
        text("backup_folder"), words("theme", 10), yes_no("passwords_only"),
    )


def _staff() -> None:
    op.create_table(
        "staff_member",
        ident("user_id", key=True), words("user_name", 64), words("user_name_key", 128, unique=True),
        words("display_name", 120), words("title", 120), words("role", 20), words("licence", 20),
        words("licence_number", 60), yes_no("is_director"), yes_no("active"), yes_no("must_enrol"),
        data("totp_secret"), number("totp_last_step"), moment("last_sign_in", optional=True), moment("created_at"),
        moment("deactivated_at", optional=True),
    )


def _visits() -> None:
    op.create_table(
        "visit",
        ident("visit_id", key=True), ident("patient_id", "patient.patient_id"), day("day"),
        moment("appointment_at"), ident("provider_id"), words("stage", 20), moment("stage_since"),
        moment("checked_in_at"), ident("checked_in_by"), yes_no("first_visit"), words("consent_note", 120),
        number("step"), number("step_count"), words("step_label", 60), yes_no("asked_for_help"),
        yes_no("paper_asked"), yes_no("guardian_signed"), number("stops"), number("cautions"),
        words("ready_note", 200), words("blocked_note", 300), words("declined_note", 200),
        data("message", optional=True),
    )
    op.create_index("ix_visit_day", "visit", ["day"])
    op.create_index("ix_visit_patient_id_appointment_at", "visit", ["patient_id", "appointment_at"])
    op.create_index("ix_visit_stage", "visit", ["stage"])
    op.create_table(
        "hand_over",
        ident("hand_over_id", key=True), ident("visit_id", "visit.visit_id"), moment("at"), day("day"), ident("by"),
        words("by_name", 120), words("device", 120), words("language", 20), data("visit_key", 32),
        number("sequence_start"), words("identity_method", 30), words("guardian_method", 30),
        yes_no("is_correction"), yes_no("guardian_signs"), data("forms"), data("details"),
    )
    op.create_index("ix_hand_over_visit_id", "hand_over", ["visit_id"])
    op.create_table(
        "visit_event",
        big_number("sequence", key=True), ident("visit_id", "visit.visit_id"),
        ident("patient_id", "patient.patient_id"), moment("at"), words("kind", 20), words("title", 120),
        words("detail", 400), words("by_name", 120), ident("document_id", optional=True),
    )
    op.create_index("ix_visit_event_patient_id", "visit_event", ["patient_id"])
    op.create_index("ix_visit_event_visit_id", "visit_event", ["visit_id"])
    op.create_table(
        "visit_move",
        ident("visit_id", "visit.visit_id", key=True), ident("new_visit_id", "visit.visit_id", unique=True),
        moment("at"), ident("by"), data("reason"),
    )
    op.create_table(
        "visit_treatment",
        ident("visit_id", "visit.visit_id", key=True), number("position", key=True), words("code", 40),
    )
    op.create_table(
        "received_item",
        words("sha256", 64, key=True), ident("visit_id", "visit.visit_id"),
        ident("hand_over_id", "hand_over.hand_over_id"), number("sequence"), words("kind", 20), moment("saved_at"),
        moment("received_at"), sa.UniqueConstraint("visit_id", "sequence"),
    )
    op.create_table(
        "visit_draft",
        ident("visit_id", "visit.visit_id", key=True), ident("hand_over_id", "hand_over.hand_over_id"),
        moment("saved_at"), yes_no("is_unfinished"), data("content"),
    )


def _submissions() -> None:
    op.create_table(
        "intake",
        ident("intake_id", key=True), ident("visit_id", "visit.visit_id"),
        ident("hand_over_id", "hand_over.hand_over_id"), ident("patient_id", "patient.patient_id"),
        moment("sent_at"), moment("received_at"), words("device", 120), data("evidence"),
    )
    op.create_index("ix_intake_visit_id", "intake", ["visit_id"])
    op.create_table(
        "form_submission",
        ident("submission_id", key=True), ident("visit_id", "visit.visit_id"),
        ident("patient_id", "patient.patient_id"), ident("intake_id", "intake.intake_id", optional=True),
        number("position"), words("form_id", 60), words("url", 300), words("version", 40), words("form_sha256", 64),
        words("title", 200), words("language", 20), words("status", 20), number("material"),
        day("valid_until", optional=True), words("treatments", 400), words("signer_capacity", 20), moment("at"),
        moment("received_at"), ident("moved_from", optional=True), data("content"), words("content_sha256", 64),
    )
    op.create_index("ix_form_submission_patient_id_form_id_at", "form_submission", ["patient_id", "form_id", "at"])
    op.create_index("ix_form_submission_visit_id", "form_submission", ["visit_id"])


def _documents() -> None:
    op.create_table(
        "sealed_document",
        ident("document_id", key=True), ident("patient_id", "patient.patient_id"),
        ident("visit_id", "visit.visit_id", optional=True),
        ident("submission_id", "form_submission.submission_id", optional=True), words("kind", 20),
        words("title", 200), words("version", 40), words("short_id", 9), moment("sealed_at"), number("pages"),
        number("size_bytes"), yes_no("is_paper"), words("sha256", 64), words("ca_sha256", 64),
        ident("corrects", optional=True), data("pdf"), data("evidence"),
    )
    op.create_index("ix_sealed_document_patient_id", "sealed_document", ["patient_id"])
    op.create_index("ix_sealed_document_sealed_at", "sealed_document", ["sealed_at"])
    op.create_index("ix_sealed_document_submission_id", "sealed_document", ["submission_id"])
    op.create_index("ix_sealed_document_visit_id", "sealed_document", ["visit_id"])


def _reviews() -> None:
    op.create_table(
        "send_back",
        number("sequence", key=True), ident("visit_id", "visit.visit_id"), ident("by"), moment("at"),
        data("message"),
    )
    op.create_index("ix_send_back_visit_id", "send_back", ["visit_id"])
    op.create_table(
        "acceptance",
        number("sequence", key=True), ident("visit_id", "visit.visit_id"),
        ident("intake_id", "intake.intake_id", optional=True), ident("by"), words("by_name", 120), moment("at"),
        yes_no("is_ready"), data("note"),
    )
    op.create_index("ix_acceptance_visit_id", "acceptance", ["visit_id"])
    op.create_table(
        "flag_decision",
        number("sequence", key=True), ident("visit_id", "visit.visit_id"),
        ident("intake_id", "intake.intake_id", optional=True), words("rule_id", 40), words("kind", 20),
        data("reason"), ident("by"), words("by_name", 120), words("licence", 20), moment("at"),
    )
    op.create_index("ix_flag_decision_visit_id", "flag_decision", ["visit_id"])
    op.create_table(
        "attestation",
        number("sequence", key=True), words("kind", 20), ident("visit_id", "visit.visit_id"),
        ident("submission_id", "form_submission.submission_id", optional=True), words("method", 30), ident("by"),
        words("by_name", 120), words("by_title", 120), words("licence", 20), words("licence_number", 60),
        moment("at"), data("content", optional=True),
    )
    op.create_index("ix_attestation_submission_id", "attestation", ["submission_id"])
    op.create_index("ix_attestation_visit_id", "attestation", ["visit_id"])
