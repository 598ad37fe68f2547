"""unit: a quantity is in one of the units offered."""

from __future__ import annotations

from collections.abc import Iterator

from app.forms.messages import say
from app.forms.model import Item, ItemType
from app.forms.problems import Code
from app.forms.ucum import same_unit
from app.forms.validation.finding import Finding, Setting
from app.forms.values import Answer, Quantity


def applies(item: Item) -> bool:
    """Quantities with units to choose from."""
    return item.type is ItemType.QUANTITY and bool(item.rules.units)


def find(item: Item, answers: tuple[Answer, ...], setting: Setting) -> Iterator[Finding]:
    """Find quantities in another unit, or in none."""
    for index, answer in enumerate(answers):
        value = answer.value
        if isinstance(value, Quantity) and not is_offered(item, value):
            yield Finding(Code.UNIT, say("unit", setting.language), index)


def is_offered(item: Item, value: Quantity) -> bool:
    """Say whether ``value`` is in one of the units ``item`` offers; always, when it offers no choice."""
    if not item.rules.units:
        return True
    return any(same_unit(value, unit.system, unit.code, unit.display) for unit in item.rules.offered_units)
