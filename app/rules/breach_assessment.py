"""Was it a breach? The four factors and the exceptions of 45 CFR 164.402, and with which reasons an incident closes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Factor(StrEnum):
    """The four factors of a risk assessment (164.402(2)(i) to (iv)); each is considered at least."""

    NATURE = "nature"
    WHO = "who"
    SEEN = "seen"
    MITIGATED = "mitigated"


FACTOR_WORDS: Final[dict[Factor, tuple[str, str]]] = {
    Factor.NATURE: ("What the information was",
                    "Its kinds and extent, and how likely it is that people can be identified."),
    Factor.WHO: ("Who used it or got it", "For example: another clinic bound by HIPAA, a stranger, a thief."),
    Factor.SEEN: ("Whether it was acquired or viewed", "What shows that it was or was not."),
    Factor.MITIGATED: ("How far the risk was reduced", "For example: deleted with written assurance, device wiped."),
}
"""Each factor in words, with what to write about it."""


class Risk(StrEnum):
    """What one factor says about the risk."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Conclusion(StrEnum):
    """What the assessment comes to."""

    LOW_PROBABILITY = "low_probability"
    BREACH = "breach"
    EXCEPTION = "exception"


class BreachException(StrEnum):
    """What is no breach (164.402(1)(i) to (iii))."""

    NONE = ""
    GOOD_FAITH = "good_faith"
    INADVERTENT = "inadvertent"
    NOT_RETAINED = "not_retained"


EXCEPTION_WORDS: Final[dict[BreachException, str]] = {
    BreachException.GOOD_FAITH: "Staff came upon it unintentionally, in good faith and within their duties, and did "
                                "nothing further with it",
    BreachException.INADVERTENT: "It passed by mistake between two people of this clinic who may both see records, and "
                                 "went no further",
    BreachException.NOT_RETAINED: "Whoever got it could not reasonably have kept it",
}
"""Each exception in words."""


class ClosingReason(StrEnum):
    """Why an incident is closed."""

    NO_DATA_SEEN = "no_data_seen"
    LOW_PROBABILITY = "low_probability"
    SECURED = "secured"
    EXCEPTION = "exception"
    NOTIFIED = "notified"
    REPORTED_TWICE = "reported_twice"


CLOSING_WORDS: Final[dict[ClosingReason, str]] = {
    ClosingReason.NO_DATA_SEEN: "No data seen",
    ClosingReason.LOW_PROBABILITY: "Low risk",
    ClosingReason.SECURED: "Encrypted, keys safe",
    ClosingReason.EXCEPTION: "Exception",
    ClosingReason.NOTIFIED: "All notices given",
    ClosingReason.REPORTED_TWICE: "Reported twice",
}
"""Each reason in words, as it follows "Closed, "."""

_NOTHING_TO_TELL: Final = frozenset({ClosingReason.NO_DATA_SEEN, ClosingReason.SECURED})


@dataclass(frozen=True, slots=True)
class FactorAnswer:
    """What was found about one factor."""

    factor: Factor
    risk: Risk
    words: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """A risk assessment. ``words`` are the reasons for the conclusion; ``exception`` is named when it is one."""

    factors: tuple[FactorAnswer, ...]
    conclusion: Conclusion
    words: str
    exception: BreachException = BreachException.NONE

    def answer(self, factor: Factor) -> FactorAnswer | None:
        """Return what was found about ``factor``, or None."""
        return next((each for each in self.factors if each.factor is factor), None)

    def missing(self) -> tuple[Factor, ...]:
        """Return the factors nothing was said about, in the rule's order."""
        return tuple(factor for factor in Factor
                     if (found := self.answer(factor)) is None or not found.words.strip())


@dataclass(frozen=True, slots=True)
class ClosingFacts:
    """What a closing reason is held against. ``open_duties`` are words of the notices that are still due."""

    people: int
    assessment: Assessment | None
    keys_safe: bool
    open_duties: tuple[str, ...]


def assessment_problem(assessment: Assessment) -> tuple[str, str]:
    """Return (sentence, field) of what the assessment lacks, or ("", "").

    A breach may be concluded with factors left open: notices may go out without an assessment (78 FR 5566, preamble).
    """
    if not assessment.words.strip():
        return "Give the reasons for the conclusion.", "words"
    if assessment.conclusion is Conclusion.EXCEPTION and assessment.exception is BreachException.NONE:
        return "Choose which exception applies.", "exception"
    if assessment.conclusion is Conclusion.LOW_PROBABILITY and (missing := assessment.missing()):
        return ("A low probability needs all four factors (45 CFR 164.402(2)). Say something about this one.",
                missing[0].value)
    return "", ""


def closing_problem(reason: ClosingReason, facts: ClosingFacts) -> str:
    """Return why the incident may not be closed for ``reason``, or "".

    The clinic carries the burden of proof that no notice was needed or that all were given (164.414(b)).
    """
    if reason in _NOTHING_TO_TELL:
        return _nothing_problem(reason, facts)
    if reason is ClosingReason.NOTIFIED:
        return _notified_problem(facts)
    wanted = {ClosingReason.LOW_PROBABILITY: Conclusion.LOW_PROBABILITY,
              ClosingReason.EXCEPTION: Conclusion.EXCEPTION}.get(reason)
    if wanted is None:
        return ""
    if facts.assessment is None or facts.assessment.conclusion is not wanted:
        return "The risk assessment does not say so. Complete it first."
    return assessment_problem(facts.assessment)[0]


def _nothing_problem(reason: ClosingReason, facts: ClosingFacts) -> str:
    if reason is ClosingReason.NO_DATA_SEEN and facts.people:
        return "People are listed as affected. Take them off the list with a note, or assess the risk."
    if reason is ClosingReason.SECURED and not facts.keys_safe:
        return "The device’s keys are not shown to be safe. Answer the question about the lost device first."
    if facts.assessment is not None and facts.assessment.conclusion is Conclusion.BREACH:
        return "The risk assessment says that it is a breach. Give the notices, or assess the risk again."
    return ""


def _notified_problem(facts: ClosingFacts) -> str:
    if not facts.people:
        return "Nobody is listed as affected yet, so nobody was told."
    if facts.open_duties:
        return f"Still to be told: {', '.join(facts.open_duties)}."
    return ""
