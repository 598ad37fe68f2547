"""One key, many purposes: every key the app derives has a name here (HKDF-SHA256, RFC 5869)."""

from __future__ import annotations

from enum import StrEnum

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32


class Purpose(StrEnum):
    """What a derived key is for. The text goes into HKDF's ``info``; changing one locks existing data out."""

    KEK_PERSON = "medspa/1/kek/person+device"
    KEK_PERSON_PASSWORD_ONLY = "medspa/1/kek/person"  # noqa: S105  # a name, not a password
    KEK_RECOVERY = "medspa/1/kek/recovery"
    KEYSLOTS_MAC = "medspa/1/mac/keyslots"
    RECORDS_DATABASE = "medspa/1/database/records"
    PATIENT_KEYS_DATABASE = "medspa/1/database/patient-keys"
    RECOVERY_X25519 = "medspa/1/x25519/recovery"
    THROTTLE_MAC = "medspa/1/mac/throttle"
    RECOVERY_CODE = "medspa/1/mac/recovery-code"
    BACKUP_MANIFEST_MAC = "medspa/1/mac/backup-manifest"


def derive(key: bytes | bytearray, purpose: Purpose, context: bytes = b"") -> bytearray:
    """Return 32 bytes derived from ``key`` for ``purpose``, bound to ``context``; zero them after use."""
    hkdf = HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode() + b"\x00" + context)
    derived = bytearray(KEY_BYTES)
    hkdf.derive_into(key, derived)
    return derived


def records_key(dek: bytes | bytearray) -> bytearray:
    """Return the raw SQLCipher key of ``records.db``."""
    return derive(dek, Purpose.RECORDS_DATABASE)


def patient_keys_key(dek: bytes | bytearray) -> bytearray:
    """Return the raw SQLCipher key of ``patient_keys.db``."""
    return derive(dek, Purpose.PATIENT_KEYS_DATABASE)
