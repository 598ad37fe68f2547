"""Rule files: what is shipped loads whole, and every mistake is named with its place."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.core.resources import resource
from app.rules.due_rules import load_due_rules
from app.rules.load import load_rules
from app.rules.located import RulesError
from app.rules.model import ClearBy
from app.rules.shipped import shipped_catalogue

GOOD: dict[str, Any] = {"id": "T-1", "when": {"linkId": "q", "operator": "=", "value": "yes"}, "severity": "stop",
                        "clear_by": "staff", "treatments": ["@PEELS"], "message": "m", "action": "a", "source": ["GCK"]}


def faults(*rules: dict[str, Any]) -> list[str]:
    """Load a file with these rules and return its mistakes."""
    data = json.dumps({"version": "1", "answer_updates": [], "rules": list(rules)}).encode()
    with pytest.raises(RulesError) as caught:
        load_rules(data, shipped_catalogue())
    return [str(fault) for fault in caught.value.faults]


def test_everything_shipped_loads() -> None:
    catalogue = shipped_catalogue()
    book = load_rules(resource("rules/contraindications.json").read_bytes(), catalogue)
    assert len(book.rules) == 223
    assert len(catalogue.treatments) == 31
    assert book.rule("MN-03").clear_by in ClearBy
    assert load_due_rules(resource("rules/due.json").read_bytes()).rules[0].form_id == "reg"


def test_every_source_a_rule_names_is_explained() -> None:
    known = json.loads(resource("rules/sources.json").read_bytes())["sources"]
    book = load_rules(resource("rules/contraindications.json").read_bytes(), shipped_catalogue())
    named = {source for rule in book.rules for source in rule.sources}
    named |= {source for treatment in shipped_catalogue().treatments for source in treatment.sources}
    assert named <= set(known)


def test_groups_are_opened_and_exceptions_taken_out() -> None:
    data = json.dumps({"version": "1", "answer_updates": [], "rules": [{**GOOD, "minus": ["PEEL_MED"]}]}).encode()
    (rule,) = load_rules(data, shipped_catalogue()).rules
    assert rule.treatments == {"PEEL_SUP", "PEEL_SAL"}


@pytest.mark.parametrize(("change", "place"), [
    ({"severity": "fatal"}, "rules[0].severity: must be one of: stop, caution, info."),
    ({"clear_by": "boss"}, "rules[0].clear_by: must be one of: none, director, prescriber, staff."),
    ({"treatments": ["@NOPE"]}, "rules[0].treatments[0]: “@NOPE” is not a treatment or a group."),
    ({"minus": ["NOPE"]}, "rules[0].minus[0]: “NOPE” is not a treatment or a group."),
    ({"message": " "}, "rules[0].message: must be a text."),
    ({"when": {"linkId": "q", "operator": "~", "value": 1}}, "rules[0].when.operator: must be one of"),
    ({"when": {"linkId": "q", "operator": "<", "value": "ten"}}, "rules[0].when.value: must be a whole number"),
    ({"when": {"linkId": "q", "operator": "exists", "value": "yes"}}, "rules[0].when.value: must be true or false"),
    ({"when": {"linkId": "q", "operator": "in", "value": "yes"}}, "rules[0].when.value: must be a list."),
    ({"when": {"all": []}}, "rules[0].when: “all” needs at least one condition."),
    ({"when": {"any": [{"linkId": "q", "operator": "="}]}}, "rules[0].when.any[0]: “value” is missing."),
    ({"serverity": "stop"}, "rules[0]: “serverity” is not known here."),
])
def test_a_mistake_is_named_with_its_place(change: dict[str, Any], place: str) -> None:
    (only,) = faults({**GOOD, **change})
    assert only.startswith(place)


def test_all_mistakes_are_collected() -> None:
    assert [text.split(":")[0] for text in faults({**GOOD, "severity": "x"}, GOOD, GOOD)] == [
        "rules[0].severity", "rules[2].id"]


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b'{"version": "1"}'])
def test_a_file_that_is_no_rule_file_is_refused(data: bytes) -> None:
    for load in (load_due_rules, lambda given: load_rules(given, shipped_catalogue())):
        with pytest.raises(RulesError) as caught:
            load(data)
        assert "cannot be used" in caught.value.sentence
