"""The lines of the promise board: chapters, headings and promises in the policy's order, narrowed by a filter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from app.services.views.promises import PromiseRow, PromiseState

STATE_WORDS = {PromiseState.KEPT: "Kept", PromiseState.ATTENTION: "Needs attention",
               PromiseState.NOT_FOR_THIS_APP: "Not for this app"}
"""The words on the chip of each state."""


class LineKind(StrEnum):
    """What a line of the list is."""

    PART = "part"
    HEADING = "heading"
    PROMISE = "promise"


@dataclass(frozen=True)
class Line:
    """One line. ``is_first`` and ``is_last`` are about its card; ``says_proof``: not the same as the line above it."""

    kind: LineKind
    text: str
    row: PromiseRow | None = None
    is_first: bool = False
    is_last: bool = False
    says_proof: bool = True

    @property
    def key(self) -> str:
        """The promise's key; empty for chapters and headings."""
        return self.row.key if self.row else ""

    @property
    def spoken(self) -> str:
        """The line for screen readers, with proof and what to do whatever is drawn."""
        if self.row is None:
            return self.text
        parts = (self.text, STATE_WORDS[self.row.state], self.row.proof, self.row.what_to_do)
        return " ".join(part if part[-1] in ".?!" else f"{part}." for part in parts if part)


@dataclass(frozen=True)
class Chapter:
    """A part of the policy for the list of contents: how many promises, how many of them need attention."""

    part: str
    promises: int
    attention: int


def chapters(rows: Iterable[PromiseRow]) -> tuple[Chapter, ...]:
    """Return the parts of the policy in order."""
    found: dict[str, list[PromiseRow]] = {}
    for row in rows:
        found.setdefault(row.part, []).append(row)
    return tuple(Chapter(part, len(those), sum(row.state is PromiseState.ATTENTION for row in those))
                 for part, those in found.items())


def lines(rows: Iterable[PromiseRow]) -> tuple[Line, ...]:
    """Return ``rows`` with their chapters and headings; a heading that repeats its chapter is left out."""
    made: list[Line] = []
    for part, in_part in groupby(rows, key=lambda row: row.part):
        made.append(Line(LineKind.PART, part))
        card: list[Line] = []
        for heading, in_heading in groupby(in_part, key=lambda row: row.heading):
            if heading != part:
                card.append(Line(LineKind.HEADING, heading))
            card += _promises(list(in_heading))
        made += _as_card(card)
    return tuple(made)


def narrowed(rows: Iterable[PromiseRow], state: PromiseState | None) -> tuple[PromiseRow, ...]:
    """Return the rows in ``state``; all of them for None."""
    return tuple(row for row in rows if state is None or row.state is state)


def _promises(rows: Sequence[PromiseRow]) -> list[Line]:
    """A proof that is word for word the one above is drawn once: forty lines about the website say the same."""
    return [Line(LineKind.PROMISE, row.promise, row,
                 says_proof=number == 0 or (row.proof, row.what_to_do) != (
                     rows[number - 1].proof, rows[number - 1].what_to_do))
            for number, row in enumerate(rows)]


def _as_card(card: Sequence[Line]) -> list[Line]:
    last = len(card) - 1
    return [Line(line.kind, line.text, line.row, number == 0, number == last, line.says_proof)
            for number, line in enumerate(card)]
