"""What is open at the privacy desk holds a record: a request, an incident, a suspension. Asking to delete does not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.core.clock import clinic_date
from app.core.errors import InvalidInputError
from app.rules.disclosure_basis import Basis
from app.rules.rights import Channel, Outcome, RequestKind
from app.services.retention.dates import keep_until
from app.services.retention.matters import ANSWER_FIRST
from app.services.views.disclosures import NewSuspension
from app.services.views.incidents import IncidentFacts, PeopleChange
from app.services.views.patients import NewPatient
from app.services.views.rights import IdentitySeen, NewRequest, RequestAnswer
from tests.integration.retention.counter import Counter
from tests.integration.retention.office import Office


def test_an_open_request_holds_the_record(desk: Counter) -> None:
    patient_id = desk.patient()
    desk.later()
    desk.services.rights.add(desk.officer, NewRequest(patient_id, RequestKind.COPY, desk.today, Channel.EMAIL,
                                                      "I want my record."))
    assert "is not answered yet" in desk.obstacle(patient_id)
    assert desk.retention.queue(desk.officer).rows[0].hold_title == "Open request"
    with pytest.raises(InvalidInputError, match="is not answered yet"):
        desk.retention.propose(desk.officer, patient_id)


def test_an_open_incident_holds_the_record_of_whoever_it_affects(desk: Counter) -> None:
    patient_id, other = desk.patient(), desk.patient(date(1971, 1, 1))
    desk.later()
    desk.services.incidents.report(desk.officer, IncidentFacts("Lost tablet", "Left on a train.", desk.today))
    incident = desk.services.incidents.register(desk.officer).rows[0].incident_id
    desk.services.incidents.change_people(desk.officer, incident, PeopleChange(added=(patient_id,)))
    assert "is not closed yet" in desk.obstacle(patient_id)
    assert desk.obstacle(other) == ""
    desk.services.incidents.change_people(desk.officer, incident, PeopleChange(removed=(patient_id,)))
    assert desk.obstacle(patient_id) == ""


def test_a_suspended_accounting_holds_the_record_to_its_last_day(desk: Counter) -> None:
    patient_id = desk.patient()
    desk.later()
    desk.services.disclosures.suspend(desk.officer, patient_id, NewSuspension(
        "Police", "Officer Stern", "Telling would impede us.", Basis.LAW_ENFORCEMENT, False, desk.today,
        desk.today + timedelta(days=10)))
    assert "is suspended until" in desk.obstacle(patient_id)
    desk.later(10)
    assert "is suspended until" in desk.obstacle(patient_id)
    desk.later(1)
    assert desk.obstacle(patient_id) == ""


def test_a_request_for_deletion_is_answered_first_and_does_not_undo_itself(office: Office) -> None:
    """Its letter is no reason to keep the record for six more years; other letters are."""
    services = office.services
    patient_id = services.patients.add(office.sign_in("elena"), NewPatient("Otto", "Newman", date(1980, 1, 1), ""))
    office.years_go_by()
    officer = office.sign_in("judith")
    day = clinic_date(office.demo.clock.now(), services.desk.zone())
    request = services.rights.add(officer, NewRequest(patient_id, RequestKind.DELETE, day, Channel.MAIL,
                                                      "Delete what you have.", IdentitySeen("passport")))
    assert services.retention.review(officer, patient_id).obstacle == ANSWER_FIRST
    _finish(office, request)
    assert services.retention.review(office.sign_in("judith"), patient_id).obstacle == ""
    with services.desk.act_system() as work:
        assert keep_until(work, patient_id).rule_id == "R-1"


def _finish(office: Office, request_id: str) -> None:
    """Take every step of the request, and grant it."""
    services = office.services
    for _ in range(6):
        officer = office.sign_in("judith")
        view = services.rights.open(officer, request_id)
        step = next((each for each in view.steps if each.state.value == "now"), None)
        if step is None or step.step.value == "answer":
            break
        services.rights.finish_step(officer, request_id, step.step)
    services.rights.answer(office.sign_in("judith"), request_id, RequestAnswer(Outcome.GRANTED, "As you asked.",
                                                                                delivery="mail"))
