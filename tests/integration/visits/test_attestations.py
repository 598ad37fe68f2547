"""A treatment consent is not complete while a statement that has to be true before treatment was answered with "no"."""

from __future__ import annotations

import pytest

from app.core.errors import InvalidInputError
from app.services.views.review import DecisionInput, DecisionKind
from tests.integration.visits.conftest import Practice


def _decide_all(practice: Practice, visit_id: str) -> None:
    flags = practice.review.open(practice.provider, visit_id).flags
    decisions = tuple(DecisionInput(flag.rule_id, DecisionKind.CLEARED, "Talked it through.") for flag in flags)
    if decisions:
        practice.review.decide(practice.provider, visit_id, decisions)


def test_a_no_to_a_statement_that_must_be_true_holds_the_consent_back(practice: Practice) -> None:
    visit_id = practice.checked_in(practice.patient())
    practice.sent(visit_id, {"c.btx.att.neuro": False})
    _decide_all(practice, visit_id)
    blockers = practice.review.open(practice.provider, visit_id).blockers
    assert any("No nerve or muscle disease" in each for each in blockers)
    with pytest.raises(InvalidInputError, match="answered No"):
        practice.accepted(visit_id, "Noted.")


def test_nothing_is_held_back_when_every_statement_is_true(practice: Practice) -> None:
    visit_id = practice.checked_in(practice.patient())
    practice.sent(visit_id)
    _decide_all(practice, visit_id)
    assert practice.review.open(practice.provider, visit_id).blockers == ()
    assert practice.accepted(visit_id, "Fine.").ready
