"""With which reasons an incident closes: the clinic has to prove that no notice was needed, or that all were given."""

from __future__ import annotations

import pytest

from app.rules.breach_assessment import (
    Assessment,
    BreachException,
    ClosingFacts,
    ClosingReason,
    Conclusion,
    Factor,
    FactorAnswer,
    Risk,
    assessment_problem,
    closing_problem,
)

FACTORS = tuple(FactorAnswer(factor, Risk.LOW, "Deleted unread.") for factor in Factor)
LOW = Assessment(FACTORS, Conclusion.LOW_PROBABILITY, "Deleted unread.")
BREACH = Assessment((), Conclusion.BREACH, "It cannot be called back.")
EXCEPTION = Assessment((), Conclusion.EXCEPTION, "Within the clinic.", BreachException.INADVERTENT)
NOTHING, TOLD = ClosingFacts(0, None, False, ()), ClosingFacts(2, BREACH, False, ())


@pytest.mark.parametrize(("reason", "facts"), [
    (ClosingReason.NO_DATA_SEEN, NOTHING), (ClosingReason.NO_DATA_SEEN, ClosingFacts(0, LOW, False, ("HHS",))),
    (ClosingReason.SECURED, ClosingFacts(5, None, True, ("the patients",))),
    (ClosingReason.LOW_PROBABILITY, ClosingFacts(5, LOW, False, ("the patients",))),
    (ClosingReason.EXCEPTION, ClosingFacts(5, EXCEPTION, False, ("the patients",))),
    (ClosingReason.NOTIFIED, TOLD), (ClosingReason.REPORTED_TWICE, ClosingFacts(5, BREACH, False, ("HHS",))),
])
def test_a_reason_the_file_bears_out_closes(reason: ClosingReason, facts: ClosingFacts) -> None:
    assert closing_problem(reason, facts) == ""


@pytest.mark.parametrize(("reason", "facts", "words"), [
    (ClosingReason.NO_DATA_SEEN, ClosingFacts(1, None, False, ()), "listed as affected"),
    (ClosingReason.NO_DATA_SEEN, ClosingFacts(0, BREACH, False, ()), "says that it is a breach"),
    (ClosingReason.SECURED, NOTHING, "not shown to be safe"),
    (ClosingReason.SECURED, ClosingFacts(2, BREACH, True, ()), "says that it is a breach"),
    (ClosingReason.LOW_PROBABILITY, NOTHING, "does not say so"),
    (ClosingReason.LOW_PROBABILITY, TOLD, "does not say so"),
    (ClosingReason.LOW_PROBABILITY, ClosingFacts(1, EXCEPTION, True, ()), "does not say so"),
    (ClosingReason.EXCEPTION, ClosingFacts(1, LOW, True, ()), "does not say so"),
    (ClosingReason.NOTIFIED, ClosingFacts(0, BREACH, False, ("the patients",)), "Nobody is listed as affected"),
    (ClosingReason.NOTIFIED, ClosingFacts(2, BREACH, False, ("HHS", "the media")), "told: HHS, the media"),
])
def test_a_reason_the_file_does_not_bear_out_is_told_why(reason: ClosingReason, facts: ClosingFacts,
                                                         words: str) -> None:
    assert words in closing_problem(reason, facts)


@pytest.mark.parametrize(("assessment", "field"), [
    (LOW, ""), (BREACH, ""), (EXCEPTION, ""), (Assessment(FACTORS, Conclusion.LOW_PROBABILITY, " "), "words"),
    (Assessment((), Conclusion.EXCEPTION, "x"), "exception"),
    *((Assessment(tuple(each for each in FACTORS if each.factor is not factor), Conclusion.LOW_PROBABILITY, "x"),
       factor.value) for factor in Factor),
    (Assessment((*FACTORS[1:], FactorAnswer(Factor.NATURE, Risk.LOW, "\n")), Conclusion.LOW_PROBABILITY, "x"),
     "nature"),
])
def test_what_an_assessment_lacks_is_told_at_its_field(assessment: Assessment, field: str) -> None:
    assert assessment_problem(assessment)[1] == field
