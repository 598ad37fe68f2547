"""The breach register: reporting, numbers, who is affected, assessment, closing, and what must not get into it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.core.errors import InvalidInputError, NotFoundError
from app.models.incidents import IncidentEvent, IncidentPerson
from app.models.patients import Patient
from app.rules.breach_assessment import Assessment, BreachException, ClosingReason, Conclusion, Factor
from app.rules.breach_clocks import Duty
from app.rules.legal_clock import ClockState
from app.security.actor import Role
from app.security.roles import Action, RecordKind
from app.services.views.incidents import Closing, FinderFilter, IncidentStatus, PeopleChange, Sending, SendMethod
from tests.integration.incidents.conftest import BREACH, FACTS, LOW, NOTICE, Register


def test_anybody_reports_and_the_clock_starts_with_the_discovery(register: Register) -> None:
    number = register.service.report(register.clinic.actor(Role.AESTHETICIAN), FACTS)
    row = register.service.register(register.officer).rows[0]
    assert (number, row.number, row.title) == ("2026-001", "2026-001", FACTS.title)
    assert (row.clock.words, row.clock.length, row.status_words) == ("53 days left", 60, "Risk assessment")
    assert register.service.register(register.officer).assessment_due == date(2026, 11, 30)


def test_numbers_count_up_and_begin_anew_with_the_clinics_year(register: Register) -> None:
    first, second = register.report(), register.report()
    register.clinic.clock.set_wall(datetime(2027, 1, 1, 5, 59, tzinfo=UTC))  # still December 31 in Chicago
    third = register.report()
    register.clinic.clock.set_wall(datetime(2027, 1, 1, 6, 0, tzinfo=UTC))
    fourth = register.report()
    assert [register.open(each).row.number for each in (first, second, third, fourth)] == [
        "2026-001", "2026-002", "2026-003", "2027-001"]


@pytest.mark.parametrize(("changes", "field"), [
    ({"title": " "}, "title"), ({"title": "x" * 121}, "title"), ({"what": "\x00"}, "what"),
    ({"what": "x" * 4001}, "what"), ({"what": "Card 4111 1111 1111 1111"}, "what"),
    ({"discovered": date(2026, 11, 24)}, "discovered"), ({"occurred": date(2026, 11, 17)}, "occurred"),
    ({"residents": (("Illinois", 3),)}, "residents"), ({"residents": (("IL", -1),)}, "residents"),
    ({"vendor_told": date(2026, 12, 1)}, "vendor_told"),
    ({"vendor_discovered": date(2026, 11, 18), "vendor_told": date(2026, 11, 17)}, "vendor_discovered"),
])
def test_what_cannot_be_is_refused_at_its_field(register: Register, changes: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        register.report(FACTS, **changes)
    assert refused.value.field == field
    assert register.service.register(register.officer).rows == ()


@pytest.mark.parametrize("words", [
    "Maria Hernandez’s consent went out", "HERNANDEZ, MARIA", "mária L. hernández", "to maria.hernandez@EXAMPLE.com",
    "called (312) 555-0148", "her number is +1 312 555 0148 they say",
])
def test_a_text_that_names_a_patient_is_refused_without_repeating_the_name(register: Register, words: str) -> None:
    register.patients()
    with pytest.raises(InvalidInputError) as refused:
        register.report(what=words)
    assert refused.value.field == "what"
    assert "hernandez" not in refused.value.sentence.casefold()
    assert "555" not in refused.value.sentence


@pytest.mark.parametrize("words", [
    "Maria at the front desk saw it", "Sent to Hernandez Bakery by mistake",
    "Maria, who is on the staff, and the courier from the firm of Hernandez", "555-0148", "Room 1986-03-14",
])
def test_words_that_are_no_patients_name_are_let_through(register: Register, words: str) -> None:
    register.patients()
    assert register.open(register.report(what=words)).facts.what == words


def test_a_change_keeps_what_was_written_before(register: Register) -> None:
    incident = register.report()
    register.service.change(register.officer, incident, replace(FACTS, discovered=date(2026, 11, 10), occurred=None))
    view = register.open(incident)
    assert view.clocks[0].due == date(2027, 1, 9)
    assert [line.title for line in view.history] == ["Facts changed", "Reported"]


def test_rows_cannot_be_changed_or_removed(register: Register) -> None:
    incident = register.report()
    register.affect(incident, *register.patients())
    for table in ("incident", "incident_event", "incident_person"):
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET by_name = 'x'"):
            with pytest.raises(IntegrityError, match="only ever added"), \
                    register.clinic.desk.act_system() as work:
                work.session.execute(text(statement))
    assert register.open(incident).row.people == 1


def test_people_are_found_in_the_log_by_device_person_time_and_event(register: Register) -> None:
    incident = register.report()
    one, other = register.patients(), register.patients(given="Ada", family="Ode")
    register.clinic.clock.advance(hours=2)
    with register.clinic.desk.act(register.clinic.actor(Role.PROVIDER), Action.VIEW, RecordKind.PATIENT) as work:
        work.audit("document.export", patient_id=one[0])
        work.audit("document.export", patient_id=other[0], allowed=False)
    now, find = register.clinic.clock.now(), register.service.find
    assert {each.patient_id for each in find(register.officer, incident, FinderFilter(device="Test tablet"))} == {
        *one, *other}
    exported = find(register.officer, incident, FinderFilter(events=("document.export",)))
    assert [(each.patient_id, each.entries, each.words) for each in exported] == [
        (one[0], 1, ("Saved a copy of a document",))]  # a refused try showed nothing
    provider = register.clinic.actor(Role.PROVIDER).user_id
    assert [each.patient_id for each in find(register.officer, incident, FinderFilter(user_id=provider))] == [*one]
    late = FinderFilter(start=now, end=now + timedelta(minutes=1))
    assert [each.patient_id for each in find(register.officer, incident, late)] == [*one]
    assert find(register.officer, incident, FinderFilter(end=now - timedelta(days=1))) == ()
    until = FinderFilter(user_id=provider, end=now)
    assert find(register.officer, incident, until) == ()  # the end itself is not looked at
    assert find(register.officer, incident, FinderFilter(device="Another")) == ()
    assert len(find(register.officer, incident, FinderFilter(everyone=True))) == 2
    with pytest.raises(InvalidInputError, match="Choose a device"):
        find(register.officer, incident, FinderFilter())


def test_the_registers_own_entries_find_nobody(register: Register) -> None:
    incident = register.report()
    patient = register.patients()
    register.affect(incident, *patient)
    found = register.service.find(register.officer, incident, FinderFilter(user_id=register.officer.user_id))
    assert found == ()


def test_who_is_affected_is_confirmed_audited_and_taken_back(register: Register) -> None:
    incident = register.report()
    patient, = register.patients()
    register.affect(incident, patient, note="The consent of Maria Hernandez for lips")
    register.affect(incident, patient)  # twice changes nothing
    view = register.open(incident)
    assert [(person.name, person.note) for person in view.people] == [
        ("Maria Hernandez", "The consent of Maria Hernandez for lips")]
    register.service.change_people(register.officer, incident, PeopleChange(removed=(patient,)))
    assert register.open(incident).row.people == 0
    assert register.events(patient) == ["patient.create", "incident.affected", "incident.cleared"]


def test_who_got_a_letter_stays_on_the_list(register: Register) -> None:
    incident = register.report()
    patient, = register.patients()
    register.affect(incident, patient)
    register.service.save_notice(register.officer, incident, NOTICE)
    register.service.make_letters(register.officer, incident)
    register.service.letters_sent(register.officer, incident, Sending((patient,), SendMethod.MAIL, register.today, "1"))
    with pytest.raises(InvalidInputError, match="stay on the list"):
        register.service.change_people(register.officer, incident, PeopleChange(removed=(patient,)))
    assert register.open(incident).row.people == 1


def test_the_note_about_a_patient_is_under_their_key_and_goes_with_it(register: Register) -> None:
    incident = register.report()
    patient, = register.patients()
    register.affect(incident, patient, note="Her lip consent")
    with register.clinic.desk.act_system() as work:
        stored = work.session.scalars(select(IncidentPerson.note)).one()
        assert b"lip" not in stored
        work.keys.destroy(patient)
        work.session.get_one(Patient, patient).disposed_on = register.today
        work.audit("retention.dispose", patient_id=patient)
    person = register.open(incident).people[0]
    assert (person.name, person.note) == ("Record disposed of", "")


def test_an_unknown_patient_or_incident_is_refused_and_nothing_is_kept(register: Register) -> None:
    incident = register.report()
    patient, = register.patients()
    with pytest.raises(NotFoundError):
        register.affect(incident, patient, "no such patient")
    assert register.open(incident).row.people == 0
    with pytest.raises(NotFoundError):
        register.affect("no such incident", patient)


@pytest.mark.parametrize("missing", [*Factor])
def test_a_low_probability_needs_each_of_the_four_factors(register: Register, missing: Factor) -> None:
    incident = register.report()
    for answers in (tuple(each for each in LOW.factors if each.factor is not missing),
                    tuple(replace(each, words=" ") if each.factor is missing else each for each in LOW.factors)):
        with pytest.raises(InvalidInputError) as refused:
            register.service.assess(register.officer, incident, replace(LOW, factors=answers))
        assert refused.value.field == missing.value
    with pytest.raises(InvalidInputError, match="does not say so"):
        register.service.close(register.officer, incident, Closing(ClosingReason.LOW_PROBABILITY, "Low"))
    assert register.open(incident).assessment is None


def test_with_all_four_it_closes_as_low_risk_and_every_clock_stops(register: Register) -> None:
    incident = register.report()
    register.affect(incident, *register.patients())
    register.service.assess(register.officer, incident, LOW)
    assert register.open(incident).row.status is IncidentStatus.TO_CLOSE
    register.service.close(register.officer, incident, Closing(ClosingReason.LOW_PROBABILITY, "Deleted unread."))
    view = register.open(incident)
    assert (view.row.status_words, view.row.clock.words) == ("Closed, low risk", "Stopped")
    assert {line.state for line in view.clocks} == {ClockState.STOPPED}
    with pytest.raises(InvalidInputError, match="is closed"):
        register.service.assess(register.officer, incident, LOW)


def test_opened_again_the_clock_counts_from_the_discovery(register: Register) -> None:
    incident = register.report()
    register.service.close(register.officer, incident, Closing(ClosingReason.NO_DATA_SEEN, "It was locked."))
    register.clinic.clock.advance(days=60)
    with pytest.raises(InvalidInputError, match="what came to light"):
        register.service.reopen(register.officer, incident, " ")
    register.service.reopen(register.officer, incident, "A copy turned up.")
    view = register.open(incident)
    assert (view.row.clock.words, view.row.clock.state) == ("7 days late", ClockState.LATE)
    with pytest.raises(InvalidInputError, match="is open"):
        register.service.reopen(register.officer, incident, "Again")


def test_a_reason_the_file_does_not_bear_out_is_refused(register: Register) -> None:
    incident = register.report()
    register.affect(incident, *register.patients())
    for reason in (ClosingReason.NO_DATA_SEEN, ClosingReason.SECURED, ClosingReason.NOTIFIED, ClosingReason.EXCEPTION,
                   ClosingReason.LOW_PROBABILITY):
        with pytest.raises(InvalidInputError):
            register.service.close(register.officer, incident, Closing(reason, "Because."))
    assert register.open(incident).may_close_for == (ClosingReason.REPORTED_TWICE,)
    with pytest.raises(InvalidInputError) as refused:
        register.service.close(register.officer, incident, Closing(ClosingReason.REPORTED_TWICE, "Same.", "2026-001"))
    assert refused.value.field == "other"  # its own number


def test_nothing_is_closed_without_a_word(register: Register) -> None:
    incident = register.report()
    with pytest.raises(InvalidInputError) as refused:
        register.service.close(register.officer, incident, Closing(ClosingReason.NO_DATA_SEEN, " \n"))
    assert (refused.value.field, register.open(incident).closing) == ("words", None)


def test_the_same_incident_reported_twice_names_the_other(register: Register) -> None:
    first, second = register.report(), register.report()
    register.service.close(register.officer, second, Closing(ClosingReason.REPORTED_TWICE, "Same.", "2026-001"))
    assert register.open(second).row.status_words == "Closed, reported twice"
    with pytest.raises(InvalidInputError) as refused:  # else neither would be followed up
        register.service.close(register.officer, first, Closing(ClosingReason.REPORTED_TWICE, "Same.", "2026-002"))
    assert refused.value.field == "other"


def test_an_exception_is_named(register: Register) -> None:
    incident = register.report()
    plain = Assessment((), Conclusion.EXCEPTION, "A nurse opened the wrong chart and closed it.")
    with pytest.raises(InvalidInputError) as refused:
        register.service.assess(register.officer, incident, plain)
    assert refused.value.field == "exception"
    register.service.assess(register.officer, incident, replace(plain, exception=BreachException.GOOD_FAITH))
    register.service.close(register.officer, incident, Closing(ClosingReason.EXCEPTION, "Good faith."))
    assert register.open(incident).row.status_words == "Closed, exception"


def test_what_a_stranger_got_stands_in_each_patients_accounting_once(register: Register) -> None:
    incident = register.report()
    first, = register.patients()
    register.affect(incident, first)
    register.service.assess(register.officer, incident, BREACH)
    register.service.assess(register.officer, incident, BREACH)
    later, = register.patients(given="Ada", family="Ode")
    register.affect(incident, later)
    for patient in (first, later):
        assert register.events(patient).count("disclosure.create") == 1


def test_a_use_inside_the_clinic_is_no_disclosure(register: Register) -> None:
    incident = register.report(got_by="")
    patient, = register.patients()
    register.affect(incident, patient)
    register.service.assess(register.officer, incident, BREACH)
    assert "disclosure.create" not in register.events(patient)


def test_today_hears_of_clocks_that_end_soon_or_are_late(register: Register) -> None:
    incident = register.report()
    for days in (0, 7):  # on the fourteenth day the assessment is still in time
        register.clinic.clock.advance(days=days)
        assert register.service.due(register.officer) == ()
    register.clinic.clock.advance(days=1)
    assert [due.sentence for due in register.service.due(register.officer)] == [
        "Incident 2026-001: the risk assessment is 1 day late."]
    register.clinic.clock.advance(days=50)
    sentences = [due.sentence for due in register.service.due(register.officer)]
    assert sentences[0] == "Incident 2026-001: notice to the patients, 5 days late."
    register.service.close(register.officer, incident, Closing(ClosingReason.NO_DATA_SEEN, "Nothing was seen."))
    assert register.service.due(register.officer) == ()


def test_a_jump_of_the_clock_closes_nothing(register: Register) -> None:
    incident = register.report()
    register.clinic.clock.set_wall(datetime(2040, 1, 1, tzinfo=UTC))
    view = register.open(incident)
    assert view.row.status is IncidentStatus.ASSESSING
    assert view.row.clock.state is ClockState.LATE
    register.clinic.clock.set_wall(datetime(2026, 11, 24, 18, tzinfo=UTC))
    assert register.open(incident).row.clock.words == "52 days left"


def test_the_log_says_what_was_done_and_holds_no_word_of_the_story(register: Register) -> None:
    incident = register.report(what="A blue folder was left on the train.")
    register.service.assess(register.officer, incident, BREACH)
    with register.clinic.desk.act_system() as work:
        details = list(work.session.execute(text("SELECT event, detail FROM audit_entry WHERE event LIKE 'incident%'")))
        kinds = list(work.session.scalars(select(IncidentEvent.kind).order_by(IncidentEvent.sequence)))
    assert not any("folder" in row.detail for row in details)
    assert kinds == ["reported", "assessed"]


def test_hhs_stays_open_until_the_year_is_reported(register: Register) -> None:
    incident = register.report()
    register.affect(incident, *register.patients())
    register.service.assess(register.officer, incident, BREACH)
    hhs = next(line for line in register.open(incident).clocks if line.duty is Duty.HHS)
    assert (hhs.due, hhs.source) == (date(2027, 3, 1), "45 CFR 164.408(c)")
