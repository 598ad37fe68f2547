"""Every word a patient sees that is not part of a form goes through here, so that it can be translated.

The form texts are translated by the forms themselves (FHIR translation extension); these are the words around them.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.core import languages
from app.core.dates import field_date
from app.ui.form_widgets.words import say, say_count, tongue

__all__ = ["clock_time", "greeting", "long_date", "long_moment", "say", "say_count", "short_date"]


def long_date(day: date) -> str:
    """Return "November 24, 2026"."""
    return languages.day_in_words(day, tongue())


def short_date(day: date) -> str:
    """Return "11/24/2026", the order patients in the United States write in either language."""
    return field_date(day)


def clock_time(moment: datetime, zone: ZoneInfo) -> str:
    """Return "10:24 AM" in the clinic's time zone."""
    return languages.time_in_words(moment, zone, tongue())


def long_moment(moment: datetime, zone: ZoneInfo) -> str:
    """Return "Tuesday, November 24, 2026, 10:24 AM" in the clinic's time zone."""
    return f"{languages.weekday_in_words(moment.astimezone(zone).date(), tongue())}, {clock_time(moment, zone)}"


def greeting(moment: datetime, zone: ZoneInfo) -> str:
    """Return "Good morning", "Good afternoon" or "Good evening"."""
    hour = moment.astimezone(zone).hour
    if hour < 12:
        return say("Good morning")
    return say("Good afternoon") if hour < 18 else say("Good evening")
