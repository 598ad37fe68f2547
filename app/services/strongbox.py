"""Holds the opened database key while somebody is signed in, and knows where this device's keys lie."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from app.core.clock import Clock
from app.core.errors import DamagedError, LockedError
from app.core.paths import DataFolder
from app.core.randomness import Randomness
from app.security.device_secret import DeviceSecretStore, PasswordsOnly
from app.security.kdf import STANDARD, KdfParameters
from app.security.process import zero
from app.security.throttle import Throttle
from app.security.vault import OpenedVault, Vault
from app.services.chain import AuditHead
from app.services.device import DeviceInfo, read_device


class Strongbox:
    """The keys of this device: vault, throttle, and the one database key in memory.

    ``keyring`` is the operating system's keyring (or the demo's memory); it is passed over when the clinic chose to
    protect with passwords only.
    """

    def __init__(self, folder: DataFolder, keyring: DeviceSecretStore, randomness: Randomness, clock: Clock,
                 kdf: KdfParameters = STANDARD) -> None:
        self.folder = folder
        self.keyring = keyring
        self.randomness = randomness
        self.kdf = kdf
        self._clock = clock
        self._vault: Vault | None = None
        self._throttle: Throttle | None = None
        self._opened: OpenedVault | None = None
        self._lock = threading.Lock()

    @property
    def device(self) -> DeviceInfo:
        """Facts about this device. Raises DamagedError."""
        return read_device(self.folder.device)

    @property
    def secrets(self) -> DeviceSecretStore:
        """Where this device's secret is kept. Without device.json (a new computer) it is the keyring."""
        try:
            passwords_only = self.device.passwords_only
        except DamagedError:
            passwords_only = False
        return PasswordsOnly() if passwords_only else self.keyring

    @property
    def vault(self) -> Vault:
        """The key-slot file with this device's secret."""
        if self._vault is None:
            self._vault = Vault(self.folder.keyslots, self.secrets, self.randomness, self.kdf)
        return self._vault

    @property
    def throttle(self) -> Throttle:
        """The counters of failed sign-ins. Raises DamagedError when the key-slot file cannot be read."""
        if self._throttle is None:
            self._throttle = Throttle(self.folder.throttle, self.secrets, self.vault.database_id, self._clock)
        return self._throttle

    @property
    def dek(self) -> bytearray:
        """The database key. Raises LockedError while nobody is signed in."""
        if self._opened is None:
            raise LockedError("The clinic's records are closed. Sign in first.")
        return self._opened.dek

    @contextmanager
    def lent(self) -> Iterator[bytearray]:
        """Lend the database key: a lock on another thread zeroes it only afterwards. Raises LockedError."""
        with self._lock:
            yield self.dek

    @property
    def anchor(self) -> AuditHead | None:
        """Where the audit stood when the key-slot file was written last before this session."""
        anchor = self._opened.anchor if self._opened else None
        return AuditHead(anchor.sequence, anchor.head) if anchor else None

    def hold(self, opened: OpenedVault) -> None:
        """Keep ``opened`` until ``close``; whatever was held before is zeroed."""
        with self._lock:
            self._zero()
            self._opened = opened

    def close(self) -> None:
        """Zero the database key. Harmless when none is held."""
        with self._lock:
            self._zero()

    def forget_paths(self) -> None:
        """Look at the files again: set-up or a restore has put new ones in place."""
        self._vault = None
        self._throttle = None

    def _zero(self) -> None:
        if self._opened is not None:
            zero(self._opened.dek)
            self._opened = None
