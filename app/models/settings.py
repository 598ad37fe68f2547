"""The table of what Settings can change."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, UtcDateTime, append_only


@append_only
class SettingsVersion(Base):
    """The settings. A change is a new row; the newest one counts. Minutes are whole minutes.

    ``revoke_all_scope``: "all" when a STOP ends every type of text, "type" when it ends the type it answers.
    """

    __tablename__ = "settings_version"

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[str] = mapped_column(Id)
    staff_idle_minutes: Mapped[int] = mapped_column(Integer)
    patient_idle_minutes: Mapped[int] = mapped_column(Integer)
    wait_warning_minutes: Mapped[int] = mapped_column(Integer)
    on_screen_keyboard: Mapped[bool] = mapped_column(Boolean)
    backup_folder: Mapped[str] = mapped_column(Text)
    theme: Mapped[str] = mapped_column(String(10))
    passwords_only: Mapped[bool] = mapped_column(Boolean)
    revoke_all_scope: Mapped[str] = mapped_column(String(10), server_default="all")


@append_only
class BackupRun(Base):
    """A finished, verified backup, or a restore that replaced the records (``kind``: "backup" or "restore")."""

    __tablename__ = "backup_run"

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(Id)
    folder: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(String(120))
    rows: Mapped[int] = mapped_column(Integer)
    size_bytes: Mapped[int] = mapped_column(Integer)
