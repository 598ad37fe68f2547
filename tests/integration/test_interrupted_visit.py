"""The power goes at any moment of a visit: after a staff sign-in it goes on at the same page with the same answers."""

from __future__ import annotations

import random

import pytest

from app.bootstrap import ServiceDoor
from app.intake.outbox import Outbox
from app.intake.visit import IntakeVisit
from app.services.registry import Services
from app.services.views.patients import HandOver, IdentityCheck
from tests.demo_clinic import PASSWORD, DemoClinic
from tests.integration.other_process import TabletProcess
from tests.integration.tablet_process import PATIENT, state_of

_PROMISE = 1.0
"""Seconds that may be lost."""


def resumed(clinic: DemoClinic) -> IntakeVisit:
    """Start the app again, sign in, receive, and hand the tablet over once more."""
    services = ServiceDoor(clinic.ports())()
    try:
        return _hand_over(services, clinic)
    finally:
        services.access.lock("The test is over.")


def _hand_over(services: Services, clinic: DemoClinic) -> IntakeVisit:
    clinic.clock.advance(minutes=20)
    services.access.enter_password("elena", PASSWORD)
    actor = services.access.enter_code(clinic.code("elena"))
    report = services.inbox.receive(actor)
    assert report.sentences == ()
    assert list(clinic.folder.outbox.glob("*.item")) == []
    card = next(card for card in services.visits.board(actor).cards if card.patient_name == PATIENT)
    view = services.visits.prepare(actor, card.visit_id)
    assert view.resumes == bool(report.drafts)
    given = {(each.form_id, each.link_id): each.value for each in view.staff_questions}
    packet = services.visits.hand_over(actor, HandOver(card.visit_id, IdentityCheck("photo_id"), given))
    return IntakeVisit(packet, clinic.clock, Outbox(clinic.folder.outbox, packet, clinic.ports().randomness))


@pytest.mark.parametrize("chance", range(2))
def test_a_visit_killed_at_any_moment_goes_on_with_what_was_entered_a_second_before(
        chance: int, shared_clinic: DemoClinic, tablet: TabletProcess) -> None:
    tablet.read(random.Random(chance).uniform(0.6, 5.0))
    killed_at = tablet.kill()
    said = [line for line in tablet.lines if line["kind"] == "state"]
    late = max(float(str(line["late"])) for line in said)
    at = [float(str(line["at"])) for line in said]
    saved = state_of(resumed(shared_clinic))
    known = [number for number, line in enumerate(said) if line["state"] == saved]
    assert known, (saved, [line["state"] for line in said])
    replaced_at = [*at[1:], killed_at][known[-1]]
    assert killed_at - replaced_at <= _PROMISE + late
