"""Short ways to write expressions in tests."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.forms import Answer, decode_json, encode_json
from app.forms import extensions as ext
from tests.unit.forms.forms import item

URLS = {
    "calculated": ext.CALCULATED_EXPRESSION,
    "enable": ext.ENABLE_WHEN_EXPRESSION,
    "initial": ext.INITIAL_EXPRESSION,
    "variable": ext.VARIABLE,
}


def expression(kind: str, text: str, name: str = "", language: str = "text/fhirpath") -> dict[str, Any]:
    value = {"language": language, "expression": text}
    return {"url": URLS[kind], "valueExpression": {**value, "name": name} if name else value}


def constraint(text: str, human: str = "Does not fit.", severity: str = "error") -> dict[str, Any]:
    parts = [
        {"url": "key", "valueId": "k"},
        {"url": "severity", "valueCode": severity},
        {"url": "expression", "valueString": text},
        {"url": "human", "valueString": human},
    ]
    return {"url": ext.CONSTRAINT, "extension": parts}


def limit(kind: str, element: str, text: str) -> dict[str, Any]:
    inner = {"url": ext.CQF_CALCULATED_VALUE, "valueExpression": {"language": "text/fhirpath", "expression": text}}
    return {"url": f"http://hl7.org/fhir/StructureDefinition/{kind}", element: {"extension": [inner]}}


def of(link_id: str) -> str:
    return f"%resource.repeat(item).where(linkId='{link_id}').answer.value"


def calculated(link_id: str, text: str, kind: str = "decimal", **parts: Any) -> dict[str, Any]:
    return item(link_id, kind, extension=[expression("calculated", text), *parts.pop("extension", [])], **parts)


def number(text: str) -> tuple[Answer, ...]:
    return (Answer(Decimal(text)),)


def decoded(json: dict[str, Any]) -> dict[str, Any]:
    """What is left of a response after it was written and read again."""
    found = decode_json(encode_json(json))
    assert isinstance(found, dict)
    return found
