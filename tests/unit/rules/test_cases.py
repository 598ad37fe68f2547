"""Synthetic patients with the exact flags expected, read in place from the clinical material beside the project."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.rules.answers import from_flat
from app.rules.evaluate import Screening
from app.rules.severity import Severity
from app.rules.shipped import shipped_catalogue, shipped_forms, shipped_screening

CASES = Path(__file__).resolve().parents[4] / "shared" / "clinical" / "cases.yaml"


@dataclass(frozen=True)
class Case:
    """One synthetic patient."""

    name: str
    as_of: date
    answers: dict[str, Any]
    expected: dict[str, dict[str, list[str]]]
    derived: dict[str, int | float]
    silent: dict[str, list[str]]


def read_cases() -> list[Any]:
    """Return the cases, or one that is skipped with the reason."""
    if not CASES.is_file():
        return [pytest.param(None, marks=pytest.mark.skip(reason="The clinical material is not beside the project."))]
    return [pytest.param(Case(entry["id"], date.fromisoformat(str(entry["as_of"])), entry["answers"],
                              entry["expected"], entry.get("expected_derived", {}), entry.get("must_not_fire", {})),
                         id=entry["id"])
            for entry in yaml.safe_load(CASES.read_bytes())["cases"]]


@cache
def screening() -> Screening:
    """The shipped rules over the shipped forms."""
    return shipped_screening(shipped_forms(), shipped_catalogue())


@pytest.mark.parametrize("case", read_cases())
def test_each_patient_has_exactly_the_expected_flags(case: Case) -> None:
    answers = from_flat(case.answers)
    fired = screening().flags(answers, case.as_of, tuple(case.expected))
    found = {flags.code: {severity.value: {flag.rule.rule_id for flag in flags.of(severity)} for severity in Severity
                          if flags.of(severity)} for flags in fired}
    assert found == {code: {severity: set(ids) for severity, ids in by_severity.items()}
                     for code, by_severity in case.expected.items()}


@pytest.mark.parametrize("case", read_cases())
def test_each_patient_has_the_expected_derived_values(case: Case) -> None:
    facts = screening().facts(from_flat(case.answers), case.as_of)
    assert {link_id: facts.get(link_id) for link_id in case.derived} == {
        link_id: (Decimal(str(value)),) for link_id, value in case.derived.items()}


@pytest.mark.parametrize("case", read_cases())
def test_rules_that_must_stay_silent_do(case: Case) -> None:
    for flags in screening().flags(from_flat(case.answers), case.as_of, tuple(case.silent)):
        assert not {flag.rule.rule_id for flag in flags.flags} & set(case.silent[flags.code])
