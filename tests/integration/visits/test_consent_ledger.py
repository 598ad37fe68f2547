"""The ledger of consents: written by forms as they arrive, read by what is due, by the patient's page, by everybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.core.clock import clinic_date
from app.intake.submission import FormOutcome, SubmittedForm
from app.models.consents import ConsentEvent
from app.models.submissions import FormSubmission
from app.rules.consents import ConsentState
from app.security.actor import Role
from app.services.consents.ledger import content_of, ledger
from app.services.consents.recording import catch_up, record_form
from app.services.views.consents import PaperChoice
from app.services.views.patients import ConsentState as Word
from app.services.views.patients import DueReason, NewPatient
from tests.integration.visits.conftest import Practice
from tests.integration.visits.consent_desk import Desk


@pytest.fixture
def desk(practice: Practice) -> Desk:
    return Desk(practice)


def test_a_received_form_writes_one_event_for_each_purpose_with_the_exact_text(desk: Desk) -> None:
    desk.visit()
    told = {purpose: desk.state(purpose) for purpose in ("sms_appointment", "sms_health", "sms_marketing", "email_news",
                                                         "photo_record", "photo_marketing", "c_btx", "genetic")}
    assert told == {"sms_appointment": ConsentState.GIVEN, "sms_health": ConsentState.DECLINED,
                    "sms_marketing": ConsentState.DECLINED, "email_news": ConsentState.GIVEN,
                    "photo_record": ConsentState.GIVEN, "photo_marketing": ConsentState.GIVEN,
                    "c_btx": ConsentState.GIVEN, "genetic": ConsentState.NOT_ASKED}
    (event,) = desk.events("sms_appointment")
    shown = desk.practice.library.form("comm")
    assert (event.form_sha256, event.form_version, event.language) == (shown.sha256, shown.version, "en")
    assert (event.channel, event.by_name) == ("tablet", "Patient")
    with desk.practice.clinic.desk.act_system() as work:
        assert content_of(work, event)["number"] == "+13125550148"


def test_marketing_photos_end_when_the_patient_said_and_nobody_has_to_write_it(desk: Desk) -> None:
    desk.visit()
    desk.practice.clinic.clock.advance(days=367)
    assert desk.state("photo_marketing") is ConsentState.EXPIRED
    assert desk.state("photo_record") is ConsentState.GIVEN
    assert [event.kind for event in desk.events("photo_marketing")] == ["given"]


def test_a_signed_no_is_no_consent(desk: Desk) -> None:
    visit_id = desk.visit({"c.btx.agree": "no"})
    assert desk.state("c_btx") is ConsentState.DECLINED
    assert not desk.practice.accepted(visit_id).ready


def test_a_sheet_found_later_comes_before_what_was_said_since(desk: Desk) -> None:
    desk.practice.clinic.clock.advance(days=30)
    desk.visit({"comm.sms.reminder": "no"})
    today = clinic_date(desk.practice.clinic.clock.now(), desk.practice.clinic.desk.zone())
    for purpose in ("sms_appointment", "sms_aftercare"):
        desk.consents.record_choice(desk.practice.clinic.actor(Role.PRIVACY_OFFICER), desk.patient_id, PaperChoice(
            purpose, purpose == "sms_appointment", today - timedelta(days=9), "Folder", "(773) 555-0148"))
    assert (desk.state("sms_appointment"), desk.state("sms_aftercare")) == (ConsentState.DECLINED, ConsentState.GIVEN)
    assert [event.kind for event in desk.events("sms_appointment")] == ["given", "declined"]
    assert [event.kind for event in desk.events("sms_aftercare")] == ["declined", "given"], "it ended nothing"


@pytest.mark.parametrize(("purpose", "until"), [
    ("sms_appointment", date(2028, 11, 1)), ("photo_record", date(2029, 11, 1)), ("photo_marketing", date(2027, 11, 1)),
    ("card_on_file", date(2028, 11, 1)), ("genetic", None)])
def test_a_yes_on_paper_ends_as_early_as_the_sheet_may_have_said(desk: Desk, purpose: str, until: date | None) -> None:
    desk.consents.record_choice(desk.practice.clinic.actor(Role.PRIVACY_OFFICER), desk.patient_id, PaperChoice(
        purpose, True, date(2026, 11, 1), "Folder", "(773) 555-0148"))
    assert [event.valid_until for event in desk.events(purpose)] == [until]


def test_a_changed_number_ends_texts_to_the_old_one_and_they_are_asked_again(desk: Desk) -> None:
    desk.visit()
    new = NewPatient("Ána", "Núñez-Ortega", date(1986, 3, 14), "(773) 555-0199")
    desk.practice.patients.change(desk.practice.desk_person, desk.patient_id, replace(new, phone="(312) 555-0148"))
    assert desk.state("sms_appointment") is ConsentState.GIVEN  # the number that was consented to is on file now
    desk.practice.patients.change(desk.practice.desk_person, desk.patient_id, new)
    assert desk.state("sms_appointment") is ConsentState.ENDED
    assert desk.state("email_news") is ConsentState.GIVEN
    assert desk.due()["comm"] is DueReason.NUMBER_CHANGED
    assert desk.words()["sms_appointment"] is Word.MISSING


def test_a_new_answer_supersedes_the_old_one_and_both_stay(desk: Desk) -> None:
    desk.practice.accepted(desk.visit())
    desk.practice.clinic.clock.advance(days=800)  # message choices are asked again after two years
    desk.visit({"comm.sms.reminder": "no"})
    assert [event.kind for event in desk.events("sms_appointment")] == ["given", "superseded", "declined"]


def test_an_intake_moved_to_the_right_patient_takes_its_consents_along(desk: Desk) -> None:
    visit_id = desk.visit()
    right = desk.practice.patient("Right")
    desk.practice.review.move(desk.practice.provider, visit_id, right, "Wrong card")
    assert desk.state("sms_appointment") is ConsentState.NOT_ASKED
    assert desk.state("sms_appointment", right) is ConsentState.GIVEN


def test_a_declined_form_declines_all_it_asks_for(desk: Desk) -> None:
    desk.visit(declined={"photo": "No photos"})
    assert {desk.state(purpose) for purpose in ("photo_record", "photo_education", "photo_marketing")} == {
        ConsentState.DECLINED}


def test_a_treatment_consent_on_paper_counts_and_choices_on_paper_give_nothing(desk: Desk) -> None:
    visit_id = desk.practice.checked_in(desk.patient_id)
    for form_id in ("c_btx", "comm"):
        desk.practice.visits.file_paper(desk.practice.desk_person, visit_id, form_id, "Blue folder")
    assert desk.state("c_btx") is ConsentState.GIVEN
    assert desk.events("c_btx")[0].channel == "paper"
    assert desk.state("sms_appointment") is ConsentState.NOT_ASKED


def test_records_from_before_the_ledger_are_entered_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.receiving.record_form", lambda *_facts: None)  # an app without a ledger
    monkeypatch.setattr("app.services.paper.record_form", lambda *_facts: None)
    visit_id = desk.visit({}, "BTX_BOTOX", "FACIAL", declined={"c_fac": "Later"})
    desk.practice.visits.file_paper(desk.practice.desk_person, visit_id, "c_fac", "Blue folder")
    assert desk.state("sms_appointment") is ConsentState.NOT_ASKED
    for _open in range(2):
        catch_up(desk.practice.clinic.desk, desk.practice.library)
    assert [event.kind for event in desk.events("sms_appointment")] == ["given"]
    assert desk.state("c_btx") is ConsentState.GIVEN
    assert [(event.kind, event.by_name) for event in desk.events("c_fac")] == [
        ("declined", "Patient"), ("given", desk.practice.desk_person.display_name)]


def test_the_ledger_cannot_be_changed(desk: Desk) -> None:
    desk.visit()
    for statement in ("UPDATE consent_event SET kind = 'given'", "DELETE FROM consent_event"):
        with pytest.raises(DatabaseError), desk.practice.clinic.desk.act_system() as work:
            work.session.execute(text(statement))


def test_the_history_says_who_when_how_and_which_text(desk: Desk) -> None:
    desk.visit()
    desk.practice.clinic.clock.advance(minutes=1)
    desk.withdraw("photo_record")
    view = desk.practice.patients.open(desk.practice.desk_person, desk.patient_id)
    (line,) = [line for line in view.consents if line.purpose == "photo_record"]
    newest, oldest = line.history
    assert (newest.what, newest.how, newest.document_id) == (
        "Withdrawn", f"by phone, recorded by {desk.practice.desk_person.display_name}", line.document_id)
    assert (oldest.what, oldest.how, oldest.text) == ("Given", "on the tablet by the patient", "Version 0.1.0, English")
    assert newest.at - oldest.at >= timedelta(minutes=1)
    assert not line.may_withdraw


def test_ads_by_text_count_for_the_number_that_was_signed_for_on_its_own(desk: Desk) -> None:
    desk.visit({"comm.sms.marketing": "yes", "comm.sms.marketing.number": "+13125550177",
                "comm.sms.marketing.sign": "Ána Núñez-Ortega"})
    (event,) = desk.events("sms_marketing")
    with desk.practice.clinic.desk.act_system() as work:
        assert (event.kind, content_of(work, event)["number"]) == ("given", "+13125550177")


@pytest.mark.parametrize("yes", [frozenset(types) for count in range(5) for types in combinations(
    ("reminder", "followup", "billing", "health"), count)], ids=lambda types: "+".join(sorted(types)) or "none")
def test_each_type_of_text_is_a_choice_of_its_own(desk: Desk, yes: frozenset[str]) -> None:
    types = {"reminder": "sms_appointment", "followup": "sms_aftercare", "billing": "sms_billing",
             "health": "sms_health"}
    row = form_row(desk, "comm", {f"comm.sms.{each}": "yes" if each in yes else "no" for each in types})
    assert {each for each, purpose in types.items() if row[purpose].kind == "given"} == yes


def test_a_yes_to_ads_without_a_signature_of_its_own_is_no_yes(desk: Desk) -> None:
    """47 CFR 64.1200(f)(9): the agreement in writing bears the signature of the person called."""
    assert form_row(desk, "comm", {"comm.sms.marketing": "yes"})["sms_marketing"].kind == "declined"


@pytest.mark.parametrize(("expiry", "until"), [
    ("12/27", date(2027, 12, 31)), ("02/28", date(2028, 2, 29)), ("12/31", date(2028, 11, 23)),
    ("soon", date(2028, 11, 23))])
def test_a_card_on_file_ends_with_the_card_and_after_two_years_at_the_latest(desk: Desk, expiry: str,
                                                                             until: date) -> None:
    row = form_row(desk, "card", {"card.agree": "yes"}, {"card.expiry": expiry})
    assert row["card_on_file"].valid_until == until


def form_row(desk: Desk, form_id: str, codes: dict[str, str],
             texts: dict[str, str] | None = None) -> dict[str, ConsentEvent]:
    """What a form with these answers writes, by purpose: through the real recording, without a whole visit."""
    answers = {**{link_id: {"valueCoding": {"code": code}} for link_id, code in codes.items()},
               **{link_id: {"valueString": words} for link_id, words in (texts or {}).items()}}
    response = {"resourceType": "QuestionnaireResponse", "status": "completed", "item": [
        {"linkId": link_id, "answer": [answer]} for link_id, answer in answers.items()]}
    visit_id, form = desk.practice.checked_in(desk.patient_id), desk.practice.library.form(form_id)
    with desk.practice.clinic.desk.act_system() as work:
        row = FormSubmission(
            submission_id=work.new_id(), visit_id=visit_id, patient_id=desk.patient_id, intake_id=None, form_id=form_id,
            url=form.url, version=form.version, form_sha256=form.sha256, title="T", language="en", status="signed",
            at=work.now, received_at=work.now, content=b"", content_sha256="")
        work.session.add(row)
        work.session.flush()
        sent = SubmittedForm(form_id, "u", "1", "", FormOutcome.SIGNED, response)
        record_form(work, desk.practice.library, row, sent)
        return {event.purpose: event for event in ledger(work, desk.patient_id)}
