"""The only clock. Everything that needs the time is handed a ``Clock``."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Tells the time. ``now`` is wall-clock time in UTC; ``monotonic`` is seconds that never run backwards."""

    def now(self) -> datetime:
        """Return the wall-clock time, timezone-aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds from an arbitrary start; never decreases."""
        ...


class SystemClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        """Return the wall-clock time in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return ``time.monotonic()`` in seconds."""
        return time.monotonic()


def clinic_date(moment: datetime, zone: ZoneInfo) -> date:
    """Return the calendar day of ``moment`` (aware) where the clinic is; birthdays and legal clocks count these."""
    return moment.astimezone(zone).date()


def age_on(birth_date: date, day: date) -> int:
    """Return whole years from ``birth_date`` to ``day``. Someone born on 29 February turns older on 1 March."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
