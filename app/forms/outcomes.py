"""The outcome of an expression as answers to a question, or as a limit."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from app.forms.carry import fit
from app.forms.dates import FhirDate, FhirDateTime
from app.forms.fhirpath import Element
from app.forms.fhirpath.elements import Collection, Node, as_coding, is_number
from app.forms.model import Item, ItemType
from app.forms.values import Answer, Coding, Quantity, Value


def answers_from(item: Item, outcome: Collection) -> tuple[Answer, ...]:
    """Return ``outcome`` as answers to ``item``: none when it is of another type, or when there are several and the
    question takes one."""
    convert = _CONVERTERS.get(item.type, _as_it_is)
    values = [value for node in outcome if (value := convert(item, node)) is not None]
    answers = [answer for value in values if (answer := fit(item, Answer(value))) is not None]
    return tuple(answers) if item.repeats or len(outcome) == 1 else ()


def value_from(outcome: Collection) -> Value | None:
    """Return ``outcome`` as a limit: one value that is not complex."""
    value = outcome[0] if len(outcome) == 1 else None
    return None if isinstance(value, Element) else value


def _as_it_is(_item: Item, node: Node) -> Value | None:
    return None if isinstance(node, Element) else node


def _decimal(item: Item, node: Node) -> Value | None:
    number = node.value if isinstance(node, Quantity) else node
    if not isinstance(number, (int, Decimal)) or not is_number(number):
        return None
    return _rounded(item, Decimal(number))


def _rounded(item: Item, number: Decimal) -> Decimal | None:
    """A division has 28 digits; the form may allow fewer."""
    most = item.rules.max_decimal_places
    exponent = number.as_tuple().exponent
    if most is None or not isinstance(exponent, int) or -exponent <= most:
        return number
    try:
        return number.quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP)
    except InvalidOperation:
        return None


def _integer(_item: Item, node: Node) -> Value | None:
    if isinstance(node, Decimal) and node == node.to_integral_value():
        return int(node)
    return node if isinstance(node, int) and not isinstance(node, bool) else None


def _quantity(item: Item, node: Node) -> Value | None:
    if isinstance(node, Quantity):
        return node
    units = item.rules.offered_units
    if not isinstance(node, (int, Decimal)) or not is_number(node) or len(units) != 1:
        return None
    return Quantity(Decimal(node), units[0].display or units[0].code, units[0].system, units[0].code)


def _date(_item: Item, node: Node) -> Value | None:
    if isinstance(node, FhirDateTime):
        return node.date_part
    return node if isinstance(node, FhirDate) else None


def _date_time(_item: Item, node: Node) -> Value | None:
    if isinstance(node, FhirDate):
        return FhirDateTime(str(node))
    return node if isinstance(node, FhirDateTime) else None


def _choice(item: Item, node: Node) -> Value | None:
    """A coding, or the option whose code or words a text gives."""
    if isinstance(node, Element):
        return as_coding(node)
    if not isinstance(node, str):
        return node
    for option in item.options:
        value = option.value
        if isinstance(value, Coding) and node in {value.code, value.display}:
            return value
    return node


_CONVERTERS: dict[ItemType, Callable[[Item, Node], Value | None]] = {
    ItemType.DECIMAL: _decimal,
    ItemType.INTEGER: _integer,
    ItemType.QUANTITY: _quantity,
    ItemType.DATE: _date,
    ItemType.DATE_TIME: _date_time,
    ItemType.CHOICE: _choice,
    ItemType.OPEN_CHOICE: _choice,
}
