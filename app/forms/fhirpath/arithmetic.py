"""Arithmetic (FHIRPath N1 6.6): numbers keep their digits, dates move by calendar, division by zero has no outcome."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal, DecimalException

from app.forms.dates import FhirDate, FhirDateTime
from app.forms.fhirpath.budget import LONGEST_TEXT, EvaluationError
from app.forms.fhirpath.elements import Node, is_number, number
from app.forms.relative import RelativeDate
from app.forms.ucum import convert
from app.forms.values import Quantity

_UNITS = {"a": "year", "mo": "month", "wk": "week", "d": "day", "h": "hour", "min": "minute", "s": "second"}
_SECONDS = {"hour": 3600, "minute": 60, "second": 1}
_MOST_UNITS = 100_000


def calculate(operator: str, left: Node, right: Node) -> Node | None:
    """Return ``left operator right``; None when there is no outcome. Raises EvaluationError for values that do not
    go together."""
    try:
        found = _calculate(operator, left, right)
        return number(found) if isinstance(found, (int, Decimal)) and not isinstance(found, bool) else found
    except DecimalException:
        raise EvaluationError("A number is too large or too small.") from None


def _calculate(operator: str, left: Node, right: Node) -> Node | None:
    if isinstance(left, (int, Decimal)) and isinstance(right, (int, Decimal)) and is_number(left) and is_number(right):
        return _NUMBERS[operator](left, right)
    if isinstance(left, str) and isinstance(right, str) and operator == "+":
        return joined(left, right)
    if isinstance(left, (FhirDate, FhirDateTime)) and isinstance(right, Quantity) and operator in {"+", "-"}:
        return moved(left, right, -1 if operator == "-" else 1)
    if isinstance(left, Quantity) or isinstance(right, Quantity):
        return _quantities(operator, left, right)
    raise EvaluationError(f"These values cannot be used with {operator}.")


def joined(*texts: str) -> str:
    """Return ``texts`` one after the other. Raises EvaluationError when they grow too long."""
    if sum(map(len, texts)) > LONGEST_TEXT:
        raise EvaluationError("A text is too long.")
    return "".join(texts)


Number = int | Decimal


def _divide(left: Number, right: Number) -> Number | None:
    return Decimal(left) / Decimal(right) if right else None


def _whole(left: Number, right: Number) -> Number | None:
    return int(Decimal(left) / Decimal(right)) if right else None


def _rest(left: Number, right: Number) -> Number | None:
    if not right:
        return None
    if isinstance(left, int) and isinstance(right, int):
        return int(math.fmod(left, right)) if max(abs(left), abs(right)) < 2**53 else None
    return Decimal(left) % Decimal(right)


_NUMBERS: dict[str, Callable[[Number, Number], Number | None]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": _divide,
    "div": _whole,
    "mod": _rest,
}


def _quantities(operator: str, left: Node, right: Node) -> Quantity | None:
    if isinstance(left, Quantity) and isinstance(right, Quantity) and operator in {"+", "-"}:
        other = convert(right, left.system, left.code, left.unit)
        if other is None or left.value is None:
            return None
        return Quantity(left.value + (other if operator == "+" else -other), left.unit, left.system, left.code)
    if isinstance(right, Quantity) and operator == "*":
        left, right = right, left
    if isinstance(left, Quantity) and isinstance(right, (int, Decimal)) and operator in {"*", "/"}:
        value = _NUMBERS[operator](left.value or Decimal(0), right)
        return None if value is None else Quantity(Decimal(value), left.unit, left.system, left.code)
    raise EvaluationError(f"These values cannot be used with {operator}.")


def moved(start: FhirDate | FhirDateTime, span: Quantity, sign: int) -> FhirDate | FhirDateTime | None:
    """Return the date or moment ``span`` after ``start`` (before it for a ``sign`` of -1); None beyond the calendar.

    Parts of units below a day are cut off; months keep the day of the month or take the last (FHIRPath N1 6.8).
    """
    unit = _UNITS.get(span.code, span.unit)
    amount = int(span.value or 0) * sign
    if abs(amount) > _MOST_UNITS * (1 if unit not in _SECONDS else 3600):
        return None
    if unit in _SECONDS:
        return _moved_clock(start, timedelta(seconds=amount * _SECONDS[unit]))
    if unit not in {"year", "month", "week", "day"}:
        raise EvaluationError("A date moves by years, months, weeks, days, hours, minutes or seconds.")
    day = start if isinstance(start, FhirDate) else start.date_part
    target = RelativeDate(amount, unit).on(day.earliest())
    result = FhirDate(target.year, target.month if day.month else None, target.day if day.day else None)
    if isinstance(start, FhirDate):
        return result
    return FhirDateTime(f"{result}{start.text[len(str(day)) :]}")


def _moved_clock(start: FhirDate | FhirDateTime, span: timedelta) -> FhirDate | FhirDateTime | None:
    try:
        if isinstance(start, FhirDate):
            return FhirDate.of((datetime.combine(start.earliest(), datetime.min.time(), UTC) + span).date())
        return FhirDateTime((start.earliest() + span).isoformat())
    except OverflowError:
        return None
