"""minLength, maxLength: how long a text may be, in characters."""

from __future__ import annotations

from collections.abc import Iterator

from app.forms.messages import say
from app.forms.model import Item
from app.forms.problems import Code
from app.forms.validation.finding import Finding, Setting
from app.forms.values import Answer


def applies(item: Item) -> bool:
    """Questions with a length."""
    return item.rules.min_length is not None or item.rules.max_length is not None


def find(item: Item, answers: tuple[Answer, ...], setting: Setting) -> Iterator[Finding]:
    """Find texts that are too short or too long."""
    least, most = item.rules.min_length, item.rules.max_length
    for index, answer in enumerate(answers):
        if not isinstance(answer.value, str):
            continue
        if least is not None and len(answer.value) < least:
            yield Finding(Code.MIN_LENGTH, say("min-length", setting.language, least), index)
        if most is not None and len(answer.value) > most:
            yield Finding(Code.MAX_LENGTH, say("max-length", setting.language, most), index)
