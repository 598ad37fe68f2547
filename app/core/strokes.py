"""A handwritten mark as outline only: where the pen went, never how fast or how hard."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import pairwise

from app.core.errors import DamagedError

WIDTH = 1000
"""Width of the box a mark is drawn in; every coordinate is a whole number in these units."""

MAX_POINTS = 20_000
"""Most points one mark may hold: several minutes of continuous drawing."""

Point = tuple[int, int]
"""x from the left, y from the top, both in units of the box."""


@dataclass(frozen=True)
class Strokes:
    """Polylines in a box 1000 wide and ``height`` high. Timing and pressure are left out on purpose (740 ILCS 14)."""

    lines: tuple[tuple[Point, ...], ...]
    height: int = 300

    @property
    def is_empty(self) -> bool:
        """True when nothing was drawn, or only dots: a signature needs a line."""
        return self.length < WIDTH * 0.02

    @property
    def length(self) -> float:
        """Length of all lines together, in units of the box."""
        return sum(_distance(start, end) for line in self.lines for start, end in pairwise(line))

    @property
    def point_count(self) -> int:
        """Number of points in all lines."""
        return sum(len(line) for line in self.lines)

    def bounds(self) -> tuple[int, int, int, int]:
        """Return left, top, right, bottom of what was drawn; all zero when nothing was."""
        points = [point for line in self.lines for point in line]
        if not points:
            return 0, 0, 0, 0
        return (min(x for x, _ in points), min(y for _, y in points),
                max(x for x, _ in points), max(y for _, y in points))

    def to_json(self) -> str:
        """Return compact JSON: ``{"h": height, "l": [[x, y, x, y, ...], ...]}``."""
        flat = [[number for point in line for number in point] for line in self.lines]
        return json.dumps({"h": self.height, "l": flat}, separators=(",", ":"))

    @staticmethod
    def from_json(text: str) -> Strokes:
        """Read what ``to_json`` wrote. Raises DamagedError for anything else, including points outside the box."""
        try:
            data = json.loads(text)
            height = data["h"]
            lines = tuple(tuple(zip(flat[::2], flat[1::2], strict=True)) for flat in data["l"])
        except (ValueError, TypeError, KeyError):
            raise DamagedError("A stored signature could not be read.") from None
        strokes = Strokes(lines, height)
        if not _is_sound(strokes):
            raise DamagedError("A stored signature could not be read.")
        return strokes


def _distance(start: Point, end: Point) -> float:
    return float(((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) ** 0.5)


def _is_sound(strokes: Strokes) -> bool:
    if type(strokes.height) is not int or not 0 < strokes.height <= 4 * WIDTH or strokes.point_count > MAX_POINTS:
        return False
    return all(type(x) is int and type(y) is int and 0 <= x <= WIDTH and 0 <= y <= strokes.height
               for line in strokes.lines for x, y in line)
