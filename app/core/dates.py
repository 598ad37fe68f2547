"""Days and times as people read them: "November 24, 2026", "10:30 AM". English is the language of staff and records."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def long_date(day: date) -> str:
    """Return "November 24, 2026"."""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def weekday_date(day: date) -> str:
    """Return "Tuesday, November 24"."""
    return f"{WEEKDAYS[day.weekday()]}, {MONTHS[day.month - 1]} {day.day}"


def field_date(day: date) -> str:
    """Return "11/24/2026"."""
    return f"{day.month:02d}/{day.day:02d}/{day.year:04d}"


def near_date(day: date, today: date) -> str:
    """Return "Today", "Yesterday" or the long date."""
    if day == today:
        return "Today"
    return "Yesterday" if day == today - timedelta(days=1) else long_date(day)


def clock_time(moment: datetime, zone: tzinfo, *, seconds: bool = False) -> str:
    """Return the clinic's time of day: "10:30 AM", or "10:30:05 AM" with ``seconds``."""
    return time_of_day(moment.astimezone(zone), seconds=seconds)


def time_of_day(local: datetime | time, *, seconds: bool = False) -> str:
    """Return the time of day of ``local``, in whatever zone it is given: "10:30 AM"."""
    tail = f":{local.second:02d}" if seconds else ""
    return f"{local.hour % 12 or 12}:{local.minute:02d}{tail} {'AM' if local.hour < 12 else 'PM'}"


def minutes_words(seconds: float) -> str:
    """Return "6 min", or "2 h 5 min" from an hour on."""
    minutes = max(0, int(seconds // 60))
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if hours else f"{minutes} min"
