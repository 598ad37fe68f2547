"""Comparing answers: numbers by value, dates by the span they cover, quantities through their units."""

from __future__ import annotations

from decimal import Decimal

from app.forms.dates import FhirDate, FhirDateTime, FhirTime
from app.forms.fhirvalues import ANSWER_NAMES, value_name
from app.forms.model import Item
from app.forms.ucum import convert
from app.forms.values import Quantity, Value, same_value


def comparable(question: Item, value: Value) -> bool:
    """Say whether an answer to ``question`` can be compared with ``value`` at all."""
    name = value_name(value, question.type)
    allowed = ANSWER_NAMES[question.type]
    if name in allowed:
        return True
    numbers = {"valueInteger", "valueDecimal"}
    return name in numbers and bool(numbers & set(allowed))


def order(left: Value, right: Value) -> int | None:
    """Return -1, 0 or 1 as ``left`` is before, the same as or after ``right``; None when it cannot be told.

    Partial dates that overlap without being the same cannot be told apart (FHIRPath N1 6.2).
    """
    if isinstance(left, Quantity) and isinstance(right, Quantity):
        return _order_quantities(left, right)
    if isinstance(left, (FhirDate, FhirDateTime)) and isinstance(right, (FhirDate, FhirDateTime)):
        return _order_dates(left, right)
    if isinstance(left, FhirTime) and isinstance(right, FhirTime):
        return _sign(left.as_time() > right.as_time(), left.as_time() < right.as_time())
    if _is_number(left) and _is_number(right):
        return _sign(left > right, left < right)  # type: ignore[operator]  # both are int or Decimal
    return None


def equal(left: Value, right: Value) -> bool:
    """Say whether two answers are equal: as ``same_value``, and numbers and quantities by value."""
    if _is_number(left) and _is_number(right):
        return left == right
    if isinstance(left, Quantity) and isinstance(right, Quantity):
        return order(left, right) == 0
    return same_value(left, right)


def _is_number(value: Value) -> bool:
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


def _sign(after: bool, before: bool) -> int:
    return int(after) - int(before)


def _order_quantities(left: Quantity, right: Quantity) -> int | None:
    if left.value is None or right.value is None:
        return None
    if right.code or right.unit:
        converted = convert(left, right.system, right.code, right.unit)
        if converted is None:
            return None
        return _sign(converted > right.value, converted < right.value)
    return _sign(left.value > right.value, left.value < right.value)


def _order_dates(left: FhirDate | FhirDateTime, right: FhirDate | FhirDateTime) -> int | None:
    if type(left) is not type(right):
        first = left if isinstance(left, FhirDate) else left.date_part
        second = right if isinstance(right, FhirDate) else right.date_part
        return _order_dates(first, second)
    if str(left) == str(right):
        return 0
    if left.earliest() > right.latest():
        return 1
    if left.latest() < right.earliest():
        return -1
    same = left.earliest() == right.earliest() and left.latest() == right.latest()
    return 0 if same else None
