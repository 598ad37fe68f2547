"""A day and a time of day typed into two fields, as one moment."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from app.ui.staff.check_in import parse_time
from app.ui.widgets.dates import DateField
from app.ui.widgets.field import LineField


def read_moment(day: DateField, time: LineField, zone: ZoneInfo) -> datetime | None:
    """Return the moment in UTC; None when day or time cannot be read, which then say so."""
    on, clock = day.value(), parse_time(time.text())
    if on is None:
        day.set_error("Enter the day, for example 11/24/2026")
    if clock is None:
        time.set_error("Enter a time, for example 10:30 AM")
    if on is None or clock is None:
        return None
    return datetime.combine(on, clock, tzinfo=zone).astimezone(UTC)
