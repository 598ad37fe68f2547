"""Tables that break over pages: the head again on every page, a row that is taller than a page cut between lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.platypus import Flowable

from app.documents import fonts, layout
from app.documents.text import words

_GAP = 12.0
_PADDING = 5.0
_PAGE = layout.PAGE_HEIGHT - layout.TOP - layout.BOTTOM
_LEAST_OF_A_ROW = 24.0
"""Points that must be left before a row taller than a page is cut; every other row moves to the next page whole."""


@dataclass
class _Row:
    """Cells with their heights for the width they were broken for."""

    cells: list[Flowable]
    heights: list[float]

    @property
    def height(self) -> float:
        return max(self.heights, default=0.0) + 2 * _PADDING


class TextTable(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """Columns of text under a head. ``shares`` are the columns' parts of the width; equal when left out."""

    def __init__(self, head: Sequence[str], rows: Sequence[Sequence[str]], shares: Sequence[float] = ()) -> None:
        super().__init__()
        self._head = _Row([words(name, layout.style(8, 11, fonts.SEMIBOLD, color=layout.INK_3)) for name in head], [])
        self._rows = [_Row([words(text, layout.style(8.5, 12)) for text in row], []) for row in rows]
        parts = shares or (1.0,) * len(head)
        self._shares = [part / sum(parts) for part in parts]
        self._broken_for = -1.0

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Return the size taken, in points; lines are broken once for a width."""
        if self._broken_for != available_width:
            for row in (self._head, *self._rows):
                row.heights = self._heights(row.cells, available_width)
            self._broken_for = available_width
        self.width = available_width
        self.height = self._head.height + sum(row.height for row in self._rows)
        return self.width, self.height

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        """Return what fits and the rest, both under the head; nothing when not even one row fits."""
        self.wrap(available_width, available_height)
        left, fitting = available_height - self._head.height, 0
        while fitting < len(self._rows) and self._rows[fitting].height <= left:
            left -= self._rows[fitting].height
            fitting += 1
        if fitting == len(self._rows):
            return [self]
        upper, lower = self._rows[:fitting], self._rows[fitting:]
        if not upper:
            parts = self._cut(lower[0], left) if self._head.height + lower[0].height > _PAGE else None
            if parts is None:
                self._broken_for = -1.0  # a paragraph that could not be split has forgotten its lines
                return []
            upper, lower = [parts[0]], [parts[1], *lower[1:]]
        return [self._part(upper), self._part(lower)]

    def draw(self) -> None:
        """Draw head and rows from the top down, a hairline under each."""
        y = self.height
        for number, row in enumerate((self._head, *self._rows)):
            x = 0.0
            for cell, height, share in zip(row.cells, row.heights, self._shares, strict=False):
                cell.drawOn(self.canv, x, y - _PADDING - height)
                x += self.width * share
            y -= row.height
            self.canv.setStrokeColor(layout.CONTROL if number == 0 else layout.HAIRLINE)
            self.canv.setLineWidth(0.6)
            self.canv.line(0, y, self.width, y)

    def _heights(self, cells: Sequence[Flowable], available_width: float) -> list[float]:
        return [float(cell.wrapOn(self.canv, available_width * share - _GAP, layout.PAGE_HEIGHT)[1])
                for cell, share in zip(cells, self._shares, strict=False)]

    def _cut(self, row: _Row, room: float) -> tuple[_Row, _Row] | None:
        """Return the lines of a tall row that fit into ``room`` and the lines that follow, or None."""
        inner = room - 2 * _PADDING
        if inner < _LEAST_OF_A_ROW:
            return None
        upper: list[Flowable] = []
        lower: list[Flowable] = []
        for cell, height, share in zip(row.cells, row.heights, self._shares, strict=False):
            parts = [cell] if height <= inner else cell.splitOn(self.canv, self.width * share - _GAP, inner)
            if not parts:
                return None
            upper.append(parts[0])
            lower.append(parts[1] if len(parts) > 1 else words("", layout.style(8.5, 12)))
        return _Row(upper, self._heights(upper, self.width)), _Row(lower, self._heights(lower, self.width))

    def _part(self, rows: list[_Row]) -> TextTable:
        part = TextTable((), ())
        part._head, part._rows, part._shares = self._head, rows, self._shares
        part._broken_for, part.width = self._broken_for, self.width
        return part
