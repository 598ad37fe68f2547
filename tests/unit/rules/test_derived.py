"""Values worked out from answers, at their edges: birthdays, partial dates, units, unanswered questions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.rules.answers import from_flat
from app.rules.derived import Scores, is_minor, last_day, with_derived

DAY = date(2026, 11, 22)
SCORES: Scores = {(f"mh.skin.f{question}", f"f{question}_{points}"): Decimal(points)
                  for question in range(1, 9) for points in range(5)}


def derived(name: str, answers: Mapping[str, Any], day: date = DAY) -> Decimal | None:
    """Work out one derived value."""
    values = with_derived(from_flat(answers), day, SCORES).get(f"derived.{name}")
    number = values[0] if values else None
    assert number is None or isinstance(number, Decimal)
    return number


def skin(*points: int) -> dict[str, str]:
    """Answers to the eight skin questions."""
    return {f"mh.skin.f{number}": f"f{number}_{point}" for number, point in enumerate(points, 1)}


@pytest.mark.parametrize(("born", "day", "age", "minor"), [
    ("2008-11-23", DAY, 17, True), ("2008-11-22", DAY, 18, False),
    ("2008-02-29", date(2026, 2, 28), 17, True), ("2008-02-29", date(2026, 3, 1), 18, False),
    ("1936-08-15", DAY, 90, False),
])
def test_age_counts_whole_years_to_the_visit(born: str, day: date, age: int, minor: bool) -> None:
    assert derived("age_years", {"reg.demo.dob": born}, day) == age
    assert is_minor(from_flat({"reg.demo.dob": born}), day) is minor


def test_no_birth_date_or_one_in_the_future_gives_no_age() -> None:
    assert derived("age_years", {}) is None
    assert derived("age_years", {"reg.demo.dob": "2027-01-01"}) is None
    assert is_minor(from_flat({}), DAY) is None


@pytest.mark.parametrize(("points", "score", "kind"), [
    ((0,) * 8, 0, 1), ((4, 2, 0, 0, 0, 0, 0, 0), 6, 1), ((4, 3, 0, 0, 0, 0, 0, 0), 7, 2),
    ((4, 4, 4, 1, 0, 0, 0, 0), 13, 3), ((4, 4, 4, 4, 2, 1, 0, 0), 19, 4), ((4, 4, 4, 4, 4, 4, 1, 0), 25, 5),
    ((4, 4, 4, 4, 4, 4, 4, 2), 30, 5), ((4, 4, 4, 4, 4, 4, 4, 3), 31, 6), ((4,) * 8, 32, 6),
])
def test_skin_type_bands(points: tuple[int, ...], score: int, kind: int) -> None:
    assert derived("fitz_score", skin(*points)) == score
    assert derived("fitz_type", skin(*points)) == kind


def test_skin_score_needs_all_eight_answers() -> None:
    assert derived("fitz_score", skin(4, 4, 4, 4, 4, 4, 4)) is None
    assert derived("fitz_type", skin(4, 4, 4, 4, 4, 4, 4)) is None


def test_the_darker_of_questionnaire_and_staff_decides() -> None:
    assert derived("fitz_type", {**skin(*(0,) * 8), "mh.skin.staff_type": "4"}) == 4
    assert derived("fitz_type", {**skin(*(4,) * 8), "mh.skin.staff_type": "2"}) == 6
    assert derived("fitz_type", {"mh.skin.staff_type": "5"}) == 5


@pytest.mark.parametrize(("height", "weight", "bmi"), [
    ((70, "[in_i]"), (190, "[lb_av]"), "27.3"), ((170, "cm"), (80, "kg"), "27.7"),
    ((170, "cm"), (190, "[lb_av]"), "29.8"),
])
def test_bmi_in_every_unit_the_form_offers(height: tuple[int, str], weight: tuple[int, str], bmi: str) -> None:
    answers = {"mh.life.height": {"value": height[0], "unit": height[1]},
               "mh.life.weight": {"value": weight[0], "unit": weight[1]}}
    assert derived("bmi", answers) == Decimal(bmi)


def test_bmi_is_unknown_with_a_foreign_unit_or_without_height() -> None:
    weight = {"value": 80, "unit": "kg"}
    assert derived("bmi", {"mh.life.height": {"value": 3, "unit": "furlong"}, "mh.life.weight": weight}) is None
    assert derived("bmi", {"mh.life.height": {"value": 0, "unit": "cm"}, "mh.life.weight": weight}) is None
    assert derived("bmi", {"mh.life.weight": weight}) is None


@pytest.mark.parametrize(("height", "weight"), [
    ("1e999999", "80"), ("1e-999999", "80"), ("1e9999999", "80"), ("170", "1e40"), ("170", "-1e9999999"),
])
def test_numbers_beyond_all_measure_are_no_bmi(height: str, weight: str) -> None:
    answers = {"mh.life.height": {"value": Decimal(height), "unit": "cm"},
               "mh.life.weight": {"value": Decimal(weight), "unit": "kg"}}
    assert derived("bmi", answers) is None


@pytest.mark.parametrize(("text", "day"), [
    ("2026", date(2026, 12, 31)), ("2024-02", date(2024, 2, 29)), ("2026-09-20", date(2026, 9, 20)),
    ("2026-09-20T23:59:00-05:00", date(2026, 9, 20)), ("2026-13", None), ("soon", None), ("", None),
])
def test_a_partial_date_counts_as_its_last_day(text: str, day: date | None) -> None:
    assert last_day(text) == day


def test_weeks_since_a_treatment() -> None:
    assert derived("weeks_since_toxin", {"mh.proc.tox_last": "2026-09-20"}) == 9
    assert derived("weeks_since_filler", {"mh.proc.filler_last": "2026-11"}) == 0  # this month: never later than today
    assert derived("weeks_since_resurf", {"mh.proc.resurf_last": "2026-10"}) == Decimal(22) / 7


def test_months_since_isotretinoin_only_when_it_was_stopped() -> None:
    stopped = {"mh.med.isotret": "stopped", "mh.med.isotret_stop": "2026-05-22"}
    assert derived("months_since_isotretinoin", stopped) == Decimal(184) / Decimal("30.4375")
    assert derived("months_since_isotretinoin", {**stopped, "mh.med.isotret": "now"}) is None


@pytest.mark.parametrize(("event", "days"), [("2026-12-01", 9), ("2026-11-22", 0), ("2026-11-21", None),
                                             ("2026-12", 9), ("2026-11", 0), ("2026-10", None)])
def test_days_to_the_event_leave_past_events_out(event: str, days: int | None) -> None:
    assert derived("days_to_event", {"mh.goal.event": event}) == days


def test_medicines_are_counted_by_row() -> None:
    assert derived("med_count", {"mh.med.item.name": ["warfarin", "digoxin"]}) == 2
    assert derived("med_count", {}) == 0
