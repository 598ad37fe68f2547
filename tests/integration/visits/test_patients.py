"""Patients: adding, finding, likely duplicates, hostile input, who may, and the record on one page."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.core.errors import InvalidInputError, LockedError, NotFoundError, PermissionDeniedError
from app.models.audit import AuditEntry
from app.security.actor import Role
from app.services.views.patients import NewPatient
from tests.integration.visits.conftest import Practice

BORN = date(1986, 3, 14)


def test_a_new_patient_gets_the_next_record_number_and_is_found_at_once(practice: Practice) -> None:
    first, second = practice.patient("Ortega"), practice.patient("Okafor")
    (hit,) = practice.patients.search(practice.desk_person, "okafor")
    assert hit.patient_id == second != first
    assert hit.record_number == 10_002
    assert hit.phone == "(773) 555-0148"
    assert hit.last_visit is None


def test_the_best_match_comes_first_and_the_last_visit_is_told(practice: Practice) -> None:
    practice.patient("Anders")
    exact = practice.patient("Ander")
    practice.checked_in(exact)
    hits = practice.patients.search(practice.desk_person, "ander")
    assert hits[0].patient_id == exact
    assert hits[0].last_visit == practice.visits.board(practice.desk_person).day


@pytest.mark.parametrize(("given", "family", "born", "phone", "likely"), [
    ("Ana", "Nunez Ortega", BORN, "", True), ("Anna", "Núñez-Ortega", BORN, "", True),
    ("Ána", "Ortega", BORN, "", True), ("Ána", "Nunez-Ortega", date(1986, 4, 13), "773 555 0148", True),
    ("Ána", "Núñez-Ortega", date(1950, 1, 1), "", False), ("Boris", "Karloff", BORN, "", False),
    ("Boris", "Karloff", date(1950, 1, 1), "(773) 555-0148", False),
])
def test_likely_duplicates_are_pointed_out(practice: Practice, given: str, family: str, born: date, phone: str,
                                           likely: bool) -> None:
    practice.patient()
    found = practice.patients.possible_duplicates(practice.desk_person, NewPatient(given, family, born, phone))
    assert bool(found) is likely


@pytest.mark.parametrize("name", ["\u202eevil", "naïve 😀", "<img src=x onerror=1>", "=cmd()", "O'Brien\x00", "Ａ",
                                  "ß"])
def test_strange_names_are_kept_and_found(practice: Practice, name: str) -> None:
    practice.patients.add(practice.desk_person, NewPatient("Zed", name, BORN))
    (hit,) = practice.patients.search(practice.desk_person, "zed")
    assert hit.display_name == f"Zed {name}".replace("\x00", "")


@pytest.mark.parametrize(("new", "field"), [
    (NewPatient("", "", BORN), "family_name"), (NewPatient("A", "x" * 101, BORN), "family_name"),
    (NewPatient("123", "Ortega", BORN), "given_name"), (NewPatient("A", "4111 1111 1111 1111 B", BORN), "family_name"),
    (NewPatient("A", "Ortega", date(2027, 1, 1)), "birth_date"), (NewPatient("A", "B", date(1890, 1, 1)), "birth_date"),
    (NewPatient("A", "B", BORN, "12"), "phone"), (NewPatient("A", "B", BORN, "", "not an address"), "email"),
    (NewPatient("A" * 1_000_000, "B", BORN), "given_name"),
])
def test_input_that_cannot_be_used_is_refused_at_its_field(practice: Practice, new: NewPatient, field: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        practice.patients.add(practice.desk_person, new)
    assert caught.value.field == field
    assert practice.patients.search(practice.desk_person, "ortega") == ()


def test_one_name_is_enough(practice: Practice) -> None:
    practice.patients.add(practice.desk_person, NewPatient("", "Madonna", BORN))
    (hit,) = practice.patients.search(practice.desk_person, "madonna")
    assert hit.display_name == "Madonna"


def test_opening_a_record_is_recorded_and_searching_is_not(practice: Practice) -> None:
    patient_id = practice.patient()
    practice.patients.search(practice.desk_person, "ortega")
    practice.patients.open(practice.desk_person, patient_id)
    with practice.clinic.desk.act_system() as work:
        events = work.session.scalars(select(AuditEntry.event).where(AuditEntry.patient_id == patient_id)).all()
    assert events == ["patient.create", "patient.view"]
    assert [hit.patient_id for hit in practice.patients.recent(practice.desk_person)] == [patient_id]


def test_who_may_not_see_patients_is_refused_and_that_is_recorded(practice: Practice) -> None:
    patient_id = practice.patient()
    officer = practice.clinic.actor(Role.PRIVACY_OFFICER)
    practice.patients.open(officer, patient_id)
    with pytest.raises(PermissionDeniedError):
        practice.patients.add(officer, NewPatient("A", "B", BORN))
    with practice.clinic.desk.act_system() as work:
        denied = work.session.scalars(select(AuditEntry.event).where(AuditEntry.allowed.is_(False))).all()
    assert denied == ["patient.create"]


def test_an_unknown_patient_is_said_to_be_unknown(practice: Practice) -> None:
    with pytest.raises(NotFoundError):
        practice.patients.open(practice.desk_person, "nobody")


def test_nothing_is_found_while_the_records_are_closed(practice: Practice) -> None:
    practice.clinic.close()
    with pytest.raises(LockedError):
        practice.patients.search(practice.desk_person, "ortega")
    practice.clinic.reopen()


def test_the_record_page_of_a_new_patient_is_complete_and_empty(practice: Practice) -> None:
    page = practice.patients.open(practice.desk_person, practice.patient())
    assert (page.age, page.timeline, page.consents, page.answers, page.flags) == (40, (), (), (), ())
    assert page.open_visit_id is None
    assert page.confidential_contact is None


def test_the_record_page_shows_the_visit_the_missing_consent_and_contact_wishes(practice: Practice) -> None:
    patient_id = practice.patient()
    visit_id = practice.checked_in(patient_id)
    page = practice.patients.open(practice.desk_person, patient_id)
    assert page.open_visit_id == visit_id
    assert "Botox Cosmetic" in page.open_visit_line
    assert [line.title for line in page.consents] == ["Wrinkle relaxer (neuromodulator)"]
    practice.sent(visit_id, {"reg.pref.confidential": True, "reg.pref.confidential_how": "Call my work phone"})
    page = practice.patients.open(practice.desk_person, patient_id)
    assert page.confidential_contact == "Call my work phone"
    assert page.emergency_contact.startswith("Luis Ortega")
    assert any(line.sensitive for line in page.answers)


def test_a_consent_says_how_many_days_are_left_and_when_it_ran_out(practice: Practice) -> None:
    patient_id = practice.patient()
    practice.sent(practice.checked_in(patient_id))
    practice.clinic.clock.advance(days=350)
    lines = {line.purpose: line for line in practice.patients.open(practice.desk_person, patient_id).consents}
    assert lines["c_btx"].days_left == 15
    practice.clinic.clock.advance(days=20)
    lines = {line.purpose: line for line in practice.patients.open(practice.desk_person, patient_id).consents}
    assert lines["c_btx"].state.value == "Expired"
    assert practice.visits.due_forms(practice.desk_person, patient_id, ("BTX_BOTOX",))[-1].reason.value == "expired"


def test_a_changed_name_is_found_and_what_stood_before_is_kept_under_the_patients_key(practice: Practice) -> None:
    patient_id = practice.patient("Ortega")
    practice.patients.change(practice.desk_person, patient_id, NewPatient("Ana", "Whitfield", BORN, "773-555-0199"),
                             "Married in June.")
    assert [hit.patient_id for hit in practice.patients.search(practice.desk_person, "whitfield 0199")] == [patient_id]
    assert practice.patients.search(practice.desk_person, "ortega") == ()
    with practice.clinic.desk.act_system() as work:
        row = work.session.scalars(select(AuditEntry).where(AuditEntry.event == "patient.change")).one()
        assert row.old_value is not None
        assert row.new_value is not None
        assert "Ortega" not in row.detail + row.subject
        assert b'"family_name":"Ortega"' in work.keys.decrypt(patient_id, row.old_value, "audit")
        assert b"Married in June." in work.keys.decrypt(patient_id, row.new_value, "audit")


@pytest.mark.parametrize("changed", [NewPatient("Ána", "Ortega", BORN.replace(year=1985)),
                                     NewPatient("Ana", "Ortega", BORN)])
def test_a_new_name_or_birth_date_needs_a_reason(practice: Practice, changed: NewPatient) -> None:
    patient_id = practice.patient("Ortega")
    with pytest.raises(InvalidInputError, match="Say why") as refused:
        practice.patients.change(practice.desk_person, patient_id, changed, "  ")
    assert refused.value.field == "reason"
    assert practice.patients.open(practice.desk_person, patient_id).given_name == "Ána"


def test_contact_alone_needs_no_reason_and_bad_input_changes_nothing(practice: Practice) -> None:
    patient_id = practice.patient("Ortega")
    practice.patients.change(practice.desk_person, patient_id, NewPatient("Ána", "Ortega", BORN, "312 555 0111"))
    assert practice.patients.open(practice.desk_person, patient_id).phone == "(312) 555-0111"
    with pytest.raises(InvalidInputError):
        practice.patients.change(practice.desk_person, patient_id, NewPatient("Ána", "Ortega", BORN, "12"))
    assert practice.patients.open(practice.desk_person, patient_id).phone == "(312) 555-0111"
