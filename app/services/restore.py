"""Restoring: a backup and the recovery key are enough, also on a bare machine. All is checked before anything moves."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import select

from app.core.errors import DamagedError, InvalidInputError, KnownError
from app.core.files import make_private_folder
from app.core.ids import new_id
from app.core.paths import DataFolder
from app.models.clinic import DatabaseIdentity
from app.models.settings import BackupRun
from app.models.staff import StaffMember
from app.models.store import Store
from app.security.actor import Role
from app.security.derive import KEY_BYTES
from app.security.keyslots import AuditAnchor
from app.security.passwords import PasswordPolicy
from app.security.process import zero
from app.security.recovery_key import RecoveryKey, parse_recovery_key
from app.security.session import State
from app.security.user_names import user_name_key
from app.security.vault import OpenedVault
from app.services.backup_set import MANIFEST_SUFFIX, Manifest, read_manifest
from app.services.chain import AuditFact, AuditHead, append
from app.services.opening import newest_clinic
from app.services.recovery import RECOVERY_USER
from app.services.restore_files import open_backup, swap_in
from app.services.restore_keys import NewKeys, make_keys
from app.services.sessions import Sessions
from app.services.views.people import PersonTile

_NOTHING_FOUND: Final = "No backup was found in this folder. Choose the folder that holds “medspa-backup-…”."


@dataclass(frozen=True)
class FoundBackup:
    """A backup on a drive, as its manifest describes it; not checked yet."""

    path: Path
    name: str
    at: datetime
    device: str
    rows: int
    database_id: str


@dataclass(frozen=True)
class CheckedBackup:
    """A backup that the recovery key opened and that is whole.

    ``needs_password`` is False when this computer still has the clinic's key slots: everybody keeps their password.
    Otherwise one of ``administrators`` gets a new one.
    """

    found: FoundBackup
    audit_entries: int
    administrators: tuple[PersonTile, ...]
    needs_password: bool


@dataclass(frozen=True)
class RestoreResult:
    """``recovery_codes`` are new ones of the person who got a password; ``without_password`` need a reset.

    ``kept_aside`` is the folder with what was there before, or empty.
    """

    at: datetime
    rows: int
    without_password: tuple[str, ...]
    kept_aside: str
    recovery_codes: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True)
class _Chosen:
    """Who gets a password on a computer without key slots."""

    user_name: str
    password: str = field(repr=False)
    passwords_only: bool


class RestoreService:
    """Finds, checks and restores backups while nobody is signed in."""

    def __init__(self, sessions: Sessions, passwords: PasswordPolicy) -> None:
        self._sessions = sessions
        self._desk = sessions.desk
        self._box = sessions.box
        self._passwords = passwords

    def inspect(self, folder: Path) -> tuple[FoundBackup, ...]:
        """Return the backups in ``folder`` and its clinic folders, newest first. Raises DamagedError without any."""
        name = f"records-*{MANIFEST_SUFFIX}"
        found = []
        for path in (*folder.glob(name), *folder.glob(f"medspa-backup-*/{name}")):
            with suppress(DamagedError):
                found.append(_found(path, read_manifest(path).manifest))
        if not found:
            raise DamagedError(_NOTHING_FOUND)
        return tuple(sorted(found, key=lambda backup: backup.at, reverse=True))

    def check(self, backup: Path, groups: str) -> CheckedBackup:
        """Open the backup whose manifest is ``backup`` with the recovery key and check all of it. Changes nothing.

        Raises InvalidInputError (recovery key), DamagedError and StorageError (no room for a copy).
        """
        dek = bytearray(self._desk.randomness.token_bytes(KEY_BYTES))
        with self._staging() as staging, _typed(groups) as recovery:
            manifest, store = open_backup(backup, recovery, dek, staging)
            try:
                administrators = tuple(PersonTile(row.user_name, row.display_name, row.title)
                                       for row in _people(store) if row.role == Role.ADMINISTRATOR.value)
            finally:
                store.close()
                zero(dek)
            live = self._live(manifest.database_id, groups)
            if live is not None:
                zero(live.dek)
        return CheckedBackup(_found(backup, manifest), manifest.audit_sequence, administrators, live is None)

    def restore(self, backup: Path, groups: str, user_name: str = "", password: str = "", *,  # not one
                passwords_only: bool = False) -> RestoreResult:
        """Check the backup and put it in the place of what is there, which is kept aside.

        On a computer without the clinic's key slots, ``user_name`` (an administrator of the backup) gets ``password``.
        Raises InvalidInputError, DamagedError, KeyringError, StorageError; the records are then what they were.
        """
        if self._sessions.state.snapshot.state is not State.LOCKED:
            raise InvalidInputError("Lock the app first, then restore.", "recovery_key")
        with self._staging() as staging, _typed(groups) as recovery:
            live = self._live(read_manifest(backup).manifest.database_id, groups)
            dek = live.dek if live else bytearray(self._desk.randomness.token_bytes(KEY_BYTES))
            try:
                chosen = _Chosen(user_name, password, passwords_only)
                return self._restore(backup, recovery, dek, staging=staging, live=live, chosen=chosen)
            finally:
                zero(dek)

    def _restore(self, backup: Path, recovery: RecoveryKey, dek: bytearray, *, staging: DataFolder,
                 live: OpenedVault | None, chosen: _Chosen) -> RestoreResult:
        manifest, store = open_backup(backup, recovery, dek, staging,
                                      live_keys=self._desk.folder.patient_keys if live else None)
        keys: NewKeys | None = None
        try:
            if live is None:
                keys = self._new_keys(store, recovery, dek, staging, chosen)
            head = self._record(store, manifest, live.generation if live else 1)
            others = () if live else tuple(row.display_name for row in _people(store)
                                           if keys and row.user_id != keys.user_id)
            store.close()
            aside = swap_in(staging, self._desk.folder, self._stamp())
        except BaseException:
            store.close()
            if keys is not None:
                keys.undo()
            raise
        self._box.forget_paths()
        self._box.vault.write_anchor(dek, AuditAnchor(head.sequence, head.hash))
        return RestoreResult(self._desk.clock.now(), manifest.rows, others, aside, keys.recovery_codes if keys else ())

    def _new_keys(self, store: Store, recovery: RecoveryKey, dek: bytearray, staging: DataFolder,
                  chosen: _Chosen) -> NewKeys:
        member = next((row for row in _people(store) if row.role == Role.ADMINISTRATOR.value
                       and row.user_name_key == user_name_key(chosen.user_name)), None)
        if member is None:
            raise InvalidInputError("Choose one of the administrators in this backup.", "user_name")
        with store.unit() as session:
            clinic = newest_clinic(session).name
        problem = self._passwords.problem(chosen.password, member.user_name, clinic)
        if problem:
            raise InvalidInputError(problem, "password")
        return make_keys(self._desk, self._box, staging, store, member, password=chosen.password, recovery=recovery,
                         dek=dek, passwords_only=chosen.passwords_only)

    def _record(self, store: Store, manifest: Manifest, generation: int) -> AuditHead:
        """Note in the restored records themselves that they were restored, and which key-slot file belongs to them."""
        now = self._desk.clock.now()
        with store.unit() as session:
            session.scalars(select(DatabaseIdentity)).one().keyslot_generation = generation
            session.add(BackupRun(kind="restore", at=now, by=RECOVERY_USER, folder="", name=manifest.file,
                                  rows=manifest.rows, size_bytes=0))
            return append(session, store.database_id, AuditFact(
                at=now, user_id=RECOVERY_USER, person="Recovery key", person_kind="staff", device=self._desk.device,
                session_id="", event="backup.restore", subject=manifest.file,
                detail=f"The backup of {manifest.created_at.isoformat(timespec='seconds')} was put in place."))

    def _live(self, database_id: str, groups: str) -> OpenedVault | None:
        """Open this computer's own key slots, if it has them and they are this clinic's."""
        try:
            opened = self._box.vault.open_with_recovery(groups)
        except KnownError:
            return None
        if opened.database_id == database_id:
            return opened
        zero(opened.dek)
        raise DamagedError("This backup belongs to another clinic than the records on this computer. "
                           "Nothing was changed.")

    @contextmanager
    def _staging(self) -> Iterator[DataFolder]:
        """Lend an empty private folder on the drive of the records; remove it afterwards."""
        place = self._desk.folder.root.with_name(f".{self._desk.folder.root.name}.restore-{self._stamp()}")
        make_private_folder(place)
        try:
            yield DataFolder(place)
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def _stamp(self) -> str:
        return new_id(self._desk.clock, self._desk.randomness)[-12:]


@contextmanager
def _typed(groups: str) -> Iterator[RecoveryKey]:
    """Parse what was typed and zero it afterwards."""
    recovery = parse_recovery_key(groups)
    try:
        yield recovery
    finally:
        recovery.close()


def _people(store: Store) -> tuple[StaffMember, ...]:
    with store.unit() as session:
        return tuple(session.scalars(select(StaffMember).where(StaffMember.active.is_(True))
                                     .order_by(StaffMember.display_name)))


def _found(path: Path, manifest: Manifest) -> FoundBackup:
    return FoundBackup(path, manifest.file, manifest.created_at, manifest.device, manifest.rows, manifest.database_id)
