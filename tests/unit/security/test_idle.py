"""When an untouched computer locks: to the second, through sleep and wrong clocks; the waking touch revives nothing."""

from datetime import timedelta

import pytest

from app.security.idle import ABSOLUTE_LIMIT, IdlePhase, IdlePolicy, IdleWatch
from tests.fakes import START, FixedClock


class Desk:
    def __init__(self, policy: IdlePolicy) -> None:
        self.clock = FixedClock()
        self.watch = IdleWatch(policy, self.clock.monotonic(), self.clock.now())

    def touch(self) -> None:
        self.watch.activity(self.clock.monotonic(), self.clock.now())

    def look(self) -> tuple[float, IdlePhase]:
        state = self.watch.poll(self.clock.monotonic(), self.clock.now())
        return state.seconds_left, state.phase


def test_staff_are_warned_at_60_told_again_at_20_and_locked_at_5_minutes() -> None:
    desk = Desk(IdlePolicy.staff())
    phases: dict[IdlePhase, int] = {}
    for second in range(301):
        left, phase = desk.look()
        assert left == 300 - second
        phases.setdefault(phase, second)
        desk.clock.advance(1)
    assert phases == {IdlePhase.ACTIVE: 0, IdlePhase.WARNING: 240, IdlePhase.FINAL: 280, IdlePhase.EXPIRED: 300}


def test_patients_get_2_minutes_and_30_seconds_of_warning() -> None:
    policy = IdlePolicy.patient()
    assert (policy.limit, policy.warn) == (150, 30)
    assert IdlePolicy.patient(reading=True).limit == 330
    assert IdlePolicy.patient(8, reading=True).limit == 510


@pytest.mark.parametrize(("asked", "kept"), [(-1, 1), (0, 1), (1, 1), (15, 15), (600, 15)])
def test_staff_minutes_stay_between_1_and_15(asked: int, kept: int) -> None:
    policy = IdlePolicy.staff(asked)
    assert policy.limit == kept * 60
    assert policy.announce < policy.warn < policy.limit


@pytest.mark.parametrize(("asked", "kept"), [(0, 2), (2, 2), (10, 10), (99, 10)])
def test_patient_minutes_stay_between_2_and_10(asked: int, kept: int) -> None:
    assert IdlePolicy.patient(asked).limit == kept * 60 + 30


def test_activity_starts_again_even_in_the_last_second() -> None:
    desk = Desk(IdlePolicy.staff())
    desk.clock.advance(299)
    desk.touch()
    assert desk.look() == (300, IdlePhase.ACTIVE)


@pytest.mark.parametrize("seconds", [299, 300, 3000])
def test_time_asleep_counts_and_the_waking_touch_does_not_revive(seconds: int) -> None:
    desk = Desk(IdlePolicy.staff())
    desk.clock.sleep_machine(seconds)
    desk.touch()
    assert (desk.look()[1] is IdlePhase.EXPIRED) == (seconds >= 300)
    desk.clock.advance(1)
    desk.touch()
    assert (desk.look()[1] is IdlePhase.EXPIRED) == (seconds >= 300)


def test_a_clock_set_back_does_not_lengthen_the_session() -> None:
    desk = Desk(IdlePolicy.staff())
    desk.clock.advance(200)
    desk.clock.set_wall(START - timedelta(days=1))
    assert desk.look()[0] == 100
    desk.clock.advance(100)
    assert desk.look()[1] is IdlePhase.EXPIRED


def test_twelve_hours_end_a_busy_session_with_the_same_warnings() -> None:
    desk = Desk(IdlePolicy.staff())
    for _ in range(int(ABSOLUTE_LIMIT) // 60 - 1):
        desk.clock.advance(60)
        desk.touch()
    assert desk.look() == (60, IdlePhase.WARNING)
    desk.clock.advance(60)
    desk.touch()
    assert desk.look() == (0, IdlePhase.EXPIRED)


def test_limits_can_change_without_giving_time_back() -> None:
    desk = Desk(IdlePolicy.patient(reading=True))
    desk.clock.advance(140)
    desk.watch.use(IdlePolicy.patient())
    assert desk.look() == (10, IdlePhase.FINAL)
