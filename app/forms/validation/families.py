"""Every family of constraints on the answers of one question, in one list. A new family is a file and a line here."""

from __future__ import annotations

from app.forms.model import Item
from app.forms.validation import (
    attachments,
    bounds,
    card_numbers,
    decimals,
    exclusive,
    length,
    options,
    pattern,
    types,
    units,
)
from app.forms.validation.finding import Family, Finding, Setting
from app.forms.values import Answer

FAMILIES: tuple[Family, ...] = (
    Family("type", types.applies, types.find),
    Family("bounds", bounds.applies, bounds.find),
    Family("length", length.applies, length.find),
    Family("regex", pattern.applies, pattern.find),
    Family("decimals", decimals.applies, decimals.find),
    Family("option", options.applies, options.find),
    Family("exclusive", exclusive.applies, exclusive.find),
    Family("unit", units.applies, units.find),
    Family("card-number", card_numbers.applies, card_numbers.find),
    Family("attachment", attachments.applies, attachments.find),
)


def answer_findings(item: Item, answers: tuple[Answer, ...], setting: Setting) -> list[Finding]:
    """Return what is wrong with ``answers`` one by one. An answer of the wrong type is not judged further."""
    if not answers:
        return []
    found: list[Finding] = []
    for family in FAMILIES:
        if family.applies(item):
            found += family.find(item, answers, setting)
            if family.name == "type" and found:
                return found
    return found
