"""What is on the keys. Data only: a new layout is one more entry."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class KeyAction(Enum):
    """What a key does that is not typing."""

    SHIFT = auto()
    BACKSPACE = auto()
    LETTERS = auto()
    ACCENTS = auto()
    NUMBERS = auto()
    NEXT = auto()
    HIDE = auto()


class Layout(Enum):
    """Which keys are shown."""

    LETTERS = auto()
    ACCENTS = auto()
    NUMBERS = auto()  # digits with punctuation, reached from the letters
    EMAIL = auto()
    DIGITS = auto()  # a number pad for dates, numbers and codes
    PHONE = auto()


@dataclass(frozen=True)
class Key:
    """One key: what it types or does, and how many columns wide it is."""

    text: str = ""
    action: KeyAction | None = None
    span: float = 1.0


Row = tuple[Key, ...]


def _typed(characters: str) -> Row:
    return tuple(Key(character) for character in characters)


_SHIFT = Key(action=KeyAction.SHIFT, span=1.5)
_BACKSPACE = Key(action=KeyAction.BACKSPACE, span=1.5)
_SPACE_AND_ON = (Key(action=KeyAction.NEXT, span=1.75), Key(action=KeyAction.HIDE, span=1.25))
_THIRD = (_SHIFT, *_typed("zxcvbnm"), _BACKSPACE)
_DIGIT_ROWS: tuple[Row, ...] = (_typed("123"), _typed("456"), _typed("789"))

ROWS: dict[Layout, tuple[Row, ...]] = {
    Layout.LETTERS: (
        _typed("qwertyuiop"),
        _typed("asdfghjkl"),
        _THIRD,
        (
            Key(action=KeyAction.NUMBERS, span=1.25),
            Key(action=KeyAction.ACCENTS, span=1.25),
            Key("-"),
            Key(" ", span=2.5),
            Key("."),
            *_SPACE_AND_ON,
        ),
    ),
    Layout.ACCENTS: (
        _typed("áàâäãåæçćč"),
        _typed("éèêëęíìîïı"),
        (*_typed("ñńóòôöõøœ"), Key("ß")),
        (Key(action=KeyAction.LETTERS, span=1.25), _SHIFT, *_typed("úùûüłšž’"), _BACKSPACE),
    ),
    Layout.NUMBERS: (
        _typed("1234567890"),
        _typed('-/:;()$&@"'),
        (*_typed(".,?!'’#%"), _BACKSPACE),
        (Key(action=KeyAction.LETTERS, span=1.5), Key("+"), Key(" ", span=4.5), *_SPACE_AND_ON),
    ),
    Layout.EMAIL: (
        _typed("qwertyuiop"),
        (*_typed("asdfghjkl"), Key("@")),
        _THIRD,
        (
            Key(action=KeyAction.NUMBERS, span=1.25),
            Key("_"),
            Key("-"),
            Key("."),
            Key(".com", span=1.5),
            Key("+"),
            *_SPACE_AND_ON,
        ),
    ),
    Layout.DIGITS: (
        *_DIGIT_ROWS,
        (Key("."), Key("0"), Key(action=KeyAction.BACKSPACE)),
    ),
    Layout.PHONE: (
        *_DIGIT_ROWS,
        (Key("+"), Key("0"), Key(action=KeyAction.BACKSPACE)),
    ),
}
"""Rows of keys by layout. The widest row of a layout fills the width; shorter rows are centred."""

NUMBER_PADS = frozenset({Layout.DIGITS, Layout.PHONE})
"""Layouts whose keys stand in a narrow block, with Next and Hide beside it."""
