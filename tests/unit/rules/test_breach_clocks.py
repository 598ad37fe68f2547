"""When each notice of a breach is due: date tables with leap years, year ends, changes of clock, and thresholds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import clinic_date
from app.rules.breach_clocks import (
    BreachClock,
    BreachFacts,
    Delay,
    Duty,
    Substitute,
    assessment_due,
    clocks,
    media_states,
    substitute_for,
    year_end_due,
)
from app.rules.legal_clock import ClockState

DAY = date.fromisoformat

PATIENTS_DUE = [
    ("2026-11-16", "2027-01-15"), ("2026-01-01", "2026-03-02"), ("2025-12-31", "2026-03-01"),
    ("2026-12-31", "2027-03-01"), ("2027-01-01", "2027-03-02"),
    ("2024-01-01", "2024-03-01"),  # leap year
    ("2023-12-31", "2024-02-29"), ("2024-02-28", "2024-04-28"), ("2024-02-29", "2024-04-29"),
    ("2025-02-28", "2025-04-29"), ("2027-12-31", "2028-02-29"), ("2028-02-29", "2028-04-29"),
    ("2100-01-01", "2100-03-02"),  # no leap year, though divisible by four
    ("2000-01-01", "2000-03-01"),  # one, though divisible by a hundred
    ("2026-03-07", "2026-05-06"), ("2026-03-08", "2026-05-07"),  # clocks go forward on March 8
    ("2026-10-31", "2026-12-30"), ("2026-11-01", "2026-12-31"),  # and back on November 1
    ("2026-11-02", "2027-01-01"),  # a holiday is a day like any other
    ("2026-10-26", "2026-12-25"), ("2026-09-15", "2026-11-14"),  # so is a Saturday
    # month ends, leap years, turns of a century
    ("2026-01-31", "2026-04-01"), ("2026-02-27", "2026-04-28"), ("2026-02-28", "2026-04-29"),
    ("2026-03-31", "2026-05-30"), ("2026-04-30", "2026-06-29"), ("2026-05-31", "2026-07-30"),
    ("2026-06-30", "2026-08-29"), ("2026-08-31", "2026-10-30"), ("2026-09-30", "2026-11-29"),
    ("2026-10-30", "2026-12-29"), ("2026-12-30", "2027-02-28"), ("2027-02-28", "2027-04-29"),
    ("2027-12-30", "2028-02-28"), ("2028-01-31", "2028-03-31"), ("2028-03-31", "2028-05-30"),
    ("2028-12-30", "2029-02-28"), ("2032-02-29", "2032-04-29"), ("2096-12-31", "2097-03-01"),
    ("2099-12-31", "2100-03-01"), ("2100-02-28", "2100-04-29"),
]

YEAR_END = [
    ("2026-01-01", "2027-03-01"), ("2026-12-31", "2027-03-01"), ("2026-06-15", "2027-03-01"),
    ("2027-01-01", "2028-02-29"), ("2027-12-31", "2028-02-29"),  # the year after is a leap year
    ("2028-01-01", "2029-03-01"), ("2028-02-29", "2029-03-01"), ("2023-07-04", "2024-02-29"),
    ("2024-12-31", "2025-03-01"), ("2099-05-05", "2100-03-01"), ("1999-05-05", "2000-02-29"),
    ("2029-02-05", "2030-03-01"), ("2030-03-06", "2031-03-01"), ("2031-04-07", "2032-02-29"),
    ("2032-05-08", "2033-03-01"), ("2033-06-09", "2034-03-01"), ("2034-07-10", "2035-03-01"),
    ("2035-08-11", "2036-02-29"), ("2036-09-12", "2037-03-01"), ("2037-10-13", "2038-03-01"),
    ("2038-11-14", "2039-03-01"), ("2039-12-15", "2040-02-29"), ("2040-01-16", "2041-03-01"),
    ("2041-02-17", "2042-03-01"), ("2042-03-18", "2043-03-01"), ("2043-04-19", "2044-02-29"),
    ("2044-05-20", "2045-03-01"), ("2045-06-21", "2046-03-01"), ("2046-07-22", "2047-03-01"),
    ("2047-08-23", "2048-02-29"), ("2048-09-24", "2049-03-01"), ("2049-10-25", "2050-03-01"),
    ("2050-11-26", "2051-03-01"), ("2051-12-27", "2052-02-29"), ("2052-01-01", "2053-03-01"),
    ("2053-02-02", "2054-03-01"), ("2054-03-03", "2055-03-01"), ("2055-04-04", "2056-02-29"),
    ("2056-05-05", "2057-03-01"), ("2057-06-06", "2058-03-01"), ("2058-07-07", "2059-03-01"),
    ("2059-08-08", "2060-02-29"),
]

THRESHOLDS = [
    # people, Illinois residents, of Wisconsin; HHS due, Attorney General, media
    (0, 0, 0, None, None, False),
    (1, 1, 0, "2027-03-01", None, False),
    (499, 499, 0, "2027-03-01", None, False),
    (500, 499, 1, "2027-01-15", None, False),
    (500, 500, 0, "2027-01-15", "2027-01-15", False),  # the media only from 501 on
    (501, 501, 0, "2027-01-15", "2027-01-15", True),
    (501, 0, 501, "2027-01-15", None, True),
    (1000, 500, 500, "2027-01-15", "2027-01-15", False),
    (1001, 500, 501, "2027-01-15", "2027-01-15", True),
    (499, 500, 0, "2027-03-01", "2027-01-15", False),  # counts that do not agree: each follows its own rule
]

AFTER_HHS = [
    # HHS told, Illinois residents, letters from; Attorney General due, section
    ("2026-11-20", 1, None, "2026-12-01", "815 ILCS 530/50"),  # Thanksgiving and the day after
    ("2026-12-24", 1, None, "2027-01-04", "815 ILCS 530/50"),
    ("2027-02-26", 3, None, "2027-03-05", "815 ILCS 530/50"),
    ("2026-11-20", 499, None, "2026-12-01", "815 ILCS 530/50"),
    ("2026-11-20", 0, None, "2026-12-01", "815 ILCS 530/50"),  # the section knows no number of residents
    ("2026-11-20", 500, "2026-11-23", "2026-11-23", "815 ILCS 530/10(e)"),  # with the letters, if those are earlier
    ("2026-11-20", 500, "2026-12-10", "2026-12-01", "815 ILCS 530/50"),
    ("2027-01-14", 600, None, "2027-01-15", "815 ILCS 530/10(e)"),  # the patients' day comes first
]

DELAYS = [
    # stated on, written, until; ends; patients due when discovered on 2026-11-16
    ("2026-11-20", True, "2027-02-01", "2027-02-01", "2027-02-01"),
    ("2026-11-20", True, "2026-12-01", "2026-12-01", "2027-01-15"),  # the 60 days are not lengthened
    ("2026-11-20", False, None, "2026-12-20", "2027-01-15"),
    ("2026-11-20", False, "2026-11-27", "2026-11-27", "2027-01-15"),
    ("2026-11-20", False, "2027-06-01", "2026-12-20", "2027-01-15"),  # by word of mouth 30 days at most
    ("2026-12-20", False, "2027-06-01", "2027-01-19", "2027-01-19"),
    ("2027-01-31", False, None, "2027-03-02", "2027-03-02"),
    ("2028-01-31", False, None, "2028-03-01", "2028-03-01"),  # leap year
    ("2026-12-31", False, None, "2027-01-30", "2027-01-30"),
]


def by_duty(facts: BreachFacts) -> dict[Duty, BreachClock]:
    """The clocks by who is told."""
    return {clock.duty: clock for clock in clocks(facts)}


@pytest.mark.parametrize(("discovered", "due"), PATIENTS_DUE)
def test_patients_are_told_within_60_calendar_days(discovered: str, due: str) -> None:
    clock = by_duty(BreachFacts(DAY(discovered), 1))[Duty.PATIENTS]
    assert clock.due == DAY(due)
    assert clock.days_left(DAY(discovered)) == clock.length == 60
    assert clock.state(DAY(due)) is ClockState.URGENT
    assert clock.state(DAY(due) + timedelta(days=1)) is ClockState.LATE


@pytest.mark.parametrize(("discovered", "due"), YEAR_END)
def test_few_people_go_into_the_list_after_the_year_of_discovery(discovered: str, due: str) -> None:
    assert year_end_due(DAY(discovered)) == DAY(due)
    assert by_duty(BreachFacts(DAY(discovered), 499))[Duty.HHS].due == DAY(due)


@pytest.mark.parametrize(("people", "illinois", "wisconsin", "hhs", "attorney", "media"), THRESHOLDS)
def test_numbers_decide_who_else_is_told(people: int, illinois: int, wisconsin: int, hhs: str | None,
                                         attorney: str | None, media: bool) -> None:
    found = by_duty(BreachFacts(DAY("2026-11-16"), people, (("IL", illinois), ("WI", wisconsin))))
    assert (found[Duty.HHS].due.isoformat() if Duty.HHS in found else None) == hhs
    assert (found[Duty.ATTORNEY_GENERAL].due.isoformat() if Duty.ATTORNEY_GENERAL in found else None) == attorney
    assert (Duty.MEDIA in found) is media


@pytest.mark.parametrize(("told", "residents", "letters", "due", "source"), AFTER_HHS)
def test_illinois_follows_hhs_within_five_business_days(told: str, residents: int, letters: str | None, due: str,
                                                        source: str) -> None:
    facts = BreachFacts(DAY("2026-11-16"), max(residents, 1), (("IL", residents),),
                        letters_from=DAY(letters) if letters else None, told=((Duty.HHS, DAY(told)),))
    clock = by_duty(facts)[Duty.ATTORNEY_GENERAL]
    assert (clock.due.isoformat(), clock.source) == (due, source)


@pytest.mark.parametrize(("stated", "written", "until", "ends", "due"), DELAYS)
def test_law_enforcement_holds_notices_back(stated: str, written: bool, until: str | None, ends: str,
                                            due: str) -> None:
    delay = Delay(DAY(stated), written, DAY(until) if until else None)
    clock = by_duty(BreachFacts(DAY("2026-11-16"), 1, delay=delay))[Duty.PATIENTS]
    assert (delay.ends().isoformat(), clock.due.isoformat()) == (ends, due)
    assert not clock.may_be_given(DAY(ends) - timedelta(days=1))
    assert clock.may_be_given(DAY(ends))


def test_a_written_delay_without_a_day_is_none() -> None:
    with pytest.raises(ValueError, match="names the time"):
        Delay(DAY("2026-11-20"), written=True).ends()


def test_hhs_is_told_with_the_first_letter_of_a_large_breach() -> None:
    large = BreachFacts(DAY("2026-11-16"), 500, letters_from=DAY("2026-12-01"))
    assert by_duty(large)[Duty.HHS].due == DAY("2026-12-01")
    small = BreachFacts(DAY("2026-11-16"), 499, letters_from=DAY("2026-12-01"))
    assert by_duty(small)[Duty.HHS].due == DAY("2027-03-01")


def test_what_was_done_stops_its_own_clock_and_no_other() -> None:
    facts = BreachFacts(DAY("2026-11-16"), 1, told=((Duty.PATIENTS, DAY("2026-11-30")),))
    found = by_duty(facts)
    assert found[Duty.PATIENTS].state(DAY("2030-01-01")) is ClockState.STOPPED
    assert found[Duty.PATIENTS].days_left(DAY("2030-01-01")) == 46
    assert found[Duty.HHS].state(DAY("2030-01-01")) is ClockState.LATE


@pytest.mark.parametrize(("residents", "states"), [
    ((), ()), ((("IL", 500),), ()), ((("IL", 501),), ("IL",)), ((("WI", 700), ("IL", 501), ("IN", 12)), ("IL", "WI")),
])
def test_media_are_told_in_each_state_with_more_than_500(residents: tuple[tuple[str, int], ...],
                                                         states: tuple[str, ...]) -> None:
    assert media_states(residents) == states


@pytest.mark.parametrize(("unreachable", "kind"), [
    (0, Substitute.NONE), (1, Substitute.INDIVIDUAL), (9, Substitute.INDIVIDUAL), (10, Substitute.PUBLIC),
    (500, Substitute.PUBLIC)])
def test_ten_people_without_an_address_make_the_substitute_notice_public(unreachable: int, kind: Substitute) -> None:
    assert substitute_for(unreachable) is kind


@pytest.mark.parametrize(("at", "discovered"), [
    (datetime(2027, 1, 1, 5, 59, tzinfo=UTC), "2026-12-31"),  # a minute to midnight in Chicago
    (datetime(2027, 1, 1, 6, 0, tzinfo=UTC), "2027-01-01"),
    (datetime(2026, 3, 8, 7, 59, tzinfo=UTC), "2026-03-08"),  # the hour that is skipped
    (datetime(2026, 11, 1, 6, 30, tzinfo=UTC), "2026-11-01"), (datetime(2026, 11, 1, 7, 30, tzinfo=UTC), "2026-11-01"),
])
def test_the_day_of_discovery_is_the_clinics(at: datetime, discovered: str) -> None:
    assert clinic_date(at, ZoneInfo("America/Chicago")) == DAY(discovered)


def test_the_clinics_own_target_for_the_assessment() -> None:
    assert assessment_due(DAY("2026-11-16")) == DAY("2026-11-30")


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)), st.integers(1, 2000), st.integers(0, 2000), st.integers(0, 90))
def test_no_clock_runs_longer_than_the_law_allows(discovered: date, people: int, illinois: int, later: int) -> None:
    letters = discovered + timedelta(days=later)
    found = by_duty(BreachFacts(discovered, people, (("IL", illinois),), letters_from=letters))
    limit = discovered + timedelta(days=60)
    assert found[Duty.PATIENTS].due == limit
    assert found[Duty.HHS].due <= (limit if people >= 500 else date(discovered.year + 1, 3, 1))
    assert (Duty.ATTORNEY_GENERAL in found) is (illinois >= 500)
    assert all(clock.due <= limit for duty, clock in found.items() if duty is not Duty.HHS)
    assert all(0 <= clock.used(day) <= 1 for clock in found.values() for day in (discovered, limit, date(2070, 1, 1)))
