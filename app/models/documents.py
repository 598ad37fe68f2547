"""Table of sealed documents: the PDF as it was sealed, encrypted for the patient. Rows are only ever added."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, UtcDateTime, append_only


@append_only
class SealedDocument(Base):
    """A sealed PDF. ``sha256`` is of the file itself, ``ca_sha256`` names the clinic's certificate at that time.

    ``pdf`` and ``evidence`` (the evidence record as JSON) are encrypted for the patient. ``corrects`` names the
    document this one corrects or withdraws.
    """

    __tablename__ = "sealed_document"

    document_id: Mapped[str] = mapped_column(Id, primary_key=True)
    patient_id: Mapped[str] = mapped_column(Id, ForeignKey("patient.patient_id"), index=True)
    visit_id: Mapped[str | None] = mapped_column(Id, ForeignKey("visit.visit_id"), index=True)
    submission_id: Mapped[str | None] = mapped_column(Id, ForeignKey("form_submission.submission_id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    version: Mapped[str] = mapped_column(String(40))
    short_id: Mapped[str] = mapped_column(String(9))
    sealed_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    pages: Mapped[int] = mapped_column(Integer)
    size_bytes: Mapped[int] = mapped_column(Integer)
    is_paper: Mapped[bool] = mapped_column(Boolean)
    sha256: Mapped[str] = mapped_column(String(64))
    ca_sha256: Mapped[str] = mapped_column(String(64))
    corrects: Mapped[str | None] = mapped_column(Id)
    pdf: Mapped[bytes] = mapped_column(LargeBinary)
    evidence: Mapped[bytes] = mapped_column(LargeBinary)
