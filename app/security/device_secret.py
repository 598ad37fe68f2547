"""The device secret: 32 random bytes in the operating system's keyring, without which no password opens anything."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from app.core.randomness import Randomness
from app.security.derive import KEY_BYTES


class Binding(StrEnum):
    """What a person's slot needs beside the password."""

    DEVICE = "device"
    PASSWORD_ONLY = "password-only"  # noqa: S105  # the name of a mode, not a password


class DeviceSecretStore(Protocol):
    """Keeps one secret and one small counter per clinic database on this device."""

    @property
    def binding(self) -> Binding:
        """Whether slots made with this store are bound to the device."""
        ...

    @property
    def backend(self) -> str:
        """Name of the keyring in words, such as "Secret Service". Raises KeyringError when there is none."""
        ...

    def check(self) -> str:
        """Write, read back, compare and remove a trial entry; return the backend's name. Raises KeyringError."""
        ...

    def create(self, database_id: str) -> bytearray:
        """Make, store, read back and return a new secret of 32 bytes, replacing any older one. Raises KeyringError."""
        ...

    def find(self, database_id: str) -> bytearray | None:
        """Return the secret, None when there is none (empty when binding is PASSWORD_ONLY).

        Raises KeyringError when the keyring is missing or locked: that is not the same as an entry that is gone.
        """
        ...

    def delete(self, database_id: str) -> None:
        """Remove the secret and the mirror; nothing happens when there are none. Raises KeyringError."""
        ...

    def write_mirror(self, database_id: str, text: str) -> None:
        """Keep a copy of the throttle's counters (under 2,000 characters). Raises KeyringError."""
        ...

    def read_mirror(self, database_id: str) -> str | None:
        """Return what ``write_mirror`` kept last, or None. Raises KeyringError when the keyring cannot be read."""
        ...


class PasswordsOnly:
    """No keyring: the clinic chose "protect with passwords only" by name. A copied folder can be guessed at offline."""

    binding = Binding.PASSWORD_ONLY
    backend = "Passwords only"

    def check(self) -> str:
        """Return the mode's name; there is nothing to try."""
        return self.backend

    def create(self, database_id: str) -> bytearray:
        """Return no secret."""
        return bytearray()

    def find(self, database_id: str) -> bytearray | None:
        """Return an empty secret."""
        return bytearray()

    def delete(self, database_id: str) -> None:
        """Do nothing."""

    def write_mirror(self, database_id: str, text: str) -> None:
        """Keep nothing: there is no place outside the folder."""

    def read_mirror(self, database_id: str) -> str | None:
        """Return None."""
        return None


class InMemoryDeviceSecret:
    """For the demo's throw-away folder: device secrets that end with the process."""

    binding = Binding.DEVICE
    backend = "Demo, in memory only"

    def __init__(self, randomness: Randomness) -> None:
        """Use ``randomness`` for new secrets."""
        self._randomness = randomness
        self._secrets: dict[str, bytes] = {}
        self._mirrors: dict[str, str] = {}

    def check(self) -> str:
        """Return the name; memory needs no trial."""
        return self.backend

    def create(self, database_id: str) -> bytearray:
        """Make and keep a new secret."""
        self._secrets[database_id] = self._randomness.token_bytes(KEY_BYTES)
        return bytearray(self._secrets[database_id])

    def find(self, database_id: str) -> bytearray | None:
        """Return the secret made in this process, or None."""
        secret = self._secrets.get(database_id)
        return None if secret is None else bytearray(secret)

    def delete(self, database_id: str) -> None:
        """Forget the secret and the mirror."""
        self._secrets.pop(database_id, None)
        self._mirrors.pop(database_id, None)

    def write_mirror(self, database_id: str, text: str) -> None:
        """Keep ``text`` in memory."""
        self._mirrors[database_id] = text

    def read_mirror(self, database_id: str) -> str | None:
        """Return the text kept last."""
        return self._mirrors.get(database_id)
