"""Public Questionnaires and verdicts that others recorded; read in place, skipped when they are not there."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.forms import FormSession, LaunchContext, check, decode_json, encode_json, load, validate
from app.forms.response_out import write_items
from tests.unit.forms.forms import read_answers
from tests.unit.forms.generate import fill

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases"
VERDICTS = CASES / "fhir-questionnaire-validation"
FORMS = CASES / "lhc-forms"
TODAY = date(2026, 11, 23)

EXPECTED_REFUSALS = {
    "Observation-Extract-Category-Test.R4.json": "used twice",
    "q-enableWhen-with-reference-loop.json": "circle",
    "preferredTerminologyServer-at-root-level.json": "value set",
    "q-with-answerValueSet-autocomplete.json": "value set",
    "repeating-group-that-contain-an-item-with-answerValueSet.R4.json": "value set",
    "nested-repeating-groups-that-contain-an-item-with-answerValueSet.R4.json": "value set",
    "fhir-context-q-wrong-fhircontext.json": "value set",
    "ussg-fhp.json": "value set",
    "answerExpTest.R4.json": "answerExpression",
    "fhirpath-expression-on-repeating-items.R4.json": "answerExpression",
    "calculatedListAnwers.json": "answerExpression",
    "rxtermsAnswerExpTests__rxterms.R4.with-autofill-calexp2.json": "value set",
}
"""Which public forms are refused, and the word that names why."""


def _verdicts() -> list[dict[str, Any]]:
    index = VERDICTS / "index.json"
    return json.loads(index.read_bytes())["cases"] if index.exists() else []


def _forms() -> list[Path]:
    return sorted(path for path in FORMS.glob("*.json") if path.name != "index.json")


needs_verdicts = pytest.mark.skipif(not VERDICTS.exists(), reason=f"no folder {VERDICTS.name} beside the project")
needs_forms = pytest.mark.skipif(not FORMS.exists(), reason=f"no folder {FORMS.name} beside the project")


@needs_verdicts
@pytest.mark.parametrize("case", _verdicts() or [{"name": "absent"}], ids=lambda case: str(case["name"]))
def test_the_recorded_verdict_is_ours(case: dict[str, Any]) -> None:
    form = load((VERDICTS / case["questionnaire"][0]).read_bytes())
    response = decode_json((VERDICTS / case["response"]).read_bytes())
    assert isinstance(response, dict)
    report = validate(form, response, today=TODAY)
    assert report.valid is case["valid"], report.issues


@needs_forms
@pytest.mark.parametrize("path", _forms() or [None], ids=lambda path: path.name if path else "absent")
def test_a_public_form_runs_or_is_refused_by_name_and_place(path: Path) -> None:
    data = path.read_bytes()
    errors = [problem for problem in check(data) if problem.level.value == "error"]
    if path.name in EXPECTED_REFUSALS:
        assert any(EXPECTED_REFUSALS[path.name] in problem.message for problem in errors)
        assert all(problem.path.startswith("Questionnaire.item[") for problem in errors)
        return
    assert errors == []
    form = load(data)
    for seed in range(3):
        session = FormSession(form, LaunchContext(TODAY))
        fill(session, seed, share=1.0 if seed else 0.6)
        response = session.response(status="completed")
        report = validate(form, response, today=TODAY)
        blocking = {issue.code.value for issue in report.issues if issue.level.value == "error"}
        assert blocking <= ({"required", "minOccurs"} if seed == 0 else set()), report.issues
        read_back = decode_json(encode_json(response))
        assert isinstance(read_back, dict)
        assert write_items(read_answers(form, read_back)) == read_back.get("item", [])
        again = FormSession(form, LaunchContext(TODAY), response=read_back)
        assert again.not_carried == ()
        assert encode_json(again.response()) == encode_json(response)


@needs_forms
def test_no_public_form_is_refused_that_was_not_expected_to_be() -> None:
    refused = {
        path.name for path in _forms() if any(problem.level.value == "error" for problem in check(path.read_bytes()))
    }
    assert refused == set(EXPECTED_REFUSALS)
