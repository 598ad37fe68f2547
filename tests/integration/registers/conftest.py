"""A clinic with every service, a seal key and a device that knows its name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import select

from app.documents.certificates import ClinicCa, SealKey, issue_seal_certificate, new_clinic_ca
from app.models.audit import AuditEntry
from app.security.actor import Actor, Role
from app.security.device_secret import InMemoryDeviceSecret
from app.services.clinic_keys import KeyPurpose, keep_key
from app.services.device import DeviceInfo, write_device
from app.services.registry import Services, build_services
from app.services.views.patients import NewPatient
from tests.clinics import CLINIC, KDF, SESSION, OpenClinic, open_clinic
from tests.fakes import START, SeededRandomness

DEVICE = DeviceInfo("0192f0c1-0000-7000-8000-00000000000d", "Front desk", "Secret Service", False)


@cache
def seal() -> tuple[ClinicCa, SealKey]:
    """A certificate authority and a seal key, made once for all tests."""
    authority = new_clinic_ca(CLINIC.name, START)
    return authority, issue_seal_certificate(authority, CLINIC.name, START)


@dataclass
class Office:
    """The clinic and its services, with short words for what tests do again and again."""

    clinic: OpenClinic
    services: Services

    def actor(self, role: Role = Role.PRIVACY_OFFICER) -> Actor:
        """The person of ``role``, with fresh proof."""
        return self.clinic.actor(role)

    def patient(self, given: str = "Ana", family: str = "Ortega") -> str:
        """Add a patient."""
        return self.services.patients.add(self.actor(Role.FRONT_DESK), NewPatient(given, family, date(1986, 3, 14)))

    def look(self, patient_id: str, role: Role = Role.FRONT_DESK, times: int = 1) -> None:
        """Open a patient's record."""
        for _ in range(times):
            self.services.patients.open(self.actor(role), patient_id)

    def audited(self, event: str) -> list[AuditEntry]:
        """The entries of one event, oldest first."""
        with self.clinic.desk.act_system() as work:
            return list(work.session.scalars(select(AuditEntry).where(AuditEntry.event == event)
                                             .order_by(AuditEntry.sequence)))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    clinic = open_clinic(tmp_path / "clinic")
    authority, key = seal()
    with clinic.desk.act_system() as work:
        keep_key(work.session, work.new_id(), KeyPurpose.CA, public=authority.certificate, private=b"", now=work.now)
        keep_key(work.session, work.new_id(), KeyPurpose.SEAL, public=key.certificate, private=key.private_key,
                 now=work.now)
    randomness = SeededRandomness(9)
    write_device(clinic.folder.device, DEVICE)
    services = build_services(clinic.folder, InMemoryDeviceSecret(randomness), clinic.clock, randomness, kdf=KDF)
    services.desk.attach(clinic.desk.store, SESSION, CLINIC)
    clinic.desk = services.desk
    yield Office(clinic, services)
    clinic.close()
