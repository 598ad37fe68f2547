"""The table of the clinic's published policies, kept word for word."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, UtcDateTime, append_only


@append_only
class PolicyDocument(Base):
    """One version of the privacy policy ("policy") or the notice of privacy practices ("npp"), exactly as published."""

    __tablename__ = "policy_document"

    policy_id: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), index=True)
    title: Mapped[str] = mapped_column(String(200))
    version: Mapped[str] = mapped_column(String(40))
    effective: Mapped[date] = mapped_column(Date)
    loaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    loaded_by: Mapped[str] = mapped_column(Id)
    media_type: Mapped[str] = mapped_column(String(40))  # "text/plain" or "application/pdf"
    content: Mapped[bytes] = mapped_column(LargeBinary)
    text: Mapped[str] = mapped_column(Text)  # what patients read: the text itself, or empty for a PDF
    sha256: Mapped[str] = mapped_column(String(64))  # of ``content``
