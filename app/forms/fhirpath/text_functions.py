"""Functions on texts, and conversions from one type to another (FHIRPath N1 5.5 and 5.6)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from app.forms.dates import FhirDate, FhirDateTime
from app.forms.fhirpath.arithmetic import joined
from app.forms.fhirpath.budget import TIMEOUT_COST, EvaluationError
from app.forms.fhirpath.elements import Collection, Element, Node, is_number, number, single, text_of
from app.forms.fhirpath.functions import FUNCTIONS, Arguments, Function
from app.forms.patterns import found_in
from app.forms.values import Quantity

if TYPE_CHECKING:
    from app.forms.fhirpath.evaluator import Evaluation, Focus

_YES = frozenset({"true", "t", "yes", "y", "1", "1.0"})
_NO = frozenset({"false", "f", "no", "n", "0", "0.0"})


def _text(arguments: int, run: Callable[..., Node | None]) -> Function:
    """A function of one text and ``arguments`` further texts; without one of them there is no outcome."""

    def work(evaluation: Evaluation, source: Collection, given: Arguments, focus: Focus) -> Collection:
        texts = [text_of(single(source))]
        texts += [text_of(single(evaluation.outer(argument, focus))) for argument in given]
        if None in texts:
            return []
        found = run(*texts)
        return [] if found is None else [found]

    return Function(arguments, arguments, work)


def _convert(run: Callable[[Node], Node | None]) -> Function:
    """A function of one value of any type."""

    def work(_evaluation: Evaluation, source: Collection, _given: Arguments, _focus: Focus) -> Collection:
        value = single(source)
        found = None if value is None else run(value)
        return [] if found is None else [found]

    return Function(0, 0, work)


def _matches(evaluation: Evaluation, source: Collection, arguments: Arguments, focus: Focus) -> Collection:
    text = text_of(single(source))
    pattern = text_of(single(evaluation.outer(arguments[0], focus)))
    if text is None or pattern is None:
        return []
    try:
        return [found_in(pattern, text)]
    except TimeoutError:
        evaluation.budget.spend(TIMEOUT_COST)
        raise EvaluationError("A pattern takes too long.") from None


def _substring(evaluation: Evaluation, source: Collection, arguments: Arguments, focus: Focus) -> Collection:
    text = text_of(single(source))
    numbers = [single(evaluation.outer(argument, focus)) for argument in arguments]
    if text is None or numbers[0] is None:
        return []
    if not all(value is None or (isinstance(value, int) and not isinstance(value, bool)) for value in numbers):
        raise EvaluationError("A whole number was expected.")
    start, length = (*(value for value in numbers if isinstance(value, int)), None)[:2]
    if start is None or not 0 <= start < len(text):
        return []
    return [text[start:] if length is None else text[start : start + max(length, 0)]]


def _join(evaluation: Evaluation, source: Collection, arguments: Arguments, focus: Focus) -> Collection:
    between = text_of(single(evaluation.outer(arguments[0], focus))) if arguments else ""
    texts = [text_of(value) or "" for value in source]
    joined(*texts, (between or "") * len(texts))
    return [(between or "").join(texts)] if texts else []


def _split(evaluation: Evaluation, source: Collection, arguments: Arguments, focus: Focus) -> Collection:
    text, between = text_of(single(source)), text_of(single(evaluation.outer(arguments[0], focus)))
    if text is None or between is None:
        return []
    return list(text.split(between)) if between else list(text)


def _replace(text: str, old: str, new: str) -> str:
    if len(text) + text.count(old) * len(new) > len(joined(text)) + 10_000:
        raise EvaluationError("A text is too long.")
    return text.replace(old, new)


def _to_text(value: Node) -> Node | None:
    if isinstance(value, Element):
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Quantity):
        return f"{value.value} {value.unit or value.code}"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _to_decimal(value: Node) -> Node | None:
    if isinstance(value, bool):
        return Decimal(int(value))
    if isinstance(value, (int, Decimal)):
        return Decimal(value)
    try:
        return number(Decimal(value)) if isinstance(value, str) and _looks_numeric(value) else None
    except InvalidOperation:
        return None


def _looks_numeric(text: str) -> bool:
    return bool(text) and text.lstrip("+-")[:1].isdigit() and all(sign in "0123456789.+-" for sign in text)


def _to_integer(value: Node) -> Node | None:
    found = _to_decimal(value) if not isinstance(value, Decimal) else None
    whole = isinstance(found, Decimal) and found == found.to_integral_value()
    return int(found) if isinstance(found, Decimal) and whole else None


def _to_boolean(value: Node) -> Node | None:
    if isinstance(value, bool):
        return value
    text = str(value).lower() if isinstance(value, str) or is_number(value) else ""
    return True if text in _YES else False if text in _NO else None


def _to_date(value: Node) -> Node | None:
    if isinstance(value, FhirDateTime):
        return value.date_part
    return FhirDate.parse(value[:10]) if isinstance(value, str) else value if isinstance(value, FhirDate) else None


def _to_date_time(value: Node) -> Node | None:
    if isinstance(value, FhirDate):
        return FhirDateTime(str(value))
    return FhirDateTime.parse(value) if isinstance(value, str) else value if isinstance(value, FhirDateTime) else None


FUNCTIONS.update({
    "startsWith": _text(1, lambda text, start: text.startswith(start)),
    "endsWith": _text(1, lambda text, end: text.endswith(end)),
    "contains": _text(1, lambda text, part: part in text),
    "indexOf": _text(1, lambda text, part: text.find(part)),
    "upper": _text(0, lambda text: text.upper()),
    "lower": _text(0, lambda text: text.lower()),
    "trim": _text(0, lambda text: text.strip()),
    "length": _text(0, len),
    "replace": _text(2, _replace),
    "matches": Function(1, 1, _matches),
    "substring": Function(1, 2, _substring),
    "join": Function(0, 1, _join),
    "split": Function(1, 1, _split),
    "toString": _convert(_to_text),
    "toDecimal": _convert(_to_decimal),
    "toInteger": _convert(_to_integer),
    "toBoolean": _convert(_to_boolean),
    "toDate": _convert(_to_date),
    "toDateTime": _convert(_to_date_time),
})
