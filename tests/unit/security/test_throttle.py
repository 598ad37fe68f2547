"""Failed sign-ins: delays from the third, a lock at ten, and nothing that makes the app forget."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from app.core.errors import KeyringError, SignInRefusedError, StorageError
from app.core.randomness import SystemRandomness
from app.security.device_secret import InMemoryDeviceSecret, PasswordsOnly
from app.security.recovery_codes import new_recovery_codes
from app.security.throttle import LOCK_AT, LONGEST_DELAY, Throttle, delay_after
from tests.fakes import START, FixedClock, SeededRandomness

DATABASE_ID = "clinic-1"


class Desk:
    """A device with a throttle file, whose app can be started again."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "throttle.json"
        self.clock = FixedClock()
        self.device = InMemoryDeviceSecret(SystemRandomness())
        self.device.create(DATABASE_ID)
        self.throttle = self.restart()
        self.throttle.create()

    def restart(self) -> Throttle:
        self.throttle = Throttle(self.path, self.device, DATABASE_ID, self.clock)
        return self.throttle

    def fail(self, name: str = "nora", times: int = 1, *, patient_mode: bool = False) -> None:
        """Fail, waiting each time as long as asked."""
        for _ in range(times):
            self.wait_out(name, patient_mode=patient_mode)
            self.throttle.admit(name, known=True, patient_mode=patient_mode)

    def wait_out(self, name: str = "nora", *, patient_mode: bool = False) -> float:
        retry_at = self.throttle.standing(name, patient_mode=patient_mode).retry_at
        wait = (retry_at - self.clock.now()).total_seconds() if retry_at else 0.0
        self.clock.advance(wait)
        return wait


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_delays_double_from_the_third_failure_up_to_five_minutes() -> None:
    assert [delay_after(failures) for failures in range(13)] == [0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300]
    assert delay_after(10**9) == LONGEST_DELAY


def test_a_try_before_the_delay_is_over_does_not_count_and_says_when(desk: Desk) -> None:
    desk.fail(times=5)
    for _ in range(3):
        with pytest.raises(SignInRefusedError, match="Try again in 4 seconds") as refused:
            desk.throttle.admit("nora", known=True)
        assert refused.value.retry_at == desk.clock.now() + timedelta(seconds=4)
    desk.clock.advance(3.5)
    with pytest.raises(SignInRefusedError, match=r"Try again in 1 second\."):
        desk.throttle.admit("nora", known=True)
    desk.clock.advance(0.5)
    desk.throttle.admit("nora", known=True)


def test_tries_left_are_said_from_three_before_the_lock(desk: Desk) -> None:
    said = []
    for _ in range(LOCK_AT):
        desk.fail()
        said.append(desk.throttle.refusal("nora", "No match.").tries_left)
    assert said == [None] * 6 + [3, 2, 1, 0]


def test_refusal_joins_reason_tries_and_delay(desk: Desk) -> None:
    desk.fail(times=1)
    assert desk.throttle.refusal("nora", "No match.").sentence == "No match."
    desk.fail(times=6)
    assert desk.throttle.refusal("nora", "No match.").sentence == (
        "No match. You have 3 tries left. Try again in 16 seconds."
    )
    desk.fail(times=2)
    assert "You have 1 try left." in desk.throttle.refusal("nora", "No match.").sentence
    desk.fail()
    assert "locked after 10 tries" in desk.throttle.refusal("nora", "No match.").sentence


def test_of_a_thousand_tries_with_restarts_ten_are_looked_at(desk: Desk) -> None:
    looked_at = 0
    for _ in range(1000):
        desk.clock.advance(hours=1)
        try:
            desk.restart().admit("nora", known=True)  # and then the app is killed before it reports success or failure
            looked_at += 1
        except SignInRefusedError:
            pass
    assert looked_at == LOCK_AT


def test_the_lock_is_lifted_by_an_administrator_only(desk: Desk) -> None:
    desk.fail(times=LOCK_AT)
    desk.clock.advance(days=3650)
    with pytest.raises(SignInRefusedError, match="locked"):
        desk.restart().admit("NORA", known=True)
    desk.throttle.unlock("nora")
    desk.wait_out()
    desk.throttle.admit("nora", known=True)


def test_success_forgets_and_a_right_password_gives_its_try_back(desk: Desk) -> None:
    desk.fail(times=4)
    desk.wait_out()
    desk.throttle.admit("nora", known=True)
    desk.throttle.forgive("nora")
    assert desk.throttle.standing("nora").failures == 4
    desk.throttle.succeeded("nora")
    assert desk.throttle.standing("nora").failures == 0


