"""Tables of the consent ledger, of withdrawals and what follows from them, of messages made, of policy receipts."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, UtcDateTime, append_only


@append_only
class ConsentEvent(Base):
    """One event of the ledger. Where a consent stands is a fold over its purpose's events (``app.rules.consents``).

    ``at`` is when it takes effect and never lies before the event it follows; ``recorded_at`` is when the records
    learned of it. The form columns name the exact text (``form_sha256``) and its language, empty when no text was
    shown. ``ends`` is the event this one ends. ``content`` (number, scope, who signed) is encrypted for the patient.
    """

    __tablename__ = "consent_event"
    __table_args__ = (Index("ix_consent_event_patient_id_purpose_at", "patient_id", "purpose", "at"),)

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    event_id: Mapped[str] = mapped_column(Id, unique=True)
    patient_id: Mapped[str] = mapped_column(Id, ForeignKey("patient.patient_id"))
    purpose: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(Id)
    by_name: Mapped[str] = mapped_column(String(120))
    channel: Mapped[str] = mapped_column(String(12))
    visit_id: Mapped[str | None] = mapped_column(Id, ForeignKey("visit.visit_id"), index=True)
    submission_id: Mapped[str | None] = mapped_column(Id, ForeignKey("form_submission.submission_id"), index=True)
    withdrawal_id: Mapped[str | None] = mapped_column(Id, index=True)
    ends: Mapped[str | None] = mapped_column(Id)
    form_id: Mapped[str] = mapped_column(String(60))
    form_url: Mapped[str] = mapped_column(String(300))
    form_version: Mapped[str] = mapped_column(String(40))
    form_sha256: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(20))
    valid_until: Mapped[date | None] = mapped_column(Date)
    content: Mapped[bytes] = mapped_column(LargeBinary)


@append_only
class ConsentWithdrawal(Base):
    """One act of taking consents back: ``purposes`` are their codes, separated by spaces, ``title`` names them.

    ``at`` is when it was received, to the day when that was earlier. ``document_id`` is the sealed record of it.
    ``content`` (the patient's words, who asked) is encrypted for the patient.
    """

    __tablename__ = "consent_withdrawal"

    withdrawal_id: Mapped[str] = mapped_column(Id, primary_key=True)
    patient_id: Mapped[str] = mapped_column(Id, ForeignKey("patient.patient_id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    purposes: Mapped[str] = mapped_column(String(600))
    stops: Mapped[str] = mapped_column(String(400))
    is_stop: Mapped[bool] = mapped_column(Boolean)
    channel: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(Id)
    by_name: Mapped[str] = mapped_column(String(120))
    document_id: Mapped[str] = mapped_column(Id)
    content: Mapped[bytes] = mapped_column(LargeBinary)


@append_only
class WithdrawalStep(Base):
    """Something the clinic has to do after a withdrawal, and its last day. ``counted`` names what is counted, or "".

    Whether it was done is in ``WithdrawalStepDone``.
    """

    __tablename__ = "withdrawal_step"

    step_id: Mapped[str] = mapped_column(Id, primary_key=True)
    withdrawal_id: Mapped[str] = mapped_column(Id, ForeignKey("consent_withdrawal.withdrawal_id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(120))
    counted: Mapped[str] = mapped_column(String(60))
    due: Mapped[date] = mapped_column(Date)


@append_only
class WithdrawalStepDone(Base):
    """A step was done: when, by whom, how many (None where nothing is counted). ``note`` is encrypted."""

    __tablename__ = "withdrawal_step_done"

    step_id: Mapped[str] = mapped_column(Id, ForeignKey("withdrawal_step.step_id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(Id)
    by_name: Mapped[str] = mapped_column(String(120))
    count: Mapped[int | None] = mapped_column(Integer)
    note: Mapped[bytes] = mapped_column(LargeBinary)


@append_only
class Communication(Base):
    """A message the clinic's vendor or staff sent. The app sends none; this is the record of it.

    ``kind`` is a type of message (``resources/rules/consents.json``), ``basis`` the consent event it rested on, empty
    with an override. ``content`` (the template's name, the reason for the override) is encrypted for the patient.
    """

    __tablename__ = "communication"

    communication_id: Mapped[str] = mapped_column(Id, primary_key=True)
    patient_id: Mapped[str] = mapped_column(Id, ForeignKey("patient.patient_id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    channel: Mapped[str] = mapped_column(String(12))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(Id)
    by_name: Mapped[str] = mapped_column(String(120))
    basis: Mapped[str | None] = mapped_column(Id)
    is_override: Mapped[bool] = mapped_column(Boolean)
    content: Mapped[bytes] = mapped_column(LargeBinary)


@append_only
class PolicyChange(Base):
    """What a version of a policy changes: ``is_material`` asks every patient again, wording alone does not."""

    __tablename__ = "policy_change"

    policy_id: Mapped[str] = mapped_column(Id, ForeignKey("policy_document.policy_id"), primary_key=True)
    is_material: Mapped[bool] = mapped_column(Boolean)
    why: Mapped[str] = mapped_column(Text)


@append_only
class PolicyReceipt(Base):
    """A patient and one version of a policy: acknowledged, refused, or given a copy (``outcome``).

    ``content`` (why it was not acknowledged and what was tried, 45 CFR 164.520(c)(2)(ii)) is encrypted for the patient.
    """

    __tablename__ = "policy_receipt"

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    patient_id: Mapped[str] = mapped_column(Id, ForeignKey("patient.patient_id"), index=True)
    policy_id: Mapped[str] = mapped_column(Id, ForeignKey("policy_document.policy_id"), index=True)
    outcome: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(Id)
    by_name: Mapped[str] = mapped_column(String(120))
    visit_id: Mapped[str | None] = mapped_column(Id, ForeignKey("visit.visit_id"), index=True)
    submission_id: Mapped[str | None] = mapped_column(Id, ForeignKey("form_submission.submission_id"))
    content: Mapped[bytes] = mapped_column(LargeBinary)
