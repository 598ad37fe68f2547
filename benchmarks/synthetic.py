"""Synthetic questionnaires of any size: sections of ten questions, 30 % of them with a condition."""

from __future__ import annotations

import json
from collections.abc import Iterator

_SECTION = 10
_OPTIONS = ("Never", "Sometimes", "Often", "Always")
Json = dict[str, object]


def questionnaire(items: int) -> bytes:
    """Return a FHIR R4 Questionnaire with ``items`` items as JSON.

    A tenth of the items are the sections; in each, three of the nine questions wait for the section's first answer.
    """
    sections = [_section(number) for number in range(max(items // _SECTION, 1))]
    return json.dumps({
        "resourceType": "Questionnaire", "url": f"https://bettermedspa.example/fhir/Questionnaire/synthetic-{items}",
        "version": "1", "status": "active", "title": f"Synthetic form of {items} items", "language": "en",
        "item": sections,
    }).encode()


def switch(section: int) -> str:
    """Return the linkId of the question whose answer opens three others in the section."""
    return f"s{section}.q0"


def text_question(section: int) -> str:
    """Return the linkId of a question answered by typing."""
    return f"s{section}.q4"


def _section(number: int) -> Json:
    return {"linkId": f"s{number}", "type": "group", "text": f"Section {number + 1}", "item": list(_questions(number))}


def _questions(section: int) -> Iterator[Json]:
    for place in range(_SECTION - 1):
        link_id = f"s{section}.q{place}"
        item: Json = {"linkId": link_id, "text": f"Question {place + 1} of section {section + 1}", **_kind(place)}
        if place in {1, 2, 3}:
            item["enableWhen"] = [{"question": f"s{section}.q0", "operator": "=", "answerBoolean": True}]
        yield item


def _kind(place: int) -> Json:
    if place in {0, 5}:
        return {"type": "boolean", "required": place == 0}
    if place in {2, 6}:
        options = [{"valueCoding": {"code": f"o{number}", "display": words}} for number, words in enumerate(_OPTIONS)]
        return {"type": "choice", "answerOption": options}
    if place == 7:
        return {"type": "integer"}
    return {"type": "text" if place == 8 else "string", "maxLength": 200}
