"""A block of text in any script: bidi order, shaped glyphs as outlines, and the real characters beneath for search."""

from __future__ import annotations

from dataclasses import dataclass

import regex
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from app.documents import bidi_levels, fonts, shaping
from app.documents.paths import Command, path_of
from app.documents.shaping import Run

_WORDS = regex.compile(r"\s+|\S+")
_INVISIBLE = 3  # text render mode: neither fill nor stroke (ISO 32000-1 table 106)


@dataclass(frozen=True)
class Line:
    """One line: its characters in logical order and its runs, with the direction of the paragraph."""

    text: str
    runs: tuple[Run, ...]
    right_to_left: bool

    def width(self, size: float) -> float:
        """Return the width in points at ``size``."""
        return sum(_width(run, size) for run in self.runs)


class ShapedText(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """Text that breaks at spaces, and inside a word where one is wider than the column. Splits between lines."""

    def __init__(self, text: str, style: ParagraphStyle, own_direction: bool = False,
                 lines: tuple[Line, ...] | None = None) -> None:
        super().__init__()
        self.style = style
        self._own_direction = own_direction
        self._text = shaping.without_controls(text)
        self._lines = lines

    def getSpaceBefore(self) -> float:  # noqa: N802  # ReportLab's name
        """Return the space above, in points."""
        return float(self.style.spaceBefore)

    def getSpaceAfter(self) -> float:  # noqa: N802  # ReportLab's name
        """Return the space below, in points."""
        return float(self.style.spaceAfter)

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Break into lines for ``available_width`` and return the size taken, in points."""
        self.width = available_width
        if self._lines is None:
            column = available_width - self.style.leftIndent
            self._lines = break_lines(self._text, self.style, column, self._own_direction)
        self.height = len(self._lines) * self.style.leading
        return available_width, self.height

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        """Return the part that fits and the rest, or nothing when not even one line fits."""
        self.wrap(available_width, available_height)
        assert self._lines is not None
        fitting = int(available_height // self.style.leading)
        if fitting < 1:
            return []
        if fitting >= len(self._lines):
            return [self]
        return [ShapedText("", self.style, lines=part) for part in (self._lines[:fitting], self._lines[fitting:])]

    def draw(self) -> None:
        """Draw every line from the top down."""
        for number, line in enumerate(self._lines or ()):
            baseline = self.height - number * self.style.leading - self.style.fontSize
            left = self.style.leftIndent
            if line.right_to_left:
                left = self.width - line.width(self.style.fontSize)
            draw_line(self.canv, line, left, baseline, self.style)


def break_lines(text: str, style: ParagraphStyle, available: float, own_direction: bool = False) -> tuple[Line, ...]:
    """Return ``text`` as lines no wider than ``available`` points; see ``bidi_levels`` for the direction."""
    plain = "\n" not in text and shaping.is_plain(text, style.fontName)
    if plain and stringWidth(text, style.fontName, style.fontSize) <= available:  # most texts: one line of Manrope
        return (Line(text, (Run(text, style.fontName, 0),), False),)
    lines: list[Line] = []
    for paragraph in text.split("\n"):
        levels = bidi_levels.levels(paragraph, own_direction)
        right_to_left = own_direction and bidi_levels.starts_right(paragraph)
        for start, end in _breaks(paragraph, levels, style, available):
            part = paragraph[start:end].rstrip()
            line_runs = shaping.runs(part, levels[start:start + len(part)], style.fontName)
            lines.append(Line(part, line_runs, right_to_left))
    return tuple(lines)


def draw_line(canvas: Canvas, line: Line, x: float, y: float, style: ParagraphStyle) -> None:
    """Draw one line with its left end at ``x`` and its baseline at ``y``."""
    size = style.fontSize
    canvas.setFillColor(style.textColor)
    if all(run.font == style.fontName and not run.level for run in line.runs):
        canvas.setFont(style.fontName, size)
        canvas.drawString(x, y, line.text)
        return
    start = x
    for run in shaping.visual(line.runs):
        _draw_outlines(canvas, run, x, y, size)
        x += _width(run, size)
    _draw_characters(canvas, line, start, y, size)


def _breaks(text: str, levels: tuple[int, ...], style: ParagraphStyle, available: float) -> list[tuple[int, int]]:
    """Return the start and end of every line of one paragraph."""
    result: list[tuple[int, int]] = []
    start, used = 0, 0.0
    for token_start, token_end in _tokens(text, levels, style, available):
        token = text[token_start:token_end]
        taken = _text_width(token, levels[token_start:token_end], style)
        if used and used + taken > available and not token.isspace():
            result.append((start, token_start))
            start, used = token_start, 0.0
        used += taken
    return [*result, (start, len(text))]


def _tokens(text: str, levels: tuple[int, ...], style: ParagraphStyle, available: float) -> list[tuple[int, int]]:
    """Return words and spaces as positions; a word wider than the column comes in pieces that fit."""
    result: list[tuple[int, int]] = []
    for match in _WORDS.finditer(text):
        start, end = match.span()
        if match.group().isspace() or _text_width(match.group(), levels[start:end], style) <= available:
            result.append((start, end))
        else:
            result.extend(_pieces(text, start, end, style, available))
    return result


def _pieces(text: str, start: int, end: int, style: ParagraphStyle, available: float) -> list[tuple[int, int]]:
    """Cut one long word between the characters a reader sees; linear in its length."""
    result: list[tuple[int, int]] = []
    piece, used = start, 0.0
    for match in regex.finditer(r"\X", text, pos=start, endpos=end):
        taken = _text_width(match.group(), (0,) * len(match.group()), style)
        if used and used + taken > available:
            result.append((piece, match.start()))
            piece, used = match.start(), 0.0
        used += taken
    return [*result, (piece, end)]


def _text_width(text: str, levels: tuple[int, ...], style: ParagraphStyle) -> float:
    return sum(_width(run, style.fontSize) for run in shaping.runs(text, levels, style.fontName))


def _width(run: Run, size: float) -> float:
    if run.font in {fonts.WORLD, fonts.WORLD_BOLD} or run.level:
        return shaping.width(run, size)
    return float(stringWidth(run.text, run.font, size))


def _draw_outlines(canvas: Canvas, run: Run, x: float, y: float, size: float) -> None:
    scale = size / fonts.units_per_em(run.font)
    commands: list[Command] = []
    for glyph in shaping.shape(run.text, run.font, bool(run.level % 2)):
        place = x + glyph.dx * scale, y + glyph.dy * scale
        commands += [(name, [place[i % 2] + number * scale for i, number in enumerate(numbers)])
                     for name, numbers in shaping.outline(run.font, glyph.number)]
        x += glyph.advance * scale
    canvas.drawPath(path_of(commands), stroke=0, fill=1)


def _draw_characters(canvas: Canvas, line: Line, x: float, y: float, size: float) -> None:
    """Lay the characters invisibly over the outlines: for search, for copying, and for programs that read aloud."""
    displayed = shaping.as_displayed(line.text, line.right_to_left)
    known = "".join(char for char in displayed if fonts.has(fonts.WORLD, char))
    natural = stringWidth(known, fonts.WORLD, size)
    if not natural:
        return
    layer = canvas.beginText(x, y)
    layer.setFont(fonts.WORLD, size)
    layer.setTextRenderMode(_INVISIBLE)
    layer.setHorizScale(100 * line.width(size) / natural)
    layer.textOut(known)
    layer.setTextRenderMode(0)
    layer.setHorizScale(100)
    canvas.drawText(layer)
