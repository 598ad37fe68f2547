"""What the device may know while the database is closed: public keys and the clinic CA's certificate."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.core.canonical import canonical_json
from app.core.errors import DamagedError
from app.core.files import atomic_write

_FORMAT: Final = "medspa-public-1"
_DAMAGED: Final = "The file with the clinic's public keys cannot be read. It is written again at the next sign-in."


@dataclass(frozen=True)
class PublicKeys:
    """Raw X25519 public keys (32 bytes) and the certificate (DER). Nothing here is secret."""

    database_id: str
    inbox: bytes
    recovery: bytes
    ca_certificate: bytes


def write_public_keys(path: Path, keys: PublicKeys) -> None:
    """Write the file, keeping the one before as ``.prev``. Raises StorageError."""
    atomic_write(path, canonical_json({
        "format": _FORMAT, "database_id": keys.database_id, "inbox": _encode(keys.inbox),
        "recovery": _encode(keys.recovery), "ca_certificate": _encode(keys.ca_certificate),
    }), keep_previous=True)


def read_public_keys(path: Path) -> PublicKeys:
    """Read the file, or ``.prev`` beside it when it is damaged. Raises DamagedError when neither can be read."""
    for candidate in (path, path.with_name(f"{path.name}.prev")):
        try:
            return _parse(candidate.read_bytes())
        except (OSError, ValueError, KeyError, TypeError, binascii.Error):
            continue
    raise DamagedError(_DAMAGED)


def _parse(data: bytes) -> PublicKeys:
    content = json.loads(data)
    if content["format"] != _FORMAT:
        raise ValueError("another format")
    return PublicKeys(str(content["database_id"]), _decode(content["inbox"]), _decode(content["recovery"]),
                      _decode(content["ca_certificate"]))


def _encode(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _decode(value: str) -> bytes:
    return base64.b64decode(value, validate=True)
