"""Scores as staff see them: the value, how it came about, and every part with its points."""

from __future__ import annotations

from datetime import date

import pytest

from app.rules.answers import from_flat
from app.rules.evaluate import Screening
from app.rules.scores import Score
from app.rules.shipped import shipped_catalogue, shipped_forms, shipped_screening

DAY = date(2026, 6, 15)


@pytest.fixture(scope="module")
def screening() -> Screening:
    return shipped_screening(shipped_forms(), shipped_catalogue())


def scores(screening: Screening, **answers: object) -> dict[str, Score]:
    """Scores by title; keywords are linkIds with underscores for dots."""
    given = {name.replace("__", "."): value for name, value in answers.items()}
    return {score.title: score for score in screening.scores(from_flat(given), DAY)}


def eight(points: str) -> dict[str, object]:
    """Answers to the eight questions, one digit of points each."""
    return {f"mh__skin__f{number}": f"f{number}_{digit}" for number, digit in enumerate(points, 1)}


def test_the_skin_type_is_the_sum_of_eight_answers(screening: Screening) -> None:
    skin = scores(screening, mh__goal__treatments="LHR", **eight("32312333"))["Skin type (Fitzpatrick)"]
    assert skin.value == "Type IV"
    assert skin.detail == "20 of 32 points: type IV by the questions; not yet checked by staff."
    assert [(part.link_id, int(part.points or 0)) for part in skin.parts] == [
        (f"mh.skin.f{number}", points) for number, points in enumerate((3, 2, 3, 1, 2, 3, 3, 3), 1)]


@pytest.mark.parametrize(("staff", "counts"), [("5", "Type V"), ("2", "Type IV")])
def test_the_darker_of_questions_and_staff_counts(screening: Screening, staff: str, counts: str) -> None:
    skin = scores(screening, mh__goal__treatments="LHR", mh__skin__staff_type=staff,
                  **eight("32312333"))["Skin type (Fitzpatrick)"]
    assert skin.value == counts
    assert skin.detail.endswith("as staff saw it; the darker one counts.")


def test_half_the_questions_make_no_score(screening: Screening) -> None:
    skin = scores(screening, mh__goal__treatments="LHR", **eight("3231"))["Skin type (Fitzpatrick)"]
    assert (skin.value, skin.detail) == ("Not known", "4 of 8 questions answered: no score; not yet checked by staff.")


def test_other_scores_name_the_answers_they_come_from(screening: Screening) -> None:
    found = scores(screening, mh__proc__any="toxin", mh__proc__tox_last="2026-03-10", mh__goal__treatments="GLP1",
                   mh__life__height={"value": 66, "unit": "[in_i]"}, mh__life__weight={"value": 180, "unit": "[lb_av]"})
    assert found["Since the last toxin"].value == "13 weeks"  # 13.9 weeks have not been 14
    assert [part.link_id for part in found["Since the last toxin"].parts] == ["mh.proc.tox_last"]
    assert found["Body mass index"].value == "29.1"


def test_nothing_answered_gives_no_scores(screening: Screening) -> None:
    assert scores(screening) == {}
