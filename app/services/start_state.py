"""What the data folder holds, found out without opening anything and without loading SQLAlchemy."""

from __future__ import annotations

from pathlib import Path

from app.core.paths import DataFolder
from app.services.views.people import DataState, PersonTile, StartState


def start_state(folder: DataFolder) -> StartState:
    """Say what the folder holds. One missing file of several is damage, never a reason to start anew."""
    demo = folder.demo_marker.exists()
    needed = {
        "the records": folder.records, "the key-slot file": folder.keyslots,
        "the patients' keys": folder.patient_keys,
    }
    missing = [words for words, path in needed.items() if not _present(path)]
    if not missing:
        return StartState(DataState.READY, demo=demo)
    if len(missing) == len(needed):
        return StartState(DataState.EMPTY, demo=demo)
    return StartState(DataState.DAMAGED, f"Part of the clinic's data is missing from its folder: {missing[0]}. "
                      "Nothing was changed. Restore from a backup with the recovery key.", demo)


def people(folder: DataFolder) -> tuple[PersonTile, ...]:
    """Return who can sign in, from the key-slot file. Raises DamagedError, StorageError."""
    from app.security.keyslots import KeySlotFile  # noqa: PLC0415  # lazy: start-up time, the worker calls this

    return tuple(PersonTile(slot.user_name, slot.display_name, slot.title)
                 for slot in KeySlotFile(folder.keyslots).read().slots.people)


def _present(path: Path) -> bool:
    return path.exists() or path.with_name(f"{path.name}.prev").exists()
