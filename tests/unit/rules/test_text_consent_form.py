"""A form about text messages says everything the law and the policy want, or it is refused (SM-01)."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from app.core.errors import InvalidInputError
from app.rules.consent_purposes import shipped_consent_rules
from app.rules.shipped import shipped_forms
from app.rules.text_consent_form import ELEMENT, check_text_consent, missing_text_elements

RULES = shipped_consent_rules()
COMM: dict[str, Any] = json.loads(next(form.source for form in shipped_forms() if form.form_id == "comm"))


def item(form: dict[str, Any], link_id: str) -> dict[str, Any]:
    """The item ``link_id`` of a form."""
    def find(parent: dict[str, Any]) -> dict[str, Any] | None:
        for child in parent.get("item", []):
            found = child if child["linkId"] == link_id else find(child)
            if found is not None:
                return found
        return None
    found = find(form)
    assert found is not None, link_id
    return found


def without(link_id: str) -> Callable[[dict[str, Any]], None]:
    """Take an item away."""
    def change(form: dict[str, Any]) -> None:
        def prune(parent: dict[str, Any]) -> None:
            parent["item"] = [child for child in parent.get("item", []) if child["linkId"] != link_id]
            for child in parent["item"]:
                if "item" in child:
                    prune(child)
        prune(form)
    return change


def unmarked(link_id: str, code: str) -> Callable[[dict[str, Any]], None]:
    """Take an element's mark off an item."""
    def change(form: dict[str, Any]) -> None:
        there = item(form, link_id)
        there["extension"] = [each for each in there["extension"]
                              if not (each["url"] == ELEMENT and each["valueCode"] == code)]
    return change


def said(link_id: str, text: str) -> Callable[[dict[str, Any]], None]:
    """Say something else."""
    def change(form: dict[str, Any]) -> None:
        item(form, link_id)["text"] = text
    return change


def ticked(form: dict[str, Any]) -> None:
    """Tick yes beforehand."""
    item(form, "comm.sms.marketing")["answerOption"][0]["initialSelected"] = True


def computed(form: dict[str, Any]) -> None:
    """Work the answer out beforehand."""
    item(form, "comm.sms.reminder")["extension"].append({
        "url": "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-initialExpression",
        "valueExpression": {"language": "text/fhirpath", "expression": "true"}})


def hidden(form: dict[str, Any]) -> None:
    """Hide the terms."""
    item(form, "comm.sms.terms")["extension"].append({
        "url": "http://hl7.org/fhir/StructureDefinition/questionnaire-hidden", "valueBoolean": True})


def conditional(form: dict[str, Any]) -> None:
    """Show the terms to some people only."""
    item(form, "comm.sms.terms")["enableWhen"] = [{"question": "comm.sms.reminder", "operator": "exists",
                                                   "answerBoolean": True}]


def together(form: dict[str, Any]) -> None:
    """Ask for ads among the other texts."""
    ads = item(form, "comm.ads")
    item(form, "comm.sms")["item"] += ads["item"]
    without("comm.ads")(form)


def optional_signature(form: dict[str, Any]) -> None:
    """Let the signature for ads be left out."""
    item(form, "comm.sms.marketing.sign")["required"] = False


@pytest.mark.parametrize("form_id", [form.form_id for form in shipped_forms()])
def test_every_form_that_comes_with_the_app_passes(form_id: str) -> None:
    check_text_consent(json.loads(next(form.source for form in shipped_forms() if form.form_id == form_id)), RULES)


@pytest.mark.parametrize(("change", "lacks"), [
    (unmarked("comm.sms.reminder", "purpose"), "purpose"), (unmarked("comm.sms.billing", "frequency"), "frequency"),
    (said("comm.sms.health", ""), "purpose"),
    *[(unmarked("comm.sms.terms", code), code) for code in ("costs", "stop", "help", "policy", "condition")],
    *[(unmarked("comm.ads.terms", code), code) for code in ("costs", "stop", "help", "policy", "condition")],
    (said("comm.sms.terms", "Texts cost money. Reply HELP."), "stop"), (said("comm.ads.terms", "Reply STOP."), "help"),
    (without("comm.ads.terms"), "costs"), (without("comm.number"), "number"),
    (without("comm.sms.marketing.number"), "number"), (without("comm.sms.marketing.sign"), "signature"),
    (unmarked("comm.sms.marketing.sign", "signature"), "signature"), (optional_signature, "signature"),
    (ticked, "unticked"), (computed, "unticked"), (hidden, "costs"), (conditional, "policy"), (together, "alone"),
])
def test_a_form_that_lacks_an_element_is_refused(change: Callable[[dict[str, Any]], None], lacks: str) -> None:
    form = copy.deepcopy(COMM)
    change(form)
    assert lacks in missing_text_elements(form, RULES)
    with pytest.raises(InvalidInputError, match="text messages"):
        check_text_consent(form, RULES)


def test_a_form_that_says_it_is_about_texts_and_asks_nothing_known_is_refused() -> None:
    form = {"extension": [each for each in COMM["extension"] if each["url"].endswith("form-text-messages")],
            "item": [{"linkId": "own.sms", "text": "May we text you?", "type": "boolean"}]}
    assert missing_text_elements(form, RULES)
    assert missing_text_elements({"item": form["item"]}, RULES) == ()
