"""The demo's register: the incidents of its year, and a letter to the address of a real registration."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from pypdf import PdfReader

from app.rules.breach_clocks import Duty
from app.security.actor import Actor
from app.services.registry import Services, build_services
from app.services.views.incidents import FinderFilter, KeyFinding, KeyQuestion, NoticeState
from tests.clinics import KDF
from tests.demo_clinic import PASSWORD, DemoClinic
from tests.integration.incidents.conftest import BREACH, NOTICE

Open = tuple[Services, Actor]


@pytest.fixture
def desk(demo: DemoClinic) -> Iterator[Open]:
    """The demo's services with its privacy officer signed in."""
    ports = demo.ports()
    services = build_services(demo.folder, demo.keyring, demo.clock, ports.randomness, demo=True, kdf=KDF)
    services.access.enter_password("judith", PASSWORD)
    yield services, services.access.enter_code(demo.code("judith"))
    services.access.lock("end of the test")


def test_the_register_tells_the_year(desk: Open) -> None:
    services, officer = desk
    rows = services.incidents.register(officer).rows
    assert [(row.title, row.people, row.clock.words, row.status_words) for row in rows] == [
        ("Consent copy emailed to the wrong address", 1, "52 days left", "Risk assessment"),
        ("Tablet left unlocked in room 2", 0, "Stopped", "Closed, no data seen"),
        ("Printed schedule found at front desk", 2, "Stopped", "Closed, low risk"),
        ("Wrong chart opened at the front desk", 1, "Stopped", "Closed, exception")]
    assert rows[0].number.endswith("-004")


def test_a_letter_goes_to_the_address_of_the_registration(desk: Open) -> None:
    services, officer = desk
    incident = services.incidents.register(officer).rows[0].incident_id
    services.incidents.assess(officer, incident, BREACH)
    services.incidents.save_notice(officer, incident, NOTICE)
    assert services.incidents.make_letters(officer, incident).made == 1
    person = services.incidents.open(officer, incident).people[0]
    assert (person.name, person.notice) == ("Imani Okafor", NoticeState.MADE)
    assert person.document_id is not None
    document = services.documents.open(officer, person.document_id)
    words = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(document.pdf)).pages)
    assert document.verification.valid
    assert "Imani Okafor\n1420 W Belmont Ave\nChicago IL 60657" in words


def test_the_log_and_the_device_register_answer(desk: Open) -> None:
    services, officer = desk
    incident = services.incidents.register(officer).rows[0].incident_id
    found = services.incidents.find(officer, incident, FinderFilter(device="Demo computer"))
    assert {each.name for each in found} >= {"Imani Okafor", "Tomás Villareal"}
    answer = services.incidents.answer_keys(officer, incident, KeyQuestion("Demo computer", False, False))
    assert answer.finding is KeyFinding.SAFE
    assert [clock.duty for clock in services.incidents.open(officer, incident).clocks] == [Duty.PATIENTS, Duty.HHS]
