"""option: the answer is one of those offered, or the only one that may be sent (must-be)."""

from __future__ import annotations

from collections.abc import Iterator

from app.forms.messages import say
from app.forms.model import Item, ItemType
from app.forms.problems import Code
from app.forms.validation.finding import Finding, Setting
from app.forms.values import Answer, same_value


def applies(item: Item) -> bool:
    """Questions with options, and those with only one acceptable answer."""
    return bool(item.options) or item.rules.must_be is not None


def find(item: Item, answers: tuple[Answer, ...], setting: Setting) -> Iterator[Finding]:
    """Find answers that are not offered. Free text is always welcome in an open choice."""
    must_be = item.rules.must_be
    for index, answer in enumerate(answers):
        if must_be is not None:
            if isinstance(answer.value, bool) and answer.value is not must_be:
                yield Finding(Code.OPTION, say(f"must-be-{str(must_be).lower()}", setting.language), index)
        elif item.type is ItemType.OPEN_CHOICE and isinstance(answer.value, str):
            continue
        elif not any(same_value(option.value, answer.value) for option in item.options):
            yield Finding(Code.OPTION, say("option", setting.language), index)
