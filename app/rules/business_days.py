"""Business days: what is no Saturday, no Sunday and no holiday of the United States or of the State of Illinois.

Federal holidays follow 5 U.S.C. 6103: one on a Saturday is kept on the Friday before, one on a Sunday on the Monday
after. Illinois adds the days on which its offices are closed and keeps them the same way: Lincoln's Birthday, the
Friday after Thanksgiving and, in even years, the day of the general election. Days on which only banks, schools or
counties may close (Casimir Pulaski Day, Good Friday) are business days here, so that no deadline comes out too late.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Final

_DAY: Final = timedelta(days=1)
_MONDAY, _THURSDAY, _SATURDAY, _SUNDAY = 0, 3, 5, 6
_FIXED: Final = {(1, 1): "New Year’s Day", (2, 12): "Lincoln’s Birthday", (6, 19): "Juneteenth",
                 (7, 4): "Independence Day", (11, 11): "Veterans Day", (12, 25): "Christmas Day"}


def business_days_after(day: date, count: int) -> date:
    """Return the ``count``-th business day after ``day``, which itself is not counted.

    Raises ValueError when ``count`` is below 1.
    """
    if count < 1:
        raise ValueError("A deadline in business days is at least one day away.")
    found = day
    while count:
        found += _DAY
        count -= is_business_day(found)
    return found


def is_business_day(day: date) -> bool:
    """Say whether offices of the United States and of Illinois are open on ``day``."""
    return day.weekday() < _SATURDAY and not holiday_name(day)


def holiday_name(day: date) -> str:
    """Return the holiday that is kept on ``day``: "Christmas Day"; "" on any other day, and on the weekend itself.

    Friday, December 31 is New Year's Day when January 1 is a Saturday.
    """
    return _kept(day.year).get(day) or (_kept(day.year + 1).get(day, "") if day.month == 12 else "")


@cache
def _kept(year: int) -> dict[date, str]:
    """Return the days on which the holidays of ``year`` are kept."""
    days = {_shifted(date(year, month, day)): name for (month, day), name in _FIXED.items()}
    thanksgiving = _nth(year, 11, _THURSDAY, 4)
    days |= {
        _nth(year, 1, _MONDAY, 3): "Birthday of Martin Luther King, Jr.",
        _nth(year, 2, _MONDAY, 3): "Washington’s Birthday",
        _nth(year, 6, _MONDAY, 1) - timedelta(days=7): "Memorial Day",  # the last Monday of May
        _nth(year, 9, _MONDAY, 1): "Labor Day",
        _nth(year, 10, _MONDAY, 2): "Columbus Day",
        thanksgiving: "Thanksgiving Day",
        thanksgiving + _DAY: "Day after Thanksgiving",
    }
    if year % 2 == 0:
        days[_nth(year, 11, _MONDAY, 1) + _DAY] = "General Election Day"
    return days


def _shifted(day: date) -> date:
    if day.weekday() == _SATURDAY:
        return day - _DAY
    return day + _DAY if day.weekday() == _SUNDAY else day


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    """Return the ``nth`` ``weekday`` (0 is Monday) of the month."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
