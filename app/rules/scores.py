"""Derived values as staff see them: each with the answers and points it comes from. Never shown to a patient."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from app.rules.answers import Answers
from app.rules.derived import DERIVED, SKIN_QUESTIONS, Scores, skin_type_of

STAFF_TYPE = "mh.skin.staff_type"
_ROMAN = ("", "I", "II", "III", "IV", "V", "VI")
_MOST_POINTS = 32  # eight questions with four points at most
_INPUTS = {derived.link_id: derived.inputs for derived in DERIVED}


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One answer a score comes from. ``points`` is None for answers that are not counted in points."""

    link_id: str
    points: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """A derived value in words: "Type IV" because of these parts. ``detail`` says how, where that is not plain."""

    title: str
    value: str
    detail: str
    parts: tuple[ScorePart, ...]


def scores_of(facts: Answers, points: Scores) -> tuple[Score, ...]:
    """Return every score that can be worked out. ``facts`` hold the derived values (see ``Screening.facts``)."""
    skin = _skin(facts, points)
    found = [_plain(facts, *line) for line in _PLAIN]
    return tuple(score for score in (skin, *found) if score is not None)


def _skin(facts: Answers, points: Scores) -> Score | None:
    """Fitzpatrick skin type: eight answers of 0 to 4 points, and what staff saw; the darker of the two counts."""
    answered = [link_id for link_id in SKIN_QUESTIONS if facts.text(link_id)]
    kind, total = _number(facts, "derived.fitz_type"), _number(facts, "derived.fitz_score")
    seen = facts.text(STAFF_TYPE)
    if not answered and kind is None:
        return None
    by_questions = (f"{total} of {_MOST_POINTS} points: type {_roman(skin_type_of(total))} by the questions"
                    if total is not None else f"{len(answered)} of {len(SKIN_QUESTIONS)} questions answered: no score")
    by_staff = (f"type {_roman(int(seen))} as staff saw it; the darker one counts" if seen.isdigit()
                else "not yet checked by staff")
    parts = tuple(ScorePart(link_id, points.get((link_id, facts.text(link_id)))) for link_id in answered)
    return Score("Skin type (Fitzpatrick)", f"Type {_roman(int(kind))}" if kind is not None else "Not known",
                 f"{by_questions}; {by_staff}.", (*parts, *((ScorePart(STAFF_TYPE),) if seen else ())))


def _plain(facts: Answers, link_id: str, title: str, words: Callable[[Decimal], str]) -> Score | None:
    value = _number(facts, link_id)
    parts = tuple(ScorePart(each) for each in _INPUTS[link_id] if facts.get(each))
    return Score(title, words(value), "", parts) if value is not None and parts else None


def _count(one: str, many: str) -> Callable[[Decimal], str]:
    """Make words for a number that is cut to a whole one: 5.9 months have not been 6."""
    def words(value: Decimal) -> str:
        whole = value.quantize(Decimal(1), ROUND_DOWN)
        return f"{whole} {one if whole == 1 else many}"
    return words


def _number(facts: Answers, link_id: str) -> Decimal | None:
    value = next(iter(facts.get(link_id)), None)
    return value if isinstance(value, Decimal) else None


def _roman(kind: int) -> str:
    return _ROMAN[kind] if 0 < kind < len(_ROMAN) else str(kind)


_MONTHS, _WEEKS = _count("month", "months"), _count("week", "weeks")
_PLAIN: tuple[tuple[str, str, Callable[[Decimal], str]], ...] = (
    ("derived.bmi", "Body mass index", str),
    ("derived.med_count", "Medicines listed", _count("medicine", "medicines")),
    ("derived.months_since_isotretinoin", "Since isotretinoin was stopped", _MONTHS),
    ("derived.weeks_since_toxin", "Since the last toxin", _WEEKS),
    ("derived.weeks_since_filler", "Since the last filler", _WEEKS),
    ("derived.weeks_since_resurf", "Since laser, peel or needling", _WEEKS),
    ("derived.months_since_face_surgery", "Since face or neck surgery", _MONTHS),
    ("derived.days_to_event", "Until the event", _count("day", "days")),
)
