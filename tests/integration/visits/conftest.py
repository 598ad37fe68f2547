"""A clinic with every service of a visit, a seal key and loaded policies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from app.documents.certificates import ClinicCa, SealKey, issue_seal_certificate, new_clinic_ca
from app.intake.outbox import Outbox
from app.intake.packet import Packet
from app.intake.visit import IntakeVisit
from app.security.actor import Actor, Role
from app.services.clinic_keys import KeyPurpose, keep_key
from app.services.documents import DocumentService
from app.services.inbox import InboxReport, InboxService
from app.services.library import LibraryService
from app.services.library_content import LibraryContent, load_content
from app.services.patients import PatientService
from app.services.policies import PoliciesService
from app.services.review import ReviewService
from app.services.shipped_policies import shipped_policies
from app.services.views.patients import BoardCard, CheckIn, HandOver, IdentityCheck, NewPatient, StaffQuestion
from app.services.views.review import AcceptResult, Countersign
from app.services.visits import VisitService
from tests.clinics import CLINIC, OpenClinic, open_clinic
from tests.fakes import START
from tests.patient_hand import walk

PLANNED = {("c_btx", "c.btx.product"): "Botox Cosmetic", ("c_btx", "c.btx.area"): "Forehead"}
"""Staff's own part of the wrinkle-relaxer consent."""


@cache
def content() -> LibraryContent:
    """Everything shipped, read once for all tests."""
    return load_content()


@cache
def seal() -> tuple[ClinicCa, SealKey]:
    """A certificate authority and a seal key, made once for all tests."""
    authority = new_clinic_ca(CLINIC.name, START - timedelta(days=1))
    return authority, issue_seal_certificate(authority, CLINIC.name, START - timedelta(days=1))


@dataclass
class Practice:
    """The clinic and its services, with short words for what tests do again and again."""

    clinic: OpenClinic
    library: LibraryService
    patients: PatientService
    visits: VisitService
    inbox: InboxService
    review: ReviewService
    documents: DocumentService

    @property
    def desk_person(self) -> Actor:
        """Somebody at the front desk."""
        return self.clinic.actor(Role.FRONT_DESK)

    @property
    def provider(self) -> Actor:
        """A physician, who is the medical director too."""
        return self.clinic.actor(Role.PROVIDER)

    @property
    def aesthetician(self) -> Actor:
        """A licensed esthetician."""
        return self.clinic.actor(Role.AESTHETICIAN)

    def patient(self, family: str = "Núñez-Ortega", born: date = date(1986, 3, 14)) -> str:
        """Add a patient."""
        return self.patients.add(self.desk_person, NewPatient("Ána", family, born, "(773) 555-0148"))

    def checked_in(self, patient_id: str, *codes: str, provider: Role = Role.PROVIDER) -> str:
        """Check the patient in for half an hour from now."""
        return self.visits.check_in(self.desk_person, CheckIn(
            patient_id, self.clinic.clock.now() + timedelta(minutes=30), self.clinic.actors[provider].user_id,
            codes or ("BTX_BOTOX",)))

    def handed_over(self, visit_id: str, identity: IdentityCheck | None = None) -> Packet:
        """Hand the tablet over; staff's part is filled in as far as the visit asks for it."""
        view = self.visits.prepare(self.desk_person, visit_id)
        given = {(each.form_id, each.link_id): PLANNED.get((each.form_id, each.link_id), _said(each))
                 for each in view.staff_questions if each.required}
        return self.visits.hand_over(self.desk_person, HandOver(visit_id, identity or IdentityCheck("photo_id"), given))

    def tablet(self, packet: Packet) -> IntakeVisit:
        """The visit on the tablet."""
        outbox = Outbox(self.clinic.folder.outbox, packet, self.clinic.desk.randomness)
        return IntakeVisit(packet, self.clinic.clock, outbox)

    def sent(self, visit_id: str, answers: dict[str, str | bool] | None = None, **how: object) -> InboxReport:
        """Hand over, let the patient fill in and send everything while the records are closed, and receive it."""
        packet = self.handed_over(visit_id)
        self.clinic.close()
        tablet = self.tablet(packet)
        walk(tablet, answers, **how)  # type: ignore[arg-type]  # passed on as it is
        tablet.send()
        self.clinic.clock.advance(minutes=10)
        self.clinic.reopen()
        report = self.inbox.receive(self.desk_person)
        assert report.received == 1, report
        return report

    def signed_off(self, visit_id: str) -> dict[tuple[str, str], str]:
        """The provider's own answers: every statement that is asked for confirmed."""
        parts = self.review.open(self.provider, visit_id).parts
        return {(part.form_id, question.link_id): "true" for part in parts for question in part.provider_questions
                if question.required and question.type == "boolean"}

    def accepted(self, visit_id: str, note: str = "") -> AcceptResult:
        """Accept and countersign as the provider, who confirms every statement."""
        return self.review.accept(self.provider, Countersign(visit_id, note, self.signed_off(visit_id)))

    def without(self, form_id: str) -> Practice:
        """The same clinic with an app that does not have the form yet."""
        shipped = content()
        forms = tuple(form for form in shipped.forms if form.form_id != form_id)
        desk, library = self.clinic.desk, LibraryService(self.clinic.desk, replace(shipped, forms=forms), demo=True)
        return Practice(self.clinic, library, PatientService(desk, library), VisitService(desk, library, demo=True),
                        InboxService(desk, library), ReviewService(desk, library, demo=True), self.documents)

    def card(self, visit_id: str) -> BoardCard:
        """The visit's card on today's board."""
        return next(card for card in self.visits.board(self.desk_person).cards if card.visit_id == visit_id)


def _said(question: StaffQuestion) -> str:
    """What staff answer when a test does not care: the first option, or some words."""
    return question.options[0][0] if question.options else "As discussed"


def open_practice(root: Path) -> Practice:
    """Make a practice whose forms need no approval (as in the demo), open for work; close its clinic at the end."""
    clinic = open_clinic(root)
    authority, seal_key = seal()
    with clinic.desk.act_system() as work:
        keep_key(work.session, work.new_id(), KeyPurpose.CA, public=authority.certificate, private=b"sealed",
                 now=work.now)
        keep_key(work.session, work.new_id(), KeyPurpose.SEAL, public=seal_key.certificate,
                 private=seal_key.private_key, now=work.now)
    policies = PoliciesService(clinic.desk)
    for policy in shipped_policies(CLINIC):
        policies.load(clinic.actor(Role.ADMINISTRATOR), kind=policy.kind, title=policy.title, version=policy.version,
                      effective=policy.effective, content=policy.content)
    library = LibraryService(clinic.desk, content(), demo=True)
    return Practice(clinic, library, PatientService(clinic.desk, library),
                    VisitService(clinic.desk, library, demo=True), InboxService(clinic.desk, library),
                    ReviewService(clinic.desk, library, demo=True), DocumentService(clinic.desk, library))


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    """A practice for one test."""
    made = open_practice(tmp_path)
    yield made
    made.clinic.close()
