"""Tables of what left the clinic, what allowed it, and the accountings given. Rows are only ever added."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, UtcDateTime, append_only


@append_only
class DisclosureEntry(Base):
    """One disclosure (45 CFR 164.528(b)(2)). ``on`` is its day in the clinic's calendar, ``at`` when it was recorded.

    ``basis`` and ``channel`` are codes. ``content`` holds recipient, address, description, purpose and the ids of the
    documents, encrypted for the patient. ``authorization_id`` is that of a ``PaperAuthorization`` or of the signed form
    (``form_submission``). ``replaces`` names an earlier entry that this one corrects.
    """

    __tablename__ = "disclosure"
    __table_args__ = (Index("ix_disclosure_patient_id_on", "patient_id", "on"),)

    disclosure_id: Mapped[str] = mapped_column(Id, primary_key=True)
    patient_id: Mapped[str] = mapped_column(Id, ForeignKey("patient.patient_id"))
    on: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(Id)
    by_name: Mapped[str] = mapped_column(String(120))
    basis: Mapped[str] = mapped_column(String(30))
    channel: Mapped[str] = mapped_column(String(20))
    authorization_id: Mapped[str | None] = mapped_column(Id)
    request_id: Mapped[str | None] = mapped_column(Id)
    replaces: Mapped[str | None] = mapped_column(Id)
    content: Mapped[bytes] = mapped_column(LargeBinary)


@append_only
class PaperAuthorization(Base):
    """An authorization that came on paper (45 CFR 164.508(c)). ``expires_on`` is None when it ends with an event.

    ``releases_genetic`` says that it names genetic testing information (410 ILCS 513/30). ``content`` holds recipient,
    what may be disclosed, purpose, the event it ends with, and who signed; encrypted for the patient.
    """

    __tablename__ = "paper_authorization"

    authorization_id: Mapped[str] = mapped_column(Id, primary_key=True)
    patient_id: Mapped[str] = mapped_column(Id, ForeignKey("patient.patient_id"), index=True)
    signed_on: Mapped[date] = mapped_column(Date)
    expires_on: Mapped[date | None] = mapped_column(Date)
    releases_genetic: Mapped[bool] = mapped_column(Boolean)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(Id)
    by_name: Mapped[str] = mapped_column(String(120))
    content: Mapped[bytes] = mapped_column(LargeBinary)


@append_only
class AuthorizationEnd(Base):
    """An authorization was revoked in writing (45 CFR 164.508(b)(5)), or the event it was to end with has come.

    ``kind`` is "revoked" or "event". ``note`` is encrypted for the patient.
    """

    __tablename__ = "authorization_end"

    authorization_id: Mapped[str] = mapped_column(Id, primary_key=True)
    patient_id: Mapped[str] = mapped_column(Id, ForeignKey("patient.patient_id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    on: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(Id)
    by_name: Mapped[str] = mapped_column(String(120))
    note: Mapped[bytes] = mapped_column(LargeBinary)


@append_only
class AccountingSuspension(Base):
    """An agency asked that the patient is not told of disclosures to it for a time (45 CFR 164.528(a)(2)).

    ``basis`` is "oversight" or "law_enforcement". ``content`` holds the agency as recipient, the official and what they
    stated; encrypted for the patient.
    """

    __tablename__ = "accounting_suspension"

    suspension_id: Mapped[str] = mapped_column(Id, primary_key=True)
    patient_id: Mapped[str] = mapped_column(Id, ForeignKey("patient.patient_id"), index=True)
    basis: Mapped[str] = mapped_column(String(30))
    is_oral: Mapped[bool] = mapped_column(Boolean)
    stated_on: Mapped[date] = mapped_column(Date)
    until: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(Id)
    by_name: Mapped[str] = mapped_column(String(120))
    content: Mapped[bytes] = mapped_column(LargeBinary)


@append_only
class AccountingGiven(Base):
    """An accounting that was made for the patient; the first in twelve months is free (45 CFR 164.528(c)(2))."""

    __tablename__ = "accounting_given"

    accounting_id: Mapped[str] = mapped_column(Id, primary_key=True)
    patient_id: Mapped[str] = mapped_column(Id, ForeignKey("patient.patient_id"), index=True)
    requested_on: Mapped[date] = mapped_column(Date)
    since: Mapped[date] = mapped_column(Date)
    until: Mapped[date] = mapped_column(Date)
    entries: Mapped[int] = mapped_column(Integer)
    fee_cents: Mapped[int] = mapped_column(Integer)
    document_id: Mapped[str] = mapped_column(Id, ForeignKey("sealed_document.document_id"))
    request_id: Mapped[str | None] = mapped_column(Id)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(Id)
    by_name: Mapped[str] = mapped_column(String(120))
