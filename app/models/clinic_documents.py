"""Table of sealed documents that belong to the clinic and to no patient. Rows are only ever added."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, UtcDateTime, append_only


@append_only
class ClinicDocument(Base):
    """A sealed PDF. ``sha256`` is of the file itself, ``ca_sha256`` names the clinic's certificate at that time.

    ``pdf`` is plain inside the encrypted database: it holds nothing that ends with a patient's key.
    """

    __tablename__ = "clinic_document"

    document_id: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), index=True)
    title: Mapped[str] = mapped_column(String(200))
    short_id: Mapped[str] = mapped_column(String(9))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    made_by: Mapped[str] = mapped_column(Id)
    made_by_name: Mapped[str] = mapped_column(String(120))
    pages: Mapped[int] = mapped_column(Integer)
    size_bytes: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
    ca_sha256: Mapped[str] = mapped_column(String(64))
    pdf: Mapped[bytes] = mapped_column(LargeBinary)
