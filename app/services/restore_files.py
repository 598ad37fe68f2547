"""The files of a restore: a backup checked and brought under the new key in a staging folder, then swapped in."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from sqlalchemy import select

from app.core.errors import DamagedError, KnownError, StorageError
from app.core.files import make_private_folder
from app.core.paths import DataFolder
from app.models.audit import AuditEntry, first_previous_hash
from app.models.copies import examine, rekey_copy
from app.models.migrations import SCHEMA
from app.models.patient_keys import PatientKeys
from app.models.store import Store
from app.security.derive import patient_keys_key, records_key
from app.security.process import zero
from app.security.recovery_key import RecoveryKey
from app.services.backup_set import KEYS_MANIFEST, Manifest, SealedManifest, read_manifest, unseal
from app.services.chain import AuditHead, first_broken

_CHANGED: Final = "This backup is damaged or was changed, so nothing was restored. Use another backup."
_COMPANIONS: Final = ("", "-wal", "-shm", "-journal", ".prev")


def open_backup(manifest_path: Path, recovery: RecoveryKey, dek: bytearray, staging: DataFolder,
                live_keys: Path | None = None) -> tuple[Manifest, Store]:
    """Check everything in the backup, bring it under ``dek`` in ``staging``, and return it opened.

    ``live_keys`` is this computer's own file of patient keys (under the same ``dek``): it is preferred, because keys
    destroyed since must not come back. Raises InvalidInputError, DamagedError and StorageError.
    """
    sealed = read_manifest(manifest_path)
    manifest = sealed.manifest
    if manifest.schema > SCHEMA:
        raise DamagedError("This backup was made by a newer version of the app. Install that version first.")
    _stage_records(manifest_path.parent, sealed, recovery, dek, staging)
    if live_keys is None or not _stage_live_keys(live_keys, manifest.database_id, dek, staging):
        _stage_backed_up_keys(manifest_path.parent, manifest.database_id, recovery, dek, staging)
    store = Store.open(staging, dek, manifest.database_id)
    try:
        if not _chain_is_whole(store, manifest) or not store.check():
            raise DamagedError(_CHANGED)
    except BaseException:
        store.close()
        raise
    return manifest, store


def swap_in(staging: DataFolder, place: DataFolder, stamp: str) -> str:
    """Move every file of ``staging`` into ``place``; what it replaces goes into a folder there, whose name is returned.

    The key-slot file, which makes the rest count, moves last. When a move fails, all are taken back: StorageError.
    """
    make_private_folder(place.root)
    aside = place.root / f"before-restore-{stamp}"
    files = sorted(staging.root.iterdir(), key=lambda file: file.name == place.keyslots.name)
    moves: list[tuple[Path, Path]] = []
    try:
        for file in files:
            for old in (place.root / f"{file.name}{ending}" for ending in _COMPANIONS):
                if old.exists():
                    make_private_folder(aside)
                    _move(old, aside / old.name, moves)
            _move(file, place.root / file.name, moves)
    except OSError:
        for source, target in reversed(moves):
            target.rename(source)
        raise StorageError("The restored files could not be put in place. Check the drive and that this account may "
                           "write there. The records are what they were.") from None
    return str(aside) if aside.exists() else ""


def _move(source: Path, target: Path, moves: list[tuple[Path, Path]]) -> None:
    source.rename(target)
    moves.append((source, target))


def _stage_records(folder: Path, sealed: SealedManifest, recovery: RecoveryKey, dek: bytearray,
                   staging: DataFolder) -> None:
    """Copy the snapshot off the drive (it may be read-only), compare it with the manifest, change its key."""
    manifest = sealed.manifest
    key, target_key = unseal(sealed, recovery.private_key()), records_key(dek)
    copy = staging.root / "backup-copy.db"
    try:
        _copy_file(folder / manifest.file, copy)
        facts = examine(copy, key, deep=True)
        said = (manifest.database_id, manifest.schema, manifest.audit_sequence, manifest.audit_hash, manifest.tables)
        if said != (facts.database_id, facts.schema, facts.audit_sequence, facts.audit_hash, facts.tables):
            raise DamagedError(_CHANGED)
        rekey_copy(copy, key, staging.records, target_key)
    finally:
        zero(key)
        zero(target_key)
        copy.unlink(missing_ok=True)


def _stage_backed_up_keys(folder: Path, database_id: str, recovery: RecoveryKey, dek: bytearray,
                          staging: DataFolder) -> None:
    sealed = read_manifest(folder / KEYS_MANIFEST)
    if sealed.manifest.database_id != database_id:
        raise DamagedError(_CHANGED)
    key, target_key = unseal(sealed, recovery.private_key()), patient_keys_key(dek)
    copy = staging.root / "keys-copy.db"
    try:
        _copy_file(folder / sealed.manifest.file, copy)
        _rekey_keys(copy, key, staging.patient_keys, target_key, database_id)
    finally:
        zero(key)
        zero(target_key)
        copy.unlink(missing_ok=True)


def _stage_live_keys(live: Path, database_id: str, dek: bytearray, staging: DataFolder) -> bool:
    """Copy this computer's own key file; say whether it was there and whole."""
    key = patient_keys_key(dek)
    try:
        _rekey_keys(live, key, staging.patient_keys, key, database_id)
    except KnownError:
        staging.patient_keys.unlink(missing_ok=True)
        return False
    finally:
        zero(key)
    return True


def _rekey_keys(source: Path, source_key: bytearray, target: Path, target_key: bytearray, database_id: str) -> None:
    keys = PatientKeys.open(source, source_key, database_id)
    try:
        if not keys.check():
            raise DamagedError(_CHANGED)
        keys.copy_into(target, target_key)
    finally:
        keys.close()


def _copy_file(source: Path, target: Path) -> None:
    try:
        shutil.copyfile(source, target)
    except FileNotFoundError:
        raise DamagedError("A file of this backup is missing. Use another backup. Nothing was changed.") from None
    except OSError:
        raise StorageError("The backup could not be copied from its drive. Check both drives and their free space, "
                           "then try again. Nothing was changed.") from None


def _chain_is_whole(store: Store, manifest: Manifest) -> bool:
    columns = AuditEntry.__table__.columns
    with store.unit() as session:
        rows = session.execute(select(*columns).order_by(AuditEntry.sequence)).yield_per(2000)
        broken, last = first_broken(rows, AuditHead(0, first_previous_hash(store.database_id)))
    return broken is None and (last.sequence, last.hash) == (manifest.audit_sequence, manifest.audit_hash)
