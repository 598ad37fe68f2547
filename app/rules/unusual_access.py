"""What is unusual in the audit log, for the privacy officer to look at (45 CFR 164.308(a)(1)(ii)(D)). Pure.

Everything is told per person and per day of the clinic's calendar, so that a finding keeps its name whatever range of
days is looked at, and an explanation stays with it.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

HOUR: Final = timedelta(hours=1)
CHART_EVENTS: Final = frozenset({"patient.view", "patient.reveal", "patient.change", "review.view", "submission.view",
                                 "document.view", "rights.view", "phone_note.view", "consent.view", "copy.preview",
                                 "private_contact.reveal"})
"""Looking into one patient's record."""

FAILED_EVENTS: Final = frozenset({"sign_in_failed", "proof_failed"})
EMERGENCY_EVENT: Final = "emergency_access"
COPY_ENDINGS: Final = (".export", "_export", "copy.make")
"""How events end with which a file was saved outside the clinic's records."""

LEFT_ENDINGS: Final = (*COPY_ENDINGS, ".print")
"""How events end with which something left the clinic's records."""


class Unusual(StrEnum):
    """Why an access is listed for the privacy officer."""

    MANY_CHARTS = "many_charts"
    OWN_RECORD = "own_record"
    AFTER_HOURS = "after_hours"
    FAILED_SIGN_INS = "failed_sign_ins"
    BULK_EXPORT = "bulk_export"
    REFUSED = "refused"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True)
class OpenHours:
    """When the clinic is open on one day of the week (Monday is 0); wall-clock times at the clinic."""

    weekday: int
    opens: time
    closes: time


POLICY_HOURS: Final = (
    OpenHours(1, time(10), time(19)),
    *(OpenHours(day, time(10), time(17)) for day in (2, 3, 4, 5)),
    OpenHours(6, time(9), time(17)),
)
"""The business hours the privacy policy publishes: Tuesday 10 to 7, Wednesday to Saturday 10 to 5, Sunday 9 to 5."""


@dataclass(frozen=True, slots=True)
class AccessLimits:
    """From when on access is unusual: more different charts, or more files that left, within an hour than this.

    ``failed_sign_ins`` and ``refused_a_day`` are counted a day, and reaching them is enough. ``margin_minutes`` before
    opening and after closing are still ordinary work.
    """

    charts_an_hour: int = 20
    exports_an_hour: int = 5
    failed_sign_ins: int = 5
    refused_a_day: int = 3
    margin_minutes: int = 60
    hours: tuple[OpenHours, ...] = POLICY_HOURS

    def is_open(self, local: datetime) -> bool:
        """Say whether ``local`` (wall-clock time at the clinic) lies within business hours and their margin."""
        minute, margin = _minutes(local.time()), self.margin_minutes
        return any(each.weekday == local.weekday()
                   and _minutes(each.opens) - margin <= minute < _minutes(each.closes) + margin for each in self.hours)


@dataclass(frozen=True, slots=True)
class AccessEvent:
    """One entry of the audit log, as far as it matters here. ``at`` is aware; ``patient_id`` None when about nobody."""

    sequence: int
    at: datetime
    user_id: str
    event: str
    patient_id: str | None
    allowed: bool


@dataclass(frozen=True, slots=True)
class Burst:
    """Something unusual by one person on one day. ``count`` counts charts, files, tries or times, as ``kind`` says.

    ``first`` and ``last`` are the entries it begins and ends with; ``is_certain`` is False for a record of which only
    the name is the person's own.
    """

    kind: Unusual
    user_id: str
    day: date
    count: int
    first: AccessEvent
    last: AccessEvent
    patient_id: str | None = None
    is_certain: bool = True

    @property
    def key(self) -> str:
        """The finding's name: the same whenever the same day is looked at."""
        return "|".join((self.kind, self.user_id, self.day.isoformat(), self.patient_id or ""))


OwnRecord = Callable[[str, str], bool | None]
"""Says of a user and a patient whether they are the same person: surely (True), by name alone (False), no (None)."""


