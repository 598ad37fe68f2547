"""Everything drawn on one pad, with undo. Plain Python, no Qt."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.core.strokes import MAX_POINTS, WIDTH, Point, Strokes
from app.ui.patient.signature.ink import InkPoint, Stroke

RESTORED_WIDTH = 3.0
"""Width at which ink comes back after a resume: pressure was never stored."""


@dataclass
class Drawing:
    """Strokes in the order they were drawn. Clearing is one step that undo takes back."""

    strokes: list[Stroke] = field(default_factory=list)
    _cleared: list[list[Stroke]] = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        """True when nothing is drawn."""
        return not self.strokes

    @property
    def can_undo(self) -> bool:
        """True when there is a stroke or a clearing to take back."""
        return bool(self.strokes or self._cleared)

    def begin(self) -> Stroke:
        """Start a new stroke and return it."""
        stroke = Stroke()
        self.strokes.append(stroke)
        return stroke

    def undo(self) -> None:
        """Take back the last stroke; on a blank pad, take back the last clearing."""
        if self.strokes:
            self.strokes.pop()
        elif self._cleared:
            self.strokes = self._cleared.pop()

    def clear(self) -> None:
        """Remove everything; ``undo`` brings it back."""
        if self.strokes:
            self._cleared.append(self.strokes)
            self.strokes = []

    def outline(self, width: float, height: float) -> Strokes:
        """Return what is stored of a pad of ``width`` × ``height`` pixels: points of the outline, nothing else."""
        scale = WIDTH / max(width, 1.0)
        box_height = max(round(height * scale), 1)
        lines = tuple(_line(stroke, scale, box_height) for stroke in self.strokes if stroke.points)
        while sum(len(line) for line in lines) > MAX_POINTS:
            lines = tuple(_every_second(line) for line in lines)
        return Strokes(lines, box_height)

    def restore(self, outline: Strokes, width: float, height: float) -> None:
        """Replace everything by a stored outline, fitted into ``width`` × ``height`` pixels without stretching it."""
        scale = min(width / WIDTH, height / max(outline.height, 1))
        left = (width - WIDTH * scale) / 2
        self._cleared.clear()
        self.strokes = [Stroke([InkPoint(left + x * scale, y * scale, RESTORED_WIDTH) for x, y in line])
                        for line in outline.lines]


def _line(stroke: Stroke, scale: float, box_height: int) -> tuple[Point, ...]:
    points: list[Point] = []
    for point in stroke.points:
        spot = (min(max(round(point.x * scale), 0), WIDTH), min(max(round(point.y * scale), 0), box_height))
        if not points or points[-1] != spot:
            points.append(spot)
    return tuple(points)


def _every_second(line: tuple[Point, ...]) -> tuple[Point, ...]:
    """Halve a line, keeping both of its ends."""
    return (*line[:-1:2], line[-1]) if len(line) > 2 else line
