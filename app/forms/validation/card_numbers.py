"""Card numbers are kept nowhere: an answer in free text that holds one is refused, whatever was asked."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.text import has_card_number
from app.forms.messages import say
from app.forms.model import Item, ItemType
from app.forms.problems import Code
from app.forms.validation.finding import Finding, Setting
from app.forms.values import Answer

_FREE_TEXT = frozenset({ItemType.STRING, ItemType.TEXT, ItemType.OPEN_CHOICE})


def applies(item: Item) -> bool:
    """Questions whose answer somebody writes."""
    return item.type in _FREE_TEXT


def find(_item: Item, answers: tuple[Answer, ...], setting: Setting) -> Iterator[Finding]:
    """Find answers that hold a card number."""
    for index, answer in enumerate(answers):
        if isinstance(answer.value, str) and has_card_number(answer.value):
            yield Finding(Code.CONSTRAINT, say("card-number", setting.language), index)
