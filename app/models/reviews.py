"""Tables of what staff decided: flags, send-backs, witnesses, guardian checks, acceptance. Rows are only ever added."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, UtcDateTime, append_only


@append_only
class FlagDecisionRow(Base):
    """A decision on one flag of one intake; the newest per rule counts. ``reason`` is encrypted for the patient."""

    __tablename__ = "flag_decision"

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    visit_id: Mapped[str] = mapped_column(Id, ForeignKey("visit.visit_id"), index=True)
    intake_id: Mapped[str | None] = mapped_column(Id, ForeignKey("intake.intake_id"))  # None: all on paper
    rule_id: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    reason: Mapped[bytes] = mapped_column(LargeBinary)
    by: Mapped[str] = mapped_column(Id)
    by_name: Mapped[str] = mapped_column(String(120))
    licence: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


@append_only
class SendBack(Base):
    """An intake that went back to the patient. ``message`` is encrypted for the patient."""

    __tablename__ = "send_back"

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    visit_id: Mapped[str] = mapped_column(Id, ForeignKey("visit.visit_id"), index=True)
    by: Mapped[str] = mapped_column(Id)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    message: Mapped[bytes] = mapped_column(LargeBinary)


@append_only
class Attestation(Base):
    """Somebody on the staff attests something about a form or a signer, with their own credential.

    ``kind`` is witness (saw the signature being made), guardian (checked the guardian's ID; ``method`` says how) or
    provider (countersigned; ``content`` holds the provider's answers, encrypted for the patient).
    """

    __tablename__ = "attestation"

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(20))
    visit_id: Mapped[str] = mapped_column(Id, ForeignKey("visit.visit_id"), index=True)
    submission_id: Mapped[str | None] = mapped_column(Id, ForeignKey("form_submission.submission_id"), index=True)
    method: Mapped[str] = mapped_column(String(30), default="")
    by: Mapped[str] = mapped_column(Id)
    by_name: Mapped[str] = mapped_column(String(120))
    by_title: Mapped[str] = mapped_column(String(120))
    licence: Mapped[str] = mapped_column(String(20))
    licence_number: Mapped[str] = mapped_column(String(60), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    content: Mapped[bytes | None] = mapped_column(LargeBinary)


@append_only
class Acceptance(Base):
    """An intake was accepted. ``note`` is encrypted for the patient."""

    __tablename__ = "acceptance"

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    visit_id: Mapped[str] = mapped_column(Id, ForeignKey("visit.visit_id"), index=True)
    intake_id: Mapped[str | None] = mapped_column(Id, ForeignKey("intake.intake_id"))  # None: all on paper
    by: Mapped[str] = mapped_column(Id)
    by_name: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_ready: Mapped[bool] = mapped_column(Boolean)
    note: Mapped[bytes] = mapped_column(LargeBinary)
