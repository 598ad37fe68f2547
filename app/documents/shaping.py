"""Splits text into runs one font can draw, orders them for display, and shapes them with HarfBuzz.

Direction follows the Unicode Bidirectional Algorithm (UAX #9); what no font can draw becomes a visible box.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

import regex
import uharfbuzz
from bidi import get_display

from app.documents import fonts

MISSING = "\u25af"
"""Stands for a character that no bundled font has: an upright empty box."""

_IGNORABLE = {"Cf", "Cc", "Cs"}
_CONTROLS = str.maketrans("", "", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

Point = tuple[float, float]

Outline = tuple[tuple[str, tuple[float, ...]], ...]
"""A glyph as path commands: ``m``, ``l``, ``c`` or ``h`` with coordinates in font units."""


@dataclass(frozen=True)
class Glyph:
    """A shaped glyph: which outline, how far it is moved, how far it advances; font units."""

    number: int
    dx: int
    dy: int
    advance: int


@dataclass(frozen=True)
class Run:
    """Characters of one font and one direction. ``level`` is the bidi embedding level; odd is right to left."""

    text: str
    font: str
    level: int


def is_plain(text: str, font: str) -> bool:
    """Say whether Manrope alone draws ``text``, left to right, one character after the other."""
    return fonts.covered(font).issuperset(text)


def missing_count(text: str) -> int:
    """Return how many characters of ``text`` no bundled font can draw."""
    if is_plain(text, fonts.REGULAR):
        return 0
    return sum(1 for cluster in _clusters(text) if _drawable(cluster, fonts.REGULAR) == (MISSING, fonts.WORLD))


def without_controls(text: str) -> str:
    """Return ``text`` without embeddings, overrides and isolates: no name may turn around what it says."""
    return text.translate(_CONTROLS)


def as_displayed(text: str, right_to_left: bool) -> str:
    """Return the characters of one line in the order they stand on paper; PDF readers turn them back when copying."""
    return str(get_display(text, base_dir="R" if right_to_left else "L"))


def runs(text: str, text_levels: tuple[int, ...], font: str) -> tuple[Run, ...]:
    """Return ``text`` as runs in logical order."""
    pieces: list[tuple[str, str, int]] = []
    position = 0
    for cluster in _clusters(text):
        drawn, name = _drawable(cluster, font)
        if drawn:
            pieces.append((drawn, name, text_levels[position]))
        position += len(cluster)
    return tuple(Run("".join(piece[0] for piece in group), name, level)
                 for (name, level), group in groupby(pieces, key=lambda piece: piece[1:]))


def visual(line: tuple[Run, ...]) -> tuple[Run, ...]:
    """Return the runs of one line in the order they stand on paper, left to right (UAX #9 rule L2)."""
    ordered = list(line)
    highest = max((run.level for run in ordered), default=0)
    for level in range(highest, 0, -1):
        ordered = _with_turned(ordered, level)
    return tuple(ordered)


def _with_turned(line: list[Run], level: int) -> list[Run]:
    """Return ``line`` with every stretch of runs at ``level`` or above turned around."""
    result: list[Run] = []
    for is_turned, group in groupby(line, key=lambda run: run.level >= level):
        stretch = list(group)
        result += stretch[::-1] if is_turned else stretch
    return result


@lru_cache(maxsize=2048)
def shape(text: str, font: str, right_to_left: bool) -> tuple[Glyph, ...]:
    """Return the glyphs of one run in visual order, positions and joining forms applied."""
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if right_to_left else "ltr"
    # Manrope turns "(c)" into a copyright sign; a document shows what was written.
    uharfbuzz.shape(fonts.shaper(font), buffer, {"kern": True, "liga": font.startswith(fonts.WORLD)})
    return tuple(Glyph(info.codepoint, place.x_offset, place.y_offset, place.x_advance)
                 for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True))


def width(run: Run, size: float) -> float:
    """Return how wide ``run`` is at ``size`` points."""
    glyphs = shape(run.text, run.font, bool(run.level % 2))
    return sum(glyph.advance for glyph in glyphs) * size / fonts.units_per_em(run.font)


@lru_cache(maxsize=2048)
def outline(font: str, glyph: int) -> Outline:
    """Return the outline of one glyph as cubic path commands."""
    pen = _Pen()
    fonts.shaper(font).draw_glyph_with_pen(glyph, pen)
    return tuple(pen.commands)


class _Pen:
    """Collects an outline through fontTools' pen protocol, which HarfBuzz speaks (hence the names)."""

    def __init__(self) -> None:
        self.commands: list[tuple[str, tuple[float, ...]]] = []

    def moveTo(self, point: Point) -> None:  # noqa: N802
        self.commands.append(("m", point))

    def lineTo(self, point: Point) -> None:  # noqa: N802
        self.commands.append(("l", point))

    def curveTo(self, first: Point, second: Point, end: Point) -> None:  # noqa: N802
        self.commands.append(("c", (*first, *second, *end)))

    def qCurveTo(self, control: Point, end: Point) -> None:  # noqa: N802
        """Raise a quadratic curve to the cubic PDF knows."""
        start = self.commands[-1][1][-2:]
        first = [s + 2 / 3 * (c - s) for s, c in zip(start, control, strict=True)]
        second = [e + 2 / 3 * (c - e) for e, c in zip(end, control, strict=True)]
        self.commands.append(("c", (*first, *second, *end)))

    def closePath(self) -> None:  # noqa: N802
        self.commands.append(("h", ()))


def _clusters(text: str) -> Iterator[str]:
    """Yield what a reader sees as one character: a base with its marks and joiners (UAX #29)."""
    return (match.group() for match in regex.finditer(r"\X", text))


def _drawable(cluster: str, font: str) -> tuple[str, str]:
    """Return what to draw for ``cluster`` and with which font; empty when it is invisible by nature."""
    if len(cluster) == 1 and fonts.has(font, cluster):
        return cluster, font
    world = fonts.world_for(font)
    visible = [char for char in cluster if unicodedata.category(char) not in _IGNORABLE]
    if not visible:
        return "", font
    if all(fonts.has(world, char) for char in visible):
        return cluster, world
    return MISSING, fonts.WORLD
