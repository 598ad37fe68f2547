"""Business days of the United States and Illinois: each holiday, the day it is kept, and deadlines across them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.business_days import business_days_after, holiday_name, is_business_day

KEPT = [
    # 2020 and 2019 as the State published them
    ("2019-01-01", "New Year’s Day"), ("2019-02-12", "Lincoln’s Birthday"), ("2019-11-29", "Day after Thanksgiving"),
    ("2020-01-20", "Birthday of Martin Luther King, Jr."), ("2020-02-17", "Washington’s Birthday"),
    ("2020-05-25", "Memorial Day"), ("2020-07-03", "Independence Day"),  # July 4 was a Saturday
    ("2020-09-07", "Labor Day"), ("2020-10-12", "Columbus Day"), ("2020-11-03", "General Election Day"),
    ("2020-11-11", "Veterans Day"), ("2020-11-26", "Thanksgiving Day"), ("2020-11-27", "Day after Thanksgiving"),
    ("2020-12-25", "Christmas Day"),
    # kept on another day
    ("2021-07-05", "Independence Day"), ("2021-06-18", "Juneteenth"), ("2021-12-24", "Christmas Day"),
    ("2021-12-31", "New Year’s Day"),  # January 1, 2022 is a Saturday: the day belongs to the year before
    ("2022-06-20", "Juneteenth"), ("2022-12-26", "Christmas Day"), ("2023-01-02", "New Year’s Day"),
    ("2023-02-13", "Lincoln’s Birthday"), ("2023-11-10", "Veterans Day"),
    # the calendar's edges
    ("2024-02-12", "Lincoln’s Birthday"), ("2024-05-27", "Memorial Day"), ("2026-02-12", "Lincoln’s Birthday"),
    ("2026-11-03", "General Election Day"), ("2028-11-07", "General Election Day"),
    ("2027-05-31", "Memorial Day"), ("2027-12-31", "New Year’s Day"),
    # the weekend the holiday falls on, and days only banks or schools keep
    ("2022-01-01", ""), ("2020-07-04", ""), ("2025-11-04", ""), ("2026-03-02", ""), ("2026-04-03", ""),
    ("2026-12-31", ""), ("2024-02-29", ""),
]

AFTER = [
    # from, count, the day
    ("2026-11-16", 1, "2026-11-17"), ("2026-11-16", 5, "2026-11-23"),
    ("2026-11-20", 5, "2026-12-01"),  # Thanksgiving and the Friday after it
    ("2026-11-25", 1, "2026-11-30"), ("2026-11-27", 1, "2026-11-30"),
    ("2026-10-30", 5, "2026-11-09"),  # General Election Day
    ("2025-10-31", 5, "2025-11-07"),  # none in an odd year
    ("2026-11-06", 5, "2026-11-16"),  # Veterans Day
    ("2026-12-24", 5, "2027-01-04"),  # Christmas and New Year
    ("2026-12-31", 1, "2027-01-04"), ("2027-12-30", 1, "2028-01-03"),  # New Year's Day kept on December 31
    ("2026-02-09", 5, "2026-02-18"),  # Lincoln and Washington
    ("2024-02-27", 5, "2024-03-05"), ("2025-02-27", 5, "2025-03-06"),  # across February 29, and without
    ("2026-03-06", 5, "2026-03-13"), ("2026-10-30", 1, "2026-11-02"),  # clocks change on the 8th and on the 1st
    ("2026-07-02", 1, "2026-07-06"),  # Independence Day kept on Friday the 3rd
    ("2026-11-14", 1, "2026-11-16"), ("2026-11-15", 1, "2026-11-16"),  # from a weekend
    ("2026-11-16", 10, "2026-12-02"), ("2026-06-18", 1, "2026-06-22"),
]


@pytest.mark.parametrize(("day", "name"), KEPT)
def test_each_holiday_is_kept_on_its_day(day: str, name: str) -> None:
    assert holiday_name(date.fromisoformat(day)) == name


@pytest.mark.parametrize(("day", "count", "due"), AFTER)
def test_a_deadline_counts_the_days_offices_are_open(day: str, count: int, due: str) -> None:
    assert business_days_after(date.fromisoformat(day), count) == date.fromisoformat(due)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 40))
def test_exactly_so_many_business_days_lie_between(day: date, count: int) -> None:
    due = business_days_after(day, count)
    passed = [day + timedelta(days=n) for n in range(1, (due - day).days + 1)]
    assert sum(is_business_day(each) for each in passed) == count
    assert is_business_day(due)


@pytest.mark.parametrize("count", [0, -1])
def test_no_deadline_lies_on_the_day_itself(count: int) -> None:
    with pytest.raises(ValueError, match="at least one day"):
        business_days_after(date(2026, 11, 16), count)
