"""The ledger of consents: written by forms as they arrive, read by what is due, by the patient's page, by everybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from app.core.clock import clinic_date
from app.core.errors import InvalidInputError
from app.intake.submission import FormOutcome, SubmittedForm
from app.models.audit import AuditEntry
from app.models.consents import ConsentEvent
from app.models.documents import SealedDocument
from app.models.submissions import FormSubmission
from app.rules.consents import ConsentState, EventKind
from app.security.actor import Role
from app.services.consents.ledger import content_of, ledger, state_of
from app.services.consents.recording import catch_up, record_form
from app.services.consents.service import ConsentsService
from app.services.settings import SettingsService
from app.services.views.consents import PaperChoice, StepState, WithdrawalInput, WithdrawalView
from app.services.views.patients import ConsentState as Word
from app.services.views.patients import DueReason, NewPatient, VisitStage
from tests.integration.visits.conftest import Practice

YES = {"comm.sms.reminder": "yes", "comm.sms.followup": "yes", "comm.sms.health": "no", "comm.sms.marketing": "no",
       "comm.email.news": "yes", "photo.rec.agree": "yes", "photo.mkt.agree": "face", "photo.mkt.until": "1y",
       "c.btx.agree": "yes"}


class Desk:
    """A practice with one patient, short words for what the tests ask."""

    def __init__(self, practice: Practice) -> None:
        self.practice = practice
        self.patient_id = practice.patient()
        self.consents = ConsentsService(practice.clinic.desk, practice.library)

    def visit(self, answers: dict[str, str | bool] | None = None, *codes: str, **how: object) -> str:
        """A visit that is sent and received."""
        visit_id = self.practice.checked_in(self.patient_id, *codes)
        self.practice.sent(visit_id, {**YES, **(answers or {})}, **how)
        return visit_id

    def state(self, purpose: str, patient_id: str = "") -> ConsentState:
        """Where a consent stands."""
        with self.practice.clinic.desk.act_system() as work:
            return state_of(work, patient_id or self.patient_id, purpose)

    def events(self, purpose: str) -> list[ConsentEvent]:
        """The events of a consent."""
        with self.practice.clinic.desk.act_system() as work:
            return [row for row in ledger(work, self.patient_id) if row.purpose == purpose]

    def withdraw(self, *purposes: str, **more: object) -> WithdrawalView:
        """The front desk records a withdrawal."""
        wanted = WithdrawalInput(self.patient_id, purposes, "phone")
        withdrawal_id = self.consents.withdraw(self.practice.desk_person, replace(wanted, **more))  # type: ignore[arg-type]
        return self.consents.open(self.practice.desk_person, withdrawal_id)

    def words(self) -> dict[str, Word]:
        """What the patient's page says."""
        view = self.practice.patients.open(self.practice.desk_person, self.patient_id)
        return {line.purpose: line.state for line in view.consents}

    def due(self, *codes: str) -> dict[str, DueReason]:
        """What is due today."""
        found = self.practice.visits.due_forms(self.practice.desk_person, self.patient_id, codes or ("BTX_BOTOX",))
        return {form.form_id: form.reason for form in found}


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


def test_a_withdrawn_treatment_consent_is_due_again_and_blocks_until_it_is_signed(desk: Desk) -> None:
    desk.practice.accepted(desk.visit())
    assert "c_btx" not in desk.due()
    desk.practice.clinic.clock.advance(minutes=5)
    desk.withdraw("c_btx")
    assert desk.due()["c_btx"] is DueReason.WITHDRAWN
    assert desk.words()["c_btx"] is Word.WITHDRAWN
    desk.practice.clinic.clock.advance(days=1)
    visit_id = desk.visit()
    assert desk.state("c_btx") is ConsentState.GIVEN
    assert desk.practice.accepted(visit_id).ready


def test_a_consent_taken_back_between_sending_and_acceptance_keeps_the_visit_from_being_ready(desk: Desk) -> None:
    visit_id = desk.visit()
    desk.withdraw("c_btx")
    assert not desk.practice.accepted(visit_id).ready


def test_a_consent_taken_back_after_acceptance_takes_the_visit_off_ready(desk: Desk) -> None:
    visit_id = desk.visit()
    assert desk.practice.accepted(visit_id).ready
    desk.withdraw("photo_record")
    assert desk.practice.card(visit_id).stage is VisitStage.READY
    desk.withdraw("c_btx")
    card = desk.practice.card(visit_id)
    assert (card.stage, card.ready_note) == (VisitStage.TO_REVIEW, "")
    assert "Do not treat" in card.blocked_note
    assert not desk.practice.accepted(visit_id).ready


