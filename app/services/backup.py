"""Backups: an encrypted snapshot in a folder of the clinic's choice, declared done only after it was read back."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import clinic_date
from app.core.errors import DamagedError, InvalidInputError, KnownError, StorageError
from app.core.files import make_private_folder
from app.models.copies import CopyFacts, examine
from app.models.patient_keys import PatientKeys
from app.models.settings import BackupRun
from app.models.store import Store
from app.security.actor import Actor
from app.security.derive import KEY_BYTES
from app.security.process import zero
from app.security.roles import Action, RecordKind
from app.services.backup_set import KEYS_MANIFEST, MANIFEST_SUFFIX, Manifest, clinic_folder, reseal, write_manifest
from app.services.clinic_keys import ClinicKey, KeyPurpose, current_key
from app.services.desk import Desk
from app.services.sessions import Sessions
from app.services.settings import check_backup_folder, newest_settings
from app.services.views.oversight import BackupResult, BackupStatus

LATE_AFTER: Final = timedelta(hours=24)
_STAMP: Final = "%Y%m%dT%H%M%S%fZ"
_NOT_VERIFIED: Final = ("The new backup did not read back as it was written, so it was removed. Earlier backups are "
                        "kept.")


@dataclass(frozen=True)
class _Plan:
    """Where a backup goes, when, and to whom its keys are sealed."""

    folder: Path
    at: datetime
    stamp: str
    clinic_key: ClinicKey
    recovery_key: bytes


class BackupService:
    """Makes verified backups and says how old the last one is."""

    def __init__(self, desk: Desk, sessions: Sessions) -> None:
        self._desk = desk
        self._sessions = sessions

    def status(self, actor: Actor) -> BackupStatus:
        """Return where backups go and how old the last verified one is; late after 24 hours."""
        with self._desk.act(actor, Action.VIEW, RecordKind.BACKUP, unrecorded=True) as work:
            folder = newest_settings(work.session).backup_folder
            last = _last(work.session)
            late = last is None or work.now - last.at > LATE_AFTER
        if not folder:
            return BackupStatus("", last.at if last else None, True,
                                "No backup folder is chosen yet. Choose one on another drive.")
        if last is None:
            return BackupStatus(folder, None, True, "No backup was made yet.")
        sentence = "The last backup is more than 24 hours old." if late else "The last backup is less than a day old."
        return BackupStatus(folder, last.at, late, sentence)

    def due(self, actor: Actor) -> bool:
        """Say whether today's backup is still to be made: a folder is chosen and none was verified today."""
        with self._desk.act(actor, Action.VIEW, RecordKind.BACKUP, unrecorded=True) as work:
            if not newest_settings(work.session).backup_folder:
                return False
            last = _last(work.session)
            return last is None or clinic_date(last.at, work.zone) != clinic_date(work.now, work.zone)

    def check_files(self, actor: Actor) -> bool:
        """Read every page of both database files and say whether all of it is authentic and well-formed."""
        with self._desk.act(actor, Action.VERIFY, RecordKind.BACKUP, unrecorded=True):
            store = self._desk.store
        sound = store.check()
        with self._desk.act(actor, Action.VERIFY, RecordKind.BACKUP) as work:
            work.audit("files_checked", allowed=True, detail="Every page of the database files is whole." if sound else
                       "A page of the database files is damaged.")
        return sound

    def run(self, actor: Actor, folder: Path | None = None) -> BackupResult:
        """Make a backup in ``folder`` or the one in Settings, read it back, and record it.

        Raises InvalidInputError (no folder), StorageError (drive full, unplugged), DamagedError (did not read back).
        What was backed up before stays as it was.
        """
        with self._desk.act(actor, Action.BACKUP, RecordKind.BACKUP, unrecorded=True) as work:
            chosen = str(folder) if folder else newest_settings(work.session).backup_folder
            clinic_key = current_key(work.session, KeyPurpose.BACKUP)
            now = work.now
        plan = _Plan(self._prepared(chosen), now, now.strftime(_STAMP), clinic_key,
                     self._sessions.box.vault.recovery_public_key)
        self._desk.store.patient_keys.remember_folder(chosen)
        self._write_patient_keys(plan)
        manifest, size = self._write_records(plan)
        _reseal_earlier(plan)
        with self._desk.act(actor, Action.BACKUP, RecordKind.BACKUP) as work:
            work.session.add(BackupRun(kind="backup", at=now, by=actor.user_id, folder=chosen, name=manifest.file,
                                       rows=manifest.rows, size_bytes=size))
            work.audit("backup.backup", subject=manifest.file,
                       detail=f"{manifest.rows:,} rows, read back and checked. Log up to entry "
                              f"{manifest.audit_sequence:,}, {manifest.audit_hash}.")
        self._sessions.anchor()
        return BackupResult(now, chosen, manifest.file, manifest.rows, size)

    def replace_key_file(self, place: Path) -> None:
        """Put the patients' keys as they are now in place of the key file in ``place``, a clinic's folder on a drive.

        A step of disposal, which has asked for permission. Raises LockedError, StorageError and DamagedError; the key
        file that was there then stays.
        """
        with self._desk.act_system() as work:
            clinic_key, now = current_key(work.session, KeyPurpose.BACKUP), work.now
        stamp = f"{now.strftime(_STAMP)}-{self._desk.randomness.token_bytes(4).hex()}"  # twice in one moment as well
        self._write_patient_keys(_Plan(place, now, stamp, clinic_key, self._sessions.box.vault.recovery_public_key))

    def _prepared(self, chosen: str) -> Path:
        if not chosen:
            raise InvalidInputError("Choose a folder for backups first, such as one on another drive.", "backup_folder")
        if not Path(chosen).is_dir():
            raise StorageError("The backup folder is not there. Plug the drive in, or choose another folder. "
                               "Earlier backups are safe.")
        check_backup_folder(chosen, self._desk.folder.root)
        place = clinic_folder(Path(chosen), self._desk.store.database_id)
        make_private_folder(place)
        return place

    def _write_records(self, plan: _Plan) -> tuple[Manifest, int]:
        """Copy, read back, compare, and only then give the files their names."""
        store, key = self._desk.store, self._new_key()
        name = f"records-{plan.stamp}.db"
        partial, final = plan.folder / f".{name}.partial", plan.folder / name
        try:
            counts = store.copy_records_into(partial, key)
            facts = examine(partial, key)
            if tuple((table.name, table.rows) for table in facts.tables) != counts:
                raise DamagedError(_NOT_VERIFIED)
            manifest = self._manifest(plan, "records", name, facts)
            size = partial.stat().st_size
            _rename(partial, final)
            self._seal_manifest(plan, plan.folder / f"{final.stem}{MANIFEST_SUFFIX}", manifest, key)
        except BaseException:
            for unfinished in (partial, final):  # without its manifest nothing opens it
                unfinished.unlink(missing_ok=True)
            raise
        finally:
            zero(key)
        return manifest, size

    def _write_patient_keys(self, plan: _Plan) -> None:
        """Put today's key file in place of the one before: destroyed keys must not live on in a backup."""
        store, key = self._desk.store, self._new_key()
        name = f"patient-keys-{plan.stamp}.db"
        target = plan.folder / name
        try:
            store.patient_keys.copy_into(target, key)
            _check_keys(target, key, store)
            facts = CopyFacts(store.database_id, 1, 0, "", ())
            self._seal_manifest(plan, plan.folder / KEYS_MANIFEST,
                                self._manifest(plan, "patient-keys", name, facts), key)
        except BaseException:
            target.unlink(missing_ok=True)
            raise
        finally:
            zero(key)
        for older in plan.folder.glob("patient-keys-*.db"):
            if older != target:
                with contextlib.suppress(OSError):  # the next backup tries again
                    older.unlink()

    def _manifest(self, plan: _Plan, kind: str, name: str, facts: CopyFacts) -> Manifest:
        return Manifest(kind, name, facts.database_id, facts.schema, plan.at, self._desk.device, facts.audit_sequence,
                        facts.audit_hash, facts.tables)

    @staticmethod
    def _seal_manifest(plan: _Plan, path: Path, manifest: Manifest, key: bytearray) -> None:
        write_manifest(path, manifest, key, recovery=plan.recovery_key, clinic=plan.clinic_key.public)

    def _new_key(self) -> bytearray:
        return bytearray(self._desk.randomness.token_bytes(KEY_BYTES))


def _last(session: Session) -> BackupRun | None:
    return session.scalars(select(BackupRun).where(BackupRun.kind == "backup")
                           .order_by(BackupRun.sequence.desc()).limit(1)).first()


def _check_keys(path: Path, key: bytearray, store: Store) -> None:
    """Open the copied key file again and compare it. Raises DamagedError."""
    copy = PatientKeys.open(path, key, store.database_id)
    try:
        if not copy.check() or copy.count() != store.patient_keys.count():
            raise DamagedError(_NOT_VERIFIED)
    finally:
        copy.close()


def _reseal_earlier(plan: _Plan) -> None:
    """After a new recovery key, let the new paper open the earlier backups in this folder, and the old one no more."""
    for path in plan.folder.glob(f"records-*{MANIFEST_SUFFIX}"):
        with contextlib.suppress(KnownError):  # a damaged earlier backup must not spoil today's
            reseal(path, plan.clinic_key.private, recovery=plan.recovery_key, clinic=plan.clinic_key.public)


def _rename(partial: Path, final: Path) -> None:
    try:
        partial.rename(final)
    except OSError:
        raise StorageError("The backup could not be finished. Check the drive. Earlier backups are safe.") from None
