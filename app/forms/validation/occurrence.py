"""required, minOccurs, maxOccurs, repeats: how many answers there are."""

from __future__ import annotations

from collections.abc import Iterator

from app.forms.messages import say
from app.forms.model import Item
from app.forms.problems import Code
from app.forms.validation.finding import Finding, Setting


def count_findings(item: Item, count: int, setting: Setting) -> Iterator[Finding]:
    """Find too few or too many: ``count`` answers of a question, or occurrences of a group that hold an answer."""
    rules, language = item.rules, setting.language
    if count == 0 and item.required:
        yield Finding(Code.REQUIRED, say(_required(item), language))
    elif rules.min_occurs is not None and count < rules.min_occurs:
        yield Finding(Code.MIN_OCCURS, say("min-occurs", language, rules.min_occurs))
    if count > 1 and not item.repeats:
        name = "group-not-repeating" if item.is_group else "not-repeating"
        yield Finding(Code.REPEATS, say(name, language))
    elif rules.max_occurs is not None and count > rules.max_occurs:
        yield Finding(Code.MAX_OCCURS, say("max-occurs", language, rules.max_occurs))


def _required(item: Item) -> str:
    if item.is_group:
        return "required-group"
    if item.options:
        return "required-choices" if item.repeats else "required-choice"
    return "required"
