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


def exclusive_option(item: Item, answer: Answer) -> Option | None:
    """Return the exclusive option ``answer`` is, or None."""
    for option in item.options:
        if option.exclusive and same_value(option.value, answer.value):
            return option
    return None
