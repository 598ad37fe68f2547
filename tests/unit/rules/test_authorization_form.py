"""An authorization form with any element of 45 CFR 164.508(c) missing is refused; the app's own has them all."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.core.errors import InvalidInputError
from app.core.resources import resource
from app.rules.authorization_form import ELEMENT, ELEMENTS, check_authorization, missing_elements
from app.rules.due_rules import DueRules
from app.rules.shipped import shipped_due_rules, shipped_forms

HIDDEN = {"url": "http://hl7.org/fhir/StructureDefinition/questionnaire-hidden", "valueBoolean": True}
ASKED = {"question": "auth.gene.release", "operator": "=", "answerBoolean": True}


def form(form_id: str = "auth") -> dict[str, Any]:
    """A form of the app; its own authorization when no other is named."""
    value: dict[str, Any] = json.loads(resource(f"forms/{form_id}.json").read_bytes())
    return value


def carriers(level: dict[str, Any], code: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Every item marked with ``code``, with the level it is in."""
    for item in level.get("item", ()):
        if any(each["url"] == ELEMENT and each["valueCode"] == code for each in item.get("extension", ())):
            yield level, item
        yield from carriers(item, code)


def test_the_apps_own_form_has_all_nine() -> None:
    assert len(ELEMENTS) == 9
    assert missing_elements(form()) == ()
    assert all(len(list(carriers(form(), code))) == 1 for code in (*ELEMENTS, "copy", "remuneration"))


@pytest.mark.parametrize("form_id", ["auth", "photo"])
@pytest.mark.parametrize("code", ELEMENTS)
def test_a_form_without_one_element_is_refused(form_id: str, code: str) -> None:
    changed = form(form_id)
    ((level, item),) = carriers(changed, code)
    level["item"].remove(item)
    assert code in missing_elements(changed)
    if form_id == "auth":
        assert missing_elements(changed) == (code,)
    with pytest.raises(InvalidInputError, match=r"164\.508"):
        check_authorization(changed)


BROKEN: dict[str, Callable[[dict[str, Any]], object]] = {
    "hidden": lambda item: item.setdefault("extension", []).append(HIDDEN),
    "conditional": lambda item: item.update(enableWhen=[ASKED]),
    "without words": lambda item: (item.update(text="  "), item.pop("item", None)),
}


@pytest.mark.parametrize("how", BROKEN)
@pytest.mark.parametrize("code", ELEMENTS)
def test_an_element_nobody_is_sure_to_meet_does_not_count(code: str, how: str) -> None:
    changed = form()
    ((_level, item),) = carriers(changed, code)
    BROKEN[how](item)
    assert missing_elements(changed) == (code,)


def test_a_question_that_may_be_left_out_does_not_count() -> None:
    changed = form()
    ((_level, item),) = carriers(changed, "recipient")
    del item["required"]
    assert missing_elements(changed) == ("recipient",)


def test_photos_for_marketing_are_an_authorization_once_their_use_is_agreed_to() -> None:
    photos = form("photo")
    assert missing_elements(photos) == ()
    ((_level, where),) = carriers(photos, "recipient")
    assert where["enableWhen"]
    where["enableWhen"] = [{**where["enableWhen"][0], "question": "photo.rec.agree"}]
    assert missing_elements(photos) == ("recipient",)


def test_an_element_in_a_conditional_group_does_not_count() -> None:
    changed = form()
    group = next(each for each in changed["item"] if each["linkId"] == "auth.rights")
    group["enableWhen"] = [ASKED]
    assert missing_elements(changed) == ("revocation", "conditioning", "redisclosure")


def test_other_forms_are_not_asked_for_the_elements() -> None:
    changed = copy.deepcopy(form())
    changed["extension"] = [each for each in changed["extension"] if "form-authorization" not in each["url"]]
    changed["item"] = []
    check_authorization(changed)


def test_every_shipped_form_passes_and_the_authorization_is_never_due_by_itself() -> None:
    for shipped in shipped_forms():
        check_authorization(json.loads(shipped.source))
    due: DueRules = shipped_due_rules()
    assert "auth" not in {rule.form_id for rule in due.rules}
