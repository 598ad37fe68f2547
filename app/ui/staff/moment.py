"""A day and a time of day typed into two fields, as one moment."""

from __future__ import annotations

from datetime import UTC, datetime

from app.core.dates import clock_time
from app.ui.context import StaffContext
from app.ui.staff.check_in import parse_time
from app.ui.staff.tab import say_missing
from app.ui.widgets.dates import DateField
from app.ui.widgets.field import LineField


class MomentFields:
    """The two fields, which begin at this minute in the clinic's time zone."""

    def __init__(self, context: StaffContext) -> None:
        self._zone = context.zone
        self.day = DateField("Day", day=context.today)
        self.time = LineField("Time", text=clock_time(context.clock.now(), context.zone), hint="For example 10:30 AM")

    def read(self) -> datetime | None:
        """Return the moment in UTC; None when day or time cannot be read, which then say so."""
        day, time = self.day.value(), parse_time(self.time.text())
        if time is None:
            say_missing(self.time, "Enter a time, for example 10:30 AM")
        if day is None:
            say_missing(self.day, "Enter the day, for example 11/24/2026")
        return None if day is None or time is None else datetime.combine(day, time, tzinfo=self._zone).astimezone(UTC)
