"""The clocks of access, amendment and accounting: deadlines by hand, and what holds for every day there is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import clinic_date
from app.rules.legal_clock import ClockState, LegalClock, due_after
from app.rules.rights import KINDS, PROMISED_DAYS, RequestKind

CHICAGO = ZoneInfo("America/Chicago")

# Received, due after 30 days, due after 30 + 30. Written down from a paper calendar, not computed.
ACCESS = (
    ("2026-01-01", "2026-01-31", "2026-03-02"),  # a short February in the extension
    ("2026-01-02", "2026-02-01", "2026-03-03"),
    ("2026-01-29", "2026-02-28", "2026-03-30"),  # last day is the last of February
    ("2026-01-30", "2026-03-01", "2026-03-31"),
    ("2026-01-31", "2026-03-02", "2026-04-01"),
    ("2026-02-01", "2026-03-03", "2026-04-02"),
    ("2026-02-06", "2026-03-08", "2026-04-07"),  # due on the day the clocks go forward
    ("2026-02-07", "2026-03-09", "2026-04-08"),
    ("2026-02-28", "2026-03-30", "2026-04-29"),
    ("2026-03-01", "2026-03-31", "2026-04-30"),
    ("2026-03-07", "2026-04-06", "2026-05-06"),  # the clocks go forward the next night
    ("2026-03-08", "2026-04-07", "2026-05-07"),  # received on that day
    ("2026-03-31", "2026-04-30", "2026-05-30"),
    ("2026-04-30", "2026-05-30", "2026-06-29"),
    ("2026-05-31", "2026-06-30", "2026-07-30"),
    ("2026-06-30", "2026-07-30", "2026-08-29"),
    ("2026-07-31", "2026-08-30", "2026-09-29"),
    ("2026-08-31", "2026-09-30", "2026-10-30"),
    ("2026-09-30", "2026-10-30", "2026-11-29"),
    ("2026-10-02", "2026-11-01", "2026-12-01"),  # due on the day the clocks go back
    ("2026-10-27", "2026-11-26", "2026-12-26"),  # Thanksgiving counts: calendar days, not business days
    ("2026-10-31", "2026-11-30", "2026-12-30"),
    ("2026-11-01", "2026-12-01", "2026-12-31"),  # received on the day the clocks go back
    ("2026-11-02", "2026-12-02", "2027-01-01"),  # the extension ends in the next year
    ("2026-11-25", "2026-12-25", "2027-01-24"),  # a holiday is a day like any other
    ("2026-12-01", "2026-12-31", "2027-01-30"),
    ("2026-12-02", "2027-01-01", "2027-01-31"),
    ("2026-12-31", "2027-01-30", "2027-03-01"),
    ("2027-12-31", "2028-01-30", "2028-02-29"),  # the extension ends on a leap day
    ("2028-01-01", "2028-01-31", "2028-03-01"),
    ("2028-01-30", "2028-02-29", "2028-03-30"),  # due on a leap day
    ("2028-01-31", "2028-03-01", "2028-03-31"),
    ("2028-02-01", "2028-03-02", "2028-04-01"),
    ("2028-02-28", "2028-03-29", "2028-04-28"),
    ("2028-02-29", "2028-03-30", "2028-04-29"),  # received on a leap day
    ("2028-03-01", "2028-03-31", "2028-04-30"),
    ("2024-01-30", "2024-02-29", "2024-03-30"),
    ("2024-02-29", "2024-03-30", "2024-04-29"),
    ("2096-01-30", "2096-02-29", "2096-03-30"),
    ("2100-01-30", "2100-03-01", "2100-03-31"),  # 2100 is no leap year
    ("2000-01-30", "2000-02-29", "2000-03-30"),  # 2000 was one
    ("2025-12-31", "2026-01-30", "2026-03-01"),
)

# Received, due after 60 days, due after 60 + 30.
AMENDMENT = (
    ("2026-01-01", "2026-03-02", "2026-04-01"),
    ("2026-01-02", "2026-03-03", "2026-04-02"),
    ("2026-01-07", "2026-03-08", "2026-04-07"),  # due on the day the clocks go forward
    ("2026-01-31", "2026-04-01", "2026-05-01"),
    ("2026-02-01", "2026-04-02", "2026-05-02"),
    ("2026-02-28", "2026-04-29", "2026-05-29"),
    ("2026-03-01", "2026-04-30", "2026-05-30"),
    ("2026-03-07", "2026-05-06", "2026-06-05"),
    ("2026-03-08", "2026-05-07", "2026-06-06"),
    ("2026-03-31", "2026-05-30", "2026-06-29"),
    ("2026-04-01", "2026-05-31", "2026-06-30"),
    ("2026-04-30", "2026-06-29", "2026-07-29"),
    ("2026-05-31", "2026-07-30", "2026-08-29"),
    ("2026-06-30", "2026-08-29", "2026-09-28"),
    ("2026-07-01", "2026-08-30", "2026-09-29"),
    ("2026-07-31", "2026-09-29", "2026-10-29"),
    ("2026-08-02", "2026-10-01", "2026-10-31"),
    ("2026-08-31", "2026-10-30", "2026-11-29"),
    ("2026-09-02", "2026-11-01", "2026-12-01"),  # due on the day the clocks go back
    ("2026-09-30", "2026-11-29", "2026-12-29"),
    ("2026-10-01", "2026-11-30", "2026-12-30"),
    ("2026-10-02", "2026-12-01", "2026-12-31"),
    ("2026-10-03", "2026-12-02", "2027-01-01"),
    ("2026-10-31", "2026-12-30", "2027-01-29"),
    ("2026-11-01", "2026-12-31", "2027-01-30"),  # received on the day the clocks go back
    ("2026-11-02", "2027-01-01", "2027-01-31"),
    ("2026-11-03", "2027-01-02", "2027-02-01"),
    ("2026-11-09", "2027-01-08", "2027-02-07"),
    ("2026-11-30", "2027-01-29", "2027-02-28"),
    ("2026-12-01", "2027-01-30", "2027-03-01"),
    ("2026-12-31", "2027-03-01", "2027-03-31"),
    ("2027-12-01", "2028-01-30", "2028-02-29"),  # the extension ends on a leap day
    ("2027-12-31", "2028-02-29", "2028-03-30"),  # due on a leap day
    ("2028-01-01", "2028-03-01", "2028-03-31"),
    ("2028-01-31", "2028-03-31", "2028-04-30"),
    ("2028-02-28", "2028-04-28", "2028-05-28"),
    ("2028-02-29", "2028-04-29", "2028-05-29"),
    ("2028-03-01", "2028-04-30", "2028-05-30"),
    ("2023-12-31", "2024-02-29", "2024-03-30"),
    ("2024-02-29", "2024-04-29", "2024-05-29"),
    ("2099-12-31", "2100-03-01", "2100-03-31"),  # 2100 is no leap year
    ("1999-12-31", "2000-02-29", "2000-03-30"),  # 2000 was one
)


@pytest.mark.parametrize(("received", "due", "extended"), ACCESS)
@pytest.mark.parametrize("kind", [RequestKind.COPY, RequestKind.INSPECT])
def test_access_is_due_thirty_days_after_receipt_and_thirty_more_once(kind: RequestKind, received: str, due: str,
                                                                      extended: str) -> None:
    rule = KINDS[kind]
    clock = LegalClock(date.fromisoformat(received), rule.days, rule.extension_days)
    assert (clock.due().isoformat(), clock.with_extension().due().isoformat()) == (due, extended)


@pytest.mark.parametrize(("received", "due", "extended"), AMENDMENT)
@pytest.mark.parametrize("kind", [RequestKind.AMEND, RequestKind.ACCOUNT])
def test_amendment_and_accounting_are_due_after_sixty_days_and_thirty_more_once(
        kind: RequestKind, received: str, due: str, extended: str) -> None:
    rule = KINDS[kind]
    clock = LegalClock(date.fromisoformat(received), rule.days, rule.extension_days)
    assert (clock.due().isoformat(), clock.with_extension().due().isoformat()) == (due, extended)


@pytest.mark.parametrize("kind", [kind for kind in RequestKind if kind not in {
    RequestKind.COPY, RequestKind.INSPECT, RequestKind.AMEND, RequestKind.ACCOUNT}])
def test_kinds_without_a_period_in_the_law_have_the_promised_one_and_no_extension(kind: RequestKind) -> None:
    assert (KINDS[kind].days, KINDS[kind].extension_days) == (PROMISED_DAYS, 0)


# When it came in (UTC), the clinic's day of receipt in Chicago, due after 30 days.
EVENINGS = (
    ("2026-11-02T05:59:59", "2026-11-01", "2026-12-01"),  # a second before midnight; the clocks went back that day
    ("2026-11-02T06:00:00", "2026-11-02", "2026-12-02"),
    ("2026-11-01T04:59:59", "2026-10-31", "2026-11-30"),  # still daylight time: five hours behind
    ("2026-11-01T05:00:00", "2026-11-01", "2026-12-01"),
    ("2026-03-08T05:59:59", "2026-03-07", "2026-04-06"),
    ("2026-03-08T06:00:00", "2026-03-08", "2026-04-07"),
    ("2026-03-09T04:59:59", "2026-03-08", "2026-04-07"),  # after the change: five hours again
    ("2026-03-09T05:00:00", "2026-03-09", "2026-04-08"),
    ("2027-01-01T05:59:59", "2026-12-31", "2027-01-30"),  # the year of the clinic, not of UTC
    ("2027-01-01T06:00:00", "2027-01-01", "2027-01-31"),
    ("2028-02-29T05:59:59", "2028-02-28", "2028-03-29"),
    ("2028-02-29T06:00:00", "2028-02-29", "2028-03-30"),
    ("2028-03-01T05:59:59", "2028-02-29", "2028-03-30"),
    ("2026-07-15T02:30:00", "2026-07-14", "2026-08-13"),
    ("2026-07-15T17:00:00", "2026-07-15", "2026-08-14"),
)


@pytest.mark.parametrize(("moment", "received", "due"), EVENINGS)
def test_what_arrives_late_in_the_evening_counts_as_that_evening_in_chicago(moment: str, received: str,
                                                                            due: str) -> None:
    day = clinic_date(datetime.fromisoformat(moment).replace(tzinfo=UTC), CHICAGO)
    assert (day.isoformat(), due_after(day, 30).isoformat()) == (received, due)


# Days after receipt, extended, days left, state.
STANDING = (
    (0, False, 30, ClockState.RUNNING), (19, False, 11, ClockState.RUNNING), (20, False, 10, ClockState.NEAR),
    (26, False, 4, ClockState.NEAR), (27, False, 3, ClockState.URGENT), (28, False, 2, ClockState.URGENT),
    (30, False, 0, ClockState.URGENT), (31, False, -1, ClockState.LATE), (400, False, -370, ClockState.LATE),
    (31, True, 29, ClockState.RUNNING), (50, True, 10, ClockState.NEAR), (60, True, 0, ClockState.URGENT),
    (61, True, -1, ClockState.LATE),
)


@pytest.mark.parametrize(("passed", "extended", "left", "state"), STANDING)
def test_the_clock_says_how_much_is_left_and_how_pressing_it_is(passed: int, extended: bool, left: int,
                                                                state: ClockState) -> None:
    received = date(2026, 10, 27)
    clock, today = LegalClock(received, 30, 30, extended=extended), received + timedelta(days=passed)
    assert (clock.days_left(today), clock.state(today), clock.day_number(today)) == (left, state, passed)


def test_an_extension_can_be_taken_up_to_the_last_day_once_and_never_for_a_closed_request() -> None:
    clock = LegalClock(date(2026, 10, 27), 30, 30)
    assert clock.may_extend(clock.due())
    assert not clock.may_extend(clock.due() + timedelta(days=1))
    assert not clock.with_extension().may_extend(clock.due())
    assert not LegalClock(date(2026, 10, 27), 30, 30, stopped=date(2026, 10, 28)).may_extend(date(2026, 10, 28))
    assert not LegalClock(date(2026, 10, 27), 30).may_extend(date(2026, 10, 28))


def test_a_stopped_clock_stands_still_and_remembers_whether_it_was_late() -> None:
    in_time = LegalClock(date(2026, 10, 27), 30, stopped=date(2026, 11, 26))
    late = LegalClock(date(2026, 10, 27), 30, stopped=date(2026, 11, 27))
    far = date(2040, 1, 1)
    assert (in_time.day_number(far), late.day_number(far)) == (30, 31)
    assert (in_time.days_left(far), in_time.was_late(), in_time.state(far)) == (0, False, ClockState.STOPPED)
    assert (late.days_left(far), late.was_late(), late.used(far)) == (-1, True, 1.0)


@pytest.mark.parametrize("days", [0, -1])
def test_a_period_without_days_is_a_bug(days: int) -> None:
    with pytest.raises(ValueError, match="at least one day"):
        due_after(date(2026, 1, 1), days)


@given(received=st.dates(date(1990, 1, 1), date(2200, 1, 1)), days=st.integers(1, 365), more=st.integers(0, 60),
       passed=st.integers(0, 800))
def test_for_every_day_the_parts_of_a_clock_agree(received: date, days: int, more: int, passed: int) -> None:
    clock, today = LegalClock(received, days, more), received + timedelta(days=passed)
    assert clock.day_number(today) + clock.days_left(today) == clock.length
    assert 0.0 <= clock.used(today) <= 1.0
    assert (clock.state(today) is ClockState.LATE) == (today > clock.due())
    assert clock.with_extension().due() - clock.due() == timedelta(days=more)
    assert clock.due() > received
    assert due_after(received + timedelta(days=1), days) == clock.due() + timedelta(days=1)
