"""Every file that may still hold something of a disposed patient, reached or named: data folder, backup drives."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

from app.core.errors import DamagedError, KnownError
from app.core.paths import DataFolder
from app.models.erasing import erase_in_file
from app.models.patient_keys import PatientKeys
from app.security.derive import patient_keys_key, records_key
from app.security.process import zero
from app.services.views.retention import PlaceKind, ReachedPlace

_ASIDE = "before-restore-*"
_UPGRADE = ".before-upgrade"


@dataclass(frozen=True)
class Doomed:
    """Who is being disposed of: in this clinic's database, on day ``on``, at the moment ``now``."""

    database_id: str
    patient_ids: tuple[str, ...]
    on: date
    now: datetime


def reach_data_folder(folder: DataFolder, dek: bytearray, doomed: Doomed) -> tuple[ReachedPlace, ...]:
    """Reach the copies that lie beside the live files: from before an upgrade or a restore, or of a broken-off one.

    ``dek`` is the database key; it stays the caller's to zero. What it does not open is named, not deleted: it may
    hold other people's only record.
    """
    copies = (*_databases(folder, f"*{_UPGRADE}"), *_databases(folder, f"{_ASIDE}/records.db*"))
    return (*(_records(place, dek, doomed) for place in copies),
            *(_keys(place, dek, doomed) for place in _databases(folder, f"{_ASIDE}/patient_keys.db*")),
            *_staging(folder))


def _databases(folder: DataFolder, pattern: str) -> tuple[Path, ...]:
    """Return the database files ``pattern`` finds, without their logs, which open with them."""
    return tuple(path for path in sorted(folder.root.glob(pattern))
                 if path.is_file() and not path.name.endswith(("-wal", "-shm", "-journal")))


def _records(path: Path, dek: bytearray, doomed: Doomed) -> ReachedPlace:
    key = records_key(dek)
    try:
        return tried(PlaceKind.ASIDE, path, lambda: erase_in_file(path, key, doomed.patient_ids, doomed.on))
    finally:
        zero(key)


def _keys(path: Path, dek: bytearray, doomed: Doomed) -> ReachedPlace:
    key = patient_keys_key(dek)

    def destroy() -> None:
        keys = PatientKeys.open(path, key, doomed.database_id)
        try:
            for patient_id in doomed.patient_ids:
                keys.destroy(patient_id, doomed.now)
                if keys.has(patient_id):
                    raise DamagedError("The key is still there after it was deleted.")
        finally:
            keys.close()

    try:
        return tried(PlaceKind.ASIDE_KEYS, path, destroy)
    finally:
        zero(key)


def _staging(folder: DataFolder) -> Iterator[ReachedPlace]:
    """Folders of a restore that was broken off hold copies alone; the records themselves never moved there."""
    for place in sorted(folder.root.parent.glob(f".{folder.root.name}.restore-*")):
        yield tried(PlaceKind.STAGING, place, partial(shutil.rmtree, place))


def tried(kind: PlaceKind, place: Path, work: Callable[[], None]) -> ReachedPlace:
    """Do ``work`` at ``place`` and say whether it succeeded, with the sentence of what stood in the way."""
    try:
        work()
    except KnownError as error:
        return ReachedPlace(kind, str(place), False, error.sentence)
    except OSError:
        return ReachedPlace(kind, str(place), False, "The drive did not allow it.")
    return ReachedPlace(kind, str(place), True, "")
