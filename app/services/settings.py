"""The clinic's details and what Settings can change: every change is a new row and an audit entry."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.canonical import canonical_json
from app.core.errors import InvalidInputError, LockedError
from app.models.clinic import ClinicVersion
from app.models.settings import SettingsVersion
from app.security.actor import Actor
from app.security.roles import Action, RecordKind
from app.services.desk import Desk
from app.services.opening import newest_clinic
from app.services.views.oversight import AppSettings
from app.services.views.people import ClinicDetails

_THEMES: Final = frozenset({"system", "light", "dark"})
_STOP_SCOPES: Final = frozenset({"all", "type"})
_RANGES: Final = (
    ("staff_idle_minutes", 1, 15, "Staff are signed out after 1 to 15 minutes."),
    ("patient_idle_minutes", 2, 10, "Patient mode pauses after 2 to 10 minutes."),
    ("wait_warning_minutes", 1, 120, "The waiting time is marked after 1 to 120 minutes."),
)


class SettingsService:
    """Reads and changes the clinic's details and settings."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def clinic(self) -> ClinicDetails:
        """Return the clinic's details. Raises LockedError before anybody has signed in."""
        if self._desk.clinic is None:
            raise LockedError("The clinic's records are closed. Sign in first.")
        return self._desk.clinic

    def change_clinic(self, actor: Actor, details: ClinicDetails) -> None:
        """Replace the clinic's details. Raises InvalidInputError and PermissionDeniedError."""
        _check_clinic(details)
        with self._desk.act(actor, Action.CHANGE, RecordKind.CLINIC) as work:
            before = newest_clinic(work.session)
            work.session.add(ClinicVersion(changed_at=work.now, changed_by=actor.user_id, **asdict(details)))
            work.audit("clinic.change", old=canonical_json(asdict(before)), new=canonical_json(asdict(details)))
        self._desk.clinic = details

    def get(self) -> AppSettings:
        """Return the settings. Raises LockedError while the records are closed."""
        with self._desk.act_system() as work:
            return newest_settings(work.session)

    def change(self, actor: Actor, settings: AppSettings) -> None:
        """Replace the settings. ``passwords_only`` stays what set-up or enrollment made it.

        Raises InvalidInputError and PermissionDeniedError.
        """
        self._check(settings)
        with self._desk.act(actor, Action.CHANGE, RecordKind.SETTINGS) as work:
            before = newest_settings(work.session)
            after = replace(settings, passwords_only=before.passwords_only)
            keep_settings(work.session, after, actor.user_id, work.now)
            work.audit("settings.change", old=canonical_json(asdict(before)), new=canonical_json(asdict(after)))

    def passwords_only_since(self) -> datetime | None:
        """Return since when the clinic's keys are protected with passwords only, or None when they are not.

        Raises LockedError while the records are closed.
        """
        since = None
        with self._desk.act_system() as work:
            newest_first = select(SettingsVersion.changed_at, SettingsVersion.passwords_only).order_by(
                SettingsVersion.sequence.desc())
            for changed_at, passwords_only in work.session.execute(newest_first):
                if not passwords_only:
                    break
                since = changed_at
        return since

    def _check(self, settings: AppSettings) -> None:
        for field, lowest, highest, sentence in _RANGES:
            if not lowest <= getattr(settings, field) <= highest:
                raise InvalidInputError(sentence, field)
        if settings.theme not in _THEMES:
            raise InvalidInputError("Choose light, dark or the system's look.", "theme")
        if settings.revoke_all_scope not in _STOP_SCOPES:
            raise InvalidInputError("Choose what a STOP ends.", "revoke_all_scope")
        check_backup_folder(settings.backup_folder, self._desk.folder.root)


def newest_settings(session: Session) -> AppSettings:
    """Return the settings as they are now; the defaults before any were stored."""
    row = session.scalars(select(SettingsVersion).order_by(SettingsVersion.sequence.desc()).limit(1)).first()
    if row is None:
        return AppSettings()
    return AppSettings(
        staff_idle_minutes=row.staff_idle_minutes, patient_idle_minutes=row.patient_idle_minutes,
        wait_warning_minutes=row.wait_warning_minutes, on_screen_keyboard=row.on_screen_keyboard,
        backup_folder=row.backup_folder, theme=row.theme, passwords_only=row.passwords_only,
        revoke_all_scope=row.revoke_all_scope)


def keep_settings(session: Session, settings: AppSettings, user_id: str, now: datetime) -> None:
    """Add ``settings`` as the newest row."""
    session.add(SettingsVersion(changed_at=now, changed_by=user_id, **asdict(settings)))


def check_backup_folder(folder: str, data: Path) -> None:
    """Refuse a backup folder within the data folder: what takes the records would take the backup too.

    Raises InvalidInputError. An empty ``folder`` means none was chosen yet.
    """
    if not folder:
        return
    chosen = Path(folder)
    if not chosen.is_absolute() or not chosen.is_dir():
        raise InvalidInputError("Choose an existing folder for backups, such as one on another drive.", "backup_folder")
    if data.resolve() in (chosen.resolve(), *chosen.resolve().parents):
        raise InvalidInputError("Choose a backup folder outside the folder with the records.", "backup_folder")


def _check_clinic(details: ClinicDetails) -> None:
    for field, sentence in (("name", "Enter the clinic's name."), ("medical_director", "Enter the medical director.")):
        if not getattr(details, field).strip():
            raise InvalidInputError(sentence, field)
    try:
        ZoneInfo(details.zone)
    except (KeyError, ValueError, OSError):
        raise InvalidInputError("Choose the clinic's time zone.", "zone") from None
