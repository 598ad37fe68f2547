"""Staff accounts: the database and the key-slot file change together, and an ended account stays ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from app.core.errors import (
    DamagedError,
    InvalidInputError,
    LockedError,
    PermissionDeniedError,
    ProofNeededError,
    SignInRefusedError,
)
from app.models.audit import AuditEntry
from app.security.actor import Actor, Licence, Role
from app.security.vault import Person
from app.services.views.people import NewStaff, PasswordStep, TemporaryCredential
from tests.clinics import PASSWORD, FoundClinic, found_clinic

BEA = NewStaff("bea", "Bea Lin", "Nurse", Role.PROVIDER, Licence.RN, "RN 123")
BEAS_OWN = "quiet marble forest"


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[FoundClinic]:
    made = found_clinic(tmp_path / "clinic")
    yield made
    made.access.lock("end of the test")


def first_sign_in(clinic: FoundClinic, given: TemporaryCredential, name: str = "bea") -> Actor:
    clinic.access.lock("F9")
    clinic.clock.advance(minutes=6)
    assert clinic.access.enter_password(name, given.password).step is PasswordStep.ENROL
    return clinic.access.enrol_first(BEAS_OWN, given.enrolment, clinic.code(given.enrolment.secret))


def user_id(clinic: FoundClinic, actor: Actor, name: str) -> str:
    return next(person.user_id for person in clinic.staff.list(actor) if person.user_name == name)


def test_a_new_person_chooses_a_password_and_enrolls_first(clinic: FoundClinic) -> None:
    given = clinic.staff.add(clinic.sign_in(), BEA)
    clinic.access.lock("F9")
    clinic.clock.advance(minutes=6)
    assert clinic.access.enter_password("bea", given.password).step is PasswordStep.ENROL
    code = clinic.code(given.enrolment.secret)
    with pytest.raises(SignInRefusedError):
        clinic.access.enter_code(code)
    with pytest.raises(InvalidInputError):
        clinic.access.enrol_first("short", given.enrolment, code)
    with pytest.raises(SignInRefusedError):
        clinic.access.enrol_first(BEAS_OWN, given.enrolment, "000000" if code != "000000" else "000001")
    actor = clinic.access.enrol_first(BEAS_OWN, given.enrolment, code)
    assert (actor.role, actor.licence) == (Role.PROVIDER, Licence.RN)
    with clinic.desk.act_system() as work:
        enrolled = work.session.scalars(select(AuditEntry).where(AuditEntry.event == "own_account.enrol")).one()
    assert (enrolled.user_id, enrolled.person) == (actor.user_id, "Bea Lin")
    clinic.access.lock("F9")
    clinic.clock.advance(minutes=20)
    with pytest.raises(SignInRefusedError):
        clinic.access.enter_password("bea", given.password)
    clinic.clock.advance(minutes=6)
    clinic.access.enter_password("bea", BEAS_OWN)
    clinic.access.enter_code(clinic.code(given.enrolment.secret))


@pytest.mark.parametrize("name", ["ANA", " ana", "ａｎａ", "Ana ", "aNa", "\u212bna".replace("\u212b", "A")])
def test_one_name_in_any_spelling_is_one_person(clinic: FoundClinic, name: str) -> None:
    with pytest.raises(InvalidInputError):
        clinic.staff.add(clinic.sign_in(), replace(BEA, user_name=name))


def test_deactivation_ends_the_account_at_once_and_for_good(clinic: FoundClinic) -> None:
    ana = clinic.sign_in()
    given = clinic.staff.add(ana, BEA)
    slots = clinic.folder.keyslots.read_bytes()
    bea = first_sign_in(clinic, given)
    clinic.access.lock("F9")
    ana = clinic.sign_in()
    clinic.staff.deactivate(ana, bea.user_id)
    with pytest.raises(InvalidInputError):
        clinic.staff.add(ana, BEA)
    with pytest.raises(LockedError):
        clinic.staff.own_sign_ins(replace(bea, session_id=ana.session_id))
    clinic.access.lock("F9")
    assert [tile.user_name for tile in clinic.access.people()] == ["Ana"]
    for copy in (slots, None):
        clinic.clock.advance(minutes=6)
        if copy:  # the file as it was when the account still worked
            clinic.folder.keyslots.write_bytes(copy)
        with pytest.raises((SignInRefusedError, DamagedError)):
            clinic.access.enter_password("bea", given.password)


def test_a_reset_password_replaces_the_old_one_and_lifts_a_lock(clinic: FoundClinic) -> None:
    bea = first_sign_in(clinic, clinic.staff.add(clinic.sign_in(), BEA))
    clinic.access.lock("F9")
    for _ in range(10):
        clinic.clock.advance(minutes=6)
        with pytest.raises(SignInRefusedError):
            clinic.access.enter_password("bea", "wrong password here")
    ana = clinic.sign_in()
    assert next(person for person in clinic.staff.list(ana) if person.user_name == "bea").locked
    given = clinic.staff.reset_password(ana, bea.user_id)
    clinic.access.lock("F9")
    clinic.clock.advance(minutes=6)
    assert clinic.access.enter_password("bea", given.password).step is PasswordStep.ENROL


def test_a_reset_authenticator_works_at_once(clinic: FoundClinic) -> None:
    bea = first_sign_in(clinic, clinic.staff.add(clinic.sign_in(), BEA))
    clinic.access.lock("F9")
    enrolment = clinic.staff.reset_authenticator(clinic.sign_in(), bea.user_id)
    clinic.access.lock("F9")
    assert clinic.access.enter_password("bea", BEAS_OWN).step is PasswordStep.CODE_NEEDED
    clinic.access.enter_code(clinic.code(enrolment.secret))


def test_the_clinic_keeps_an_administrator(clinic: FoundClinic) -> None:
    ana = clinic.sign_in()
    with pytest.raises(InvalidInputError):
        clinic.staff.deactivate(ana, ana.user_id)
    with pytest.raises(InvalidInputError, match="only active administrator"):
        clinic.staff.change(ana, ana.user_id, Role.FRONT_DESK, Licence.NONE)


def test_a_changed_role_counts_and_is_audited_with_old_and_new(clinic: FoundClinic) -> None:
    ana = clinic.sign_in()
    clinic.staff.add(ana, BEA)
    bea = user_id(clinic, ana, "bea")
    clinic.staff.change(ana, bea, Role.FRONT_DESK, Licence.NONE, title="Front desk")
    with clinic.desk.act_system() as work:
        row = work.session.scalars(select(AuditEntry).where(AuditEntry.event == "staff.change_role")).one()
    assert row.old_value is not None
    assert b"provider" in row.old_value
    assert b"front_desk" in (row.new_value or b"")
    assert "Front desk" in {tile.title for tile in clinic.access.people()}


def test_staff_work_needs_permission_and_fresh_proof(clinic: FoundClinic) -> None:
    ana = clinic.sign_in()
    given = clinic.staff.add(ana, BEA)
    clinic.clock.advance(minutes=2)
    with pytest.raises(ProofNeededError):
        clinic.staff.add(ana, replace(BEA, user_name="cy"))
    bea = first_sign_in(clinic, given)
    with pytest.raises(PermissionDeniedError):
        clinic.staff.list(bea)


def test_own_password_and_own_sign_ins(clinic: FoundClinic) -> None:
    ana = clinic.sign_in()
    with pytest.raises(SignInRefusedError):
        clinic.staff.change_own_password(ana, "wrong password here", BEAS_OWN)
    clinic.clock.advance(minutes=1)
    with pytest.raises(InvalidInputError):
        clinic.staff.change_own_password(ana, PASSWORD, "short")
    clinic.staff.change_own_password(ana, PASSWORD, BEAS_OWN)
    codes = clinic.staff.new_recovery_codes(clinic.access.prove(ana, BEAS_OWN))
    assert len(set(codes)) == 10
    clinic.access.lock("F9")
    clinic.clock.advance(minutes=6)
    with pytest.raises(SignInRefusedError):
        clinic.access.enter_password("ana", PASSWORD)
    clinic.clock.advance(minutes=6)
    outcome = clinic.access.enter_password("ana", BEAS_OWN)
    again = outcome.actor or clinic.access.enter_recovery_code(codes[0])
    records = clinic.staff.own_sign_ins(again)
    assert [record.accepted for record in records] == [True, False, True, False, True]


def test_a_slot_left_over_from_a_crash_does_not_block_the_name(clinic: FoundClinic) -> None:
    ana = clinic.sign_in()
    lost = Person("019d0000-0000-7000-8000-000000000001", "Bea", "Bea Lind", "Front desk")
    clinic.box.vault.add_person(clinic.box.dek, lost, BEAS_OWN)  # the file was written, the row never was
    clinic.staff.add(clinic.sign_in_again(ana), BEA)
    assert lost.user_id not in {person.user_id for person in clinic.box.vault.people()}
    clinic.access.lock("F9")
    with pytest.raises(SignInRefusedError):
        clinic.access.enter_password("bea", BEAS_OWN)
