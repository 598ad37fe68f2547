"""regex: the whole text follows the form's pattern."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from app.forms.dates import FhirDate, FhirDateTime, FhirTime
from app.forms.messages import say
from app.forms.model import Item
from app.forms.patterns import matches
from app.forms.problems import Code
from app.forms.validation.finding import Finding, Setting
from app.forms.values import Answer, Value


def applies(item: Item) -> bool:
    """Questions with a pattern."""
    return bool(item.rules.regex)


def find(item: Item, answers: tuple[Answer, ...], setting: Setting) -> Iterator[Finding]:
    """Find texts that do not follow the pattern; numbers and dates are judged as they are written."""
    for index, answer in enumerate(answers):
        text = _written(answer.value)
        if text is None or matches(item.rules.regex, text):
            continue
        example = item.look.entry_format.in_language(setting.language)
        name = "regex-format" if example else "regex"
        yield Finding(Code.REGEX, say(name, setting.language, example), index)


def _written(value: Value) -> str | None:
    if isinstance(value, bool):
        return None
    return str(value) if isinstance(value, (str, int, Decimal, FhirDate, FhirDateTime, FhirTime)) else None
