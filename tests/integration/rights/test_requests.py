"""Requests from receipt to answer: numbers, identity, steps, letters, clocks, and what the records keep of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app.core.errors import InvalidInputError, NotFoundError, PermissionDeniedError
from app.rules.legal_clock import ClockState
from app.rules.rights import Channel, Outcome, RequestKind, Step
from app.rules.rights_state import Event, Status
from app.security.actor import Role
from app.services.views.rights import Fee, IdentitySeen, NewRequest, RequestAnswer
from tests.integration.rights.conftest import LICENSE_SEEN, RightsDesk

GRANT = RequestAnswer(Outcome.GRANTED, delivery="encrypted_email")


def test_numbers_count_from_one_in_every_year_of_the_clinic(desk: RightsDesk) -> None:
    clock = desk.practice.clinic.clock
    first, second = desk.asked(RequestKind.COPY), desk.asked(RequestKind.ACCOUNT)
    clock.set_wall(datetime(2027, 1, 1, 5, 59, tzinfo=UTC))  # still New Year's Eve in Chicago
    third = desk.asked(RequestKind.COPY)
    clock.advance(minutes=2)
    fourth = desk.asked(RequestKind.COPY)
    numbers = [desk.rights.open(desk.officer, each).row.number for each in (first, second, third, fourth)]
    assert numbers == ["2026-001", "2026-002", "2026-003", "2027-001"]


def test_a_copy_goes_from_receipt_to_the_patient_and_its_clock_stops_that_day(desk: RightsDesk) -> None:
    request_id = desk.asked(RequestKind.COPY)
    assert desk.rights.open(desk.officer, request_id).row.status is Status.NEW
    desk.rights.acknowledge(desk.officer, request_id)
    gathered = desk.rights.finish_step(desk.officer, request_id, Step.GATHER)
    assert gathered.steps[1].detail == "1 document"  # the letter that said it arrived
    desk.rights.finish_step(desk.officer, request_id, Step.REVIEW, "A note names a sister; taken out.")
    desk.practice.clinic.clock.advance(days=12)
    done = desk.answered(request_id, GRANT)
    assert (done.row.status, done.row.clock.state, done.row.clock.words) == (
        Status.GRANTED, ClockState.STOPPED, "Answered in time")
    assert [each.event for each in done.history] == [
        Event.IDENTITY, Event.ACKNOWLEDGED, Event.GATHERED, Event.REVIEWED, Event.GRANTED]
    found = desk.rights.list(desk.officer)
    assert (found.open, [row.request_id for row in found.closed]) == ((), [request_id])
    words = desk.letter(done)
    assert "Dear Ána Núñez-Ortega" in words
    assert "We grant it." in words


def test_nothing_leaves_before_the_identity_check(desk: RightsDesk) -> None:
    request_id = desk.asked(RequestKind.CONFIDENTIAL, identity=False)
    with pytest.raises(InvalidInputError, match="identity check"):
        desk.answered(request_id, GRANT)
    with pytest.raises(InvalidInputError):
        desk.rights.ask_clinician(desk.officer, desk.asked(RequestKind.COPY, identity=False), "Is it safe?")


def test_a_representative_needs_an_authority_and_the_paper_that_shows_it(desk: RightsDesk) -> None:
    request_id = desk.asked(RequestKind.COPY, identity=False)
    for seen, field in ((IdentitySeen("passport", None, "Luis Ortega"), "authority"),
                        (IdentitySeen("passport", None, "Luis Ortega", "health_poa"), "authority_seen"),
                        (IdentitySeen("eyes"), "seen"),
                        (IdentitySeen("passport", date(2027, 1, 1)), "on")):
        with pytest.raises(InvalidInputError) as refused:
            desk.rights.check_identity(desk.officer, request_id, seen)
        assert refused.value.field == field
    view = desk.rights.check_identity(desk.officer, request_id, IdentitySeen(
        "passport", None, "Luis Ortega", "health_poa", "Power of attorney of May 2, 2026"))
    assert view.asked_by == ("Luis Ortega, power of attorney for health care (Power of attorney of May 2, 2026)")


@pytest.mark.parametrize(("received", "words", "field"), [
    (date(2026, 11, 24), "A copy", "received"), (date(2020, 1, 1), "A copy", "received"),
    (date(2026, 11, 23), "  \u0000 ", "words"), (date(2026, 11, 23), "Card 4111 1111 1111 1111", "words"),
    (date(2026, 11, 23), "a" * 4001, "words"),
])
def test_a_request_that_cannot_be_is_refused_at_its_field(desk: RightsDesk, received: date, words: str,
                                                          field: str) -> None:
    new = NewRequest(desk.practice.patient(), RequestKind.COPY, received, Channel.MAIL, words, LICENSE_SEEN)
    with pytest.raises(InvalidInputError) as refused:
        desk.rights.add(desk.practice.desk_person, new)
    assert refused.value.field == field
    assert desk.rights.list(desk.officer).open == ()


def test_a_letter_found_late_has_a_clock_that_started_when_it_came(desk: RightsDesk) -> None:
    new = NewRequest(desk.practice.patient(), RequestKind.COPY, date(2026, 10, 20), Channel.MAIL, "A copy")
    request_id = desk.rights.add(desk.practice.desk_person, new)
    clock = desk.rights.open(desk.officer, request_id).row.clock
    assert (clock.due, clock.left, clock.state, clock.words) == (
        date(2026, 11, 19), -4, ClockState.LATE, "4 days late")


def test_letters_go_to_the_representative_who_asks_once_that_is_known(desk: RightsDesk) -> None:
    """45 CFR 164.502(g): whoever acts for the patient is written to, not the child."""
    request_id = desk.asked(RequestKind.COPY, identity=False)
    first = desk.letter(desk.rights.acknowledge(desk.officer, request_id))
    assert "Dear Ána Núñez-Ortega, On November 23, 2026 we received your request" in first
    desk.rights.check_identity(desk.officer, request_id, IdentitySeen(
        "passport", representative="Rosa Núñez", authority="guardian", authority_seen="Court order of May 2"))
    denied = desk.answered(request_id, RequestAnswer(Outcome.DENIED, "", ("legal",), "mail"))
    words = desk.letter(denied)
    for part in ("Rosa Núñez for Ána Núñez-Ortega", "Dear Rosa Núñez,", "for Ána Núñez-Ortega: a copy of the records",
                 "it means Ána Núñez-Ortega too"):
        assert part in words


def test_a_request_of_nobody_and_an_unknown_request_are_refused(desk: RightsDesk) -> None:
    with pytest.raises(NotFoundError):
        desk.asked(RequestKind.COPY, patient_id="nobody")
    with pytest.raises(NotFoundError):
        desk.rights.open(desk.officer, "nothing")


def test_the_front_desk_may_record_a_request_and_no_more(desk: RightsDesk) -> None:
    request_id = desk.asked(RequestKind.COPY)
    for call in (lambda: desk.rights.open(desk.practice.desk_person, request_id),
                 lambda: desk.rights.list(desk.practice.desk_person),
                 lambda: desk.rights.acknowledge(desk.practice.desk_person, request_id)):
        with pytest.raises(PermissionDeniedError):
            call()


def test_the_one_extension_is_told_with_its_reason_before_the_deadline(desk: RightsDesk) -> None:
    request_id = desk.asked(RequestKind.COPY)
    with pytest.raises(InvalidInputError) as refused:
        desk.rights.extend(desk.officer, request_id, "  ")
    assert refused.value.field == "reason"
    desk.practice.clinic.clock.advance(days=30)
    view = desk.rights.extend(desk.officer, request_id, "The archive moves this month.")
    assert (view.row.clock.due, view.row.clock.length, view.row.clock.left) == (date(2027, 1, 22), 60, 30)
    assert Event.EXTENDED not in view.allowed
    words = desk.letter(view)
    for part in ("The archive moves this month.", "January 22, 2027", "one such extension", "hhs.gov/ocr/complaints"):
        assert part in words
    with pytest.raises(InvalidInputError):
        desk.rights.extend(desk.officer, request_id, "Again")


def test_after_the_deadline_there_is_no_extension(desk: RightsDesk) -> None:
    request_id = desk.asked(RequestKind.AMEND)
    desk.practice.clinic.clock.advance(days=61)
    with pytest.raises(InvalidInputError, match="deadline has passed"):
        desk.rights.extend(desk.officer, request_id, "Too late")


def test_a_promise_of_the_clinic_cannot_be_extended(desk: RightsDesk) -> None:
    with pytest.raises(InvalidInputError, match="gives no extension"):
        desk.rights.extend(desk.officer, desk.asked(RequestKind.RESTRICT), "More time")


def test_a_denial_carries_every_part_the_law_asks_for(desk: RightsDesk) -> None:
    request_id = desk.asked(RequestKind.COPY)
    desk.rights.ask_clinician(desk.officer, request_id, "Would it endanger anybody?")
    desk.rights.give_opinion(desk.practice.provider, request_id, agrees=False, words="It would.")
    denied = desk.answered(request_id, RequestAnswer(
        Outcome.DENIED, "Talk to us about what we can show.", ("endanger",), "mail"))
    words = desk.letter(denied)
    for part in ("endanger the life or physical safety", "45 CFR 164.524(a)(3)(i)", "have this decision reviewed",
                 "complain to us", "Secretary of Health and Human Services", "Talk to us about what we can show.",
                 "(312) 555-0100"):
        assert part in words
    asked = desk.rights.ask_second_look(desk.officer, request_id, "I want somebody else to look.")
    assert asked.history[-1].event is Event.SECOND_LOOK_ASKED
    with pytest.raises(InvalidInputError, match="no part in the decision"):
        desk.rights.give_opinion(desk.practice.provider, request_id, agrees=True, words="On second thought, no.")


def test_a_denial_without_a_ground_of_the_law_or_without_its_clinician_is_refused(desk: RightsDesk) -> None:
    request_id = desk.asked(RequestKind.COPY)
    for basis in ((), ("made_up",), ("endanger",), ("legal", "made_up")):
        with pytest.raises(InvalidInputError) as refused:
            desk.answered(request_id, RequestAnswer(Outcome.DENIED, "", basis, "mail"))
        assert refused.value.field == "basis"
    assert desk.answered(request_id, RequestAnswer(Outcome.DENIED, "", ("legal",), "mail")).row.status is Status.DENIED


def test_a_letter_does_not_say_a_clinician_found_what_the_clinician_did_not_find(desk: RightsDesk) -> None:
    request_id = desk.asked(RequestKind.AMEND)
    desk.rights.ask_clinician(desk.officer, request_id, "Is the dose right?")
    desk.rights.give_opinion(desk.practice.provider, request_id, agrees=True, words="It should say 20 units.")
    with pytest.raises(InvalidInputError, match="agrees with the patient"):
        desk.answered(request_id, RequestAnswer(Outcome.DENIED, "", ("accurate",), "mail"))
    denied = desk.answered(request_id, RequestAnswer(Outcome.DENIED, "", ("not_ours",), "mail"))
    assert denied.row.status is Status.DENIED


def test_a_ground_without_a_review_gives_none(desk: RightsDesk) -> None:
    request_id = desk.asked(RequestKind.INSPECT)
    denied = desk.answered(request_id, RequestAnswer(Outcome.DENIED, "", ("legal",), "mail"))
    assert "have this decision reviewed" not in desk.letter(denied)
    with pytest.raises(InvalidInputError, match="no review"):
        desk.rights.ask_second_look(desk.officer, request_id, "Please")


def test_an_answer_comes_once(desk: RightsDesk) -> None:
    request_id = desk.ready(RequestKind.ACCOUNT)
    desk.answered(request_id, GRANT)
    with pytest.raises(InvalidInputError, match="already answered"):
        desk.answered(request_id, GRANT)
    with pytest.raises(InvalidInputError):
        desk.rights.finish_step(desk.officer, request_id, Step.GATHER)


def test_what_the_patient_takes_back_is_closed_with_how(desk: RightsDesk) -> None:
    request_id = desk.asked(RequestKind.COMPLAINT, identity=False)
    with pytest.raises(InvalidInputError):
        desk.answered(request_id, RequestAnswer(Outcome.DROPPED))
    closed = desk.answered(request_id, RequestAnswer(Outcome.DROPPED, "Called and said it is settled."))
    assert (closed.row.status, closed.history[-1].document_id) == (Status.DROPPED, None)


def test_a_fee_has_an_amount_and_a_basis(desk: RightsDesk) -> None:
    request_id = desk.asked(RequestKind.COPY)
    for fee in (Fee(-1, "Postage"), Fee(1_000_001, "Postage"), Fee(650, " ")):
        with pytest.raises(InvalidInputError):
            desk.rights.set_fee(desk.officer, request_id, fee)
    assert desk.rights.set_fee(desk.officer, request_id, Fee(650, "postage and a drive")).fee == (
        "$6.50 for postage and a drive")
    with pytest.raises(InvalidInputError):
        desk.rights.set_fee(desk.officer, desk.asked(RequestKind.AMEND), Fee(650, "Paper"))


def test_a_complaint_is_looked_into_and_answered_in_words(desk: RightsDesk) -> None:
    request_id = desk.ready(RequestKind.COMPLAINT)
    with pytest.raises(InvalidInputError) as refused:
        desk.answered(request_id, GRANT)
    assert refused.value.field == "reasons"
    view = desk.answered(request_id, RequestAnswer(Outcome.GRANTED, "We moved the screen.", delivery="mail"))
    assert "We moved the screen." in desk.letter(view)


def test_only_a_licensed_clinician_gives_an_opinion(desk: RightsDesk) -> None:
    request_id = desk.asked(RequestKind.AMEND)
    desk.rights.ask_clinician(desk.officer, request_id, "Is the dose right?")
    assert desk.rights.open(desk.officer, request_id).row.status is Status.WITH_CLINICIAN
    wanted = desk.rights.opinions_wanted(desk.practice.aesthetician)
    assert [(each.request_id, each.question) for each in wanted] == [(request_id, "Is the dose right?")]
    with pytest.raises(PermissionDeniedError, match="licensed health care professional"):
        desk.rights.give_opinion(desk.practice.aesthetician, request_id, agrees=True, words="It is.")
    desk.rights.give_opinion(desk.practice.provider, request_id, agrees=True, words="It should say 20 units.")
    assert desk.rights.opinions_wanted(desk.practice.provider) == ()


def test_today_reminds_of_late_and_nearly_late_requests_alone(desk: RightsDesk) -> None:
    assert desk.rights.reminder(desk.officer).sentence == ""
    desk.asked(RequestKind.COPY)
    assert desk.rights.reminder(desk.officer).sentence == ""
    desk.practice.clinic.clock.advance(days=21)
    desk.asked(RequestKind.COPY)
    near = desk.rights.reminder(desk.officer)
    assert (near.sentence, near.is_late, near.open_count) == (
        "1 patient request is nearly late, the next one due in 9 days.", False, 2)
    desk.practice.clinic.clock.advance(days=10)
    assert desk.rights.reminder(desk.officer).sentence.startswith("1 patient request is late.")
    desk.rights.acknowledge(desk.officer, desk.asked(RequestKind.RESTRICT, identity=False))
    desk.practice.clinic.clock.advance(days=25)
    assert desk.rights.reminder(desk.officer).sentence == (
        "2 patient requests are late; 1 patient request is nearly late, the next one due in 5 days; 1 of them waits "
        "for the patient’s ID.")


def test_a_clock_that_jumps_far_ahead_closes_nothing(desk: RightsDesk) -> None:
    request_id = desk.asked(RequestKind.COPY)
    desk.practice.clinic.clock.set_wall(desk.practice.clinic.clock.now() + timedelta(days=4000))
    view = desk.rights.open(desk.officer, request_id)
    assert (view.row.status, view.row.clock.state) == (Status.NEW, ClockState.LATE)


def test_roles_of_the_privacy_desk_alone_see_requests(desk: RightsDesk) -> None:
    request_id = desk.asked(RequestKind.COPY)
    for role in (Role.PRIVACY_OFFICER, Role.ADMINISTRATOR):
        assert desk.rights.open(desk.practice.clinic.actor(role), request_id).words == "Everything since spring"
    for role in (Role.PROVIDER, Role.AESTHETICIAN, Role.FRONT_DESK):
        with pytest.raises(PermissionDeniedError):
            desk.rights.open(desk.practice.clinic.actor(role), request_id)
