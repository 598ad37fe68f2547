"""Embedding levels of the characters of one paragraph (UAX #9), with the bracket rule python-bidi leaves out."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from bidi import algorithm as bidi

_RIGHT_TO_LEFT = {"R", "AL", "AN"}
_STRONG = {"L": "L", "R": "R", "AL": "R", "EN": "R", "AN": "R"}  # rule N0 counts numbers as right to left
_CLOSING = {"(": ")", "[": "]", "{": "}", "«": "»"}

Characters = list[dict[str, Any]]
"""python-bidi's working list: one dictionary per character with ``ch``, ``type`` and ``level``."""


def levels(text: str, own_direction: bool = False) -> tuple[int, ...]:
    """Return the level of every character; odd means right to left. ``text`` holds no newline and no bidi control.

    The paragraph runs left to right, as the document does; with ``own_direction`` its first letter decides (rule P2).
    """
    if not any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in text):
        return (0,) * len(text)
    base = int(own_direction and starts_right(text))
    storage = bidi.get_empty_storage()
    storage["base_level"], storage["base_dir"] = base, "LR"[base]
    bidi.get_embedding_levels(text, storage)
    for index, entry in enumerate(storage["chars"]):
        entry["index"] = index
    bidi.explicit_embed_and_overrides(storage, False)
    bidi.resolve_weak_types(storage, False)
    _resolve_brackets(storage["chars"], "LR"[base])
    bidi.resolve_neutral_types(storage, False)
    bidi.resolve_implicit_levels(storage, False)
    return _spread({entry["index"]: entry["level"] for entry in storage["chars"]}, len(text), base)


def starts_right(text: str) -> bool:
    """Say whether the first letter that has a direction runs right to left (rules P2 and P3)."""
    return bool(bidi.get_base_level(text))


def _spread(known: dict[int, int], length: int, base: int) -> tuple[int, ...]:
    """Give characters the algorithm removes (rule X9: joiners, marks) the level of the one before them."""
    result, last = [], base
    for index in range(length):
        last = known.get(index, last)
        result.append(last)
    return tuple(result)


def _resolve_brackets(chars: Characters, embedding: str) -> None:
    """Rule N0: a pair of brackets takes the direction of what it encloses, so that both point the right way."""
    for start, end in sorted(_pairs(chars)):
        inside = {_STRONG.get(entry["type"]) for entry in chars[start + 1:end]} - {None}
        if not inside:
            continue
        direction = embedding
        if embedding not in inside:
            before = (_STRONG[entry["type"]] for entry in reversed(chars[:start]) if entry["type"] in _STRONG)
            direction = next(before, embedding)
        chars[start]["type"] = chars[end]["type"] = direction


def _pairs(chars: Characters) -> Iterator[tuple[int, int]]:
    """Yield the positions of brackets that belong together (UAX #9 BD16)."""
    waiting: list[tuple[str, int]] = []
    for position, entry in enumerate(chars):
        if entry["ch"] in _CLOSING:
            waiting.append((_CLOSING[entry["ch"]], position))
        elif any(entry["ch"] == closing for closing, _ in waiting):
            while waiting:
                closing, start = waiting.pop()
                if closing == entry["ch"]:
                    yield start, position
                    break
