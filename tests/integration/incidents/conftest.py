"""A clinic with a seal key, the breach register, and patients that are quick to make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.core.canonical import canonical_json
from app.core.clock import clinic_date
from app.models.audit import AuditEntry
from app.models.patients import Patient
from app.models.rights import ConfidentialContactVersion
from app.rules.breach_assessment import Assessment, Conclusion, Factor, FactorAnswer, Risk
from app.rules.breach_letter import NoticeText, PhiKind
from app.security.actor import Actor, Role
from app.security.roles import Action, RecordKind
from app.services.clinic_keys import KeyPurpose, keep_key
from app.services.desk import Work
from app.services.incidents.service import IncidentService
from app.services.patient_search import index_patient
from app.services.rights.restrictions import CONTACT_PURPOSE
from app.services.views.incidents import IncidentFacts, IncidentView, PeopleChange
from tests.clinics import OpenClinic, open_clinic
from tests.integration.visits.conftest import seal

FACTS = IncidentFacts("Consent copy emailed to the wrong address", "A copy of a consent went to a stranger’s mailbox.",
                      date(2026, 11, 16), date(2026, 11, 15), (PhiKind.NAME, PhiKind.TREATMENT), (("IL", 1),),
                      got_by="The holder of a mailbox nobody here knows")
NOTICE = NoticeText("We sent a copy of your consent form to the wrong address.", (PhiKind.NAME, PhiKind.TREATMENT),
                    "Call us if anybody contacts you about it.", "We asked the holder of the mailbox to delete it.",
                    "privacy@example.com", date(2026, 11, 16))
LOW = Assessment(tuple(FactorAnswer(factor, Risk.LOW, "A covered clinic got it by mistake and deleted it unread.")
                       for factor in Factor), Conclusion.LOW_PROBABILITY, "Deleted unread, with written assurance.")
BREACH = Assessment((), Conclusion.BREACH, "It went to a stranger and cannot be called back.")


@dataclass
class Register:
    """The open clinic, its breach register, and short words for what tests do again and again."""

    clinic: OpenClinic
    service: IncidentService

    @property
    def officer(self) -> Actor:
        """The privacy officer with fresh proof."""
        return self.clinic.actor(Role.PRIVACY_OFFICER)

    @property
    def today(self) -> date:
        """The clinic's day."""
        return clinic_date(self.clinic.clock.now(), self.clinic.desk.zone())

    def report(self, facts: IncidentFacts = FACTS, **changes: object) -> str:
        """Report an incident at the front desk and return its id."""
        number = self.service.report(self.clinic.actor(Role.FRONT_DESK), replace(facts, **changes))  # type: ignore[arg-type]  # a test's own fields
        return next(row.incident_id for row in self.service.register(self.officer).rows if row.number == number)

    def open(self, incident_id: str) -> IncidentView:
        """The incident as the privacy officer sees it."""
        return self.service.open(self.officer, incident_id)

    def patients(self, count: int = 1, given: str = "Maria", family: str = "Hernandez",
                 contact: str = "100 N Test Street\nChicago, IL 60601", channel: str = "mail") -> tuple[str, ...]:
        """Add patients; with ``contact`` they asked for confidential communications there."""
        with self.clinic.desk.act(self.clinic.actor(Role.FRONT_DESK), Action.CREATE, RecordKind.PATIENT) as work:
            last = work.session.scalar(select(func.max(Patient.record_number))) or 1000
            return tuple(_patient(work, last + n + 1, given, family, contact, channel) for n in range(count))

    def affect(self, incident_id: str, *patient_ids: str, note: str = "") -> None:
        """Confirm who is affected."""
        self.service.change_people(self.officer, incident_id, PeopleChange(patient_ids, note=note))

    def events(self, patient_id: str | None = None) -> list[str]:
        """Every audited event, or those of one patient, oldest first."""
        with self.clinic.desk.act_system() as work:
            wanted = select(AuditEntry.event).order_by(AuditEntry.sequence)
            if patient_id is not None:
                wanted = wanted.where(AuditEntry.patient_id == patient_id)
            return list(work.session.scalars(wanted))


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    clinic = open_clinic(tmp_path / "clinic")
    before, (authority, key) = clinic.clock.now() - timedelta(days=1), seal()
    with clinic.desk.act(clinic.actor(Role.ADMINISTRATOR), Action.CHANGE, RecordKind.CLINIC) as work:
        keep_key(work.session, work.new_id(), KeyPurpose.CA, public=authority.certificate, private=b"", now=before)
        keep_key(work.session, work.new_id(), KeyPurpose.SEAL, public=key.certificate, private=key.private_key,
                 now=before)
    yield Register(clinic, IncidentService(clinic.desk))
    clinic.close()


def _patient(work: Work, number: int, given: str, family: str, contact: str, channel: str) -> str:
    patient_id = work.new_id()
    work.keys.new(patient_id)
    patient = Patient(patient_id=patient_id, record_number=number, given_name=given, family_name=family,
                      birth_date=date(1986, 3, 14), phone="+13125550148", email="maria.hernandez@example.com",
                      preferred_name="", pronouns="", created_at=work.now, created_by=work.actor.user_id)
    work.session.add(patient)
    work.session.flush()
    index_patient(work.session, patient)
    work.audit("patient.create", patient_id=patient_id, subject=patient_id)
    if contact:
        work.session.add(ConfidentialContactVersion(
            patient_id=patient_id, request_id=None, submission_id=None, active=True, channel=channel,
            since=date(2026, 11, 1), at=work.now, by=work.actor.user_id, by_name=work.actor.display_name,
            content=work.keys.encrypt(patient_id, canonical_json({"how": contact}), CONTACT_PURPOSE)))
    work.session.flush()
    return patient_id
