"""Public facts about this device, in device.json: its name, and how people's keys are bound to it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from app.core.canonical import canonical_json
from app.core.errors import DamagedError
from app.core.files import atomic_write


@dataclass(frozen=True)
class DeviceInfo:
    """``passwords_only`` is the clinic's choice to do without a keyring; ``backend`` the keyring's name at set-up."""

    device_id: str
    name: str
    backend: str
    passwords_only: bool


def write_device(path: Path, info: DeviceInfo) -> None:
    """Write the file, keeping the one before as ``.prev``. Raises StorageError."""
    atomic_write(path, canonical_json(vars(info)), keep_previous=True)


def read_device(path: Path) -> DeviceInfo:
    """Read the file, or ``.prev`` beside it. Raises DamagedError when neither can be read."""
    for candidate in (path, path.with_name(f"{path.name}.prev")):
        try:
            content = json.loads(candidate.read_bytes())
            return DeviceInfo(str(content["device_id"]), str(content["name"]), str(content["backend"]),
                              content["passwords_only"] is True)
        except (OSError, ValueError, KeyError, TypeError):
            continue
    raise DamagedError("The file that describes this device cannot be read. Use the recovery key to enroll this "
                       "device again. The clinic's records are safe.")
