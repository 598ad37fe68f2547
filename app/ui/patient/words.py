"""Every word a patient sees that is not part of a form goes through here, so that it can be translated.

The form texts are translated by the forms themselves (FHIR translation extension); these are the words around them.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDate, QLocale

from app.ui.form_widgets.words import say, say_count

__all__ = ["clock_time", "greeting", "long_date", "long_moment", "say", "say_count", "short_date"]


def long_date(day: date) -> str:
    """Return "November 24, 2026"."""
    return _american().toString(QDate(day.year, day.month, day.day), "MMMM d, yyyy")


def short_date(day: date) -> str:
    """Return "11/24/2026"."""
    return f"{day.month:02d}/{day.day:02d}/{day.year:04d}"


def clock_time(moment: datetime, zone: ZoneInfo) -> str:
    """Return "10:24 AM" in the clinic's time zone."""
    local = moment.astimezone(zone)
    return f"{(local.hour % 12) or 12}:{local.minute:02d} {'AM' if local.hour < 12 else 'PM'}"


def long_moment(moment: datetime, zone: ZoneInfo) -> str:
    """Return "Tuesday, November 24, 2026, 10:24 AM" in the clinic's time zone."""
    local = moment.astimezone(zone)
    day = _american().toString(QDate(local.year, local.month, local.day), "dddd, MMMM d, yyyy")
    return f"{day}, {clock_time(moment, zone)}"


def greeting(moment: datetime, zone: ZoneInfo) -> str:
    """Return "Good morning", "Good afternoon" or "Good evening"."""
    hour = moment.astimezone(zone).hour
    if hour < 12:
        return say("Good morning")
    return say("Good afternoon") if hour < 18 else say("Good evening")


def _american() -> QLocale:
    return QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)
