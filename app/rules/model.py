"""What a contraindication rule is: a condition over answers, and what follows from it. Frozen data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from app.rules.severity import Severity

RuleValue = str | bool | int


class FlagOperator(StrEnum):
    """Operators of the safety rules. They are not FHIR's enableWhen: ``!=`` and ``not_in`` hold when unanswered."""

    EQUAL = "="
    NOT_EQUAL = "!="
    IN = "in"
    NOT_IN = "not_in"
    EXISTS = "exists"
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="


class ClearBy(StrEnum):
    """Who may clear a flag."""

    NONE = "none"
    DIRECTOR = "director"
    PRESCRIBER = "prescriber"
    STAFF = "staff"

    @property
    def words(self) -> str:
        """The words staff see."""
        return {"none": "Nobody: choose another product or plan", "director": "Medical director",
                "prescriber": "Prescriber (physician, APRN or PA)", "staff": "Trained staff"}[self.value]


@dataclass(frozen=True, slots=True)
class Range:
    """Between which whole numbers a clinic may set a limit, both included, and what it counts, in words."""

    lowest: int
    highest: int
    words: str


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison: an answer (or a ``derived.`` value) against a value, or a list for ``in`` and ``not_in``.

    ``adjustable`` marks the one limit of a rule that a clinic may set itself.
    """

    __test__ = False  # not a test class, whatever pytest thinks of its name

    link_id: str
    operator: FlagOperator
    values: tuple[RuleValue, ...]
    adjustable: Range | None = None


@dataclass(frozen=True, slots=True)
class AllOf:
    """Holds when every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Holds when at least one part holds."""

    parts: tuple[Condition, ...]


Condition = Test | AllOf | AnyOf

LIMIT = "{limit}"
"""Stands for the adjustable limit in a rule's message and action."""


def tests_of(condition: Condition) -> tuple[Test, ...]:
    """Return every comparison in ``condition``, in its order."""
    if isinstance(condition, Test):
        return (condition,)
    return tuple(test for part in condition.parts for test in tests_of(part))


def _limited(condition: Condition, limit: int) -> Condition:
    if isinstance(condition, Test):
        return replace(condition, values=(limit,)) if condition.adjustable is not None else condition
    return replace(condition, parts=tuple(_limited(part, limit) for part in condition.parts))


@dataclass(frozen=True, slots=True)
class Rule:
    """A safety rule. ``treatments`` are codes, groups already opened and exceptions taken out.

    ``templates`` are message and action with ``{limit}`` where the adjustable limit stands; empty without one.
    """

    rule_id: str
    when: Condition
    severity: Severity
    clear_by: ClearBy
    treatments: frozenset[str]
    message: str
    action: str
    sources: tuple[str, ...]
    templates: tuple[str, str] = ("", "")

    @property
    def adjustable(self) -> Test | None:
        """The comparison whose limit a clinic may set, or None."""
        return next((test for test in tests_of(self.when) if test.adjustable is not None), None)

    def with_limit(self, limit: int) -> Rule:
        """Return the rule with its adjustable limit set to ``limit``, in condition and words. No check of the range."""
        message, action = (words.replace(LIMIT, str(limit)) for words in self.templates)
        return replace(self, when=_limited(self.when, limit), message=message, action=action)


@dataclass(frozen=True, slots=True)
class AnswerUpdate:
    """A newer answer that takes the place of an older one before rules look at it (``maps_to`` of the forms).

    ``when`` is the newer question's own condition: an answer to a question that is not asked does not count.
    """

    newer: str
    older: str
    when: Condition | None


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All safety rules, in the order in which they are listed."""

    version: str
    rules: tuple[Rule, ...]
    updates: tuple[AnswerUpdate, ...]

    def rule(self, rule_id: str) -> Rule:
        """Return the rule called ``rule_id``. Raises KeyError."""
        for rule in self.rules:
            if rule.rule_id == rule_id:
                return rule
        raise KeyError(rule_id)
