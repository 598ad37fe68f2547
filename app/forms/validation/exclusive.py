"""exclusive: an option such as "None of these" stands alone, and no answer is given twice."""

from __future__ import annotations

from collections.abc import Iterator

from app.forms.messages import say
from app.forms.model import Item, Option
from app.forms.problems import Code
from app.forms.validation.finding import Finding, Setting
from app.forms.values import Answer, same_value


def applies(item: Item) -> bool:
    """Repeating questions with an exclusive option."""
    return any(option.exclusive for option in item.options)


def find(item: Item, answers: tuple[Answer, ...], setting: Setting) -> Iterator[Finding]:
    """Find an exclusive option beside any other answer."""
    if len(answers) < 2:
        return
    for index, answer in enumerate(answers):
        option = exclusive_option(item, answer)
        if option is not None:
            name = option.text.in_language(setting.language)
            yield Finding(Code.EXCLUSIVE, say("exclusive", setting.language, name), index)
            return


def toggle(item: Item, answers: tuple[Answer, ...], answer: Answer, chosen: bool) -> tuple[Answer, ...]:
    """Return ``answers`` with ``answer`` added or taken away, in the order of the options.

    An exclusive option takes the place of all others, and any other takes the place of an exclusive one.
    """
    kept = [other for other in answers if not same_value(other.value, answer.value)]
    if chosen:
        alone = exclusive_option(item, answer) is not None
        kept = [] if alone else [other for other in kept if exclusive_option(item, other) is None]
        kept.append(answer)
    return tuple(sorted(kept, key=lambda other: _rank(item, other)))


def _rank(item: Item, answer: Answer) -> int:
    places = (rank for rank, option in enumerate(item.options) if same_value(option.value, answer.value))
    return next(places, len(item.options))


def exclusive_option(item: Item, answer: Answer) -> Option | None:
    """Return the exclusive option ``answer`` is, or None."""
    for option in item.options:
        if option.exclusive and same_value(option.value, answer.value):
            return option
    return None
