"""Values worked out from answers: age, skin type, BMI, time since a treatment. One visible table at the end."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from app.core.clock import age_on
from app.rules.answers import Amount, Answers, AnswerValue

ADULT_AGE = 18
"""Whole years; below it a parent or guardian signs (410 ILCS 210)."""

Scores = Mapping[tuple[str, str], Decimal]
"""Points of an option: (linkId, code) to ordinalValue."""

SKIN_QUESTIONS = tuple(f"mh.skin.f{number}" for number in range(1, 9))
"""The eight questions of the Fitzpatrick questionnaire."""

_DAYS_PER_MONTH = Decimal("30.4375")
_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T.*)?)?)?\Z")
_SKIN_BANDS = ((6, 1), (12, 2), (18, 3), (24, 4), (30, 5), (32, 6))  # highest score of a band, Fitzpatrick type
_TO_METRES = {"cm": Decimal("0.01"), "m": Decimal(1), "[in_i]": Decimal("0.0254"), "in": Decimal("0.0254"),
              "[ft_i]": Decimal("0.3048")}
_TO_KILOGRAMS = {"kg": Decimal(1), "g": Decimal("0.001"), "[lb_av]": Decimal("0.45359237"),
                 "lb": Decimal("0.45359237")}


@dataclass(frozen=True, slots=True)
class Derived:
    """A derived value: its id, the answers it is worked out from, and how. ``compute`` gives None when it cannot."""

    link_id: str
    inputs: tuple[str, ...]
    compute: Callable[[Answers, date, Scores], Decimal | None]


def with_derived(answers: Answers, as_of: date, scores: Scores) -> Answers:
    """Return ``answers`` with every derived value that can be worked out for the visit day ``as_of``."""
    found: dict[str, tuple[AnswerValue, ...]] = {}
    for derived in DERIVED:
        value = derived.compute(answers.replaced(found), as_of, scores)
        found[derived.link_id] = () if value is None else (value,)
    return answers.replaced(found)


def is_minor(answers: Answers, as_of: date) -> bool | None:
    """Say whether the birth date makes the patient a minor on ``as_of``; None without a birth date."""
    age = _age(answers, as_of, {})
    return None if age is None else age < ADULT_AGE


def last_day(text: str) -> date | None:
    """Return a FHIR date (``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD`` or a dateTime) as a day; a partial date is its last."""
    return _day(text, last=True)


def skin_type_of(score: Decimal) -> int:
    """Return the Fitzpatrick type (1 to 6) of a questionnaire's total (0 to 32 points)."""
    return next((kind for highest, kind in _SKIN_BANDS if score <= highest), 6)


def _day(text: str, last: bool) -> date | None:
    match = _PARTIAL_DATE.match(text)
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        month = month or (12 if last else 1)
        return date(year or 0, month, day or (calendar.monthrange(year or 0, month)[1] if last else 1))
    except ValueError:
        return None


def _age(answers: Answers, as_of: date, scores: Scores) -> Decimal | None:
    birth = last_day(answers.text("reg.demo.dob"))
    return Decimal(age_on(birth, as_of)) if birth and birth <= as_of else None


def _skin_score(answers: Answers, as_of: date, scores: Scores) -> Decimal | None:
    points = [scores.get((link_id, answers.text(link_id))) for link_id in SKIN_QUESTIONS]
    return None if None in points else sum((point for point in points if point is not None), Decimal(0))


def _skin_type(answers: Answers, as_of: date, scores: Scores) -> Decimal | None:
    """The darker of the questionnaire's type and the one staff found: the safer of the two for light and peels."""
    score, seen = _skin_score(answers, as_of, scores), answers.text("mh.skin.staff_type")
    asked = None if score is None else skin_type_of(score)
    types = [kind for kind in (asked, int(seen) if seen.isdigit() else None) if kind is not None]
    return Decimal(max(types)) if types else None


def _bmi(answers: Answers, as_of: date, scores: Scores) -> Decimal | None:
    try:
        height = _measure(answers, "mh.life.height", _TO_METRES)
        weight = _measure(answers, "mh.life.weight", _TO_KILOGRAMS)
        if not height or not weight:
            return None
        return (weight / (height * height)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    except ArithmeticError:  # nobody measures that: a file may say 1e999999 cm
        return None


def _measure(answers: Answers, link_id: str, factors: Mapping[str, Decimal]) -> Decimal | None:
    given = next(iter(answers.get(link_id)), None)
    if not isinstance(given, Amount) or given.unit not in factors:
        return None
    return given.number * factors[given.unit]


def _days_since(answers: Answers, link_id: str, as_of: date) -> Decimal | None:
    """Days since a date; a partial date counts as its last day, and none counts as later than the visit."""
    day = last_day(answers.text(link_id))
    return None if day is None else Decimal((as_of - min(day, as_of)).days)


def _since(link_id: str, days: Decimal) -> Callable[[Answers, date, Scores], Decimal | None]:
    def compute(answers: Answers, as_of: date, scores: Scores) -> Decimal | None:
        gone = _days_since(answers, link_id, as_of)
        return None if gone is None else gone / days
    return compute


def _months_since_isotretinoin(answers: Answers, as_of: date, scores: Scores) -> Decimal | None:
    if answers.text("mh.med.isotret") != "stopped":
        return None
    return _since("mh.med.isotret_stop", _DAYS_PER_MONTH)(answers, as_of, scores)


def _medicines(answers: Answers, as_of: date, scores: Scores) -> Decimal | None:
    return Decimal(len(answers.get("mh.med.item.name")))


def _days_to_event(answers: Answers, as_of: date, scores: Scores) -> Decimal | None:
    """Days to the event; past events are left out. A partial date counts as its first day, but not before today."""
    text = answers.text("mh.goal.event")
    first, last = _day(text, last=False), last_day(text)
    if first is None or last is None or last < as_of:
        return None
    return Decimal((max(first, as_of) - as_of).days)


DERIVED: tuple[Derived, ...] = (
    Derived("derived.age_years", ("reg.demo.dob",), _age),
    Derived("derived.fitz_score", SKIN_QUESTIONS, _skin_score),
    Derived("derived.fitz_type", (*SKIN_QUESTIONS, "mh.skin.staff_type"), _skin_type),
    Derived("derived.bmi", ("mh.life.height", "mh.life.weight"), _bmi),
    Derived("derived.months_since_isotretinoin", ("mh.med.isotret", "mh.med.isotret_stop"),
            _months_since_isotretinoin),
    Derived("derived.weeks_since_toxin", ("mh.proc.tox_last",), _since("mh.proc.tox_last", Decimal(7))),
    Derived("derived.weeks_since_filler", ("mh.proc.filler_last",), _since("mh.proc.filler_last", Decimal(7))),
    Derived("derived.weeks_since_resurf", ("mh.proc.resurf_last",), _since("mh.proc.resurf_last", Decimal(7))),
    Derived("derived.months_since_face_surgery", ("mh.proc.face_surgery_last",),
            _since("mh.proc.face_surgery_last", _DAYS_PER_MONTH)),
    Derived("derived.med_count", ("mh.med.item.name",), _medicines),
    Derived("derived.days_to_event", ("mh.goal.event",), _days_to_event),
    Derived("derived.months_since_history", ("mh.sign.datetime",), _since("mh.sign.datetime", _DAYS_PER_MONTH)),
)
"""Order matters: a later value may use an earlier one."""
