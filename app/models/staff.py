"""Tables of people: staff, their authenticators and the devices they sign in on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, UtcDateTime
from app.security.actor import Licence, Role


class StaffMember(Base):
    """A person who works here. Rows are never deleted and user names never reused; old values are in the audit."""

    __tablename__ = "staff_member"

    user_id: Mapped[str] = mapped_column(Id, primary_key=True)
    user_name: Mapped[str] = mapped_column(String(64))
    user_name_key: Mapped[str] = mapped_column(String(128), unique=True)  # NFKC, case folded: one person per name
    display_name: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(20))
    licence: Mapped[str] = mapped_column(String(20))
    licence_number: Mapped[str] = mapped_column(String(60), default="")
    is_director: Mapped[bool] = mapped_column(Boolean, default=False)
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    must_enrol: Mapped[bool] = mapped_column(Boolean, default=False)  # a temporary password is to be replaced
    totp_secret: Mapped[bytes] = mapped_column(LargeBinary)
    totp_last_step: Mapped[int] = mapped_column(Integer, default=0)  # RFC 6238 time step last accepted
    last_sign_in: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deactivated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def as_role(self) -> Role:
        """The role as the code knows it."""
        return Role(self.role)

    @property
    def as_licence(self) -> Licence:
        """The licence as the code knows it."""
        return Licence(self.licence)
