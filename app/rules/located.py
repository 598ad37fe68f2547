"""Reading rule files: JSON values that know where they stand, so that every mistake is named with its place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from app.core.errors import KnownError

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake in a rule file: where (``rules[3].severity``) and what."""

    path: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}: {self.sentence}"


class RulesError(KnownError):
    """A rule file cannot be used. ``faults`` names every mistake with its place."""

    def __init__(self, what: str, faults: tuple[Fault, ...]) -> None:
        more = f" ({len(faults)} mistakes)" if len(faults) > 1 else ""
        super().__init__(f"{what} cannot be used{more}. {faults[0]}")
        self.faults = faults


class FaultFound(Exception):  # noqa: N818 - control flow inside the loaders; it never leaves them
    """Carries one fault up to the loader, which collects them."""

    def __init__(self, path: str, sentence: str) -> None:
        super().__init__(sentence)
        self.fault = Fault(path, sentence)


@dataclass(frozen=True, slots=True)
class Node:
    """A JSON value and its place in the file. Every reader below raises FaultFound when the value is not as asked."""

    value: object
    path: str

    def child(self, key: str) -> Node:
        """Return the member called ``key``, which must exist."""
        if key not in self.members():
            raise FaultFound(self.path or "$", f"“{key}” is missing.")
        return Node(self.members()[key], f"{self.path}.{key}" if self.path else key)

    def maybe(self, key: str) -> Node | None:
        """Return the member called ``key`` or None when it is absent or null."""
        return None if self.members().get(key) is None else self.child(key)

    def members(self) -> dict[str, object]:
        """Return the members of an object."""
        if not isinstance(self.value, dict):
            raise FaultFound(self.path or "$", "must be an object.")
        return self.value

    def only(self, *keys: str) -> None:
        """Refuse members that are not among ``keys``: a misspelt key must not be passed over."""
        for key in self.members():
            if key not in keys:
                raise FaultFound(self.path or "$", f"“{key}” is not known here.")

    def each(self) -> Iterator[Node]:
        """Yield the entries of an array."""
        if not isinstance(self.value, list):
            raise FaultFound(self.path, "must be a list.")
        for position, value in enumerate(self.value):
            yield Node(value, f"{self.path}[{position}]")

    def text(self) -> str:
        """Return a text that is not empty."""
        if not isinstance(self.value, str) or not self.value.strip():
            raise FaultFound(self.path, "must be a text.")
        return self.value

    def texts(self) -> tuple[str, ...]:
        """Return a list of texts."""
        return tuple(entry.text() for entry in self.each())

    def whole(self) -> int:
        """Return a whole number, zero or more."""
        if isinstance(self.value, bool) or not isinstance(self.value, int) or self.value < 0:
            raise FaultFound(self.path, "must be a whole number.")
        return self.value

    def flag(self) -> bool:
        """Return true or false."""
        if not isinstance(self.value, bool):
            raise FaultFound(self.path, "must be true or false.")
        return self.value

    def choice(self, kind: type[Choice]) -> Choice:
        """Return a member of ``kind`` by its value."""
        try:
            return kind(self.text())
        except ValueError:
            allowed = ", ".join(member.value for member in kind)
            raise FaultFound(self.path, f"must be one of: {allowed}.") from None


def parse(data: bytes, what: str) -> Node:
    """Return the JSON in ``data``. Raises RulesError when it is not a JSON object."""
    try:
        value = json.loads(data, parse_float=Decimal)
    except ValueError:
        raise RulesError(what, (Fault("$", "is not JSON."),)) from None
    if not isinstance(value, dict):
        raise RulesError(what, (Fault("$", "must be an object."),))
    return Node(value, "")
