"""The key-slot file: the database key, wrapped once for every person and once for the recovery key.

It is readable while the database is closed, so it names people for the sign-in window. A checksum finds accidental
damage before anything is opened (then the previous copy is used); a MAC under the database key finds forgery after.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from app.core.canonical import canonical_json
from app.core.errors import DamagedError, NotFoundError, StorageError
from app.core.files import atomic_write
from app.security.derive import Purpose, derive
from app.security.device_secret import Binding
from app.security.kdf import KdfParameters
from app.security.process import zero
from app.security.user_names import user_name_key

FORMAT_VERSION = 1
_LARGEST_FILE = 1 << 20


@dataclass(frozen=True)
class AuditAnchor:
    """Where the audit stood when the file was written: sequence number and hash (hexadecimal) of its last row."""

    sequence: int
    head: str


@dataclass(frozen=True)
class PersonSlot:
    """One person's wrapped copy of the database key. ``slot_id`` is the person's user id."""

    slot_id: str
    user_name: str
    display_name: str
    title: str
    kdf: KdfParameters
    salt: bytes
    nonce: bytes
    wrapped: bytes


@dataclass(frozen=True)
class RecoverySlot:
    """The recovery key's wrapped copy, and the X25519 public key that things are sealed to for the safe."""

    public_key: bytes
    nonce: bytes
    wrapped: bytes


@dataclass(frozen=True)
class KeySlots:
    """The whole file. ``generation`` grows with every change of who can open; the database holds the expected one."""

    database_id: str
    generation: int
    binding: Binding
    backend: str
    people: tuple[PersonSlot, ...]
    recovery: RecoverySlot
    anchor: AuditAnchor | None = None
    version: int = FORMAT_VERSION

    def person(self, user_id: str) -> PersonSlot:
        """Return the slot of ``user_id``. Raises NotFoundError."""
        for slot in self.people:
            if slot.slot_id == user_id:
                return slot
        raise NotFoundError("This person has no way to sign in on this computer.")

    def named(self, user_name: str) -> PersonSlot | None:
        """Return the slot of ``user_name``, however it is capitalized."""
        key = user_name_key(user_name)
        return next((slot for slot in self.people if user_name_key(slot.user_name) == key), None)

    def with_slot(self, changed: PersonSlot) -> KeySlots:
        """Return the slots with the one of the same id replaced."""
        people = tuple(changed if slot.slot_id == changed.slot_id else slot for slot in self.people)
        return replace(self, people=people)

    def without(self, user_id: str) -> KeySlots:
        """Return the slots without the one of ``user_id``."""
        return replace(self, people=tuple(slot for slot in self.people if slot.slot_id != user_id))


@dataclass(frozen=True)
class StoredSlots:
    """What was read, with its MAC, not yet authenticated."""

    slots: KeySlots
    mac: bytes


class _Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    body: KeySlots
    mac: bytes
    sha256: str


class KeySlotFile:
    """Reads and replaces the file at ``path`` and its previous copy ``<name>.prev``."""

    def __init__(self, path: Path) -> None:
        """Nothing is read yet."""
        self._path = path
        self._previous = path.with_name(f"{path.name}.prev")

    @property
    def exists(self) -> bool:
        """True when the file or its previous copy is there."""
        return self._path.exists() or self._previous.exists()

    def read(self) -> StoredSlots:
        """Return the file, or the previous copy when the file is missing or damaged.

        Raises DamagedError when neither can be used, StorageError when the system refuses to read them.
        """
        try:
            return _decode(_bytes_of(self._path))
        except (DamagedError, StorageError) as first:
            try:
                return _decode(_bytes_of(self._previous))
            except (DamagedError, StorageError):
                raise first from None

    def verify(self, stored: StoredSlots, dek: bytes | bytearray) -> KeySlots:
        """Return the slots when the MAC fits the database key. Raises DamagedError when the file was forged."""
        if not hmac.compare_digest(_mac(stored.slots, dek), stored.mac):
            raise DamagedError(
                "The key file was changed by something other than this app. Nothing was opened. "
                "Put the right file back, or restore the clinic from a backup with the recovery key."
            )
        return stored.slots

    def write_both(self, slots: KeySlots, dek: bytes | bytearray) -> None:
        """Replace the file and its previous copy, so that no copy still opens for somebody removed. StorageError."""
        data = _encode(slots, dek)
        atomic_write(self._path, data)
        atomic_write(self._previous, data)

    def write_keeping_previous(self, slots: KeySlots, dek: bytes | bytearray) -> None:
        """Replace the file; what it held becomes the previous copy if it was sound. Raises StorageError."""
        atomic_write(self._path, _encode(slots, dek), keep_previous=self._is_sound())

    def remove(self) -> None:
        """Delete both copies. Raises StorageError."""
        try:
            self._path.unlink(missing_ok=True)
            self._previous.unlink(missing_ok=True)
        except OSError:
            raise StorageError("The key file could not be removed. Check the folder, then try again.") from None

    def _is_sound(self) -> bool:
        """A damaged file must not take the place of the good previous copy."""
        try:
            _decode(_bytes_of(self._path))
        except (DamagedError, StorageError):
            return False
        return True


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST_FILE + 1)
    except FileNotFoundError:
        raise DamagedError(
            "The key file of this clinic is missing. Put it back, or restore the clinic from a backup "
            "with the recovery key."
        ) from None
    except OSError:
        raise StorageError("The key file could not be read. Check the drive and its permissions.") from None
    return data


def _decode(data: bytes) -> StoredSlots:
    try:
        envelope = msgspec.json.decode(data, type=_Envelope)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise _damaged() from None
    body = envelope.body
    names = {user_name_key(slot.user_name) for slot in body.people}
    ids = {slot.slot_id for slot in body.people}
    if not (len(names) == len(ids) == len(body.people)) or _checksum(body, envelope.mac) != envelope.sha256:
        raise _damaged()
    if body.version != FORMAT_VERSION:
        raise DamagedError("The key file was written by a newer version of this app. Update the app, then try again.")
    return StoredSlots(body, envelope.mac)


def _encode(slots: KeySlots, dek: bytes | bytearray) -> bytes:
    mac = _mac(slots, dek)
    return msgspec.json.format(msgspec.json.encode(_Envelope(slots, mac, _checksum(slots, mac))), indent=1)


def _mac(slots: KeySlots, dek: bytes | bytearray) -> bytes:
    key = derive(dek, Purpose.KEYSLOTS_MAC, slots.database_id.encode())
    try:
        return hmac.digest(key, _canonical(slots), "sha256")
    finally:
        zero(key)


def _checksum(slots: KeySlots, mac: bytes) -> str:
    return hashlib.sha256(_canonical(slots) + mac).hexdigest()


def _canonical(slots: KeySlots) -> bytes:
    return canonical_json(msgspec.to_builtins(slots))


def _damaged() -> DamagedError:
    return DamagedError(
        "The key file is damaged. Put a good copy back, or restore the clinic from a backup with the recovery key."
    )
