"""The geometry of ink: what was drawn, how wide it looks, what is stored. Plain Python, no Qt.

Width follows pressure (or, without a pen, the distance between two events) and is only ever drawn. What is stored is
the outline: no time, no pressure, no speed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

THINNEST, THICKEST = 2.0, 4.5
"""Pen width in logical pixels, lightest and hardest."""

FAST_STEP = 26.0
"""Pixels between two events at which a finger or mouse draws its thinnest line."""


@dataclass(frozen=True)
class InkPoint:
    """One point of a stroke in the pad's logical pixels, with the width drawn there."""

    x: float
    y: float
    width: float


@dataclass
class Stroke:
    """One touch of the pad, from down to up."""

    points: list[InkPoint] = field(default_factory=list)

    def add(self, x: float, y: float, pressure: float | None) -> bool:
        """Append a point; ``pressure`` is 0 to 1, or None without a pen. False when nothing moved."""
        last = self.points[-1] if self.points else None
        if last is not None and (last.x, last.y) == (x, y):
            return False
        self.points.append(InkPoint(x, y, self._width(x, y, pressure, last)))
        return True

    def length(self) -> float:
        """Return the length of the line in pixels."""
        pairs = zip(self.points, self.points[1:], strict=False)
        return sum(math.hypot(b.x - a.x, b.y - a.y) for a, b in pairs)

    @staticmethod
    def _width(x: float, y: float, pressure: float | None, last: InkPoint | None) -> float:
        if pressure is not None:
            target = THINNEST + (THICKEST - THINNEST) * min(max(pressure, 0.0), 1.0)
        else:
            step = math.hypot(x - last.x, y - last.y) if last else FAST_STEP / 2
            target = THICKEST - (THICKEST - THINNEST) * min(step / FAST_STEP, 1.0)
        return target if last is None else last.width + (target - last.width) * 0.35


def smooth(points: list[InkPoint], segment: int) -> Iterator[InkPoint]:
    """Yield the Catmull-Rom curve from point ``segment`` to the next, about every three pixels, with both ends."""
    last = len(points) - 1
    before, start = points[max(segment - 1, 0)], points[segment]
    end, after = points[min(segment + 1, last)], points[min(segment + 2, last)]
    steps = max(int(math.hypot(end.x - start.x, end.y - start.y) / 3), 1)
    yield start
    for step in range(1, steps):
        t = step / steps
        yield InkPoint(_spline(before.x, start.x, end.x, after.x, t), _spline(before.y, start.y, end.y, after.y, t),
                       start.width + (end.width - start.width) * t)
    yield end


def _spline(p0: float, p1: float, p2: float, p3: float, t: float) -> float:
    """Uniform Catmull-Rom between ``p1`` and ``p2`` at ``t`` in 0 to 1."""
    return 0.5 * (2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2 + (3 * p1 - p0 - 3 * p2 + p3) * t**3)
