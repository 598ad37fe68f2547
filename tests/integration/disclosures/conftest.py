"""A clinic with one accepted visit that left genetic answers and an authorization; each test has a copy of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from app.core.canonical import canonical_json
from app.core.clock import clinic_date
from app.core.paths import DataFolder
from app.models.rights import RestrictionVersion
from app.models.submissions import FormSubmission
from app.rules.disclosure_basis import Basis
from app.rules.rights import Channel as RequestChannel
from app.rules.rights import Outcome, RequestKind
from app.rules.severity import Severity
from app.security.actor import Actor, Role
from app.security.roles import Action, RecordKind
from app.services.copies.service import CopiesService
from app.services.desk import Desk
from app.services.disclosures.service import DisclosureService
from app.services.documents import DocumentService
from app.services.library import LibraryService
from app.services.rights.restrictions import RESTRICTION_PURPOSE
from app.services.rights.service import RightsService
from app.services.views.disclosures import Disclosure
from app.services.views.patients import CheckIn, HandOver, IdentityCheck
from app.services.views.review import DecisionInput, DecisionKind
from app.services.views.rights import AmendmentTerms, IdentitySeen, NewRequest, RequestAnswer
from app.services.views.sharing import RestrictedParty
from tests.clinics import OpenClinic
from tests.fakes import FixedClock, SeededRandomness
from tests.integration.visits.conftest import Practice, content, open_practice
from tests.patient_hand import walk

RECIPIENT = "Dr. Noor Haddad, Lakeside Endocrine"
TAGGED = {"gene.test": "Tagsworth panel 77", "gene.lab": "Helix Lab of Peoria", "gene.why": "Because of cousin Wilma",
          "gene.share.who": "Geneva Tagsworth"}
"""Texts typed into items that are tagged as genetic."""

RELEASED = {**TAGGED, "auth.gene.what": "The Tagsworth result"}
"""The same where the release names what it releases."""

ANSWERS: dict[str, str | bool] = {
    "mh.goal.treatments": "GLP1", "mh.fam.agree": "answer", "mh.fam.mtc": "no",
    "gene.share.who": TAGGED["gene.share.who"], "auth.gene.what": RELEASED["auth.gene.what"],
    "auth.what": "all", "auth.to.name": RECIPIENT, "auth.to.address": "12 Shore Rd, Chicago",
    "auth.why.reason": "care", "auth.end.kind": "date", "auth.end.date": "2027-05-31",
}
WITH_AUTHORIZATION = Disclosure(RECIPIENT, "Thyroid check", Basis.AUTHORIZATION)
OWN = Disclosure("Ána Núñez-Ortega", "Own copy", Basis.TO_INDIVIDUAL)


@dataclass(frozen=True)
class Base:
    """A clinic as it was left: its files are copied for each test."""

    clinic: OpenClinic
    patient_id: str
    authorization_id: str


@dataclass
class Sharing:
    """The clinic's services around what leaves it, for one patient."""

    clinic: OpenClinic
    library: LibraryService
    patient_id: str
    authorization_id: str

    def __post_init__(self) -> None:
        desk = self.clinic.desk
        self.copies = CopiesService(desk, self.library)
        self.disclosures = DisclosureService(desk, self.library)
        self.documents = DocumentService(desk, self.library)

    @property
    def officer(self) -> Actor:
        """The privacy officer, with fresh proof."""
        return self.clinic.actor(Role.PRIVACY_OFFICER)

    def restricted(self, party: RestrictedParty, *, required: bool = False, visits: tuple[str, ...] = ()) -> None:
        """Put a restriction in force."""
        with self.clinic.desk.act(self.officer, Action.CHANGE, RecordKind.RIGHTS_REQUEST) as work:
            content = canonical_json({"what": "the weight-loss visits", "whom": "", "visits": list(visits)})
            work.session.add(RestrictionVersion(
                restriction_id=work.new_id(), patient_id=self.patient_id, request_id=None, active=True,
                party=party.value, required=required, since=clinic_date(work.now, work.zone), at=work.now,
                by=work.actor.user_id, by_name=work.actor.display_name,
                content=work.keys.encrypt(self.patient_id, content, RESTRICTION_PURPOSE)))

    def amended(self, title: str, words: str) -> None:
        """Accept an amendment of the document called ``title``; paper and answer both say ``words``."""
        rights, request_id = self._asked_to_amend()
        rights.answer(self.officer, request_id, RequestAnswer(
            Outcome.GRANTED, words, delivery="mail", terms=AmendmentTerms(words, self.document(title))))

    def disagreed(self, words: str) -> None:
        """Deny an amendment; the patient's statement of disagreement says ``words``."""
        rights, request_id = self._asked_to_amend()
        rights.answer(self.officer, request_id, RequestAnswer(Outcome.DENIED, basis=("not_ours",), delivery="mail"))
        rights.add_statement(self.officer, request_id, words)

    def asked(self, kind: RequestKind, identity: IdentitySeen | None, patient_id: str = "") -> str:
        """Record a request that came by mail; return its id."""
        today = clinic_date(self.clinic.clock.now(), self.clinic.desk.zone())
        return RightsService(self.clinic.desk, self.library).add(self.officer, NewRequest(
            patient_id or self.patient_id, kind, today, RequestChannel.MAIL, "Please correct this.", identity))

    def _asked_to_amend(self) -> tuple[RightsService, str]:
        rights = RightsService(self.clinic.desk, self.library)
        request_id = self.asked(RequestKind.AMEND, IdentitySeen("drivers_license"))
        rights.ask_clinician(self.officer, request_id, "Is it accurate?")
        rights.give_opinion(self.clinic.actor(Role.PROVIDER), request_id, agrees=True, words="The patient is right.")
        return rights, request_id

    def document(self, title: str) -> str:
        """The id of the newest sealed document with this title."""
        return next(row.document_id for row in self.documents.rows(self.officer, self.patient_id) if row.title == title)


