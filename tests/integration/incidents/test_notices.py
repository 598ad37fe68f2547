"""Telling people: five elements or no letter, sealed letters, proof, substitute notice, HHS and Illinois."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from app.core.errors import InvalidInputError
from app.rules.breach_assessment import ClosingReason
from app.rules.breach_clocks import Duty, Substitute
from app.rules.breach_letter import Element
from app.rules.legal_clock import ClockState
from app.services.clinic_documents import ClinicDocumentService
from app.services.documents import DocumentService
from app.services.library import LibraryService
from app.services.views.clinic_documents import ClinicDocumentKind
from app.services.views.incidents import (
    Asked,
    Closing,
    NoticeState,
    Sending,
    SendMethod,
    SubstituteNotice,
    Told,
)
from tests.integration.incidents.conftest import BREACH, LOW, NOTICE, Register
from tests.integration.visits.conftest import content

TODAY = date(2026, 11, 23)
LACKING = {Element.WHAT: {"what": " "}, Element.KINDS: {"kinds": ()}, Element.STEPS: {"steps": "\n"},
           Element.DOING: {"doing": ""}, Element.CONTACT: {"contact": "Ask us."}}


def a_breach(register: Register, count: int = 1) -> tuple[str, tuple[str, ...]]:
    """An incident assessed as a breach, with the text of the notice saved."""
    incident, patients = register.report(), register.patients(count)
    register.affect(incident, *patients)
    register.service.assess(register.officer, incident, BREACH)
    register.service.save_notice(register.officer, incident, NOTICE)
    return incident, patients


def sent(register: Register, incident: str, *patients: str, method: SendMethod = SendMethod.MAIL,
         on: date = TODAY) -> None:
    """Record that letters went out."""
    register.service.letters_sent(register.officer, incident, Sending(patients, method, on, "Receipt 9400 1"))


@pytest.mark.parametrize("element", [*Element])
def test_a_letter_without_one_of_the_five_elements_is_refused(register: Register, element: Element) -> None:
    incident = register.report()
    register.affect(incident, *register.patients())
    with pytest.raises(InvalidInputError) as refused:
        register.service.save_notice(register.officer, incident, replace(NOTICE, **LACKING[element]))  # type: ignore[arg-type]  # one field
    assert refused.value.field == element.value
    with pytest.raises(InvalidInputError, match="all five"):
        register.service.make_letters(register.officer, incident)
    assert register.open(incident).people[0].notice is NoticeState.NONE


def test_the_text_of_a_letter_names_nobody(register: Register) -> None:
    incident = register.report()
    register.patients()
    with pytest.raises(InvalidInputError) as refused:
        register.service.save_notice(register.officer, incident, replace(NOTICE, what="Maria Hernandez’s consent"))
    assert refused.value.field == "what"


def test_each_letter_is_sealed_on_its_record_and_goes_where_the_patient_asked(register: Register) -> None:
    incident, (patient,) = a_breach(register)
    made = register.service.make_letters(register.officer, incident)
    assert (made.made, made.left, made.unreachable) == (1, 0, 0)
    person, library = register.open(incident).people[0], LibraryService(register.clinic.desk, content(), True)
    assert person.notice is NoticeState.MADE
    assert person.document_id is not None
    document = DocumentService(register.clinic.desk, library).open(register.officer, person.document_id)
    assert document.verification.valid
    words = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(document.pdf)).pages).split())
    for part in ("Maria Hernandez", "100 N Test Street", "wrong address", "we found out on November 16, 2026",
                 "Your full name", "Call us if anybody", "asked the holder", "privacy@example.com"):
        assert part in words
    assert register.events(patient)[-5:] == ["disclosure.create", "document.create", "document.seal",
                                             "incident.letter", "document.view"]


def test_letters_are_made_a_few_at_a_time_and_never_twice(register: Register) -> None:
    incident, _ = a_breach(register, 3)
    rounds = [register.service.make_letters(register.officer, incident, limit=2) for _ in range(3)]
    assert [(each.made, each.left) for each in rounds] == [(2, 1), (1, 0), (0, 0)]


def test_a_changed_text_makes_letters_anew_unless_they_are_out(register: Register) -> None:
    incident, (first, second) = a_breach(register, 2)
    register.service.make_letters(register.officer, incident)
    sent(register, incident, first)
    register.clinic.clock.advance(minutes=5)
    register.service.save_notice(register.officer, incident, replace(NOTICE, doing="The lock was changed."))
    before = {person.patient_id: person for person in register.open(incident).people}
    assert [before[each].notice for each in (first, second)] == [NoticeState.SENT, NoticeState.OUTDATED]
    assert register.service.make_letters(register.officer, incident).made == 1
    after = {person.patient_id: person for person in register.open(incident).people}
    assert [after[each].notice for each in (first, second)] == [NoticeState.SENT, NoticeState.MADE]
    assert after[first].document_id == before[first].document_id
    assert after[second].document_id not in (None, before[second].document_id)


def test_a_letter_of_before_the_change_can_have_gone_out(register: Register) -> None:
    incident, (patient,) = a_breach(register)
    register.service.make_letters(register.officer, incident)
    register.clinic.clock.advance(minutes=5)
    register.service.save_notice(register.officer, incident, replace(NOTICE, doing="The lock was changed."))
    sent(register, incident, patient)
    assert register.open(incident).people[0].notice is NoticeState.SENT


def test_the_clock_stops_with_the_last_letter_and_not_before(register: Register) -> None:
    incident, (first, second) = a_breach(register, 2)
    with pytest.raises(InvalidInputError, match="no letter yet"):
        sent(register, incident, first)
    register.service.make_letters(register.officer, incident)
    sent(register, incident, first)
    assert register.open(incident).clocks[0].state is not ClockState.STOPPED
    register.clinic.clock.advance(days=1)
    sent(register, incident, second, on=date(2026, 11, 24))
    view = register.open(incident)
    assert (view.clocks[0].done, view.clocks[0].words) == (date(2026, 11, 24), "Stopped")
    assert [(person.method, person.proof, person.sent_by) for person in view.people] == [
        ("First-class mail", "Receipt 9400 1", "Test privacy_officer")] * 2
    assert register.events(second)[-2:] == ["communication.create", "incident.sent"]


@pytest.mark.parametrize("on", [date(2026, 11, 15), date(2026, 11, 24)])
def test_a_sending_lies_between_discovery_and_today(register: Register, on: date) -> None:
    incident, patients = a_breach(register)
    register.service.make_letters(register.officer, incident)
    with pytest.raises(InvalidInputError) as refused:
        sent(register, incident, *patients, on=on)
    assert refused.value.field == "on"


def test_a_sending_needs_proof_and_people(register: Register) -> None:
    incident, patients = a_breach(register)
    register.service.make_letters(register.officer, incident)
    for sending, field in ((Sending(patients, SendMethod.MAIL, TODAY, " \x00"), "proof"),
                           (Sending(patients, SendMethod.MAIL, TODAY, "4111 1111 1111 1111"), "proof"),
                           (Sending((), SendMethod.MAIL, TODAY, "x"), "")):
        with pytest.raises(InvalidInputError) as refused:
            register.service.letters_sent(register.officer, incident, sending)
        assert refused.value.field == field
    assert register.open(incident).people[0].notice is NoticeState.MADE


@pytest.mark.parametrize(("channel", "refused"), [
    ("email", SendMethod.MAIL), ("mail", SendMethod.EMAIL), ("phone", SendMethod.MAIL), ("text", SendMethod.EMAIL)])
def test_private_contact_is_respected(register: Register, channel: str, refused: SendMethod) -> None:
    incident = register.report()
    patient, = register.patients(contact="only there", channel=channel)
    register.affect(incident, patient)
    register.service.save_notice(register.officer, incident, NOTICE)
    register.service.make_letters(register.officer, incident)
    assert register.open(incident).people[0].confidential == "Private contact only: only there"
    with pytest.raises(InvalidInputError) as error:
        sent(register, incident, patient, method=refused)
    assert error.value.field == "method"
    sent(register, incident, patient, method=SendMethod.HAND)
    assert register.open(incident).people[0].notice is NoticeState.SENT


@pytest.mark.parametrize(("count", "kind"), [(9, Substitute.INDIVIDUAL), (10, Substitute.PUBLIC)])
def test_without_addresses_a_substitute_notice_is_given(register: Register, count: int, kind: Substitute) -> None:
    incident = register.report()
    register.affect(incident, *register.patients(count, contact=""))
    register.service.save_notice(register.officer, incident, NOTICE)
    made = register.service.make_letters(register.officer, incident)
    assert (made.made, made.left, made.unreachable) == (0, 0, count)
    assert register.open(incident).unreachable == count
    plain = SubstituteNotice(Substitute.NONE, TODAY, "By telephone to each of them")
    posted = replace(plain, method="On the clinic’s web site", toll_free="1-800-555-0199", until=date(2027, 2, 21))
    if kind is Substitute.PUBLIC:
        for lacking, field in ((plain, "until"), (replace(posted, toll_free=""), "toll_free"),
                               (replace(posted, until=date(2027, 2, 20)), "until")):
            with pytest.raises(InvalidInputError) as refused:
                register.service.substitute(register.officer, incident, lacking)
            assert refused.value.field == field
    register.service.substitute(register.officer, incident, posted if kind is Substitute.PUBLIC else plain)
    view = register.open(incident)
    assert view.substitute is not None
    assert (view.substitute.kind, view.unreachable, view.clocks[0].words) == (kind, 0, "Stopped")


def test_a_letter_that_comes_back_starts_the_clock_again(register: Register) -> None:
    incident, (patient,) = a_breach(register)
    register.service.make_letters(register.officer, incident)
    with pytest.raises(InvalidInputError, match="No letter"):
        register.service.letter_returned(register.officer, incident, patient, TODAY)
    sent(register, incident, patient)
    register.service.letter_returned(register.officer, incident, patient, TODAY)
    view = register.open(incident)
    assert (view.unreachable, view.clocks[0].words) == (1, "53 days left")
    sent(register, incident, patient, method=SendMethod.HAND)
    assert register.open(incident).clocks[0].words == "Stopped"


def test_nobody_to_substitute_for(register: Register) -> None:
    incident, _ = a_breach(register)
    with pytest.raises(InvalidInputError, match="Nobody affected"):
        register.service.substitute(register.officer, incident, SubstituteNotice(Substitute.NONE, TODAY, "Phone"))


def test_while_law_enforcement_asks_to_wait_no_notice_is_recorded(register: Register) -> None:
    incident, patients = a_breach(register)
    register.service.make_letters(register.officer, incident)
    official = "Det. Ruiz, Chicago Police"
    for lacking, field in ((Asked(" ", TODAY, False), "official"), (Asked(official, TODAY, True), "until"),
                           (Asked(official, date(2026, 11, 24), False), "stated_on"),
                           (Asked(official, TODAY, True, date(2026, 11, 22)), "until")):
        with pytest.raises(InvalidInputError) as refused:
            register.service.wait(register.officer, incident, lacking)
        assert refused.value.field == field
    register.service.wait(register.officer, incident, Asked(official, TODAY, written=False))
    assert register.open(incident).clocks[0].held == date(2026, 12, 23)
    with pytest.raises(InvalidInputError, match="until December 23, 2026"):
        sent(register, incident, *patients)
    with pytest.raises(InvalidInputError, match=r"164\.412"):
        register.service.told(register.officer, incident, Told(Duty.HHS, TODAY, "Portal", "BR-1"))
    register.clinic.clock.advance(days=30)
    sent(register, incident, *patients, on=date(2026, 12, 23))
    assert register.open(incident).clocks[0].words == "Stopped"


def test_telling_hhs_starts_illinois_and_the_file_closes_when_all_are_told(register: Register) -> None:
    incident, patients = a_breach(register)
    register.service.make_letters(register.officer, incident)
    sent(register, incident, *patients)
    with pytest.raises(InvalidInputError, match="HHS"):
        register.service.close(register.officer, incident, Closing(ClosingReason.NOTIFIED, "Done."))
    for lacking, field in ((Told(Duty.HHS, TODAY, "", "BR-1"), "method"),
                           (Told(Duty.HHS, TODAY, "Portal", ""), "proof"),
                           (Told(Duty.PATIENTS, TODAY, "Portal", "BR-1"), "")):
        with pytest.raises(InvalidInputError) as refused:
            register.service.told(register.officer, incident, lacking)
        assert refused.value.field == field
    register.service.told(register.officer, incident, Told(Duty.HHS, TODAY, "Portal", "BR-1"))
    attorney = next(line for line in register.open(incident).clocks if line.duty is Duty.ATTORNEY_GENERAL)
    assert (attorney.due, attorney.source) == (date(2026, 12, 2), "815 ILCS 530/50")  # Thanksgiving lies between
    with pytest.raises(InvalidInputError, match="Attorney General"):
        register.service.close(register.officer, incident, Closing(ClosingReason.NOTIFIED, "Done."))
    register.service.told(register.officer, incident, Told(Duty.ATTORNEY_GENERAL, TODAY, "Email", "AG-1"))
    assert register.open(incident).row.status_words == "Ready to close"
    register.service.close(register.officer, incident, Closing(ClosingReason.NOTIFIED, "Done."))
    assert register.open(incident).row.status_words == "Closed, all notices given"


def test_from_500_people_on_hhs_is_told_with_the_letters(register: Register) -> None:
    incident = register.report(residents=(("IL", 499), ("WI", 1)))
    everybody = (*register.patients(499, contact=""), *register.patients())
    register.affect(incident, *everybody[:499])
    assert hhs_due(register, incident) == date(2027, 3, 1)
    register.affect(incident, *everybody)
    assert hhs_due(register, incident) == date(2027, 1, 15)
    view = register.open(incident)
    assert (len(view.people), len(view.clocks), view.media_states) == (500, 2, ())
    register.service.change(register.officer, incident, replace(view.facts, residents=(("IL", 501),)))
    view = register.open(incident)
    assert [clock.duty for clock in view.clocks] == [Duty.PATIENTS, Duty.HHS, Duty.ATTORNEY_GENERAL, Duty.MEDIA]
    assert view.media_states == ("IL",)
    register.service.assess(register.officer, incident, BREACH)
    assert register.service.year_list(register.officer, 2026).rows == ()  # HHS was told of it by itself
    register.service.save_notice(register.officer, incident, NOTICE)
    register.service.make_letters(register.officer, incident)
    sent(register, incident, everybody[-1])  # the first letter is the day for HHS and Illinois too
    view = register.open(incident)
    assert [clock.due for clock in view.clocks] == [date(2027, 1, 15), TODAY, TODAY, date(2027, 1, 15)]


def hhs_due(register: Register, incident: str) -> date:
    """When HHS is to be told."""
    return next(clock.due for clock in register.open(incident).clocks if clock.duty is Duty.HHS)


def test_the_years_list_is_sealed_for_the_secretary(register: Register) -> None:
    _, patients = a_breach(register, 2)
    unassessed, low = register.report(), register.report()  # neither is a breach yet: not in the list
    for incident in (unassessed, low):
        register.affect(incident, *patients)
    register.service.assess(register.officer, low, LOW)
    found = register.service.year_list(register.officer, 2026)
    assert ([(row.number, row.people) for row in found.rows], found.due) == ([("2026-001", 2)], date(2027, 3, 1))
    document_id = register.service.seal_year_list(register.officer, 2026)
    documents = ClinicDocumentService(register.clinic.desk)
    assert documents.rows(register.officer, (ClinicDocumentKind.INCIDENT,))[0].document_id == document_id
    view = documents.open(register.officer, document_id)
    words = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(view.pdf)).pages).split())
    assert view.verification.valid
    assert "2026-001" in words
    assert "2026-002" not in words
    assert "2026-003" not in words
    assert "Hernandez" not in words
    assert register.service.year_list(register.officer, 2025).rows == ()
    with pytest.raises(InvalidInputError, match="not begun"):
        register.service.seal_year_list(register.officer, 2027)
