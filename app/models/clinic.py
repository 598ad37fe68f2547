"""Tables of the clinic itself: which database this is, the clinic's details and the keys it holds."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, UtcDateTime, append_only


class DatabaseIdentity(Base):
    """One row: which database this is and which generation of the key-slot file belongs to it at least.

    ``recovery_used_at`` is set when the recovery key opened the records; it stays until a new recovery key was made.
    """

    __tablename__ = "database_identity"

    database_id: Mapped[str] = mapped_column(Id, primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    keyslot_generation: Mapped[int] = mapped_column(Integer, default=0)
    recovery_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


@append_only
class ClinicVersion(Base):
    """The clinic's details. A change is a new row; the newest one counts."""

    __tablename__ = "clinic_version"

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[str] = mapped_column(Id)
    name: Mapped[str] = mapped_column(String(200))
    street: Mapped[str] = mapped_column(String(200))
    city: Mapped[str] = mapped_column(String(100))
    state: Mapped[str] = mapped_column(String(50))
    postal_code: Mapped[str] = mapped_column(String(20))
    phone: Mapped[str] = mapped_column(String(40))
    zone: Mapped[str] = mapped_column(String(64))
    medical_director: Mapped[str] = mapped_column(String(200))
    privacy_officer: Mapped[str] = mapped_column(String(200), default="")
    privacy_email: Mapped[str] = mapped_column(String(254), default="")


class KeyMaterial(Base):
    """A key pair of the clinic. ``private_bytes`` is what its purpose needs; rows are retired, never reused.

    Purposes: ``inbox`` (HPKE private key), ``seal`` (PDF seal key, with its certificate chain in ``public_bytes``),
    ``backup`` (HPKE private key), ``ca`` (the clinic CA's private key, sealed to the recovery key).
    """

    __tablename__ = "key_material"

    key_id: Mapped[str] = mapped_column(Id, primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    private_bytes: Mapped[bytes] = mapped_column(LargeBinary)
    public_bytes: Mapped[bytes] = mapped_column(LargeBinary)
