"""Which answers count: hidden ones never, newer ones first; and what a flag says about its cause."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest

from app.core.errors import InvalidInputError
from app.rules.answers import from_flat, from_responses
from app.rules.enablement import as_response
from app.rules.evaluate import Flag, Screening
from app.rules.severity import Severity
from app.rules.shipped import shipped_catalogue, shipped_forms, shipped_screening

DAY = date(2026, 11, 22)
ADULT = {"reg.demo.dob": "1990-06-01"}


@cache
def screening() -> Screening:
    """The shipped rules over the shipped forms."""
    return shipped_screening(shipped_forms(), shipped_catalogue())


def flags(code: str, answers: dict[str, Any]) -> dict[str, Flag]:
    """What fires for one treatment, by rule."""
    (found,) = screening().flags(from_flat(answers), DAY, (code,))
    return {flag.rule.rule_id: flag for flag in found.flags}


def test_an_answer_to_a_question_that_is_not_asked_does_not_count() -> None:
    asked = {**ADULT, "mh.preg.capable": "yes", "mh.preg.status": "pregnant"}
    assert "GEN-11" in flags("BTX_BOTOX", asked)
    assert "GEN-11" not in flags("BTX_BOTOX", {**asked, "mh.preg.capable": "no"})
    assert "GEN-11" not in flags("BTX_BOTOX", {**ADULT, "mh.preg.status": "pregnant"})


def test_an_update_can_hide_an_older_answer() -> None:
    older = {**ADULT, "mh.preg.capable": "yes", "mh.preg.status": "pregnant"}
    assert "GEN-11" not in flags("BTX_BOTOX", {**older, "upd.safe.capable": "no"})


def test_a_stale_answer_of_the_update_itself_does_not_count() -> None:
    stale = {**ADULT, "mh.preg.capable": "yes", "mh.preg.status": "not_pregnant", "mh.preg.bf": "no",
             "upd.safe.capable": "no", "upd.safe.preg": "pregnant"}
    assert "GEN-11" not in flags("BTX_BOTOX", stale)


def test_an_unanswered_update_leaves_the_older_answer() -> None:
    assert "GEN-01" in flags("BTX_BOTOX", {**ADULT, "mh.today.ill": "yes"})
    assert "GEN-01" in flags("BTX_BOTOX", {**ADULT, "mh.today.ill": "yes", "upd.safe.ill": []})
    assert "GEN-01" not in flags("BTX_BOTOX", {**ADULT, "mh.today.ill": "yes", "upd.safe.ill": "no"})


def test_the_birth_date_decides_who_is_a_minor_not_the_tick() -> None:
    child = {"reg.demo.dob": "2010-05-14", "reg.minor.is_minor": False, "reg.guardian.present": True}
    assert "GEN-22" not in flags("LHR", child)  # the guardian questions are asked after all, so the answer counts
    assert "GEN-22" in flags("LHR", {"reg.demo.dob": "2010-05-14"})  # "!=" holds when unanswered


def test_medicine_rows_count_only_while_medicines_are_taken() -> None:
    rows = {**ADULT, "mh.med.item.name": [f"medicine {number}" for number in range(8)]}
    assert "GEN-32" in flags("BTX_BOTOX", {**rows, "mh.med.any": "yes"})
    assert "GEN-32" not in flags("BTX_BOTOX", {**rows, "mh.med.any": "no"})


def test_family_questions_count_only_for_treatments_that_break_the_skin() -> None:
    keloid = {**ADULT, "mh.fam.agree": "answer", "mh.fam.keloid": "yes"}
    assert "SC-05" in flags("MN", {**keloid, "mh.goal.treatments": ["MN"]})
    assert "SC-05" not in flags("MN", {**keloid, "mh.goal.treatments": ["GLP1"]})


def test_a_flag_names_its_cause_and_what_it_comes_from() -> None:
    (flag,) = (flag for rule, flag in flags("BTX_BOTOX", {"reg.demo.dob": "1940-01-01"}).items() if rule == "GEN-33")
    assert flag.because == ("derived.age_years",)
    assert flag.answered_by == ("reg.demo.dob",)


def test_the_strictest_severity_is_the_banner_and_order_is_the_rules() -> None:
    answers = {**ADULT, "mh.today.ill": "yes", "mh.life.smoke": "current", "mh.med.any": "not_sure"}
    (found,) = screening().flags(from_flat(answers), DAY, ("FIL_HA",))
    assert found.strictest is Severity.STOP
    listed = [rule.rule_id for rule in screening().rules.rules]
    assert [flag.rule.rule_id for flag in found.flags] == sorted(
        (flag.rule.rule_id for flag in found.flags), key=listed.index)


def test_consent_statements_of_forms_not_in_the_app_count_too() -> None:
    assert "CS-02" in flags("FIL_HA", {**ADULT, "c.fil.att.talk": "yes"})


def test_an_unknown_treatment_is_refused_by_name() -> None:
    with pytest.raises(InvalidInputError, match="“BOTOX” is not a treatment code"):
        screening().flags(from_flat({}), DAY, ("BOTOX",))


def test_flat_answers_and_a_response_say_the_same() -> None:
    flat = from_flat({"mh.goal.treatments": ["GLP1"], "mh.life.height": {"value": 70, "unit": "[in_i]"},
                      "mh.med.any": "yes", "mh.med.item.name": ["warfarin", "digoxin"],
                      "mh.med.item.why": ["heart", "heart"], "mh.skin.selftan": True, "mh.goal.event": "2026-12"})
    history = next(form.questionnaire for form in shipped_forms() if form.form_id == "mh")
    assert from_responses(as_response(flat, history)) == flat


def test_a_later_response_replaces_an_earlier_one_question_by_question() -> None:
    def response(*answers: tuple[str, str]) -> dict[str, Any]:
        return {"item": [{"linkId": link_id, "answer": [{"valueCoding": {"code": code}}]} for link_id, code in answers]}
    merged = from_responses(response(("a", "1"), ("b", "1")), response(("b", "2")))
    assert (merged.text("a"), merged.text("b")) == ("1", "2")
