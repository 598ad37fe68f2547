"""minValue, maxValue: numbers, quantities, dates and times within their limits, relative ones included."""

from __future__ import annotations

from collections.abc import Iterator

from app.forms.compare import order
from app.forms.dates import FhirDate, FhirDateTime
from app.forms.messages import is_today, say, words
from app.forms.model import Bound, Item
from app.forms.problems import Code
from app.forms.validation.finding import Finding, Setting
from app.forms.values import Answer, Quantity, Value


def applies(item: Item) -> bool:
    """Questions with a limit."""
    return bool(item.rules.min_values or item.rules.max_values)


def find(item: Item, answers: tuple[Answer, ...], setting: Setting) -> Iterator[Finding]:
    """Find answers beyond a limit. A partial date is beyond only when no day it can mean is within."""
    for index, answer in enumerate(answers):
        for bound in item.rules.min_values:
            limit = limit_of(bound, setting)
            if limit is not None and _before(answer.value, limit):
                yield Finding(Code.MIN_VALUE, _message("min", bound, limit, setting), index)
        for bound in item.rules.max_values:
            limit = limit_of(bound, setting)
            if limit is not None and _before(limit, answer.value):
                yield Finding(Code.MAX_VALUE, _message("max", bound, limit, setting), index)


def limit_of(bound: Bound, setting: Setting) -> Value | None:
    """Return the limit as it stands today."""
    if bound.relative is not None:
        return FhirDate.of(bound.relative.on(setting.today))
    return setting.limit(bound.expression) if bound.expression else bound.fixed


def _before(left: Value, right: Value) -> bool:
    """Say whether ``left`` is surely before ``right``. Units that cannot be compared are the unit family's to judge,
    except that a limit in one unit makes an answer in a foreign one wrong here: nothing else would notice it."""
    if isinstance(left, Quantity) and isinstance(right, Quantity) and order(left, right) is None:
        return left.value is not None and right.value is not None
    return order(left, right) == -1


def _message(side: str, bound: Bound, limit: Value, setting: Setting) -> str:
    if isinstance(limit, (FhirDate, FhirDateTime)):
        if is_today(bound):
            return say(f"{side}-today", setting.language)
        return say(f"{side}-date", setting.language, words(limit, setting.language))
    return say(side, setting.language, words(limit, setting.language))
