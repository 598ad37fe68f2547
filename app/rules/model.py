"""What a contraindication rule is: a condition over answers, and what follows from it. Frozen data."""

from __future__ import annotations

from dataclasses import dataclass
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
class Test:
    """One comparison: an answer (or a ``derived.`` value) against a value, or a list for ``in`` and ``not_in``."""

    __test__ = False  # not a test class, whatever pytest thinks of its name

    link_id: str
    operator: FlagOperator
    values: tuple[RuleValue, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Holds when every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Holds when at least one part holds."""

    parts: tuple[Condition, ...]


Condition = Test | AllOf | AnyOf


@dataclass(frozen=True, slots=True)
class Rule:
    """A safety rule. ``treatments`` are codes, groups already opened and exceptions taken out."""

    rule_id: str
    when: Condition
    severity: Severity
    clear_by: ClearBy
    treatments: frozenset[str]
    message: str
    action: str
    sources: tuple[str, ...]


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
