"""What a backup looks like on a drive: a folder per clinic, dated snapshots with a manifest each, one key file.

Every file has a fresh key, sealed to the recovery key (paper) and to the clinic's backup key (database). The manifest
is authenticated under that key, so that a changed manifest is noticed as surely as a changed file.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from app.core.canonical import canonical_json, sha256_hex
from app.core.errors import DamagedError, InvalidInputError
from app.core.files import atomic_write
from app.models.fingerprint import TableFingerprint
from app.security.derive import Purpose, derive
from app.security.process import zero
from app.security.sealing import open_sealed, seal

MANIFEST_SUFFIX: Final = ".manifest.json"
KEYS_MANIFEST: Final = "patient-keys.manifest.json"
_FORMAT: Final = "medspa-backup-1"
_INFO: Final = b"medspa/1/backup-key"
_UNREADABLE: Final = "This backup's description cannot be read, or it was changed. Use another backup."
_RECOVERY, _CLINIC = "recovery", "clinic"


@dataclass(frozen=True)
class Manifest:
    """One backup file described. ``kind`` is "records" or "patient-keys"; ``schema`` SQLite's user_version."""

    kind: str
    file: str
    database_id: str
    schema: int
    created_at: datetime
    device: str
    audit_sequence: int
    audit_hash: str
    tables: tuple[TableFingerprint, ...]

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(table.rows for table in self.tables)


@dataclass(frozen=True)
class SealedManifest:
    """A manifest as read from a drive: not to be believed before ``unseal``."""

    manifest: Manifest
    sealed_keys: Mapping[str, bytes]
    recovery_id: str
    signed: bytes
    mac: bytes


def clinic_folder(folder: Path, database_id: str) -> Path:
    """Return the folder of one clinic's backups within the chosen one."""
    return folder / f"medspa-backup-{database_id[-12:]}"


def write_manifest(path: Path, manifest: Manifest, key: bytearray, *, recovery: bytes, clinic: bytes) -> None:
    """Write the manifest with ``key`` sealed to both public keys. Raises StorageError."""
    aad = _bound(manifest)
    body = _body(manifest) | {"recovery_id": recovery_id(recovery), "keys": {
        _RECOVERY: _b64(seal(recovery, bytes(key), info=_INFO, aad=aad)),
        _CLINIC: _b64(seal(clinic, bytes(key), info=_INFO, aad=aad))}}
    signed = canonical_json(body)
    atomic_write(path, canonical_json({"body": body, "mac": _mac(key, signed).hex()}))


def read_manifest(path: Path) -> SealedManifest:
    """Read a manifest without checking it. Raises DamagedError."""
    try:
        content = json.loads(path.read_bytes())
        body = content["body"]
        if body["format"] != _FORMAT or Path(body["file"]).name != body["file"]:
            raise DamagedError(_UNREADABLE)
        tables = tuple(TableFingerprint(str(name), int(rows), str(digest)) for name, rows, digest in body["tables"])
        manifest = Manifest(str(body["kind"]), str(body["file"]), str(body["database_id"]), int(body["schema"]),
                            datetime.fromisoformat(body["created_at"]), str(body["device"]),
                            int(body["audit_sequence"]), str(body["audit_hash"]), tables)
        keys = {str(name): base64.b64decode(value, validate=True) for name, value in body["keys"].items()}
        return SealedManifest(manifest, keys, str(body["recovery_id"]), canonical_json(body),
                              bytes.fromhex(content["mac"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        raise DamagedError(_UNREADABLE) from None


def recovery_id(recovery_public: bytes) -> str:
    """Return a short name for a recovery key, so that one can see which paper opens a backup."""
    return sha256_hex(recovery_public)[:16]


def unseal(sealed: SealedManifest, recovery_private: bytes) -> bytearray:
    """Return the backup file's key after checking the manifest with it.

    Raises InvalidInputError when the recovery key does not open it and DamagedError when the manifest was changed.
    """
    try:
        return _unseal(sealed, _RECOVERY, recovery_private)
    except _WrongKeyError:
        raise InvalidInputError("This recovery key does not open this backup. It may have been made with an older "
                                "recovery key, or the backup was changed.", "recovery_key") from None


def unseal_for_clinic(sealed: SealedManifest, clinic_private: Sequence[bytes]) -> bytearray:
    """Return the backup file's key with one of the clinic's own backup keys, after checking the manifest with it.

    Raises DamagedError when none opens it or the manifest was changed.
    """
    for private in clinic_private:
        try:
            return _unseal(sealed, _CLINIC, private)
        except _WrongKeyError:
            continue
    raise DamagedError("This backup was made with keys the clinic no longer has.")


def reseal(path: Path, clinic_private: bytes, *, recovery: bytes, clinic: bytes) -> None:
    """Seal an earlier backup's key to the present recovery key, with the help of the clinic's own backup key.

    Does nothing when it is sealed to it already. Raises DamagedError (changed, or of another clinic) and StorageError.
    """
    sealed = read_manifest(path)
    if sealed.recovery_id == recovery_id(recovery):
        return
    key = _unseal(sealed, _CLINIC, clinic_private)
    try:
        write_manifest(path, sealed.manifest, key, recovery=recovery, clinic=clinic)
    finally:
        zero(key)


class _WrongKeyError(DamagedError):
    """The private key at hand does not open the sealed key."""


def _unseal(sealed: SealedManifest, name: str, private: bytes) -> bytearray:
    try:
        key = bytearray(open_sealed(private, sealed.sealed_keys.get(name, b""), info=_INFO,
                                    aad=_bound(sealed.manifest)))
    except DamagedError:
        raise _WrongKeyError(_UNREADABLE) from None
    if not hmac.compare_digest(_mac(key, sealed.signed), sealed.mac):
        zero(key)
        raise DamagedError(_UNREADABLE)
    return key


def _body(manifest: Manifest) -> dict[str, object]:
    return {
        "format": _FORMAT, "kind": manifest.kind, "file": manifest.file, "database_id": manifest.database_id,
        "schema": manifest.schema, "created_at": manifest.created_at.isoformat(), "device": manifest.device,
        "audit_sequence": manifest.audit_sequence, "audit_hash": manifest.audit_hash,
        "tables": [[table.name, table.rows, table.sha256] for table in manifest.tables],
    }


def _bound(manifest: Manifest) -> bytes:
    return f"{manifest.database_id}|{manifest.kind}|{manifest.file}".encode()


def _mac(key: bytearray, signed: bytes) -> bytes:
    mac_key = derive(key, Purpose.BACKUP_MANIFEST_MAC)
    try:
        return hmac.digest(mac_key, signed, "sha256")
    finally:
        zero(mac_key)


def _b64(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")