def test_a_signed_no_is_no_consent(desk: Desk) -> None:
    visit_id = desk.visit({"c.btx.agree": "no"})
    assert desk.state("c_btx") is ConsentState.DECLINED
    assert not desk.practice.accepted(visit_id).ready


def test_a_withdrawal_is_one_act_with_a_sealed_document_that_names_the_old_one(desk: Desk) -> None:
    desk.practice.accepted(desk.visit())
    opened = desk.withdraw("photo_marketing", words="Take my pictures off your page.", asked_by="Her husband")
    (given,) = [row for row in desk.events("photo_marketing") if row.kind == "given"]
    with desk.practice.clinic.desk.act_system() as work:
        old = work.session.scalars(select(SealedDocument).where(
            SealedDocument.submission_id == given.submission_id)).one()
        new = work.session.get_one(SealedDocument, opened.document_id)
        assert (new.kind, new.corrects) == ("withdrawal", old.document_id)
        audited = work.session.scalars(select(AuditEntry.event).order_by(AuditEntry.sequence.desc()).limit(3)).all()
    view = desk.practice.documents.open(desk.practice.desk_person, opened.document_id)
    assert view.verification.valid
    assert "consent.withdraw" in audited
    assert opened.words == "Take my pictures off your page."
    assert desk.state("photo_marketing") is ConsentState.WITHDRAWN
    assert desk.state("photo_record") is ConsentState.GIVEN


def test_steps_carry_a_deadline_and_are_done_by_a_person_on_a_day(desk: Desk) -> None:
    desk.visit()
    opened = desk.withdraw("photo_marketing")
    (step,) = opened.steps
    assert (step.title, step.state, opened.row.status) == ("Remove photos", StepState.OPEN, "Remove photos")
    officer = desk.practice.clinic.actor(Role.PRIVACY_OFFICER)
    with pytest.raises(InvalidInputError, match="how many"):
        desk.consents.finish_step(officer, step.step_id)
    desk.practice.clinic.clock.advance(days=30)
    (row,) = desk.consents.withdrawals(officer)
    assert row.state is StepState.LATE
    officer = desk.practice.clinic.actor(Role.PRIVACY_OFFICER)
    desk.consents.finish_step(officer, step.step_id, told="The web agency", count=3)
    opened = desk.consents.open(officer, opened.row.withdrawal_id)
    assert (opened.row.status, opened.steps[0].note) == ("Done, 3 photos removed", "The web agency")
    with pytest.raises(InvalidInputError, match="already"):
        desk.consents.finish_step(officer, step.step_id, count=3)


@pytest.mark.parametrize("words", ["STOP", "please Quit these", "END", "I revoke it", "opt-out!", "cancel",
                                   "Unsubscribe.", "Alto"])
def test_a_stop_in_any_words_on_any_channel_ends_every_type_of_text(desk: Desk, words: str) -> None:
    desk.visit()
    opened = desk.withdraw("sms_appointment", channel="email", words=words)
    for purpose in ("sms_appointment", "sms_aftercare", "sms_health", "sms_billing", "sms_marketing"):
        assert desk.state(purpose) is ConsentState.WITHDRAWN
        assert desk.events(purpose)[-1].kind == EventKind.REVOKED
    assert desk.state("email_news") is ConsentState.GIVEN
    assert [(step.title, (step.due - opened.row.on).days >= 14) for step in opened.steps] == [
        ("Tell the phone vendor", True)]


def test_with_the_narrow_setting_a_stop_ends_the_type_it_answers(desk: Desk) -> None:
    desk.visit()
    settings = SettingsService(desk.practice.clinic.desk)
    settings.change(desk.practice.clinic.actor(Role.ADMINISTRATOR), replace(settings.get(), revoke_all_scope="type"))
    desk.withdraw("sms_appointment", words="stop")
    assert desk.state("sms_appointment") is ConsentState.WITHDRAWN
    assert desk.state("sms_aftercare") is ConsentState.GIVEN


def test_words_that_stop_something_else_leave_texts_alone(desk: Desk) -> None:
    desk.visit()
    desk.withdraw("photo_marketing", words="Please stop showing my face")
    assert desk.events("photo_marketing")[-1].kind == EventKind.WITHDRAWN
    assert desk.state("sms_appointment") is ConsentState.GIVEN


