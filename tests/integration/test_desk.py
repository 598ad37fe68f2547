"""The desk: nothing happens without permission, and nothing without a row in the audit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.core.errors import DamagedError, LockedError, NotFoundError, PermissionDeniedError, ProofNeededError
from app.models.audit import AuditEntry
from app.models.staff import StaffMember
from app.models.store import Store
from app.security.actor import Actor, Role
from app.security.roles import Action, RecordKind
from tests.clinics import CLINIC, OpenClinic, open_clinic


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[OpenClinic]:
    made = open_clinic(tmp_path)
    yield made
    made.close()


def rows(clinic: OpenClinic) -> list[AuditEntry]:
    with clinic.desk.act_system() as work:
        return list(work.session.scalars(select(AuditEntry).order_by(AuditEntry.sequence)))


def test_a_look_without_a_row_of_its_own_gets_one(clinic: OpenClinic) -> None:
    actor = clinic.actor(Role.FRONT_DESK)
    with clinic.desk.act(actor, Action.VIEW, RecordKind.PATIENT, patient_id="p1"):
        pass
    (row,) = rows(clinic)
    assert (row.event, row.patient_id, row.user_id, row.allowed) == ("patient.view", "p1", actor.user_id, True)


def test_what_fails_leaves_neither_change_nor_row(clinic: OpenClinic) -> None:
    actor = clinic.actor(Role.ADMINISTRATOR)

    def change_and_fail() -> None:
        with clinic.desk.act(actor, Action.CHANGE, RecordKind.STAFF) as work:
            row = work.session.get(StaffMember, actor.user_id)
            assert row is not None
            row.title = "Changed"
            work.audit("staff.change")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_and_fail()
    assert rows(clinic) == []
    with clinic.desk.act_system() as work:
        stored = work.session.get(StaffMember, actor.user_id)
        assert stored is not None
        assert stored.title != "Changed"


def test_refusal_is_audited_by_itself(clinic: OpenClinic) -> None:
    with (
        pytest.raises(PermissionDeniedError),
        clinic.desk.act(clinic.actor(Role.FRONT_DESK), Action.VIEW, RecordKind.AUDIT),
    ):
        pytest.fail("the body must not run")
    (row,) = rows(clinic)
    assert (row.event, row.allowed) == ("audit.view", False)


def test_role_and_deactivation_count_from_the_next_action_on(clinic: OpenClinic) -> None:
    actor = clinic.actor(Role.ADMINISTRATOR)
    with clinic.desk.act_system() as work:
        row = work.session.get(StaffMember, actor.user_id)
        assert row is not None
        row.role = Role.FRONT_DESK.value
    with pytest.raises(PermissionDeniedError), clinic.desk.act(actor, Action.VIEW, RecordKind.AUDIT):
        pass
    with clinic.desk.act_system() as work:
        row = work.session.get(StaffMember, actor.user_id)
        assert row is not None
        row.active = False
    with pytest.raises(LockedError), clinic.desk.act(actor, Action.VIEW, RecordKind.PATIENT):
        pass


def test_an_actor_of_an_ended_session_is_refused(clinic: OpenClinic) -> None:
    old = replace(clinic.actor(Role.PROVIDER), session_id="session-before")
    with pytest.raises(LockedError), clinic.desk.act(old, Action.VIEW, RecordKind.PATIENT):
        pass
    clinic.desk.detach()
    with pytest.raises(LockedError), clinic.desk.act(clinic.actor(Role.PROVIDER), Action.VIEW, RecordKind.PATIENT):
        pass


def test_work_that_was_allowed_before_a_lock_does_not_run_in_the_next_session(
    clinic: OpenClinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = clinic.desk._gate

    def somebody_else_signs_in(*arguments: Any) -> Actor:
        current = gate(*arguments)
        clinic.desk.detach()
        clinic.desk.attach(Store.open(clinic.folder, clinic.dek, clinic.database_id), "session-next", CLINIC)
        return current

    monkeypatch.setattr(clinic.desk, "_gate", somebody_else_signs_in)
    with pytest.raises(LockedError), clinic.desk.act(clinic.actor(Role.PROVIDER), Action.VIEW, RecordKind.PATIENT):
        pytest.fail("the body must not run")


@pytest.mark.parametrize(("password_age", "code_age", "works"), [
    (timedelta(seconds=59), timedelta(minutes=14), True),
    (timedelta(seconds=61), timedelta(minutes=1), False),
    (timedelta(0), timedelta(minutes=16), False),
    (timedelta(seconds=-5), timedelta(0), False),
])
def test_fresh_proof(clinic: OpenClinic, password_age: timedelta, code_age: timedelta, works: bool) -> None:
    now = clinic.clock.now()
    actor = replace(clinic.actor(Role.ADMINISTRATOR), proof_at=now - password_age, code_at=now - code_age)
    if works:
        with clinic.desk.act(actor, Action.EXPORT, RecordKind.AUDIT):
            pass
    else:
        with pytest.raises(ProofNeededError), clinic.desk.act(actor, Action.EXPORT, RecordKind.AUDIT):
            pass


@pytest.mark.parametrize("jump", [-86400.0, -3600.0, -121.0, 121.0, 366 * 86400.0])
def test_a_jump_of_the_clock_is_audited(clinic: OpenClinic, jump: float) -> None:
    clinic.clock.advance(minutes=10)
    clinic.clock.sleep_machine(jump)
    with clinic.desk.act(clinic.actor(Role.FRONT_DESK), Action.VIEW, RecordKind.PATIENT):
        pass
    first, second = rows(clinic)
    assert first.event == "clock_jump"
    assert second.sequence == first.sequence + 1


def test_a_small_correction_of_the_clock_is_not(clinic: OpenClinic) -> None:
    clinic.clock.sleep_machine(119)
    with clinic.desk.act(clinic.actor(Role.FRONT_DESK), Action.VIEW, RecordKind.PATIENT):
        pass
    assert [row.event for row in rows(clinic)] == ["patient.view"]


def test_each_patient_has_a_key_of_their_own(clinic: OpenClinic) -> None:
    actor = clinic.actor(Role.FRONT_DESK)
    with clinic.desk.act(actor, Action.CREATE, RecordKind.PATIENT, patient_id="p1") as work:
        work.keys.new("p1")
        work.keys.new("p2")
        blob = work.keys.encrypt("p1", b"allergic to latex", "answers")
        assert work.keys.decrypt("p1", blob, "answers") == b"allergic to latex"
        for patient, purpose in (("p2", "answers"), ("p1", "photo")):
            with pytest.raises(DamagedError):
                work.keys.decrypt(patient, blob, purpose)
        assert work.keys.destroy("p1")
        with pytest.raises(NotFoundError):
            work.keys.decrypt("p1", blob, "answers")


def test_old_and_new_values_of_a_patient_are_ciphertext_in_the_audit(clinic: OpenClinic) -> None:
    with clinic.desk.act(clinic.actor(Role.FRONT_DESK), Action.CHANGE, RecordKind.PATIENT, patient_id="p1") as work:
        work.keys.new("p1")
        work.audit("patient.change", patient_id="p1", old=b"Smith", new=b"Miller")
    (row,) = rows(clinic)
    assert row.old_value is not None
    assert b"Smith" not in row.old_value
    with clinic.desk.act_system() as work:
        assert work.keys.decrypt("p1", row.old_value, "audit") == b"Smith"


def test_units_do_not_nest(clinic: OpenClinic) -> None:
    with clinic.desk.act_system(), pytest.raises(RuntimeError), clinic.desk.act_system():
        pass
