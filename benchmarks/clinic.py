"""A clinic to measure on: founded once through the demo's own story, then copied for each size."""

from __future__ import annotations

import copy
import shutil
from dataclasses import dataclass
from pathlib import Path

from app.bootstrap import Ports, ServiceDoor
from app.core.paths import DataFolder
from app.demo.build import PASSWORD, Person
from app.demo.store import Demo, open_demo
from app.security.actor import Actor
from app.security.device_secret import InMemoryDeviceSecret
from app.security.totp import code_at
from app.services.registry import Services
from tests.fakes import FixedClock


@dataclass
class BenchClinic:
    """A clinic's folder with its services and staff. ``clock`` stands still until it is moved."""

    ports: Ports
    clock: FixedClock
    people: tuple[Person, ...]
    door: ServiceDoor

    @property
    def services(self) -> Services:
        """The real services on this folder."""
        return self.door()

    def user_name(self, key: str) -> str:
        """Return the user name of the cast member ``key``."""
        return self._person(key).staff.user_name

    def code(self, key: str) -> str:
        """Return what the authenticator of ``key`` shows now."""
        return code_at(self._person(key).secret, self.clock.now())

    def pass_time(self) -> None:
        """Let so much time go by that a code is asked for again."""
        self.clock.advance(minutes=16)

    def sign_in(self, key: str = "adeyemi") -> Actor:
        """Sign ``key`` in after a pause, with password and code."""
        if self.services.access.is_open:
            self.services.access.lock("Measured.")
        self.pass_time()
        outcome = self.services.access.enter_password(self.user_name(key), PASSWORD)
        return outcome.actor or self.services.access.enter_code(self.code(key))

    def copied_to(self, folder: Path) -> BenchClinic:
        """Return the same clinic in another folder, with a keyring of its own. It must be locked."""
        shutil.copytree(self.ports.folder.root, folder)
        secret = copy.deepcopy(self.ports.secrets())
        clock = copy.deepcopy(self.clock)
        ports = Ports(DataFolder(folder), clock, self.ports.randomness, lambda: secret)
        return BenchClinic(ports, clock, self.people, ServiceDoor(ports))

    def secret(self) -> InMemoryDeviceSecret:
        """Return the keyring, to be handed to another process."""
        found = self.ports.secrets()
        assert isinstance(found, InMemoryDeviceSecret)
        return found

    def _person(self, key: str) -> Person:
        return next(person for person in self.people if person.key == key)


def found_clinic(folder: Path) -> BenchClinic:
    """Found the demo's clinic in ``folder``, with the real cost of a password and a visit at every stage; locked."""
    clock = FixedClock()
    demo: Demo = open_demo(DataFolder(folder), clock)
    return BenchClinic(demo.ports, clock, demo.people, ServiceDoor(demo.ports))