def test_right_passwords_between_wrong_codes_do_not_help(desk: Desk) -> None:
    for _ in range(LOCK_AT):
        desk.wait_out()
        desk.throttle.admit("nora", known=True)
        desk.throttle.forgive("nora")
        desk.fail()  # the code is wrong
    assert desk.throttle.standing("nora").locked


def test_clock_set_back_starts_the_wait_again_but_no_longer(desk: Desk) -> None:
    desk.fail(times=8)
    desk.clock.set_wall(START - timedelta(days=400))
    standing = desk.restart().standing("nora")
    assert standing.retry_at == desk.clock.now() + timedelta(seconds=32)
    desk.clock.advance(32)
    desk.throttle.admit("nora", known=True)


def test_clock_set_forward_does_not_shorten_the_wait(desk: Desk) -> None:
    desk.fail(times=8)
    desk.clock.set_wall(START + timedelta(days=3650))
    with pytest.raises(SignInRefusedError, match="Try again in 32 seconds"):
        desk.throttle.admit("nora", known=True)


def test_deleting_the_file_keeps_the_count_and_costs_the_longest_delay(desk: Desk) -> None:
    desk.fail(times=7)
    desk.clock.advance(hours=1)
    for _ in range(3):
        desk.path.unlink()
        standing = desk.restart().standing("nora")
        assert standing.failures == 7
        assert standing.retry_at == desk.clock.now() + timedelta(seconds=LONGEST_DELAY)
    desk.clock.advance(LONGEST_DELAY)
    desk.throttle.admit("nora", known=True)
    assert desk.throttle.standing("nora").failures == 8
    assert "missing" in desk.throttle.take_incident()
    assert desk.throttle.take_incident() == ""


@pytest.mark.parametrize("damage", [b"", b"{}", b"[" * 100_000, b"not json", b'{"body":{},"mac":"AAAA"}'])
def test_a_forged_or_damaged_file_is_like_a_deleted_one(desk: Desk, damage: bytes) -> None:
    desk.fail(times=LOCK_AT)
    desk.path.write_bytes(damage)
    assert desk.restart().standing("nora").locked
    assert "damaged or changed" in desk.throttle.take_incident()


def test_an_edited_counter_is_noticed(desk: Desk) -> None:
    desk.fail(times=8)
    desk.path.write_bytes(desk.path.read_bytes().replace(b'"failures":8', b'"failures":0'))
    assert desk.restart().standing("nora").failures == 8


