"""Equality and order of values (FHIRPath N1 6.1 and 6.2): what cannot be told apart is unknown, not false."""

from __future__ import annotations

from app.forms.compare import order as order_of
from app.forms.dates import FhirDate, FhirDateTime, FhirTime
from app.forms.fhirpath.budget import Budget, EvaluationError
from app.forms.fhirpath.elements import Collection, Element, Node, as_coding, is_number
from app.forms.values import Quantity

_DATES = (FhirDate, FhirDateTime)


def order(left: Node, right: Node) -> int | None:
    """Return -1, 0, 1, or None when it cannot be told. Raises EvaluationError for values that have no order."""
    if isinstance(left, str) and isinstance(right, str):
        return (left > right) - (left < right)
    if isinstance(left, _DATES) and isinstance(right, _DATES):
        return _order_dates(left, right)
    if (is_number(left) and is_number(right)) or (type(left) is type(right) and isinstance(left, (Quantity, FhirTime))):
        assert not isinstance(left, Element)  # the line above says so
        assert not isinstance(right, Element)
        return order_of(left, right)
    raise EvaluationError("These values cannot be compared.")


def _order_dates(left: FhirDate | FhirDateTime, right: FhirDate | FhirDateTime) -> int | None:
    found = order_of(left, right)
    if found == 0 and type(left) is not type(right):
        return None  # a day and a moment of that day
    return found


def equal(left: Node, right: Node) -> bool | None:
    """Say whether two values are equal; None when it cannot be told (dates of different precision)."""
    if isinstance(left, _DATES) and isinstance(right, _DATES):
        found = _order_dates(left, right)
        return None if found is None else found == 0
    if isinstance(left, Quantity) and isinstance(right, Quantity):
        found = order_of(left, right)
        return None if found is None else found == 0
    if is_number(left) and is_number(right):
        return left == right
    return type(left) is type(right) and left == right


def equivalent(left: Node, right: Node) -> bool:
    """Say whether two values mean the same (``~``): texts without case and spacing, codings by system and code."""
    if isinstance(left, str) and isinstance(right, str):
        return " ".join(left.split()).casefold() == " ".join(right.split()).casefold()
    mine, theirs = as_coding(left), as_coding(right)
    if mine is not None and theirs is not None:
        return mine.same(theirs)
    return equal(left, right) is True


def all_equal(left: Collection, right: Collection) -> bool | None:
    """Say whether two collections are equal, value by value and in order; None when one is empty."""
    if not left or not right:
        return None
    if len(left) != len(right):
        return False
    outcomes = [equal(mine, theirs) for mine, theirs in zip(left, right, strict=True)]
    return False if False in outcomes else None if None in outcomes else True


def all_equivalent(left: Collection, right: Collection) -> bool:
    """Say whether two collections mean the same, in any order; two empty ones do."""
    return len(left) == len(right) and all(any(equivalent(mine, theirs) for theirs in right) for mine in left)


def holds(collection: Collection, value: Node, budget: Budget) -> bool:
    """Say whether ``value`` is in ``collection``."""
    budget.spend(len(collection))
    return any(equal(each, value) is True for each in collection)


def distinct(collection: Collection, budget: Budget) -> Collection:
    """Return ``collection`` without repetitions, in order of first occurrence."""
    found: Collection = []
    for value in collection:
        if not holds(found, value, budget):
            found.append(value)
    return found
