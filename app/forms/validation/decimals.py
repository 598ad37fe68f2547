"""maxDecimalPlaces: how many digits may follow the decimal point."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from app.forms.messages import say
from app.forms.model import Item
from app.forms.problems import Code
from app.forms.validation.finding import Finding, Setting
from app.forms.values import Answer, Quantity


def applies(item: Item) -> bool:
    """Questions with a number of places."""
    return item.rules.max_decimal_places is not None


def find(item: Item, answers: tuple[Answer, ...], setting: Setting) -> Iterator[Finding]:
    """Find numbers written with more digits than allowed; zeros at the end count, since they claim precision."""
    most = item.rules.max_decimal_places
    assert most is not None  # applies() says so
    for index, answer in enumerate(answers):
        number = answer.value.value if isinstance(answer.value, Quantity) else answer.value
        if not isinstance(number, Decimal):
            continue
        exponent = number.as_tuple().exponent
        if isinstance(exponent, int) and -exponent > most:
            name = "decimals" if most else "decimals-none"
            yield Finding(Code.MAX_DECIMAL_PLACES, say(name, setting.language, most), index)
