"""Forms beside those that are due: asked for by staff, or opened by an answer of the patient at the same visit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.core.errors import InvalidInputError
from app.forms import Answer
from app.intake.places import Place, PlaceKind
from app.intake.visit import IntakeVisit
from app.models.audit import AuditEntry
from app.security.actor import Role
from app.services.policies import PoliciesService
from app.services.views.patients import CheckIn, DueReason, VisitStage
from tests.integration.visits.conftest import Practice
from tests.integration.visits.steps import decide_all
from tests.patient_hand import fill, walk


def check_in(practice: Practice, patient_id: str, *requested: str) -> str:
    """Check the patient in for a facial with forms staff ask for."""
    return practice.visits.check_in(practice.desk_person, CheckIn(
        patient_id, practice.clinic.clock.now() + timedelta(minutes=30), practice.clinic.actors[Role.PROVIDER].user_id,
        ("BTX_BOTOX",), requested))


def returning(practice: Practice) -> str:
    """A patient whose first visit is over, a hundred days later."""
    patient_id = practice.patient()
    visit_id = practice.checked_in(patient_id)
    practice.sent(visit_id)
    decide_all(practice, visit_id)
    practice.accepted(visit_id)
    practice.clinic.clock.advance(days=100)
    return patient_id


def reasons(practice: Practice, visit_id: str) -> dict[str, DueReason]:
    return {due.form_id: due.reason for due in practice.visits.prepare(practice.desk_person, visit_id).due}


def send(practice: Practice, tablet: IntakeVisit) -> None:
    tablet.send()
    practice.clinic.clock.advance(minutes=10)
    assert practice.inbox.receive(practice.desk_person).received == 1


def test_an_optional_form_is_due_because_staff_asked_for_it(practice: Practice) -> None:
    patient_id = returning(practice)
    titles = {choice.form_id: choice.title for choice in practice.visits.form_choices(practice.desk_person)}
    assert {"bipa", "gene", "card", "reg"} <= titles.keys()
    preview = practice.visits.due_forms(practice.desk_person, patient_id, ("BTX_BOTOX",), ("card",))
    (card,) = [due for due in preview if due.form_id == "card"]
    assert (card.reason, card.why) == (DueReason.REQUESTED,
                                       "Staff asked for it: the patient wants to keep a card on file.")
    visit_id = check_in(practice, patient_id, "card", "photo")
    assert reasons(practice, visit_id) == {"upd": DueReason.EVERY_VISIT, "comm": DueReason.OPENED,
                                           "card": DueReason.REQUESTED, "photo": DueReason.REQUESTED}
    with practice.clinic.desk.act_system() as work:
        told = work.session.scalar(select(AuditEntry.detail).where(AuditEntry.event == "visit.check_in",
                                                                   AuditEntry.subject == visit_id))
    assert told == f"3 forms are due. Asked for: {titles['card']}, {titles['photo']}."


def test_one_more_form_can_be_asked_for_until_the_visit_is_sent(practice: Practice) -> None:
    visit_id = check_in(practice, returning(practice))
    assert "gene" not in reasons(practice, visit_id)
    practice.visits.request_forms(practice.desk_person, visit_id, ("gene", "gene"))
    practice.visits.request_forms(practice.desk_person, visit_id, ("gene",))
    assert reasons(practice, visit_id)["gene"] is DueReason.REQUESTED
    with pytest.raises(InvalidInputError, match="not in the app"):
        practice.visits.request_forms(practice.desk_person, visit_id, ("../reg",))
    tablet = practice.tablet(practice.handed_over(visit_id))
    walk(tablet)
    send(practice, tablet)
    sent = {part.form_id: part.status for part in practice.review.open(practice.provider, visit_id).parts}
    assert sent["gene"] == "signed"
    with pytest.raises(InvalidInputError, match="already sent"):
        practice.visits.request_forms(practice.desk_person, visit_id, ("bipa",))


def test_a_form_asked_for_holds_nothing_up_when_it_is_declined(practice: Practice) -> None:
    PoliciesService(practice.clinic.desk).load(
        practice.clinic.actor(Role.ADMINISTRATOR), kind="biometric", title="Scans", version="1",
        effective=date(2026, 1, 1), content=b"How long we keep a scan, and when it is destroyed.")
    visit_id = check_in(practice, returning(practice), "bipa")
    tablet = practice.tablet(practice.handed_over(visit_id))
    walk(tablet, declined={"bipa": "I do not want to be scanned"})
    send(practice, tablet)
    decide_all(practice, visit_id)
    assert practice.accepted(visit_id).ready
    assert practice.card(visit_id).stage is VisitStage.READY


def test_choices_that_no_longer_fit_are_asked_again_at_the_same_visit(practice: Practice) -> None:
    visit_id = check_in(practice, returning(practice))
    packet = practice.handed_over(visit_id)
    tablet = practice.tablet(packet)
    assert [form.form_id for form in tablet.forms] == ["upd"]
    assert packet.minutes == packet.form("upd").minutes
    walk(tablet, {"upd.consents_ok": False})
    assert [form.form_id for form in tablet.forms] == ["upd", "comm", "photo"]
    assert all(tablet.signature(form_id) for form_id in ("upd", "comm", "photo"))
    send(practice, tablet)
    assert {part.form_id for part in practice.review.open(practice.provider, visit_id).parts} == {
        "upd", "comm", "photo"}


def test_choices_that_still_fit_come_back_without_the_other_forms(practice: Practice) -> None:
    visit_id = check_in(practice, returning(practice))
    tablet = practice.tablet(practice.handed_over(visit_id))
    walk(tablet, {"upd.consents_ok": True})
    send(practice, tablet)
    assert [part.form_id for part in practice.review.open(practice.provider, visit_id).parts] == ["upd"]


def test_an_answer_taken_back_closes_the_forms_it_opened(practice: Practice) -> None:
    tablet = practice.tablet(practice.handed_over(check_in(practice, returning(practice))))
    tablet.accept_disclosure()
    session = tablet.session("upd")
    fill(tablet, "upd", {"upd.consents_ok": False})
    assert Place(PlaceKind.SIGN, "comm") in tablet.places
    session.set_answers("upd.consents_ok", (Answer(True),))
    assert not any(place.form_id in ("comm", "photo") for place in tablet.places)
    assert not any(problem.form_id in ("comm", "photo") for problem in tablet.problems())
    session.set_answers("upd.consents_ok", ())
    assert [form.form_id for form in tablet.forms] == ["upd"]


@pytest.mark.parametrize("said", [False, True])
def test_what_the_answer_does_not_call_for_is_refused_on_the_way_back(practice: Practice, said: bool) -> None:
    """A submission with a form too many, or without one that was opened, is kept aside."""
    visit_id = check_in(practice, returning(practice))
    packet = practice.handed_over(visit_id)
    opened = tuple(replace(form, opened_by=None) if said else form for form in packet.forms if said or form.opened_by
                   is None)
    tablet = practice.tablet(replace(packet, forms=opened))
    walk(tablet, {"upd.consents_ok": said})
    tablet.send()
    report = practice.inbox.receive(practice.desk_person)
    assert report.received == 0
    assert practice.card(visit_id).stage is not VisitStage.TO_REVIEW
