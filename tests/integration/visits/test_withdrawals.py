"""Consents taken back: in any words, on any channel, effective at once, sealed, with what follows and until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.core.clock import clinic_date
from app.core.errors import InvalidInputError
from app.models.audit import AuditEntry
from app.models.documents import SealedDocument
from app.rules.consents import ConsentState, EventKind
from app.security.actor import Role
from app.services.settings import SettingsService
from app.services.views.consents import PaperChoice, StepState
from app.services.views.patients import ConsentState as Word
from app.services.views.patients import DueReason, VisitStage
from tests.integration.visits.conftest import Practice
from tests.integration.visits.consent_desk import Desk


@pytest.fixture
def desk(practice: Practice) -> Desk:
    return Desk(practice)


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
