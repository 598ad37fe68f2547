"""The log of messages: nothing without consent and reason, nothing clinical, and the list of who must not get what."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.core.errors import InvalidInputError, ProofNeededError
from app.models.consents import Communication
from app.rules.disclosure_basis import Basis
from app.security.actor import Actor, Role
from app.services.communications import CommunicationsService
from app.services.consents.service import ConsentsService
from app.services.views.consents import MessageInput, PaperChoice, WithdrawalInput
from app.services.views.disclosures import Disclosure
from tests.integration.visits.conftest import Practice

FOR_VENDOR = Disclosure("Text vendor", "Stop messages", Basis.OPERATIONS)


class Log:
    """A practice with one patient who gets reminders by text, and the log."""

    def __init__(self, practice: Practice) -> None:
        self.practice = practice
        self.patient_id = practice.patient()
        self.consents = ConsentsService(practice.clinic.desk, practice.library)
        self.log = CommunicationsService(practice.clinic.desk, practice.library)
        self.choose("sms_appointment", given=True)

    @property
    def officer(self) -> Actor:
        """The privacy officer, with fresh proof."""
        return self.practice.clinic.actor(Role.PRIVACY_OFFICER)

    def choose(self, purpose: str, *, given: bool, number: str = "(773) 555-0148") -> None:
        """Enter a choice made on paper."""
        self.consents.record_choice(self.officer, self.patient_id, PaperChoice(
            purpose, given, date(2026, 11, 1), "Blue folder", number))

    def sent(self, kind: str, template: str = "Visit reminder", **more: object) -> str:
        """The front desk logs a message."""
        return self.log.log(self.practice.desk_person, MessageInput(self.patient_id, kind, template, **more))  # type: ignore[arg-type]  # passed on

    def csv(self) -> list[list[str]]:
        """The suppression list, without its head."""
        data = self.log.suppression_list(self.officer, FOR_VENDOR)
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))[1:]


@pytest.fixture
def log(practice: Practice) -> Log:
    return Log(practice)


def test_a_message_with_consent_is_logged_with_what_it_rests_on(log: Log) -> None:
    log.sent("sms_appointment", override="Nobody asked for a reason.")
    (row,) = log.log.of_patient(log.practice.desk_person, log.patient_id)
    assert (row.title, row.channel, row.template, row.override) == ("Text message reminders", "text", "Visit reminder",
                                                                   "")
    with log.practice.clinic.desk.act_system() as work:
        stored = work.session.scalars(select(Communication)).one()
        assert stored.basis is not None
        assert b"reminder" not in stored.content


@pytest.mark.parametrize("kind", ["sms_marketing", "sms_aftercare", "email_marketing", "mail_marketing"])
def test_without_consent_it_needs_a_reason_which_is_kept(log: Log, kind: str) -> None:
    with pytest.raises(InvalidInputError, match="never asked") as refused:
        log.sent(kind)
    assert refused.value.field == "override"
    log.sent(kind, override="Sent before the choice was entered.")
    (row,) = log.log.of_patient(log.practice.desk_person, log.patient_id)
    assert row.override == "Sent before the choice was entered."


def test_a_message_against_a_no_rests_on_nothing(log: Log) -> None:
    log.choose("sms_marketing", given=False)
    log.sent("sms_marketing", override="Sent by mistake")
    with log.practice.clinic.desk.act_system() as work:
        stored = work.session.scalars(select(Communication)).one()
        assert (stored.basis, stored.is_override) == (None, True)


def test_after_a_stop_no_type_of_text_goes_through_and_the_offer_says_why(log: Log) -> None:
    log.choose("sms_aftercare", given=True)
    log.consents.withdraw(log.practice.desk_person, WithdrawalInput(log.patient_id, ("sms_aftercare",), "text", "STOP"))
    for kind in ("sms_appointment", "sms_aftercare", "sms_billing"):
        with pytest.raises(InvalidInputError, match="taken back"):
            log.sent(kind)
    offer = log.log.offer(log.practice.desk_person, log.patient_id)
    problems = {choice.code: choice.problem for choice in offer.choices}
    assert problems["sms_appointment"] == "There is no consent to this: taken back."
    assert problems["letter_required"] == ""  # what the law requires needs no consent


def test_the_consent_of_the_moment_of_sending_decides(log: Log) -> None:
    """A yes of later makes no earlier message right, and a STOP of later makes none wrong."""
    sheet = datetime(2026, 11, 1, 12, tzinfo=log.practice.clinic.desk.zone())  # noon of the day on the sheet
    with pytest.raises(InvalidInputError, match="never asked") as refused:
        log.sent("sms_appointment", sent_at=sheet - timedelta(minutes=2))
    assert refused.value.field == "override"
    log.sent("sms_appointment", sent_at=sheet)
    log.practice.clinic.clock.advance(minutes=30)
    log.consents.withdraw(log.practice.desk_person, WithdrawalInput(log.patient_id, ("sms_appointment",), "phone"))
    log.sent("sms_appointment", sent_at=log.practice.clinic.clock.now() - timedelta(minutes=20))
    with pytest.raises(InvalidInputError, match="taken back"):
        log.sent("sms_appointment")
    assert [row.override for row in log.log.of_patient(log.practice.desk_person, log.patient_id)] == ["", ""]


def test_a_patient_who_asked_for_another_way_is_not_written_to_on_this_one(log: Log) -> None:
    log.practice.sent(log.practice.checked_in(log.patient_id), {
        "reg.pref.confidential": True, "reg.pref.confidential_how": "Only ana@example.com", "comm.sms.reminder": "yes"})
    with pytest.raises(InvalidInputError, match="another way only"):
        log.sent("sms_appointment")
    offer = log.log.offer(log.practice.desk_person, log.patient_id)
    assert offer.confidential.startswith("Only ana@example.com")
    assert {row[4] for row in log.csv()} == {"To be reached in another way only"}


@pytest.mark.parametrize("template", ["", "Botox follow-up", "How is your filler?", "x" * 81, "two\nlines",
                                      "4111 1111 1111 1111"])
def test_the_log_takes_the_name_of_a_template_and_nothing_clinical(log: Log, template: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        log.sent("sms_appointment", template)
    assert refused.value.field == "template"
    assert log.log.of_patient(log.practice.desk_person, log.patient_id) == ()


def test_what_was_not_sent_yet_is_not_logged(log: Log) -> None:
    with pytest.raises(InvalidInputError, match="future"):
        log.sent("sms_appointment", sent_at=log.practice.clinic.clock.now() + timedelta(hours=1))
    with pytest.raises(InvalidInputError, match="type"):
        log.sent("fax")


def test_the_suppression_list_names_numbers_not_people_and_follows_the_ledger(log: Log) -> None:
    assert log.csv() == []
    log.choose("sms_marketing", given=False, number="=2+2")
    log.consents.withdraw(log.practice.desk_person, WithdrawalInput(log.patient_id, ("sms_appointment",), "phone"))
    rows = log.csv()
    assert [(row[0], row[1], row[4]) for row in rows] == [("Text message reminders", "text", "Taken back"),
                                                          ("Marketing texts", "text", "Declined")]
    assert [row[2] for row in rows] == ["(773) 555-0148", "'=2+2"]
    assert "Núñez" not in repr(rows)


def test_the_list_needs_fresh_proof(log: Log) -> None:
    officer = log.officer
    log.practice.clinic.clock.advance(minutes=5)
    with pytest.raises(ProofNeededError):
        log.log.suppression_list(officer, FOR_VENDOR)
