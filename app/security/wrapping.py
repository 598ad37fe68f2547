"""Wrapping the database key: AES-256-GCM under a key made of a password and the device secret, or of the recovery key.

The associated data names everything a slot depends on, so no slot can be moved to another person, another clinic or
cheaper parameters.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.core.canonical import canonical_json
from app.core.randomness import Randomness
from app.security.derive import KEY_BYTES, Purpose, derive
from app.security.device_secret import Binding
from app.security.kdf import SALT_BYTES, KdfParameters, stretch
from app.security.keyslots import FORMAT_VERSION, PersonSlot, RecoverySlot
from app.security.process import zero
from app.security.recovery_key import RecoveryKey

_NONCE_BYTES = 12
_RECOVERY_ID = "recovery"


@dataclass(frozen=True)
class Person:
    """Who a slot belongs to. ``user_id`` is the id of the person in the database and stays for good."""

    user_id: str
    user_name: str
    display_name: str
    title: str


@dataclass(frozen=True)
class DeviceKey:
    """What this device adds to every password of one clinic: its secret, empty when passwords stand alone."""

    database_id: str
    binding: Binding
    secret: bytearray = field(repr=False)


def wrap_for_person(
    dek: bytearray, person: Person, password: str, device: DeviceKey, *, kdf: KdfParameters, randomness: Randomness
) -> PersonSlot:
    """Return a new slot for ``person`` with a fresh salt and nonce."""
    salt, nonce = randomness.token_bytes(SALT_BYTES), randomness.token_bytes(_NONCE_BYTES)
    slot = PersonSlot(person.user_id, person.user_name, person.display_name, person.title, kdf, salt, nonce, b"")
    key = _person_key(slot, password, device)
    try:
        wrapped = AESGCM(key).encrypt(nonce, dek, _person_data(slot, device))
    finally:
        zero(key)
    return PersonSlot(person.user_id, person.user_name, person.display_name, person.title, kdf, salt, nonce, wrapped)


def unwrap_for_person(slot: PersonSlot, password: str, device: DeviceKey) -> bytearray | None:
    """Return the database key, or None when the password (or the device) is not the right one."""
    key = _person_key(slot, password, device)
    try:
        return _unwrap(key, slot.nonce, slot.wrapped, _person_data(slot, device))
    finally:
        zero(key)


def wrap_for_recovery(dek: bytearray, recovery: RecoveryKey, database_id: str, randomness: Randomness) -> RecoverySlot:
    """Return the recovery slot for a recovery key."""
    nonce, public_key = randomness.token_bytes(_NONCE_BYTES), recovery.public_key()
    key = recovery.wrapping_key(database_id)
    try:
        wrapped = AESGCM(key).encrypt(nonce, dek, _recovery_data(database_id, public_key))
    finally:
        zero(key)
    return RecoverySlot(public_key, nonce, wrapped)


def unwrap_for_recovery(slot: RecoverySlot, recovery: RecoveryKey, database_id: str) -> bytearray | None:
    """Return the database key, or None when this is not the clinic's current recovery key."""
    key = recovery.wrapping_key(database_id)
    try:
        return _unwrap(key, slot.nonce, slot.wrapped, _recovery_data(database_id, slot.public_key))
    finally:
        zero(key)


def person_of(slot: PersonSlot) -> Person:
    """Return whose slot it is."""
    return Person(slot.slot_id, slot.user_name, slot.display_name, slot.title)


def decoy_slot(kdf: KdfParameters) -> PersonSlot:
    """Return a slot nobody can open, to spend the same work on a name that does not exist."""
    return PersonSlot("", "", "", "", kdf, bytes(SALT_BYTES), bytes(_NONCE_BYTES), bytes(KEY_BYTES + 16))


def _unwrap(key: bytearray, nonce: bytes, wrapped: bytes, data: bytes) -> bytearray | None:
    dek = bytearray(KEY_BYTES)
    try:
        AESGCM(key).decrypt_into(nonce, wrapped, data, dek)
    except (InvalidTag, ValueError):  # ValueError: a nonce or a length that no real slot has
        return None
    return dek


def _person_key(slot: PersonSlot, password: str, device: DeviceKey) -> bytearray:
    bound = device.binding is Binding.DEVICE
    stretched = stretch(password, slot.salt, slot.kdf)
    together = stretched + device.secret
    purpose = Purpose.KEK_PERSON if bound else Purpose.KEK_PERSON_PASSWORD_ONLY
    try:
        return derive(together, purpose, slot.slot_id.encode())
    finally:
        zero(stretched)
        zero(together)


def _person_data(slot: PersonSlot, device: DeviceKey) -> bytes:
    kdf = slot.kdf
    parts = [FORMAT_VERSION, slot.slot_id, slot.user_name, device.database_id, device.binding.value,
             kdf.memory_kib, kdf.passes, kdf.lanes, slot.salt.hex()]  # fmt: skip
    return canonical_json(parts)


def _recovery_data(database_id: str, public_key: bytes) -> bytes:
    return canonical_json([FORMAT_VERSION, _RECOVERY_ID, database_id, public_key.hex()])
