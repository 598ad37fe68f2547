"""Leaving out answers to questions that are not asked, by each form's own conditions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from app.forms import Coding, Item, ItemType, Questionnaire, enabled
from app.rules.answers import Amount, Answers, AnswerValue

UCUM = "http://unitsofmeasure.org"
_TEXT_KEYS = {ItemType.STRING: "valueString", ItemType.TEXT: "valueString", ItemType.URL: "valueUri",
              ItemType.DATE: "valueDate", ItemType.DATE_TIME: "valueDateTime", ItemType.TIME: "valueTime"}


def only_enabled(answers: Answers, questionnaire: Questionnaire, as_of: date) -> Answers:
    """Return ``answers`` without those to questions of ``questionnaire`` that are not enabled on ``as_of``."""
    asked = frozenset(enabled(questionnaire, as_response(answers, questionnaire), today=as_of))
    return answers.without(frozenset(_questions(questionnaire.items)) - asked)


def as_response(answers: Answers, questionnaire: Questionnaire) -> dict[str, Any]:
    """Return ``answers`` as a QuestionnaireResponse (FHIR R4 JSON) to ``questionnaire``."""
    return {"resourceType": "QuestionnaireResponse", "questionnaire": questionnaire.canonical, "status": "in-progress",
            "item": [entry for item in questionnaire.items for entry in _entries(item, answers)]}


def _questions(items: Sequence[Item]) -> list[str]:
    found: list[str] = []
    for item in items:
        found += [item.link_id] if item.is_question else []
        found += _questions(item.items)
    return found


def _entries(item: Item, answers: Answers) -> list[dict[str, Any]]:
    if item.is_group:
        rows = max((len(answers.get(child.link_id)) for child in item.items if not child.repeats), default=1)
        return [entry for row in range(max(rows, 1) if item.repeats else 1)
                if (entry := _group(item, _row(item, answers, row) if item.repeats else answers))]
    given = [encoded for value in answers.get(item.link_id) if (encoded := _encode(item, value))]
    if not item.is_question or not given:
        return []
    below = [entry for child in item.items for entry in _entries(child, answers)]
    if below:
        given[0] = {**given[0], "item": below}
    return [{"linkId": item.link_id, "answer": given}]


def _group(item: Item, answers: Answers) -> dict[str, Any]:
    below = [entry for child in item.items for entry in _entries(child, answers)]
    return {"linkId": item.link_id, "item": below} if below else {}


def _row(item: Item, answers: Answers, row: int) -> Answers:
    """One row of a repeating group: flat answers hold the rows of a question one after the other."""
    picked: dict[str, tuple[AnswerValue, ...]] = {}
    for child in item.items:
        values = answers.get(child.link_id)
        picked[child.link_id] = values if child.repeats and row == 0 else values[row:row + 1]
    return answers.replaced(picked)


def _encode(item: Item, value: AnswerValue) -> dict[str, Any]:
    """One answer as FHIR writes it; empty when the value does not fit the question's type."""
    if isinstance(value, bool):
        return {"valueBoolean": value} if item.type is ItemType.BOOLEAN else {}
    if isinstance(value, Amount):
        quantity = {"value": value.number, "unit": value.unit, "system": UCUM, "code": value.unit}
        return {"valueQuantity": quantity} if item.type is ItemType.QUANTITY else {}
    if isinstance(value, Decimal):
        keys = {ItemType.DECIMAL: "valueDecimal", ItemType.INTEGER: "valueInteger"}
        return {keys[item.type]: value} if item.type in keys else {}
    if item.type in {ItemType.CHOICE, ItemType.OPEN_CHOICE}:
        return _coded(item, value)
    return {_TEXT_KEYS[item.type]: value} if item.type in _TEXT_KEYS else {}


def _coded(item: Item, code: str) -> dict[str, Any]:
    for option in item.options:
        if isinstance(option.value, Coding) and option.value.code == code:
            return {"valueCoding": {"system": option.value.system, "code": code, "display": option.value.display}}
    return {"valueString": code} if item.type is ItemType.OPEN_CHOICE else {}
