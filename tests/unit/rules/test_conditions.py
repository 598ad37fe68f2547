"""The operators of the safety rules: what holds when answered, and above all when not answered."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.rules.answers import Amount, from_flat
from app.rules.conditions import causes
from app.rules.model import AllOf, AnyOf, FlagOperator, Test

ILL = Test("mh.today.ill", FlagOperator.EQUAL, ("yes",))
ADULT = Test("derived.age_years", FlagOperator.AT_LEAST, (18,))


@pytest.mark.parametrize(("operator", "values", "unanswered", "matching", "other"), [
    ("=", ("yes",), False, True, False),
    ("!=", ("yes",), True, False, True),
    ("in", ("yes", "maybe"), False, True, False),
    ("not_in", ("yes", "maybe"), True, False, True),
    ("exists", (True,), False, True, True),
    ("exists", (False,), True, False, False),
])
def test_operators_when_unanswered_matching_and_different(operator: str, values: tuple[str | bool, ...],
                                                          unanswered: bool, matching: bool, other: bool) -> None:
    condition = Test("q", FlagOperator(operator), values)
    for given, expected in (({}, unanswered), ({"q": "yes"}, matching), ({"q": "no"}, other)):
        assert (causes(condition, from_flat(given)) is not None) is expected


@pytest.mark.parametrize(("operator", "at"), [("<", (17,)), ("<=", (17, 18)), (">", (19,)), (">=", (18, 19))])
def test_numeric_operators_at_the_limit_and_never_when_unanswered(operator: str, at: tuple[int, ...]) -> None:
    condition = Test("n", FlagOperator(operator), (18,))
    assert tuple(n for n in (17, 18, 19) if causes(condition, from_flat({"n": n}))) == at
    assert causes(condition, from_flat({})) is None
    assert causes(condition, from_flat({"n": "18"})) is None  # a text is not a number


def test_any_answer_of_a_repeating_question_matches() -> None:
    condition = Test("q", FlagOperator.EQUAL, ("rash",))
    assert causes(condition, from_flat({"q": ["pimples", "rash"]})) == ("q",)


def test_not_equal_is_false_as_soon_as_one_answer_equals() -> None:
    condition = Test("q", FlagOperator.NOT_EQUAL, ("rash",))
    assert causes(condition, from_flat({"q": ["pimples", "rash"]})) is None


def test_truth_values_are_not_numbers_or_texts() -> None:
    condition = Test("q", FlagOperator.EQUAL, (True,))
    assert causes(condition, from_flat({"q": True})) == ("q",)
    assert causes(condition, from_flat({"q": 1})) is None
    assert causes(condition, from_flat({"q": "true"})) is None


def test_causes_name_only_the_parts_that_hold_each_once() -> None:
    both = AnyOf((ILL, ADULT, ILL))
    assert causes(both, from_flat({"mh.today.ill": "yes"})) == ("mh.today.ill",)
    assert causes(AllOf((ILL, ADULT)), from_flat({"mh.today.ill": "yes"})) is None
    assert causes(AllOf((ILL, ADULT)), from_flat({"mh.today.ill": "yes", "derived.age_years": 40})) == (
        "mh.today.ill", "derived.age_years")


def test_quantities_keep_their_digits() -> None:
    answers = from_flat({"mh.life.height": {"value": Decimal("70.10"), "unit": "[in_i]"}})
    assert answers.get("mh.life.height") == (Amount(Decimal("70.10"), "[in_i]"),)
