"""Does a rule's condition hold, and because of which answers. The operators of the safety rules, not enableWhen's."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from app.rules.answers import Answers, AnswerValue
from app.rules.model import AllOf, Condition, FlagOperator, RuleValue, Test


def causes(condition: Condition, answers: Answers) -> tuple[str, ...] | None:
    """Return the linkIds that make ``condition`` hold, in rule order and each once; None when it does not hold."""
    if isinstance(condition, Test):
        holds = _OPERATORS[condition.operator](answers.get(condition.link_id), condition.values)
        return (condition.link_id,) if holds else None
    found = [causes(part, answers) for part in condition.parts]
    held = [part for part in found if part is not None]
    if not held or (isinstance(condition, AllOf) and len(held) < len(found)):
        return None
    return tuple(dict.fromkeys(link_id for part in held for link_id in part))


def same(answer: AnswerValue, value: RuleValue) -> bool:
    """Say whether an answer equals a rule's value: truth values only with truth values, numbers as numbers."""
    if isinstance(answer, bool) or isinstance(value, bool):
        return isinstance(answer, bool) and isinstance(value, bool) and answer is value
    if isinstance(value, int):
        return isinstance(answer, Decimal) and answer == value
    return isinstance(answer, str) and answer == value


def _among(given: tuple[AnswerValue, ...], values: tuple[RuleValue, ...]) -> bool:
    return any(same(answer, value) for answer in given for value in values)


def _compare(holds: Callable[[Decimal, int], bool]) -> Callable[[tuple[AnswerValue, ...], tuple[RuleValue, ...]], bool]:
    """Make a numeric operator. It is false when unanswered and for anything that is not a number."""
    def operator(given: tuple[AnswerValue, ...], values: tuple[RuleValue, ...]) -> bool:
        limit = values[0]
        return isinstance(limit, int) and any(holds(answer, limit) for answer in given if isinstance(answer, Decimal))
    return operator


_OPERATORS: dict[FlagOperator, Callable[[tuple[AnswerValue, ...], tuple[RuleValue, ...]], bool]] = {
    FlagOperator.EQUAL: _among,
    FlagOperator.IN: _among,
    FlagOperator.NOT_EQUAL: lambda given, values: not _among(given, values),
    FlagOperator.NOT_IN: lambda given, values: not _among(given, values),
    FlagOperator.EXISTS: lambda given, values: bool(given) is values[0],
    FlagOperator.LESS: _compare(lambda answer, limit: answer < limit),
    FlagOperator.AT_MOST: _compare(lambda answer, limit: answer <= limit),
    FlagOperator.MORE: _compare(lambda answer, limit: answer > limit),
    FlagOperator.AT_LEAST: _compare(lambda answer, limit: answer >= limit),
}
