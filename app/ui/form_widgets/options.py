"""How a choice is presented, decided in one place by how many options there are, how long, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from app.forms import Answer, Control, ItemState, ItemType, Option, Value, same_value
from app.ui.form_widgets.look import FieldLook, Place
from app.ui.form_widgets.words import say

_SMALL_TILE, _CHIP = 14, 26
_MOST_CHIPS, _MOST_TILES = 9, 16


class Presentation(Enum):
    """The four ways a choice can look."""

    TILES = auto()
    INLINE = auto()  # the question with two to four small tiles beside it
    CHIPS = auto()
    DROP_DOWN = auto()
    TICK = auto()  # one statement to tick


@dataclass(frozen=True)
class Choice:
    """One option as it is shown. ``last`` options (None of these, Not sure) stand apart at the end."""

    value: Value
    text: str
    exclusive: bool = False


def choices(state: ItemState, look: FieldLook) -> tuple[Choice, ...]:
    """Return the options of a question; yes and no for a boolean."""
    if state.item.type is ItemType.BOOLEAN:
        return Choice(True, say("Yes")), Choice(False, say("No"))
    return tuple(Choice(option.value, _text(option, look.language), option.exclusive) for option in state.options)


def presentation(state: ItemState, look: FieldLook) -> Presentation:
    """Choose how to show the question."""
    item = state.item
    if item.type is ItemType.BOOLEAN:
        return Presentation.TICK if is_statement(state) else _short(look)
    shown = choices(state, look)
    if item.look.control in {Control.DROP_DOWN, Control.AUTOCOMPLETE} and not item.repeats and len(shown) > 5:
        return Presentation.DROP_DOWN
    if not item.repeats and len(shown) > _MOST_TILES:
        return Presentation.DROP_DOWN
    longest = max((len(choice.text) for choice in shown), default=0)
    if not item.repeats and len(shown) <= 3 and longest <= _SMALL_TILE and item.type is ItemType.CHOICE:
        return _short(look)
    if look.is_follow_up and len(shown) <= _MOST_CHIPS and longest <= _CHIP:
        return Presentation.CHIPS
    return Presentation.TILES


def is_statement(state: ItemState) -> bool:
    """Say whether a boolean is a statement to tick: it must be true, or is optional and asks nothing."""
    item = state.item
    if item.rules.must_be is True or item.look.control is Control.CHECK_BOX:
        return True
    return not item.required and not item.text.plain.rstrip().endswith("?")


def is_chosen(choice: Choice, answers: tuple[Answer, ...]) -> bool:
    """Say whether ``choice`` is among the answers."""
    return any(same_value(choice.value, answer.value) for answer in answers)


def other_text(state: ItemState) -> str:
    """Return the answer to an open choice that is none of its options, or empty."""
    values = [option.value for option in state.options]
    for answer in state.answers:
        if isinstance(answer.value, str) and not any(same_value(answer.value, value) for value in values):
            return answer.value
    return ""


def _short(look: FieldLook) -> Presentation:
    return Presentation.TILES if look.place is Place.ALONE else Presentation.INLINE


def _text(option: Option, language: str) -> str:
    text = option.text.in_language(language) or str(option.value)
    return f"{option.prefix} {text}" if option.prefix else text
