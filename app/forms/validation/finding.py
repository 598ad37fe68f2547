"""What a family of constraints is: which items it applies to, and what it finds wrong with their answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.forms.model import Item
from app.forms.problems import Code, Level
from app.forms.values import Answer


@dataclass(frozen=True, slots=True)
class Setting:
    """What judging needs besides the answers: the clinic's calendar day, and the language of the sentences."""

    today: date
    language: str = ""


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
