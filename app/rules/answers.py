"""Answers as rules see them: linkId to values, without pages, rows or forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.core.errors import InvalidInputError


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity: a number and its UCUM unit code (such as ``[in_i]``)."""

    number: Decimal
    unit: str


AnswerValue = str | bool | Decimal | Amount


@dataclass(frozen=True)
class Answers:
    """What is known, by linkId. Codes, texts and dates are texts; an empty tuple never occurs."""

    values: Mapping[str, tuple[AnswerValue, ...]] = field(default_factory=dict, repr=False)

    def get(self, link_id: str) -> tuple[AnswerValue, ...]:
        """Return the answers to ``link_id``; empty when unanswered."""
        return self.values.get(link_id, ())

    def text(self, link_id: str) -> str:
        """Return the first answer when it is a text, else an empty text."""
        first = next(iter(self.get(link_id)), "")
        return first if isinstance(first, str) else ""

    def replaced(self, changes: Mapping[str, tuple[AnswerValue, ...]]) -> Answers:
        """Return these answers with ``changes`` laid over them; an empty tuple takes the answer away."""
        merged = {**self.values, **changes}
        return Answers({link_id: values for link_id, values in merged.items() if values})

    def without(self, link_ids: frozenset[str]) -> Answers:
        """Return these answers without those to ``link_ids``."""
        return Answers({link_id: values for link_id, values in self.values.items() if link_id not in link_ids})


def from_flat(data: Mapping[str, Any]) -> Answers:
    """Return the answers in ``{linkId: value or list of values}``; a quantity is ``{"value": 70, "unit": "[in_i]"}``.

    Raises InvalidInputError naming the linkId whose value cannot be read.
    """
    values: dict[str, tuple[AnswerValue, ...]] = {}
    for link_id, given in data.items():
        entries = given if isinstance(given, list) else [given]
        kept = tuple(_flat_value(link_id, entry) for entry in entries if entry is not None and entry != "")
        if kept:
            values[link_id] = kept
    return Answers(values)


def from_responses(*responses: Mapping[str, Any]) -> Answers:
    """Return the answers in QuestionnaireResponses (FHIR R4 JSON); later ones replace earlier ones by linkId."""
    values: dict[str, tuple[AnswerValue, ...]] = {}
    for response in responses:
        found: dict[str, list[AnswerValue]] = {}
        for link_id, answer in _walk(response.get("item", ())):
            value = _fhir_value(answer)
            if value is not None:
                found.setdefault(link_id, []).append(value)
        values.update({link_id: tuple(entries) for link_id, entries in found.items()})
    return Answers(values)


def _flat_value(link_id: str, entry: object) -> AnswerValue:
    if isinstance(entry, bool | str | Decimal):
        return entry
    if isinstance(entry, int | float):
        return Decimal(str(entry))
    if isinstance(entry, dict):
        number, unit = entry.get("value"), entry.get("code") or entry.get("unit")
        if isinstance(number, int | float | Decimal) and not isinstance(number, bool) and isinstance(unit, str):
            return Amount(Decimal(str(number)), unit)
        if isinstance(entry.get("code"), str):
            return str(entry["code"])
    raise InvalidInputError(f"The answer to {link_id} cannot be read.", link_id)


def _walk(items: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for item in items:
        for answer in item.get("answer", ()):
            yield item["linkId"], answer
            yield from _walk(answer.get("item", ()))
        yield from _walk(item.get("item", ()))


def _fhir_value(answer: Mapping[str, Any]) -> AnswerValue | None:
    for key, value in answer.items():
        if key in {"valueDecimal", "valueInteger"}:
            return Decimal(str(value))
        if key == "valueCoding":
            return str(value.get("code") or value.get("display") or "") or None
        if key == "valueQuantity":
            return Amount(Decimal(str(value["value"])), str(value.get("code") or value.get("unit") or ""))
        if key.startswith("value") and isinstance(value, str | bool):
            return value
    return None