def _visited(made: Practice, *, releases: bool) -> str:
    """One whole visit for a GLP-1 medicine with a genetic test and an authorization asked for; the patient's id."""
    patient_id = made.patient()
    start = made.clinic.clock.now()
    visit_id = made.visits.check_in(made.desk_person, CheckIn(
        patient_id, start, made.clinic.actors[Role.PROVIDER].user_id, ("GLP1",), requested_forms=("gene", "auth")))
    view = made.visits.prepare(made.desk_person, visit_id)
    given = {(each.form_id, each.link_id): TAGGED.get(each.link_id) or (
        each.options[0][0] if each.options else "As discussed") for each in view.staff_questions if each.required}
    packet = made.visits.hand_over(made.desk_person, HandOver(visit_id, IdentityCheck("photo_id"), given))
    made.clinic.close()
    tablet = made.tablet(packet)
    walk(tablet, {**ANSWERS, "auth.gene.release": "yes" if releases else "no"})
    tablet.send()
    made.clinic.clock.advance(minutes=10)
    made.clinic.reopen()
    made.inbox.receive(made.desk_person)
    flags = made.review.open(made.provider, visit_id).flags
    if open_flags := [flag for flag in flags if flag.decision is None and flag.severity is not Severity.INFO]:
        made.review.decide(made.provider, visit_id, tuple(
            DecisionInput(flag.rule_id, DecisionKind.CLEARED, "Checked with the patient") for flag in open_flags))
    made.accepted(visit_id, note="Thin skin at the temples")
    return patient_id


@pytest.fixture(scope="session")
def bases(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Base]:
    """Two clinics, built once: the authorization releases genetic information in one of them."""
    return {releases: _built(tmp_path_factory.mktemp("sharing"), releases) for releases in (False, True)}


def _built(root: Path, releases: bool) -> Base:
    made = open_practice(root)
    patient_id = _visited(made, releases=releases)
    clinic = made.clinic
    with clinic.desk.act_system() as work:
        authorization = work.session.scalar(select(FormSubmission.submission_id)
                                            .where(FormSubmission.form_id == "auth"))
    assert authorization is not None
    clinic.close()
    return Base(clinic, patient_id, authorization)


def _opened(base: Base, root: Path) -> Sharing:
    shutil.copytree(base.clinic.folder.root, root, dirs_exist_ok=True)
    clock, folder = FixedClock(base.clinic.clock.now()), DataFolder(root)
    clinic = OpenClinic(Desk(clock, SeededRandomness(77), folder, "Test tablet"), clock, folder, base.clinic.dek,
                        base.clinic.database_id, base.clinic.actors)
    clinic.reopen()
    return Sharing(clinic, LibraryService(clinic.desk, content(), demo=True), base.patient_id, base.authorization_id)


@pytest.fixture
def sharing(bases: dict[bool, Base], tmp_path: Path) -> Iterator[Sharing]:
    """The clinic whose patient authorized sharing, but no genetic information."""
    found = _opened(bases[False], tmp_path / "clinic")
    yield found
    found.clinic.close()


@pytest.fixture
def released(bases: dict[bool, Base], tmp_path: Path) -> Iterator[Sharing]:
    """The clinic whose patient released the genetic information too."""
    found = _opened(bases[True], tmp_path / "released")
    yield found
    found.clinic.close()
