"""The demo's fictional clinic, built once per test session and copied for each test that changes it."""

from __future__ import annotations

import copy
import itertools
import shutil
from dataclasses import dataclass
from pathlib import Path

from app.bootstrap import Ports
from app.core.paths import DataFolder
from app.demo.build import PASSWORD, Person
from app.demo.store import open_demo
from app.security.device_secret import DeviceSecretStore
from app.security.totp import code_at
from tests.clinics import KDF
from tests.fakes import FixedClock, SeededRandomness

__all__ = ["PASSWORD", "DemoClinic", "build_demo"]

_seeds = itertools.count(1001)
"""Every copy draws other random numbers than the demo was built with, or its ids would come up twice."""


@dataclass(frozen=True)
class DemoClinic:
    """A clinic of its own: a folder, a clock that stands still, and the secrets of its staff."""

    folder: DataFolder
    clock: FixedClock
    keyring: DeviceSecretStore
    people: tuple[Person, ...]

    def ports(self) -> Ports:
        """What the program runs on; call again for another start of the app."""
        return Ports(self.folder, self.clock, SeededRandomness(next(_seeds)), lambda: self.keyring, KDF)

    def code(self, user_name: str) -> str:
        """What the authenticator app shows; time moves on first, so that no code is used twice."""
        self.clock.advance(seconds=31)
        return code_at(self.secret(user_name), self.clock.now())

    def secret(self, user_name: str) -> str:
        """The secret in the authenticator app of ``user_name``."""
        return next(person.secret for person in self.people if person.staff.user_name == user_name)

    def copy(self, root: Path) -> DemoClinic:
        """The same clinic in another folder, with a clock of its own."""
        shutil.copytree(self.folder.root, root)
        return DemoClinic(DataFolder(root), FixedClock(self.clock.now()), copy.deepcopy(self.keyring), self.people)


def build_demo(root: Path) -> DemoClinic:
    """Build the demo in ``root``: its staff really sign in, its patients really sign. Only a guess costs less."""
    clock = FixedClock()
    demo = open_demo(DataFolder(root), clock, SeededRandomness(7), KDF)
    return DemoClinic(DataFolder(root), clock, demo.ports.secrets(), demo.people)
