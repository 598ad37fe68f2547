"""FHIR date, dateTime and time: possibly partial, kept exactly as written, compared by the span they cover."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_TIME = re.compile(r"(\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?", re.ASCII)
_ZONE = re.compile(r"Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00", re.ASCII)


@dataclass(frozen=True, slots=True)
class FhirDate:
    """A date that may lack its day or its month (FHIR R4 date). ``month`` and ``day`` are None when absent."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> FhirDate | None:
        """Return the date ``text`` stands for (``2024``, ``2024-05``, ``2024-05-17``), or None if it is none."""
        match = _DATE.fullmatch(text)
        if match is None:
            return None
        year, month, day = (int(part) if part else None for part in match.groups())
        assert year is not None  # the expression always captures it
        try:
            date(year, month or 1, day or 1)
        except ValueError:
            return None
        return cls(year, month, day)

    @classmethod
    def of(cls, day: date) -> FhirDate:
        """Return ``day`` as a full FHIR date."""
        return cls(day.year, day.month, day.day)

    def earliest(self) -> date:
        """Return the first day this date can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    def latest(self) -> date:
        """Return the last day this date can mean."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"]
        parts += [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)


@dataclass(frozen=True, slots=True)
class FhirTime:
    """A time of day (FHIR R4 time), kept as written."""

    text: str

    @classmethod
    def parse(cls, text: str) -> FhirTime | None:
        """Return the time ``text`` stands for (``hh:mm:ss`` with any number of fraction digits), or None."""
        return cls(text) if _clock_time(text) is not None else None

    def as_time(self) -> time:
        """Return it as a Python time, cut to microseconds."""
        found = _clock_time(self.text)
        assert found is not None  # only parse() makes these
        return found

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class FhirDateTime:
    """A moment that may be as vague as a year (FHIR R4 dateTime), kept as written."""

    text: str

    @classmethod
    def parse(cls, text: str) -> FhirDateTime | None:
        """Return the moment ``text`` stands for, or None. With a time of day the offset is required (FHIR R4 2.24)."""
        head, found, tail = text.partition("T")
        day = FhirDate.parse(head)
        if day is None or not found:
            return cls(text) if day is not None else None
        zone = _ZONE.search(tail)
        if day.day is None or zone is None or zone.end() != len(tail) or _clock_time(tail[: zone.start()]) is None:
            return None
        return cls(text)

    @property
    def date_part(self) -> FhirDate:
        """The calendar part, as partial as it was written."""
        found = FhirDate.parse(self.text.partition("T")[0])
        assert found is not None  # only parse() makes these
        return found

    def earliest(self) -> datetime:
        """Return the first moment this can mean; without an offset in UTC."""
        exact = self._exact()
        return exact or datetime.combine(self.date_part.earliest(), time.min, UTC)

    def latest(self) -> datetime:
        """Return the last moment this can mean; without an offset in UTC."""
        exact = self._exact()
        return exact or datetime.combine(self.date_part.latest(), time.max, UTC)

    def _exact(self) -> datetime | None:
        head, found, tail = self.text.partition("T")
        zone = _ZONE.search(tail) if found else None
        if zone is None:
            return None
        clock = _clock_time(tail[: zone.start()])
        assert clock is not None  # only parse() makes these
        return datetime.combine(date.fromisoformat(head), clock, _offset(zone.group()))

    def __str__(self) -> str:
        return self.text


def _clock_time(text: str) -> time | None:
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3])
    fraction = int((match[4] or "0")[:6].ljust(6, "0"))
    if hour > 23 or minute > 59 or second > 60:
        return None
    return time(hour, minute, min(second, 59), fraction)  # 60 is a leap second, which Python has no time for


def _offset(text: str) -> timezone:
    if text == "Z":
        return UTC
    span = timedelta(hours=int(text[1:3]), minutes=int(text[4:6]))
    return timezone(-span if text[0] == "-" else span)