def bursts(events: Iterable[AccessEvent], limits: AccessLimits, zone: ZoneInfo, own: OwnRecord) -> tuple[Burst, ...]:
    """Return what is unusual among ``events`` (in the order of the log), newest first."""
    days: dict[tuple[str, date], list[AccessEvent]] = defaultdict(list)
    for event in events:
        days[event.user_id, event.at.astimezone(zone).date()].append(event)
    found = [burst for (user_id, day), of_day in days.items()
             for burst in _of_day(user_id, day, of_day, limits, zone, own)]
    return tuple(sorted(found, key=lambda each: (each.last.sequence, each.key), reverse=True))


def is_left(event: str) -> bool:
    """Say whether something left the clinic's records with ``event``."""
    return event.endswith(LEFT_ENDINGS)


def _of_day(user_id: str, day: date, events: Sequence[AccessEvent], limits: AccessLimits, zone: ZoneInfo,
            own: OwnRecord) -> list[Burst]:
    done = [event for event in events if event.allowed]
    charts = [event for event in done if event.event in CHART_EVENTS and event.patient_id]
    left = [event for event in done if is_left(event.event)]
    failed = [event for event in events if event.event in FAILED_EVENTS]
    refused = [event for event in events if not event.allowed and event.event not in FAILED_EVENTS]
    late = [event for event in charts if not limits.is_open(event.at.astimezone(zone))]
    found = [
        _most_within_an_hour(Unusual.MANY_CHARTS, charts, limits.charts_an_hour, lambda event: event.patient_id or ""),
        _most_within_an_hour(Unusual.BULK_EXPORT, left, limits.exports_an_hour, lambda event: str(event.sequence)),
        _all_of(Unusual.AFTER_HOURS, late, 1, len({event.patient_id for event in late})),
        _all_of(Unusual.FAILED_SIGN_INS, failed, limits.failed_sign_ins, len(failed)),
        _all_of(Unusual.REFUSED, refused, limits.refused_a_day, len(refused)),
        _all_of(Unusual.EMERGENCY, [event for event in done if event.event == EMERGENCY_EVENT], 1, 1),
    ]
    bursts_of_day = [Burst(kind, user_id, day, count, first, last)
                     for kind, count, first, last in (each for each in found if each is not None)]
    return [*bursts_of_day, *_own_records(user_id, day, [*charts, *(each for each in left if each.patient_id)], own)]


_Span = tuple[Unusual, int, AccessEvent, AccessEvent]


def _most_within_an_hour(kind: Unusual, events: Sequence[AccessEvent], limit: int,
                         what: Callable[[AccessEvent], str]) -> _Span | None:
    """Return the hour of the day with the most different things, when they are more than ``limit``."""
    window: deque[AccessEvent] = deque()
    counts: Counter[str] = Counter()
    worst: _Span | None = None
    for event in events:
        window.append(event)
        counts[what(event)] += 1
        while event.at - window[0].at > HOUR:
            gone = what(window.popleft())
            counts[gone] -= 1
            if not counts[gone]:
                del counts[gone]
        if len(counts) > max(limit, worst[1] if worst else 0):
            worst = (kind, len(counts), window[0], event)
    return worst


def _all_of(kind: Unusual, events: Sequence[AccessEvent], least: int, count: int) -> _Span | None:
    return (kind, count, events[0], events[-1]) if events and len(events) >= least else None


def _own_records(user_id: str, day: date, events: Sequence[AccessEvent], own: OwnRecord) -> list[Burst]:
    by_patient: dict[str, list[AccessEvent]] = defaultdict(list)
    for event in events:
        by_patient[event.patient_id or ""].append(event)
    found = []
    for patient_id, times in by_patient.items():
        is_certain = own(user_id, patient_id)
        if is_certain is not None:
            ordered = sorted(times, key=lambda each: each.sequence)
            found.append(Burst(Unusual.OWN_RECORD, user_id, day, len(ordered), ordered[0], ordered[-1], patient_id,
                               is_certain))
    return found


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute
