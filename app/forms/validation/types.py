"""type: the answer is of the kind the question takes."""

from __future__ import annotations

from collections.abc import Iterator

from app.forms.fhirvalues import ANSWER_NAMES, read_string, read_uri, value_name
from app.forms.messages import MESSAGES, say
from app.forms.model import Item, ItemType
from app.forms.problems import Code
from app.forms.validation.finding import Finding, Setting
from app.forms.values import Answer


def applies(item: Item) -> bool:
    """Every question."""
    return item.is_question


def find(item: Item, answers: tuple[Answer, ...], setting: Setting) -> Iterator[Finding]:
    """Find answers of another type, and texts that are no FHIR string or address."""
    allowed = ANSWER_NAMES[item.type]
    for index, answer in enumerate(answers):
        value = answer.value
        fits = value_name(value, item.type) in allowed
        if fits and isinstance(value, str):
            fits = (read_uri(value) if item.type is ItemType.URL else read_string(value)) is not None
        if not fits:
            yield Finding(Code.TYPE, type_message(item, setting.language), index)


def type_message(item: Item, language: str) -> str:
    """Return the sentence that says what kind of answer ``item`` takes."""
    name = f"type-{item.type.value}"
    return say(name if name in MESSAGES["en"] else "type", language)
