"""Where the clinic's files lie. One folder, mode 0700, holds everything."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class DataFolder:
    """Names every file and folder below ``root``; creates nothing."""

    root: Path

    @property
    def records(self) -> Path:
        """The SQLCipher database with every record."""
        return self.root / "records.db"

    @property
    def patient_keys(self) -> Path:
        """The SQLCipher database that holds one random key per patient and nothing else."""
        return self.root / "patient_keys.db"

    @property
    def keyslots(self) -> Path:
        """The key-slot file: the database key, wrapped once per person and once for the recovery key."""
        return self.root / "keyslots.json"

    @property
    def throttle(self) -> Path:
        """Failed sign-ins and recovery-code hashes, authenticated under the device secret."""
        return self.root / "throttle.json"

    @property
    def device(self) -> Path:
        """Public facts about this device: id, name, keyring backend."""
        return self.root / "device.json"

    @property
    def window(self) -> Path:
        """What the sign-in window shows and how: the clinic's name and address, the theme. Nothing about patients."""
        return self.root / "window.json"

    @property
    def public_keys(self) -> Path:
        """The inbox public key, the recovery public key and the clinic CA certificate."""
        return self.root / "public.json"

    @property
    def outbox(self) -> Path:
        """Sealed items of visits, one file per visit."""
        return self.root / "outbox"

    @property
    def aside(self) -> Path:
        """Sealed items that did not open or belong elsewhere; kept and reported, never deleted."""
        return self.root / "set-aside"

    @property
    def staff_drafts(self) -> Path:
        """Unfinished staff input, sealed to the clinic's inbox key."""
        return self.root / "staff-drafts"

    @property
    def logs(self) -> Path:
        """Technical log without patient data."""
        return self.root / "logs"

    @property
    def demo_marker(self) -> Path:
        """Present only in the demo's throw-away folder."""
        return self.root / "DEMO-NOT-FOR-PATIENTS"
