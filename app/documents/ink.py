"""Draws handwritten marks as smooth lines (Catmull-Rom through every stored point)."""

from __future__ import annotations

import math

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas

from app.core.strokes import Strokes
from app.documents import layout
from app.documents.paths import Command, path_of
from app.documents.shaped_text import break_lines, draw_line
from app.documents.text import capped

PEN = 1.1
"""Width of the line in points."""

_NEAR = 0.6
"""Points nearer than this, in points of the page, would only make the file larger."""


def draw_strokes(canvas: Canvas, strokes: Strokes, *, x: float, y: float, width: float,
                 height: float) -> float:
    """Draw ``strokes`` into a box with its lower left corner at ``x``, ``y``; return the width used, in points.

    The mark keeps its proportions, stands on the lower edge and starts at the left one.
    """
    left, top, right, bottom = strokes.bounds()
    scale = min(width / max(right - left, 1), height / max(bottom - top, 1))
    canvas.saveState()
    canvas.setStrokeColor(layout.SIGNATURE_INK)
    canvas.setLineWidth(PEN)
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    commands = [command for line in strokes.lines for command in _curves(
        _thinned([(x + (px - left) * scale, y + (bottom - py) * scale) for px, py in line]))]
    canvas.drawPath(path_of(commands), stroke=1, fill=0)
    canvas.restoreState()
    return (right - left) * scale


def draw_typed(canvas: Canvas, name: str, style: ParagraphStyle, x: float, y: float) -> None:
    """Draw a typed name as a signature: the same letters, slanted, on one line."""
    line = break_lines(capped(name).replace("\n", " "), style, float("inf"))[0]
    canvas.saveState()
    canvas.transform(1, 0, 0.18, 1, x, y)
    draw_line(canvas, line, 0, 0, style)
    canvas.restoreState()


def _thinned(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Drop points that lie nearer to the one before than the eye can tell on paper; the last one always stays."""
    kept = points[:1]
    for point in points[1:-1]:
        if math.dist(point, kept[-1]) >= _NEAR:
            kept.append(point)
    return kept + [point for point in points[-1:] if point != kept[-1]]


def _curves(points: list[tuple[float, float]]) -> list[Command]:
    if not points:
        return []
    if len(points) == 1:  # a dot: with round caps a line of no length is a point of the pen
        return [("m", points[0]), ("l", (points[0][0] + 0.01, points[0][1]))]
    padded = [points[0], *points, points[-1]]
    commands: list[Command] = [("m", points[0])]
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        commands.append(("c", (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6,
                               end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6, *end)))
    return commands
