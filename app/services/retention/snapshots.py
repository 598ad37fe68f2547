"""The clinic's backup folders: the key file put in order, and each dated snapshot written anew without the patient."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from app.core.errors import KnownError, StorageError
from app.core.randomness import Randomness
from app.models.copies import examine, rekey_copy
from app.models.erasing import erase_in_file, holds_any
from app.security.derive import KEY_BYTES
from app.security.process import zero
from app.services.backup import BackupService
from app.services.backup_set import (
    KEYS_MANIFEST,
    MANIFEST_SUFFIX,
    clinic_folder,
    read_manifest,
    unseal_for_clinic,
    write_manifest,
)
from app.services.retention.places import Doomed, tried
from app.services.views.retention import PlaceKind, ReachedPlace

NOT_THERE = "The drive or folder is not connected."


@dataclass(frozen=True)
class BackupKeys:
    """What opens and seals this clinic's backups: its backup key pairs, newest first, and the recovery public key."""

    public: bytes
    recovery: bytes
    private: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True)
class BackupFolders:
    """Reaches the backups in folders that were used for them."""

    backup: BackupService
    keys: BackupKeys
    randomness: Randomness

    def reach(self, folder: Path, doomed: Doomed) -> tuple[ReachedPlace, ...]:
        """Replace the key file in ``folder`` and take the patients out of every snapshot there.

        A drive that is away is named and left alone; so is a snapshot that cannot be read or written.
        """
        place = clinic_folder(folder, doomed.database_id)
        if not place.is_dir():
            return (ReachedPlace(PlaceKind.BACKUP_KEYS, str(place), False, NOT_THERE),)
        return (tried(PlaceKind.BACKUP_KEYS, place, lambda: self._key_file(place)), *self._snapshots(place, doomed))

    def _key_file(self, place: Path) -> None:
        self.backup.replace_key_file(place)
        current = read_manifest(place / KEYS_MANIFEST).manifest.file
        if any(older.name != current for older in place.glob("patient-keys-*.db")):
            raise StorageError("An earlier file of patients' keys could not be removed from the drive.")

    def _snapshots(self, place: Path, doomed: Doomed) -> Iterator[ReachedPlace]:
        for manifest in sorted(place.glob(f"records-*{MANIFEST_SUFFIX}")):
            yield tried(PlaceKind.BACKUP_RECORDS, manifest, partial(self._rewrite, manifest, doomed))
        named = {_file_of(manifest) for manifest in place.glob(f"records-*{MANIFEST_SUFFIX}")}
        for orphan in (*place.glob("records-*.db"), *place.glob(".records-*.partial*")):
            if orphan.name not in named and "" not in named:  # a copy nothing names: its key is lost, or a new one is
                orphan.unlink(missing_ok=True)

    def _rewrite(self, path: Path, doomed: Doomed) -> None:
        """Write the snapshot of the manifest ``path`` anew under a new name and key; the manifest moves over last."""
        sealed = read_manifest(path)
        old_key, new_key = unseal_for_clinic(sealed, self.keys.private), self._new_key()
        old = path.parent / sealed.manifest.file
        name = f"{path.name.removesuffix(MANIFEST_SUFFIX)}-{self.randomness.token_bytes(4).hex()}.db"
        unfinished, final = path.parent / f".{name}.partial", path.parent / name
        try:
            if not holds_any(old, old_key, doomed.patient_ids):
                return
            rekey_copy(old, old_key, unfinished, new_key)
            erase_in_file(unfinished, new_key, doomed.patient_ids, doomed.on)
            facts = examine(unfinished, new_key, deep=True)
            unfinished.rename(final)
            write_manifest(path, replace(sealed.manifest, file=name, tables=facts.tables), new_key,
                           recovery=self.keys.recovery, clinic=self.keys.public)
            old.unlink()
        finally:
            unfinished.unlink(missing_ok=True)
            zero(old_key)
            zero(new_key)

    def _new_key(self) -> bytearray:
        return bytearray(self.randomness.token_bytes(KEY_BYTES))


def _file_of(manifest: Path) -> str:
    """Return the file a manifest names, or nothing for one that cannot be read: then no file is taken for an orphan."""
    try:
        return read_manifest(manifest).manifest.file
    except KnownError:
        return ""