def test_a_stop_beside_another_withdrawal_revokes_the_texts_and_withdraws_the_rest(desk: Desk) -> None:
    desk.visit()
    desk.withdraw("photo_record", "sms_appointment", words="STOP, and no photos")
    kinds = {purpose: desk.events(purpose)[-1].kind for purpose in ("photo_record", "sms_appointment", "sms_aftercare")}
    assert kinds == {"photo_record": "withdrawn", "sms_appointment": "revoked", "sms_aftercare": "revoked"}
    assert desk.state("photo_marketing") is ConsentState.GIVEN


def test_what_was_received_earlier_still_comes_after_what_was_said_since(desk: Desk) -> None:
    """A letter of Friday is entered on Monday: both the yes and the no of Monday end with it."""
    desk.practice.clinic.clock.advance(days=3)
    today = clinic_date(desk.practice.clinic.clock.now(), desk.practice.clinic.desk.zone())
    friday = today - timedelta(days=3)
    desk.visit()
    opened = desk.withdraw("sms_appointment", "sms_health", "photo_record", words="STOP", received=friday)
    assert opened.row.on == friday
    assert {desk.state(each) for each in ("sms_appointment", "sms_health", "photo_record")} == {ConsentState.WITHDRAWN}


def test_a_stop_ends_what_a_sheet_of_the_same_day_gave(desk: Desk) -> None:
    """Nobody knows which came first, so nothing rests on the sheet."""
    desk.practice.clinic.clock.advance(days=3)
    day = clinic_date(desk.practice.clinic.clock.now(), desk.practice.clinic.desk.zone()) - timedelta(days=3)
    desk.withdraw("sms_billing", words="STOP", received=day)
    desk.consents.record_choice(desk.practice.clinic.actor(Role.PRIVACY_OFFICER), desk.patient_id, PaperChoice(
        "sms_billing", True, day, "Folder", "(773) 555-0148"))
    assert desk.state("sms_billing") is ConsentState.WITHDRAWN


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


def test_ten_business_days_are_counted_from_the_day_it_was_received(desk: Desk) -> None:
    desk.visit()
    received = date(2026, 11, 20)  # a Friday before Thanksgiving
    desk.practice.clinic.clock.advance(days=(received - desk.practice.clinic.clock.now().date()).days + 3)
    opened = desk.withdraw("sms_appointment", words="STOP", received=received)
    assert opened.steps[0].due == date(2026, 12, 8)


def test_what_is_not_given_cannot_be_taken_back_and_nothing_is_written(desk: Desk) -> None:
    desk.visit()
    before = len(desk.events("genetic"))
    for wanted in ({"purposes": ("genetic",)}, {"purposes": ()}, {"purposes": ("sms_appointment",), "channel": "fax"},
                   {"purposes": ("photo_record",), "words": "4111 1111 1111 1111"},
                   {"purposes": ("photo_record",), "received": date(2099, 1, 1)}):
        with pytest.raises(InvalidInputError):
            desk.withdraw(**wanted)
    assert len(desk.events("genetic")) == before
    assert desk.consents.withdrawals(desk.practice.desk_person) == ()
    desk.withdraw("photo_record")
    with pytest.raises(InvalidInputError, match="not given"):
        desk.withdraw("photo_record")


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
    answers = {f"comm.sms.{each}": {"coding": "yes" if each in yes else "no"} for each in types}
    row = form_row(desk, answers)
    assert {each for each, purpose in types.items() if row[purpose] == "given"} == yes


def form_row(desk: Desk, answers: dict[str, dict[str, str]]) -> dict[str, str]:
    """What a form with these answers writes, by purpose: through the real recording, without a whole visit."""
    response = {"resourceType": "QuestionnaireResponse", "status": "completed", "item": [
        {"linkId": link_id, "answer": [{"valueCoding": {"code": said["coding"]}}]}
        for link_id, said in answers.items()]}
    visit_id, comm = desk.practice.checked_in(desk.patient_id), desk.practice.library.form("comm")
    with desk.practice.clinic.desk.act_system() as work:
        row = FormSubmission(
            submission_id=work.new_id(), visit_id=visit_id, patient_id=desk.patient_id, intake_id=None, form_id="comm",
            url=comm.url, version=comm.version, form_sha256=comm.sha256, title="T", language="en", status="signed",
            at=work.now, received_at=work.now, content=b"", content_sha256="")
        work.session.add(row)
        work.session.flush()
        record_form(work, desk.practice.library, row, SubmittedForm("comm", "u", "1", "", FormOutcome.SIGNED, response))
        return {event.purpose: event.kind for event in ledger(work, desk.patient_id)}
