"""What a family of constraints is: which items it applies to, and what it finds wrong with their answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.forms.model import Item
from app.forms.problems import Code, Level
from app.forms.values import Answer, Value


def _no_limit(_expression: str) -> Value | None:
    return None


@dataclass(frozen=True, slots=True)
class Setting:
    """What judging needs besides the answers: the clinic's calendar day, the language of the sentences, and what
    limits given by an expression come to at this place."""

    today: date
    language: str = ""
    limit: Callable[[str], Value | None] = _no_limit


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong. ``index`` is the answer it belongs to, None for the item as a whole."""

    code: Code
    message: str
    index: int | None = None
    level: Level = Level.ERROR


Applies = Callable[[Item], bool]
Find = Callable[[Item, tuple[Answer, ...], Setting], Iterator[Finding]]


class Family(NamedTuple):
    """One family of constraints."""

    name: str
    applies: Applies
    find: Find
