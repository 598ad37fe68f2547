"""Tables of patients: who they are, and the words they are found by."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, UtcDateTime


class Patient(Base):
    """A patient as the front desk knows them. Medical answers are elsewhere, under the patient's own key.

    Once the record was disposed of, the row is a tombstone: the number, the day, and nothing about the person.
    """

    __tablename__ = "patient"

    patient_id: Mapped[str] = mapped_column(Id, primary_key=True)
    record_number: Mapped[int] = mapped_column(Integer, unique=True)
    given_name: Mapped[str] = mapped_column(String(100))
    family_name: Mapped[str] = mapped_column(String(100))
    preferred_name: Mapped[str] = mapped_column(String(100), default="")
    pronouns: Mapped[str] = mapped_column(String(60), default="")
    birth_date: Mapped[date] = mapped_column(Date, index=True)
    phone: Mapped[str] = mapped_column(String(40), default="")  # E.164 when it could be read as one, else as typed
    email: Mapped[str] = mapped_column(String(254), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(Id)
    last_opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    disposed_on: Mapped[date | None] = mapped_column(Date)

    @property
    def display_name(self) -> str:
        """Given and family name; a person with one name has only that. A tombstone has its number."""
        if self.disposed_on is not None:
            return f"Record {self.record_number}, disposed of"
        return f"{self.given_name} {self.family_name}".strip()


class PatientTerm(Base):
    """One word a patient is found by: ``n`` name part, ``d`` birth date, ``p`` phone digits, ``r`` record number.

    Kept as UTF-8 bytes, because bytes sort alike everywhere and a search for a beginning is then a range of the key.
    """

    __tablename__ = "patient_term"
    __table_args__ = (Index("ix_patient_term_patient_id_term", "patient_id", "term"),)

    term: Mapped[bytes] = mapped_column(LargeBinary(120), primary_key=True)
    patient_id: Mapped[str] = mapped_column(Id, ForeignKey("patient.patient_id"), primary_key=True)
