"""Clocks that the law sets on an answer to a patient: calendar days from the day of receipt, one extension at most.

Days are the clinic's (``app.core.clock.clinic_date``), so a letter that arrives late in the evening counts as that
evening's whatever the date is in UTC, and a change to daylight saving time neither adds nor takes a day. The day of
receipt is not counted; the last day is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

NEAR_DAYS: Final = 10
"""From this many days left on a clock is nearly late."""

URGENT_DAYS: Final = 3
"""From this many days left on it is urgent."""


class ClockState(StrEnum):
    """How a clock stands; ``STOPPED`` once the answer has gone out."""

    RUNNING = "running"
    NEAR = "near"
    URGENT = "urgent"
    LATE = "late"
    STOPPED = "stopped"


def due_after(received: date, days: int) -> date:
    """Return the last day of a period of ``days`` calendar days that starts the day after ``received``.

    Raises ValueError for a period of no days, and OverflowError past the year 9999.
    """
    if days < 1:
        raise ValueError("A period has at least one day.")
    return received + timedelta(days=days)


def state_of_days(left: int) -> ClockState:
    """Return how a running clock stands with ``left`` days until the deadline; negative is late."""
    if left < 0:
        return ClockState.LATE
    if left <= URGENT_DAYS:
        return ClockState.URGENT
    return ClockState.NEAR if left <= NEAR_DAYS else ClockState.RUNNING


@dataclass(frozen=True)
class LegalClock:
    """The clock of one request: 45 CFR 164.524(b)(2), 164.526(b)(2), 164.528(c)(1), or the clinic's own promise.

    ``days`` is the period, ``extension_days`` what one extension adds (0: the law gives none), ``extended`` whether it
    was taken, ``stopped`` the day the answer went out.
    """

    received: date
    days: int
    extension_days: int = 0
    extended: bool = False
    stopped: date | None = None

    @property
    def length(self) -> int:
        """The whole period in days, with the extension once it was taken."""
        return self.days + (self.extension_days if self.extended else 0)

    def due(self) -> date:
        """Return the last day on which an answer is in time."""
        return due_after(self.received, self.length)

    def first_due(self) -> date:
        """Return the deadline without an extension: the patient is told of an extension by then."""
        return due_after(self.received, self.days)

    def day_number(self, today: date) -> int:
        """Return which day of the period it is: 0 on the day of receipt, above ``length`` when late; never negative.

        A stopped clock stays on the day it was stopped.
        """
        return max(0, ((self.stopped or today) - self.received).days)

    def days_left(self, today: date) -> int:
        """Return the days until the deadline: 0 on the last day, negative when it is past."""
        return (self.due() - (self.stopped or today)).days

    def used(self, today: date) -> float:
        """Return the part of the period that is used, 0 to 1, for the ring."""
        return min(1.0, self.day_number(today) / self.length)

    def may_extend(self, today: date) -> bool:
        """Say whether the one extension can still be taken: not yet taken, and before the deadline has passed."""
        return self.extension_days > 0 and not self.extended and self.stopped is None and today <= self.first_due()

    def with_extension(self) -> LegalClock:
        """Return the clock as it runs once the extension was taken."""
        return replace(self, extended=True)

    def was_late(self) -> bool:
        """Say whether the answer went out after the deadline; False while the clock runs."""
        return self.stopped is not None and self.stopped > self.due()

    def state(self, today: date) -> ClockState:
        """Return how the clock stands on ``today``."""
        if self.stopped is not None:
            return ClockState.STOPPED
        return state_of_days(self.days_left(today))
