"""Unusual access: by whom, on which day of the clinic, from which count on, and named the same whenever it is asked."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.rules.unusual_access import AccessEvent, AccessLimits, Burst, OpenHours, Unusual, bursts

ZONE = ZoneInfo("America/Chicago")
NOON = datetime(2026, 11, 24, 18, tzinfo=UTC)  # a Tuesday, noon at the clinic
LIMITS = AccessLimits(charts_an_hour=3, exports_an_hour=2, failed_sign_ins=3, refused_a_day=2)


def _event(number: int, minutes: float = 0, event: str = "patient.view", patient: str | None = "", *,
           user: str = "ana", allowed: bool = True, start: datetime = NOON) -> AccessEvent:
    return AccessEvent(number, start + timedelta(minutes=minutes), user, event,
                       f"patient-{number}" if patient == "" else patient, allowed)


def _found(*events: AccessEvent, limits: AccessLimits = LIMITS, own: dict[tuple[str, str], bool] | None = None,
           ) -> list[Burst]:
    return list(bursts(events, limits, ZONE, lambda user, patient: (own or {}).get((user, patient))))


def test_more_charts_within_an_hour_than_the_limit_are_listed_with_the_worst_hour() -> None:
    found = _found(*(_event(number, number * 20) for number in range(3)),
                   *(_event(number, 120 + number) for number in range(3, 8)))
    assert [(each.kind, each.count) for each in found] == [(Unusual.MANY_CHARTS, 5)]
    assert (found[0].first.sequence, found[0].last.sequence) == (3, 7)


@pytest.mark.parametrize(("minutes", "count"), [(60, 4), (60.02, 0)])
def test_the_hour_is_sixty_minutes(minutes: float, count: int) -> None:
    events = [_event(number) for number in range(3)] + [_event(9, minutes)]
    assert [each.count for each in _found(*events)] == ([count] if count else [])


def test_one_chart_opened_many_times_is_one_chart() -> None:
    assert _found(*(_event(number, number, patient="same") for number in range(20))) == []


def test_two_people_are_not_added_up_and_receiving_intakes_is_no_looking() -> None:
    assert _found(*(_event(number, user=f"user-{number % 2}") for number in range(6)),
                  *(_event(number, event="submission.receive") for number in range(10, 30))) == []


@pytest.mark.parametrize(("local", "is_listed"), [
    ("2026-11-23 12:00", True),  # Monday: closed
    ("2026-11-24 08:59", True), ("2026-11-24 09:00", False),
    ("2026-11-24 19:59", False), ("2026-11-24 20:00", True),
    ("2026-11-25 17:59", False), ("2026-11-25 18:00", True),
    ("2026-11-29 07:59", True), ("2026-11-29 08:00", False),
    ("2026-11-01 08:30", False),  # the Sunday on which the clock is put back
    ("2026-03-08 17:30", False),  # and forward
])
def test_charts_outside_the_published_hours_and_their_margin_are_listed(local: str, is_listed: bool) -> None:
    found = _found(_event(1, start=datetime.fromisoformat(local).replace(tzinfo=ZONE)))
    assert [each.kind for each in found] == ([Unusual.AFTER_HOURS] if is_listed else [])


def test_an_evening_belongs_to_the_clinics_day_not_to_that_of_utc() -> None:
    late = datetime(2026, 11, 24, 23, 30, tzinfo=ZONE)
    assert [each.day for each in _found(_event(1, start=late))] == [date(2026, 11, 24)]


@pytest.mark.parametrize(("event", "kind"), [("sign_in_failed", Unusual.FAILED_SIGN_INS),
                                             ("document.export", Unusual.REFUSED)])
def test_failed_sign_ins_and_refusals_are_counted_apart_and_by_day(event: str, kind: Unusual) -> None:
    found = _found(*(_event(number, number, event, None, allowed=False) for number in range(3)))
    assert [(each.kind, each.count) for each in found] == [(kind, 3)]
    assert _found(_event(1, 0, event, None, allowed=False)) == []


def test_files_that_left_are_counted_whatever_they_are() -> None:
    events = [_event(number, number, event, None) for number, event in
              enumerate(("document.export", "copy.make", "policy.holders_export"))]
    assert [(each.kind, each.count) for each in _found(*events)] == [(Unusual.BULK_EXPORT, 3)]


def test_the_recovery_key_is_always_listed() -> None:
    assert [each.kind for each in _found(_event(1, event="emergency_access", patient=None))] == [Unusual.EMERGENCY]


@pytest.mark.parametrize("is_certain", [True, False])
def test_ones_own_record_is_listed_and_says_whether_that_is_certain(is_certain: bool) -> None:
    found = _found(_event(1, patient="me"), _event(2, 5, "document.export", "me"), _event(3, 6, patient="other"),
                   own={("ana", "me"): is_certain})
    assert [(each.kind, each.count, each.patient_id, each.is_certain) for each in found] == [
        (Unusual.OWN_RECORD, 2, "me", is_certain)]


def test_a_finding_keeps_its_name_when_other_days_are_looked_at() -> None:
    early = _event(1, start=NOON - timedelta(days=1, hours=14))
    late = _event(2, start=NOON + timedelta(hours=10))
    alone, together = _found(late), _found(early, late)
    assert alone[0].key in [each.key for each in together]
    assert len({each.key for each in together}) == 2


def test_a_clinic_that_never_opens_lists_every_chart() -> None:
    closed = AccessLimits(hours=(OpenHours(0, time(3), time(4)),))
    assert [each.kind for each in _found(_event(1), limits=closed)] == [Unusual.AFTER_HOURS]
