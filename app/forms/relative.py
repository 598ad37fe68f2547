"""Dates relative to the day of filling in: ``today()``, ``today() - 18 'months'``, ``today() + 2 years``."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import MINYEAR, date, timedelta

_SHAPE = re.compile(r"\s*today\(\s*\)\s*(?:([+-])\s*(\d{1,5})\s*'?(day|week|month|year)s?'?\s*)?", re.ASCII)
_CALENDAR_UNITS = {"d": "day", "wk": "week", "mo": "month", "a": "year"}
_UCUM_SHAPE = re.compile(r"\s*today\(\s*\)\s*([+-])\s*(\d{1,5})\s*'(d|wk|mo|a)'\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class RelativeDate:
    """``amount`` (may be negative) of ``unit`` (day, week, month or year) from today."""

    amount: int = 0
    unit: str = "day"

    @classmethod
    def parse(cls, expression: str) -> RelativeDate | None:
        """Return what ``expression`` means, or None when it is not of this small FHIRPath shape."""
        match = _SHAPE.fullmatch(expression) or _UCUM_SHAPE.fullmatch(expression)
        if match is None:
            return None
        if match[1] is None:
            return cls()
        amount = int(match[2]) * (-1 if match[1] == "-" else 1)
        return cls(amount, _CALENDAR_UNITS.get(match[3], match[3]))

    def on(self, today: date) -> date:
        """Return the day meant when today is ``today``.

        Months and years keep the day of the month, or take the month's last day (FHIRPath N1 6.8). Stays within the
        calendar's own limits.
        """
        if self.unit in {"day", "week"}:
            days = self.amount * (7 if self.unit == "week" else 1)
            limit = (date.max if days > 0 else date.min) - today
            return today + (timedelta(days) if abs(days) <= abs(limit.days) else limit)
        months = today.year * 12 + today.month - 1 + self.amount * (12 if self.unit == "year" else 1)
        year, month = divmod(months, 12)
        if not MINYEAR <= year <= date.max.year:
            return date.max if self.amount > 0 else date.min
        return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))
