"""A clinic made in a moment, with one person per role and every service, for tests without documents."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from app.core.clock import clinic_date
from app.security.actor import Actor, Role
from app.security.device_secret import InMemoryDeviceSecret
from app.services.registry import Services, build_services
from app.services.views.patients import NewPatient
from tests.clinics import CLINIC, KDF, SESSION, OpenClinic, open_clinic
from tests.fakes import SeededRandomness

SEVEN_YEARS: Final = 7 * 365


class Counter:
    """An open clinic with its services; the date is confirmed after each long time."""

    def __init__(self, root: Path) -> None:
        self.clinic: OpenClinic = open_clinic(root)
        random = SeededRandomness(5)
        self.services: Services = build_services(self.clinic.folder, InMemoryDeviceSecret(random), self.clinic.clock,
                                                 random, demo=True, kdf=KDF)
        self.services.desk.attach(self.clinic.desk.store, SESSION, CLINIC)
        self.retention = self.services.retention

    @property
    def officer(self) -> Actor:
        """The privacy officer with fresh proof."""
        return self.clinic.actor(Role.PRIVACY_OFFICER)

    @property
    def second(self) -> Actor:
        """The administrator with fresh proof."""
        return self.clinic.actor(Role.ADMINISTRATOR)

    @property
    def today(self) -> date:
        """The clinic's day."""
        return clinic_date(self.clinic.clock.now(), self.services.desk.zone())

    def patient(self, born: date = date(1986, 3, 14)) -> str:
        """Add a patient who never comes again."""
        return self.services.patients.add(self.clinic.actor(Role.FRONT_DESK),
                                          NewPatient("Wilhelmina", "Quillfeather", born, ""))

    def later(self, days: int = SEVEN_YEARS) -> None:
        """Let time pass, and confirm the date when it is in doubt."""
        self.clinic.clock.advance(days=days)
        if self.retention.queue(self.officer).clock_problem:
            self.retention.confirm_clock(self.officer)

    def obstacle(self, patient_id: str) -> str:
        """What stands in the officer's way."""
        return self.retention.review(self.officer, patient_id).obstacle
