"""An expression as a tree of frozen values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.core.errors import KnownError
from app.forms.values import Value


class SyntaxProblemError(KnownError):
    """The text is no FHIRPath, or uses a form of it that is not supported. ``position`` counts from 0."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(f"{message} (character {position + 1})")
        self.position = position


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written out; None is the empty collection ``{}``."""

    value: Value | None


@dataclass(frozen=True, slots=True)
class Variable:
    """``%name``."""

    name: str


@dataclass(frozen=True, slots=True)
class This:
    """``$this`` or ``$index``."""

    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """``source.name``; without a source it starts at the current item."""

    source: Syntax | None
    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """``source.name(arguments)``."""

    source: Syntax | None
    name: str
    arguments: tuple[Syntax, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """``source[position]``."""

    source: Syntax
    position: Syntax


@dataclass(frozen=True, slots=True)
class Negative:
    """``-operand``."""

    operand: Syntax


@dataclass(frozen=True, slots=True)
class Binary:
    """``left operator right``."""

    operator: str
    left: Syntax
    right: Syntax


@dataclass(frozen=True, slots=True)
class TypeTest:
    """``operand is type`` or ``operand as type``."""

    operator: str
    operand: Syntax
    type_name: str


Syntax = Literal | Variable | This | Member | Call | Index | Negative | Binary | TypeTest


def parts(tree: Syntax) -> Iterator[Syntax]:
    """Yield what stands directly below ``tree``."""
    if isinstance(tree, (Member, Call)) and tree.source is not None:
        yield tree.source
    if isinstance(tree, Call):
        yield from tree.arguments
    elif isinstance(tree, Index):
        yield from (tree.source, tree.position)
    elif isinstance(tree, (Negative, TypeTest)):
        yield tree.operand
    elif isinstance(tree, Binary):
        yield from (tree.left, tree.right)


def walk(tree: Syntax) -> Iterator[Syntax]:
    """Yield ``tree`` and everything below it."""
    yield tree
    for part in parts(tree):
        yield from walk(part)
