"""The device secret in the operating system's keyring: an allow-list of backends, everything written is read back.

``keyring`` would pick a backend by environment variable or config file, also one that stores nothing or plain text, so
its choice is never asked for: a class of this list is made here, and what the environment set on it is taken away.
"""

from __future__ import annotations

import hmac
import importlib
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from app.core.errors import KeyringError
from app.core.randomness import Randomness
from app.security.derive import KEY_BYTES
from app.security.device_secret import Binding

_SERVICE = "better-med-spa-intake"
_USER = "this device"
_PREFIX = "1:"  # version of the entry's form
_ENV_PREFIX = "KEYRING_PROPERTY_"
T = TypeVar("T")


@dataclass(frozen=True)
class AllowedBackend:
    """A keyring that really keeps secrets: where, which class, and its name in words."""

    platform: str
    module: str
    class_name: str
    name: str


ALLOWED_BACKENDS = (
    AllowedBackend("win32", "keyring.backends.Windows", "WinVaultKeyring", "Windows Credential Manager"),
    AllowedBackend("darwin", "keyring.backends.macOS", "Keyring", "macOS Keychain"),
    AllowedBackend("linux", "keyring.backends.SecretService", "Keyring", "Secret Service"),
    AllowedBackend("linux", "keyring.backends.kwallet", "DBusKeyring", "KWallet"),
)
"""In order of preference."""


def _no_keyring() -> KeyringError:
    return KeyringError(
        "This computer has no keyring that can hold the clinic’s device key. "
        "Install or unlock one (on Linux: GNOME Keyring or KWallet), then try again."
    )


def make_backend(allowed: AllowedBackend) -> KeyringBackend | None:
    """Return an instance of exactly this class, or None when it does not work here."""
    try:
        backend_class = getattr(importlib.import_module(allowed.module), allowed.class_name)
        _ = backend_class.priority  # raises when the service behind it is not there
        backend = backend_class()
    except Exception:  # each backend fails in its own way: no bus, no library, no rights
        return None
    return _without_overrides(backend, allowed) if type(backend) is backend_class else None


def _without_overrides(backend: KeyringBackend, allowed: AllowedBackend) -> KeyringBackend:
    """Undo what the environment set, and keep Windows entries from roaming to other computers."""
    for variable in os.environ:
        if variable.upper().startswith(_ENV_PREFIX):
            vars(backend).pop(variable[len(_ENV_PREFIX) :].lower(), None)
    if allowed.platform == "win32":
        setattr(backend, "persist", "local machine")  # noqa: B010  # declared by this one backend only
    if allowed.platform == "darwin":
        vars(backend)["keychain"] = None  # the class took KEYCHAIN_PATH from the environment
    return backend


class KeyringDeviceSecret:
    """Keeps one secret and one mirror entry for each clinic database."""

    binding = Binding.DEVICE

    def __init__(self, randomness: Randomness, candidates: tuple[AllowedBackend, ...] = ALLOWED_BACKENDS) -> None:
        """Use ``randomness`` for new secrets. Nothing is opened until it is needed."""
        self._randomness = randomness
        self._candidates = tuple(allowed for allowed in candidates if sys.platform.startswith(allowed.platform))
        self._chosen: tuple[str, KeyringBackend] | None = None

    @property
    def backend(self) -> str:
        """Name of the keyring in words. Raises KeyringError when there is none."""
        return self._keyring()[0]

    def check(self) -> str:
        """Write, read back, compare and remove a trial entry; return the backend's name. Raises KeyringError."""
        trial = f"trial-{self._randomness.token_bytes(8).hex()}"
        self._put(trial, self._randomness.token_bytes(KEY_BYTES).hex())
        self._remove(trial)
        return self.backend

    def create(self, database_id: str) -> bytearray:
        """Make, store, read back and return a new secret of 32 bytes, replacing any older one. Raises KeyringError."""
        secret = bytearray(self._randomness.token_bytes(KEY_BYTES))
        self._put(f"device-{database_id}", secret.hex())
        return secret

    def find(self, database_id: str) -> bytearray | None:
        """Return the secret, or None when there is none. Raises KeyringError."""
        text = self._get(f"device-{database_id}")
        if text is None:
            return None
        try:
            secret = bytearray.fromhex(text)
        except ValueError:
            secret = bytearray()
        if len(secret) != KEY_BYTES:
            raise KeyringError(f"The clinic’s entry in {self.backend} is damaged. Enroll again with the recovery key.")
        return secret

    def delete(self, database_id: str) -> None:
        """Remove the secret and the mirror; nothing happens when there are none. Raises KeyringError."""
        self._remove(f"device-{database_id}")
        self._remove(f"throttle-{database_id}")

    def write_mirror(self, database_id: str, text: str) -> None:
        """Keep a copy of the throttle's counters. Raises KeyringError."""
        self._put(f"throttle-{database_id}", text)

    def read_mirror(self, database_id: str) -> str | None:
        """Return what ``write_mirror`` kept last, or None. Raises KeyringError."""
        return self._get(f"throttle-{database_id}")

    def _keyring(self) -> tuple[str, KeyringBackend]:
        if self._chosen is None:
            found = ((allowed.name, make_backend(allowed)) for allowed in self._candidates)
            self._chosen = next(((name, backend) for name, backend in found if backend is not None), None)
        if self._chosen is None:
            raise _no_keyring()
        return self._chosen

    def _put(self, entry: str, text: str) -> None:
        _, backend = self._keyring()
        self._ask(lambda: backend.set_password(f"{_SERVICE}.{entry}", _USER, _PREFIX + text))
        kept = self._get(entry)
        if kept is None or not hmac.compare_digest(kept.encode(), text.encode()):
            raise KeyringError(f"{self.backend} did not keep what was stored in it. Nothing was changed.")

    def _get(self, entry: str) -> str | None:
        _, backend = self._keyring()
        text = self._ask(lambda: backend.get_password(f"{_SERVICE}.{entry}", _USER))
        return text.removeprefix(_PREFIX) if text is not None else None

    def _remove(self, entry: str) -> None:
        if self._get(entry) is None:
            return
        _, backend = self._keyring()
        self._ask(lambda: backend.delete_password(f"{_SERVICE}.{entry}", _USER))

    def _ask(self, question: Callable[[], T]) -> T | None:
        """Turn whatever a backend raises into one sentence; the details may name secrets and are dropped."""
        name = self.backend
        try:
            return question()
        except PasswordDeleteError:
            return None
        except Exception:  # D-Bus, Windows and macOS errors share no base class
            raise KeyringError(
                f"{name} could not be opened. It may be locked: unlock it, then try again. The records are safe."
            ) from None