def test_an_older_copy_put_back_gives_no_new_tries(desk: Desk, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copy(desk.path, copy)
    desk.fail(times=9)
    shutil.copy(copy, desk.path)
    assert desk.restart().standing("nora").failures == 9
    assert "older copy" in desk.throttle.take_incident()


def test_after_an_incident_a_success_brings_normal_life_back(desk: Desk) -> None:
    desk.path.unlink()
    desk.wait_out()
    desk.throttle.admit("nora", known=True)
    desk.throttle.succeeded("nora")
    assert desk.restart().standing("nora").retry_at is None
    assert desk.throttle.take_incident() != ""


def test_guessing_over_many_names_is_slowed_by_the_device(desk: Desk) -> None:
    for number in range(10):
        desk.throttle.admit(f"name{number}", known=False)
    with pytest.raises(SignInRefusedError, match="Try again in 1 second"):
        desk.throttle.admit("name99", known=False)


def test_made_up_names_neither_fill_the_file_nor_push_anybody_out(desk: Desk) -> None:
    desk.fail("nora", times=5)
    for number in range(120):
        desk.wait_out(f"name{number}")
        desk.throttle.admit(f"name{number}" + "x" * 10_000, known=False)
    assert desk.throttle.standing("nora").failures == 5
    assert desk.path.stat().st_size < 5_000  # 50 names, not 120


def test_typed_names_are_not_in_the_file(desk: Desk) -> None:
    desk.fail("my password by mistake")
    assert b"password by mistake" not in desk.path.read_bytes()


def test_a_patient_cannot_lock_the_clinic_out(desk: Desk) -> None:
    waits = []
    for _ in range(20):
        waits.append(desk.wait_out(patient_mode=True))
        desk.throttle.admit("nora", known=True, patient_mode=True)
    assert waits[:6] == [0, 0, 0, 1, 2, 4]
    assert max(waits) == LONGEST_DELAY
    standing = desk.throttle.standing("nora")
    assert (standing.failures, standing.locked, standing.retry_at) == (0, False, None)
    assert desk.throttle.refusal("nora", "No.", patient_mode=True).tries_left is None


def test_patient_delay_survives_a_restart_and_ends_with_a_sign_in(desk: Desk) -> None:
    desk.fail(times=6, patient_mode=True)
    with pytest.raises(SignInRefusedError, match="8 seconds"):
        desk.restart().admit("priya", known=True, patient_mode=True)
    desk.wait_out("priya", patient_mode=True)
    desk.throttle.admit("priya", known=True, patient_mode=True)
    desk.throttle.forgive("priya", patient_mode=True)
    desk.throttle.succeeded("priya")
    assert desk.throttle.standing("nora", patient_mode=True).retry_at is None


def test_minutes_are_said_as_minutes(desk: Desk) -> None:
    desk.fail(times=14, patient_mode=True)
    with pytest.raises(SignInRefusedError, match="Try again in 5 minutes"):
        desk.throttle.admit("nora", known=True, patient_mode=True)


def test_recovery_codes_work_once(desk: Desk) -> None:
    codes = new_recovery_codes(SeededRandomness())
    desk.throttle.set_recovery_codes("user-nora", codes)
    assert desk.throttle.recovery_codes_left("user-nora") == 10
    typed = codes[3].lower().replace("-", " ")
    assert not desk.throttle.use_recovery_code("user-priya", typed)
    assert desk.throttle.use_recovery_code("user-nora", typed)
    assert not desk.restart().use_recovery_code("user-nora", typed)
    assert not desk.throttle.use_recovery_code("user-nora", "")
    assert desk.throttle.recovery_codes_left("user-nora") == 9
    assert not any(code.replace("-", "").encode() in desk.path.read_bytes() for code in codes)


def test_new_recovery_codes_end_the_old_ones(desk: Desk) -> None:
    old, new = new_recovery_codes(SeededRandomness(1)), new_recovery_codes(SeededRandomness(2))
    desk.throttle.set_recovery_codes("user-nora", old)
    desk.throttle.set_recovery_codes("user-nora", new)
    assert not desk.throttle.use_recovery_code("user-nora", old[0])
    assert desk.throttle.use_recovery_code("user-nora", new[0])
    desk.throttle.set_recovery_codes("user-nora", ())
    assert desk.throttle.recovery_codes_left("user-nora") == 0


def test_an_older_copy_does_not_bring_a_used_recovery_code_back(desk: Desk, tmp_path: Path) -> None:
    codes = new_recovery_codes(SeededRandomness())
    desk.throttle.set_recovery_codes("user-nora", codes)
    shutil.copy(desk.path, tmp_path / "copy")
    assert desk.throttle.use_recovery_code("user-nora", codes[0])
    shutil.copy(tmp_path / "copy", desk.path)
    assert not desk.restart().use_recovery_code("user-nora", codes[0])


def test_what_cannot_be_counted_is_not_looked_at(desk: Desk) -> None:
    desk.path.unlink()
    desk.path.mkdir()  # even root cannot write a file over a folder
    with pytest.raises(StorageError):
        desk.restart().admit("nora", known=True)


def test_missing_keyring_entry_is_said(desk: Desk) -> None:
    desk.device.delete(DATABASE_ID)
    with pytest.raises(KeyringError, match="recovery key"):
        desk.restart().admit("nora", known=True)


def test_passwords_only_mode_counts_too(tmp_path: Path) -> None:
    throttle = Throttle(tmp_path / "throttle.json", PasswordsOnly(), DATABASE_ID, FixedClock())
    throttle.create()
    for _ in range(3):
        throttle.admit("nora", known=True)
    with pytest.raises(SignInRefusedError):
        throttle.admit("nora", known=True)
    (tmp_path / "throttle.json").unlink()
    with pytest.raises(SignInRefusedError, match="Try again in 5 minutes"):
        throttle.admit("nora", known=True)


def test_names_of_any_kind_are_counted(desk: Desk) -> None:
    for name in ("", "\x00", "\ud800", "\u202eabc", "n" * 1_000_000, "<img src=x>", "😀" * 300):
        desk.throttle.admit(name, known=False)
        assert desk.throttle.standing(name).failures == 1


def test_no_copy_of_the_device_secret_stays_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, lent = Desk(tmp_path), []
    find = desk.device.find

    def remembered(database_id: str) -> bytearray | None:
        lent.append(find(database_id))
        return lent[-1]

    monkeypatch.setattr(desk.device, "find", remembered)
    desk.throttle.set_recovery_codes("user", new_recovery_codes(SeededRandomness()))
    desk.fail(times=2)
    desk.throttle.use_recovery_code("user", "AAAA-BBBB-CCCC-DDDD")
    desk.throttle.succeeded("nora")
    assert len(lent) > 4
    assert not any(any(secret) for secret in lent if secret is not None)
