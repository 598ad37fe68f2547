"""The key-slot file: the database key, wrapped once for every person and once for the recovery key."""

from __future__ import annotations

from dataclasses import dataclass

from app.security.device_secret import Binding
from app.security.kdf import KdfParameters

FORMAT_VERSION = 1


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
