"""Set-up, sign-in, lock and patient mode on real files, real key slots, real codes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.core.errors import DamagedError, KeyringError, LockedError, SignInRefusedError, StorageError
from app.models.audit import AuditEntry
from app.models.staff import StaffMember
from app.models.store import Store
from app.security.session import State
from app.services.views.people import DataState, PasswordStep
from tests.clinics import PASSWORD, FoundClinic, found_clinic, unfounded_clinic


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[FoundClinic]:
    made = found_clinic(tmp_path / "clinic")
    yield made
    made.access.lock("end of the test")


def events(clinic: FoundClinic) -> list[str]:
    with clinic.desk.act_system() as work:
        return list(work.session.scalars(select(AuditEntry.event).order_by(AuditEntry.sequence)))


def state(clinic: FoundClinic) -> State:
    return clinic.sessions.state.snapshot.state


def wrong_passwords(clinic: FoundClinic, times: int, name: str = "ana") -> None:
    for _ in range(times):
        clinic.clock.advance(minutes=6)
        with pytest.raises(SignInRefusedError):
            clinic.access.enter_password(name, "wrong password here")


def test_set_up_then_sign_in_and_out(clinic: FoundClinic) -> None:
    assert clinic.setup.state().state is DataState.READY
    assert [tile.display_name for tile in clinic.access.people()] == ["Ana Torres"]
    assert clinic.desk.open_store is None
    outcome = clinic.access.enter_password(" ANA ", PASSWORD)
    assert outcome.step is PasswordStep.CODE_NEEDED
    actor = clinic.access.enter_code(clinic.code())
    assert clinic.access.is_open
    assert actor.display_name == "Ana Torres"
    assert events(clinic) == ["set_up", "keys_created", "sign_in"]
    clinic.access.lock("F9")
    assert clinic.desk.open_store is None
    with pytest.raises(LockedError):
        _ = clinic.box.dek


def test_lock_leaves_no_key_and_no_open_file(clinic: FoundClinic) -> None:
    clinic.sign_in()
    dek = clinic.box.dek
    clinic.access.lock("Idle for 5 minutes")
    assert bytes(dek) == bytes(32)
    assert open_files(clinic.root) == []


def open_files(root: Path) -> list[str]:
    links = [link for link in Path("/proc/self/fd").iterdir() if link.exists()]
    return [str(link.readlink()) for link in links if str(link.readlink()).startswith(str(root))]


def test_set_up_writes_nothing_without_its_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clinic = unfounded_clinic(tmp_path / "clinic")

    def refuse() -> str:
        raise KeyringError("This computer has no keyring.")

    monkeypatch.setattr(clinic.keyring, "check", refuse)
    assert not clinic.setup.check_keyring().ok
    with pytest.raises(KeyringError):
        clinic.setup.finish(clinic.answers())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("failing", ["app.services.founding.write_public_keys", "app.services.founding.write_device",
                                     "app.services.founding.new_clinic_ca"])
def test_set_up_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str) -> None:
    clinic = unfounded_clinic(tmp_path / "clinic")

    def fail(*_arguments: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(failing, fail)
    with pytest.raises(OSError, match="no space"):
        clinic.setup.finish(clinic.answers())
    assert list(tmp_path.iterdir()) == []
    assert clinic.keyring._secrets == {}
    assert clinic.setup.state().state is DataState.EMPTY


def test_set_up_never_runs_over_existing_data(clinic: FoundClinic) -> None:
    before = {path.name: path.read_bytes() for path in clinic.root.iterdir() if path.is_file()}
    with pytest.raises(DamagedError):
        clinic.setup.finish(clinic.answers())
    assert {path.name: path.read_bytes() for path in clinic.root.iterdir() if path.is_file()} == before


@pytest.mark.parametrize("lost", ["records.db", "patient_keys.db"])
def test_a_missing_file_is_damage_and_not_a_reason_to_start_anew(clinic: FoundClinic, lost: str) -> None:
    (clinic.root / lost).unlink()
    assert clinic.setup.state().state is DataState.DAMAGED
    with pytest.raises(DamagedError):
        clinic.setup.finish(clinic.answers())
    with pytest.raises(DamagedError):
        clinic.access.enter_password("ana", PASSWORD)
    assert not (clinic.root / lost).exists()


def test_set_up_keeps_a_log_that_is_already_there(tmp_path: Path) -> None:
    (tmp_path / "clinic" / "logs").mkdir(parents=True)
    (tmp_path / "clinic" / "logs" / "app.log").write_text("started")
    clinic = found_clinic(tmp_path / "clinic")
    assert clinic.setup.state().state is DataState.READY
    assert (tmp_path / "clinic" / "logs" / "app.log").read_text() == "started"


def test_set_up_leaves_the_folders_above_its_own_as_they_are(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    clinic = found_clinic(tmp_path / "clinic")
    assert tmp_path.stat().st_mode & 0o777 == 0o755
    assert clinic.root.stat().st_mode & 0o777 == 0o700


def test_unknown_inactive_and_wrong_sound_the_same(clinic: FoundClinic) -> None:
    said = set()
    for name, password in (("ana", "wrong password here"), ("nobody", PASSWORD)):
        with pytest.raises(SignInRefusedError) as refused:
            clinic.access.enter_password(name, password)
        said.add(refused.value.sentence)
    clinic.sign_in()
    with clinic.desk.act_system() as work:
        work.session.scalars(select(StaffMember)).one().active = False
    clinic.access.lock("F9")
    with pytest.raises(SignInRefusedError) as refused:
        clinic.access.enter_password("ana", PASSWORD)
    assert said | {refused.value.sentence} == {refused.value.sentence}
    assert open_files(clinic.root) == []


def test_failures_while_closed_are_audited_at_the_next_sign_in(clinic: FoundClinic) -> None:
    wrong_passwords(clinic, 2)
    clinic.start_app()
    clinic.clock.advance(minutes=6)
    clinic.sign_in()
    assert events(clinic)[2:] == ["sign_in_failed", "sign_in_failed", "sign_in"]
    assert list((clinic.root / "pending-audit").iterdir()) == []


def test_a_note_that_does_not_open_is_reported_and_kept_aside(clinic: FoundClinic) -> None:
    wrong_passwords(clinic, 1)
    strange = clinic.root / "pending-audit" / "strange.event"
    strange.write_bytes(b"of another clinic")
    clinic.sign_in()
    assert events(clinic)[2:] == ["sign_in_failed", "pending_unreadable", "sign_in"]
    assert list((clinic.root / "pending-audit").iterdir()) == []
    assert (clinic.folder.aside / "strange.event").read_bytes() == b"of another clinic"
    clinic.access.lock("F9")
    clinic.sign_in()
    assert events(clinic).count("pending_unreadable") == 1


def test_a_drive_that_refuses_at_the_last_step_signs_nobody_in(clinic: FoundClinic,
                                                              monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> None:
        raise StorageError("The disk is full.")

    for path in clinic.root.glob("public.json*"):
        path.unlink()
    with monkeypatch.context() as patch:
        patch.setattr("app.services.sessions.write_public_keys", full)
        with pytest.raises(StorageError):
            clinic.sign_in()
        assert state(clinic) is State.HALF_OPEN
        assert clinic.desk.open_store is None
    clinic.sign_in()
    assert clinic.folder.public_keys.exists()


def test_a_lock_waits_until_the_key_is_given_back(clinic: FoundClinic) -> None:
    clinic.sign_in()
    locking = threading.Thread(target=clinic.box.close)
    with clinic.box.lent() as dek:
        locking.start()
        locking.join(0.05)
        assert locking.is_alive()
        assert any(dek)
    locking.join()
    assert not any(dek)


def test_ten_failures_lock_and_a_recovery_code_helps(clinic: FoundClinic) -> None:
    wrong_passwords(clinic, 10)
    clinic.start_app()
    clinic.clock.advance(days=400)
    with pytest.raises(SignInRefusedError):
        clinic.access.enter_password("ana", PASSWORD)
    with pytest.raises(SignInRefusedError):
        clinic.access.unlock_with_recovery_code("ana", "AAAA-BBBB-CCCC-DDDD")
    clinic.access.unlock_with_recovery_code("ana", clinic.recovery_codes[0])
    clinic.sign_in()
    assert "lock_lifted" in events(clinic)


def test_a_recovery_code_works_once(clinic: FoundClinic) -> None:
    clinic.access.enter_password("ana", PASSWORD)
    clinic.access.enter_recovery_code(clinic.recovery_codes[3])
    clinic.access.lock("F9")
    clinic.start_app()
    clinic.access.enter_password("ana", PASSWORD)
    with pytest.raises(SignInRefusedError):
        clinic.access.enter_recovery_code(clinic.recovery_codes[3])


def test_a_code_is_accepted_once_and_wrong_ones_are_audited(clinic: FoundClinic) -> None:
    code = clinic.code()
    clinic.access.enter_password("ana", PASSWORD)
    with pytest.raises(SignInRefusedError):
        clinic.access.enter_code("000000" if code != "000000" else "000001")
    clinic.access.enter_code(code)
    clinic.access.lock("F9")
    clinic.start_app()
    clinic.access.enter_password("ana", PASSWORD)
    with pytest.raises(SignInRefusedError, match="used already"):
        clinic.access.enter_code(code)
    clinic.access.enter_code(clinic.code())
    assert events(clinic).count("sign_in_failed") == 1


@pytest.mark.parametrize(("minutes", "asleep", "needs_code"), [(14, False, False), (16, False, True), (16, True, True)])
def test_within_15_minutes_the_password_is_enough(clinic: FoundClinic, minutes: int, asleep: bool,
                                                  needs_code: bool) -> None:
    clinic.sign_in()
    clinic.access.lock("F9")
    if asleep:
        clinic.clock.sleep_machine(minutes * 60)
    else:
        clinic.clock.advance(minutes=minutes)
    outcome = clinic.access.enter_password("ana", PASSWORD)
    assert (outcome.step is PasswordStep.CODE_NEEDED) is needs_code


def test_a_clock_set_back_does_not_spare_the_code(clinic: FoundClinic) -> None:
    clinic.sign_in()
    accepted = clinic.clock.now()
    clinic.access.lock("F9")
    clinic.clock.advance(hours=5)
    clinic.clock.set_wall(accepted + timedelta(minutes=1))
    assert clinic.access.enter_password("ana", PASSWORD).step is PasswordStep.CODE_NEEDED


def test_abandoning_a_half_open_sign_in_closes_the_records(clinic: FoundClinic) -> None:
    clinic.access.enter_password("ana", PASSWORD)
    assert open_files(clinic.root)
    clinic.access.abandon()
    assert open_files(clinic.root) == []
    with pytest.raises(LockedError):
        clinic.access.enter_code(clinic.code())


def test_patient_mode_is_blind_and_only_staff_leave_it(clinic: FoundClinic) -> None:
    clinic.sign_in()
    dek = clinic.box.dek
    clinic.access.to_patient_mode("visit-1")
    assert bytes(dek) == bytes(32)
    assert open_files(clinic.root) == []
    assert clinic.access.in_patient_mode
    clinic.clock.advance(hours=1)
    clinic.access.enter_password("ana", PASSWORD)
    assert state(clinic) is State.HANDING_BACK
    clinic.access.abandon()
    assert state(clinic) is State.PATIENT
    clinic.access.enter_password("ana", PASSWORD)
    clinic.access.enter_code(clinic.code())
    assert clinic.access.is_open


def test_a_bored_patient_cannot_lock_the_clinic_out(clinic: FoundClinic) -> None:
    clinic.sign_in()
    clinic.access.to_patient_mode("visit-1")
    wrong_passwords(clinic, 30)
    clinic.clock.advance(minutes=6)
    clinic.access.enter_password("ana", PASSWORD)
    clinic.access.enter_code(clinic.code())
    assert clinic.access.is_open


def test_fresh_proof_asks_for_a_code_only_after_15_minutes(clinic: FoundClinic) -> None:
    actor = clinic.sign_in()
    clinic.clock.advance(minutes=10)
    assert not clinic.access.proof_needs_code(actor)
    proved = clinic.access.prove(actor, PASSWORD)
    assert proved.proof_at == clinic.clock.now()
    clinic.clock.advance(minutes=6)
    assert clinic.access.proof_needs_code(proved)
    with pytest.raises(SignInRefusedError):
        clinic.access.prove(proved, "wrong password here")
    code = clinic.code()
    assert clinic.access.prove(proved, PASSWORD, code).code_at == clinic.clock.now()


def test_an_older_copy_of_the_records_is_noticed(clinic: FoundClinic) -> None:
    older = clinic.folder.records.read_bytes()
    clinic.sign_in()
    clinic.access.lock("F9")
    clinic.folder.records.write_bytes(older)
    with pytest.raises(DamagedError, match="older"):
        clinic.access.enter_password("ana", PASSWORD)
    assert open_files(clinic.root) == []


def test_a_second_instance_is_refused_politely(clinic: FoundClinic) -> None:
    clinic.sign_in()
    with pytest.raises(Exception, match="already open"):
        Store.open(clinic.folder, clinic.box.dek, clinic.desk.store.database_id)
    assert clinic.desk.store.check()
