"""Opening the clinic's keys: the key-slot file and the device secret together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.core.randomness import Randomness
from app.security.device_secret import DeviceSecretStore
from app.security.kdf import STANDARD, KdfParameters
from app.security.keyslots import AuditAnchor
from app.security.recovery_key import RecoveryKey


@dataclass(frozen=True)
class Person:
    """Who a slot belongs to. ``user_id`` is the id of the person in the database and stays for good."""

    user_id: str
    user_name: str
    display_name: str
    title: str


@dataclass(frozen=True)
class OpenedVault:
    """The database key and what the file said. ``user_id`` is empty when the recovery key opened it.

    Zero ``dek`` after use (``process.zero``). Compare ``generation`` with the database (``check_generation``).
    """

    dek: bytearray = field(repr=False)
    database_id: str
    user_id: str
    user_name: str
    generation: int
    anchor: AuditAnchor | None


class Vault:
    """The keys of one clinic on this device. Every change takes the open database key as proof."""

    def __init__(
        self, path: Path, device: DeviceSecretStore, randomness: Randomness, kdf: KdfParameters = STANDARD
    ) -> None:
        """Use the file at ``path``; nothing is read yet. ``kdf`` is the cost of new slots."""

    @property
    def exists(self) -> bool:
        """True when a key-slot file or its previous copy is there."""
        raise NotImplementedError

    @property
    def database_id(self) -> str:
        """Id of the clinic's database. Raises DamagedError."""
        raise NotImplementedError

    @property
    def generation(self) -> int:
        """Generation of the file. Raises DamagedError."""
        raise NotImplementedError

    @property
    def recovery_public_key(self) -> bytes:
        """Raw X25519 key to seal backups and the CA key to. Raises DamagedError."""
        raise NotImplementedError

    def people(self) -> tuple[Person, ...]:
        """Return everybody with a slot, in file order. Raises DamagedError."""
        raise NotImplementedError

    def create(self, database_id: str, first: Person, password: str, recovery: RecoveryKey) -> OpenedVault:
        """Make the device secret, a new database key and the file (generation 1).

        Raises StorageError when anything is there already, KeyringError when the keyring does not keep the secret.
        """
        raise NotImplementedError

    def discard_new(self, opened: OpenedVault) -> None:
        """Undo ``create`` when set-up could not finish: remove the file and the device secret."""
        raise NotImplementedError

    def open_with_password(self, user_name: str, password: str) -> OpenedVault:
        """Open with one person's password. Unknown names cost the same work.

        Raises SignInRefusedError, KeyringError (secret missing or keyring changed), DamagedError.
        """
        raise NotImplementedError

    def open_with_recovery(self, typed: str | Sequence[str]) -> OpenedVault:
        """Open with the recovery key; needs no keyring. Raises InvalidInputError, DamagedError."""
        raise NotImplementedError

    def add_person(self, dek: bytearray, person: Person, password: str) -> int:
        """Give ``person`` a slot; return the new generation. Raises InvalidInputError when name or id is taken."""
        raise NotImplementedError

    def change_password(self, dek: bytearray, user_id: str, password: str) -> int:
        """Give the person a new password; return the new generation. Adds no slot: raises NotFoundError without one."""
        raise NotImplementedError

    def change_person(self, dek: bytearray, person: Person) -> int:
        """Change display name or title shown at sign-in; return the generation (unchanged). Raises NotFoundError."""
        raise NotImplementedError

    def remove_person(self, dek: bytearray, user_id: str) -> int:
        """Remove the slot at once; return the new generation. Raises NotFoundError."""
        raise NotImplementedError

    def replace_recovery(self, dek: bytearray, recovery: RecoveryKey) -> int:
        """Put a new recovery key in place of the old one; return the new generation."""
        raise NotImplementedError

    def new_device(self, dek: bytearray, person: Person, password: str) -> int:
        """Make a new device secret after the keyring lost it; return the new generation.

        Every other slot depended on the old secret and is dropped: give those people new ones with ``add_person``.
        """
        raise NotImplementedError

    def write_anchor(self, dek: bytearray, anchor: AuditAnchor) -> None:
        """Note where the audit stands; the generation stays."""
        raise NotImplementedError


def check_generation(opened: OpenedVault, expected: int) -> None:
    """Refuse an old copy of the key-slot file. Raises DamagedError when its generation is below ``expected``.

    A newer file is right: it was written before a commit that did not happen. Store its generation then.
    """
    raise NotImplementedError
