"""What an answer does: amendments that link and travel, deletions that say what stays, withdrawals in the ledger."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.core.clock import clinic_date
from app.core.errors import InvalidInputError, NotFoundError
from app.models.consents import ConsentWithdrawal
from app.models.documents import SealedDocument
from app.rules.consents import Channel as LedgerChannel
from app.rules.consents import ConsentState, EventKind
from app.rules.disclosure_basis import Basis
from app.rules.rights import Outcome, RequestKind
from app.rules.rights_state import Event, Status
from app.services.consents.ledger import EventFacts, append_event, ledger, standings
from app.services.disclosures.service import DisclosureService
from app.services.rights.amendments import amendment_papers
from app.services.views.disclosures import NewSuspension
from app.services.views.rights import AmendmentPaper, AmendmentTerms, RequestAnswer, WithdrawalTerms
from tests.integration.rights.conftest import RightsDesk

DENY = RequestAnswer(Outcome.DENIED, "The chart was checked again.", ("accurate",), "mail")


def papers(desk: RightsDesk, patient_id: str) -> tuple[AmendmentPaper, ...]:
    """What travels with the record."""
    with desk.practice.clinic.desk.act_system() as work:
        return amendment_papers(work, patient_id)


def accept(text: str, document_id: str = "", told: tuple[str, ...] = ()) -> RequestAnswer:
    """Accept an amendment."""
    return RequestAnswer(Outcome.GRANTED, delivery="in_person", terms=AmendmentTerms(text, document_id, told))


def test_an_accepted_amendment_links_to_the_document_which_stays_as_it_is(desk: RightsDesk) -> None:
    patient_id = desk.practice.patient()
    first = desk.answered(desk.ready(RequestKind.COMPLAINT, patient_id=patient_id),
                          RequestAnswer(Outcome.GRANTED, "We looked.", delivery="mail"))
    original = first.history[-1].document_id
    assert original is not None
    before = desk.words(original)
    granted = desk.answered(desk.ready(RequestKind.AMEND, patient_id=patient_id),
                            accept("The dose was 20 units.", original, ("Dr. Reyes",)))
    (paper,) = papers(desk, patient_id)
    answer, amendment = paper.document_ids
    assert (paper.number, paper.outcome, paper.amends, answer) == (
        "2026-002", Outcome.GRANTED, original, granted.history[-1].document_id)
    with desk.practice.clinic.desk.act_system() as work:
        row = work.session.get_one(SealedDocument, amendment)
        assert (row.corrects, row.kind) == (original, "letter")
    assert "The dose was 20 units." in desk.words(amendment)
    assert "We also told: Dr. Reyes." in desk.words(answer)
    assert desk.words(original) == before
    later = desk.rights.tell_others(desk.officer, granted.row.request_id, "The referring office")
    assert later.history[-1].text == "The referring office"


def test_whoever_gives_out_a_single_document_is_told_which_papers_go_with_it(desk: RightsDesk) -> None:
    """45 CFR 164.526(c)(1) and (d)(5); a copy of the whole record holds them anyway."""
    patient_id, clinic = desk.practice.patient(), desk.practice.clinic
    original = desk.answered(desk.ready(RequestKind.COMPLAINT, patient_id=patient_id),
                             RequestAnswer(Outcome.GRANTED, "We looked.", delivery="mail")).history[-1].document_id
    assert original is not None
    terms = DisclosureService(clinic.desk, desk.practice.library).terms
    assert terms(desk.officer, patient_id, (original,)).papers == ()
    desk.answered(desk.ready(RequestKind.AMEND, patient_id=patient_id), accept("The dose was 20 units.", original))
    (paper,) = papers(desk, patient_id)
    with clinic.desk.act_system() as work:
        numbers = {work.session.get_one(SealedDocument, each).short_id for each in paper.document_ids}
    assert set(terms(desk.officer, patient_id, (original,)).papers) == numbers
    assert terms(desk.officer, patient_id, paper.document_ids).papers == ()  # nothing refers to these
    assert terms(desk.officer, patient_id).papers == ()


def test_an_amendment_of_somebody_elses_document_or_without_words_is_refused(desk: RightsDesk) -> None:
    other = desk.answered(desk.ready(RequestKind.COMPLAINT),
                          RequestAnswer(Outcome.GRANTED, "We looked.", delivery="mail")).history[-1].document_id
    patient_id = desk.practice.patient("Somebody", date(1990, 1, 1))
    request_id = desk.ready(RequestKind.AMEND, patient_id=patient_id)
    with pytest.raises(NotFoundError):
        desk.answered(request_id, accept("New words", other or ""))
    with pytest.raises(InvalidInputError) as refused:
        desk.answered(request_id, accept("  "))
    assert refused.value.field == "text"
    assert papers(desk, patient_id) == ()


def test_a_denied_amendment_travels_with_statement_and_rebuttal(desk: RightsDesk) -> None:
    patient_id = desk.practice.patient()
    request_id = desk.ready(RequestKind.AMEND, patient_id=patient_id)
    denied = desk.answered(request_id, DENY)
    letter = desk.letter(denied)
    for part in ("found it accurate and complete", "written statement that says why you disagree",
                 "add your request and this letter", "complain to us", "Office for Civil Rights"):
        assert part in letter
    with pytest.raises(InvalidInputError):
        desk.rights.rebut(desk.officer, request_id, "Nobody has disagreed yet")
    desk.rights.add_statement(desk.officer, request_id, "I never had shingles.")
    answered = desk.rights.rebut(desk.officer, request_id, "The chart of 2024 says so.")
    assert (answered.row.status, [each.event for each in answered.history[-3:]]) == (
        Status.DENIED, [Event.DENIED, Event.STATEMENT, Event.REBUTTAL])
    (paper,) = papers(desk, patient_id)
    assert (paper.statement, paper.rebuttal, len(paper.document_ids)) == (
        "I never had shingles.", "The chart of 2024 says so.", 3)
    assert "I never had shingles." in desk.words(paper.document_ids[1])
    with pytest.raises(InvalidInputError):
        desk.rights.add_statement(desk.officer, request_id, "Once more")


def test_only_answered_requests_travel_with_the_record(desk: RightsDesk) -> None:
    patient_id = desk.practice.patient()
    desk.asked(RequestKind.AMEND, patient_id=patient_id)
    dropped = desk.asked(RequestKind.AMEND, patient_id=patient_id)
    desk.answered(dropped, RequestAnswer(Outcome.DROPPED, "Called it off."))
    assert papers(desk, patient_id) == ()


def test_a_deletion_is_not_granted_while_the_law_keeps_the_record_and_the_answer_says_until_when(
        desk: RightsDesk) -> None:
    request_id = desk.ready(RequestKind.DELETE)
    with pytest.raises(InvalidInputError, match="must be kept until November"):
        desk.answered(request_id, RequestAnswer(Outcome.GRANTED, delivery="mail"))
    partly = desk.answered(request_id, RequestAnswer(
        Outcome.PARTLY, "We deleted your email address.", ("kept_by_law",), "mail"))
    words = desk.letter(partly)
    assert "We must keep your medical record until November" in words
    assert "We deleted your email address." in words


def test_a_record_the_law_lets_go_can_be_granted_and_then_goes_to_two_people(desk: RightsDesk) -> None:
    request_id = desk.ready(RequestKind.DELETE)
    desk.practice.clinic.clock.advance(days=366 * 8)
    with pytest.raises(InvalidInputError, match="no longer asks to keep"):  # the one ground there is would be untrue
        desk.answered(request_id, RequestAnswer(Outcome.DENIED, basis=("kept_by_law",), delivery="mail"))
    granted = desk.answered(request_id, RequestAnswer(Outcome.GRANTED, delivery="mail"))
    assert "Two of us approve its destruction" in desk.letter(granted)


def test_the_answer_to_a_deletion_does_not_tell_what_holds_the_record(desk: RightsDesk) -> None:
    """What holds it can be an inquiry the patient must not know of (45 CFR 164.528(a)(2))."""
    patient_id, clinic = desk.practice.patient(), desk.practice.clinic
    request_id = desk.ready(RequestKind.DELETE, patient_id=patient_id)
    clinic.clock.advance(days=366 * 8)
    day = clinic_date(clinic.clock.now(), clinic.desk.zone())
    DisclosureService(clinic.desk, desk.practice.library).suspend(desk.officer, patient_id, NewSuspension(
        "Chicago Police", "Det. Mora", "The suspect would learn of it", Basis.LAW_ENFORCEMENT, is_oral=False,
        stated_on=day, until=day + timedelta(days=90)))
    with pytest.raises(InvalidInputError, match="for now"):
        desk.answered(request_id, RequestAnswer(Outcome.GRANTED, delivery="mail"))
    letter = desk.letter(desk.answered(request_id, RequestAnswer(Outcome.DENIED, basis=("kept_by_law",),
                                                                 delivery="mail")))
    assert "We must keep your medical record for now" in letter
    assert [word for word in ("legal matter", "suspended", "Police", "disclosures") if word in letter] == []


def test_an_objection_to_marketing_ends_every_marketing_consent_in_the_ledger(desk: RightsDesk) -> None:
    request_id = desk.ready(RequestKind.OBJECT)
    with pytest.raises(InvalidInputError, match="cannot be denied"):
        desk.answered(request_id, RequestAnswer(Outcome.DENIED, "No", ("not_agreed",), "mail"))
    view = desk.answered(request_id, RequestAnswer(
        Outcome.GRANTED, delivery="mail", terms=WithdrawalTerms(("sms_marketing",))))
    assert view.row.status is Status.GRANTED
    with desk.practice.clinic.desk.act_system() as work:
        (withdrawal,) = work.session.scalars(select(ConsentWithdrawal)).all()
        assert (withdrawal.patient_id, withdrawal.purposes) == (view.row.patient_id, "sms_marketing")


def test_an_objection_ends_what_nobody_ticked_too(desk: RightsDesk) -> None:
    """Newsletters and marketing photos are marketing; email about care is not, and goes on."""
    patient_id, clinic = desk.practice.patient(), desk.practice.clinic
    with clinic.desk.act_system() as work:
        for purpose in ("email_news", "photo_marketing", "email_care"):
            append_event(work, EventFacts(patient_id, purpose, EventKind.GIVEN, work.now, LedgerChannel.PAPER,
                                          patient_id, "The patient"))
    request_id = desk.ready(RequestKind.OBJECT, patient_id=patient_id)
    desk.answered(request_id, RequestAnswer(Outcome.GRANTED, delivery="mail"))
    with clinic.desk.act_system() as work:
        states = {code: standing.state(clinic_date(work.now, work.zone))
                  for code, standing in standings(ledger(work, patient_id)).items()}
    assert states == {"email_news": ConsentState.WITHDRAWN, "photo_marketing": ConsentState.WITHDRAWN,
                      "email_care": ConsentState.GIVEN}


def test_an_objection_without_any_marketing_consent_is_still_answered(desk: RightsDesk) -> None:
    view = desk.answered(desk.ready(RequestKind.OBJECT), RequestAnswer(Outcome.GRANTED, delivery="mail"))
    assert "You had not agreed to any marketing" in desk.letter(view)


def test_a_withdrawal_names_what_is_taken_back(desk: RightsDesk) -> None:
    request_id = desk.ready(RequestKind.WITHDRAW)
    with pytest.raises(InvalidInputError) as refused:
        desk.answered(request_id, RequestAnswer(Outcome.GRANTED, delivery="mail"))
    assert refused.value.field == "purposes"
    with pytest.raises(InvalidInputError):
        desk.answered(request_id, RequestAnswer(Outcome.GRANTED, delivery="mail",
                                                terms=WithdrawalTerms(("photo_marketing",))))  # never given
    assert [row.request_id for row in desk.rights.list(desk.officer).open] == [request_id]
