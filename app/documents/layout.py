"""Measures, colors and text styles of every page. Lengths are points; the page is US Letter."""

from __future__ import annotations

from functools import lru_cache

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle

from app.documents import fonts

PAGE_WIDTH, PAGE_HEIGHT = 612.0, 792.0
MARGIN = 62.0
CONTENT_WIDTH = PAGE_WIDTH - 2 * MARGIN
TOP = 112.0  # from the upper edge to where the text starts
BOTTOM = 92.0  # from the lower edge to where the text ends

INK = HexColor(0x15191D)
INK_2 = HexColor(0x474D55)
INK_3 = HexColor(0x636973)
HAIRLINE = HexColor(0xD3D4D0)
CONTROL = HexColor(0x7F858C)
ACCENT = HexColor(0x0F5666)
SIGNATURE_INK = HexColor(0x10243B)
WHITE = HexColor(0xFFFFFF)


@lru_cache(maxsize=64)
def style(size: float, leading: float, font: str = fonts.REGULAR, *, color: HexColor = INK, before: float = 0,
          after: float = 0, indent: float = 0, keep_with_next: bool = False) -> ParagraphStyle:
    """Return a text style; the same arguments give the same object, which keeps ReportLab's caches warm."""
    fonts.register()
    return ParagraphStyle(f"{font}-{size}", fontName=font, fontSize=size, leading=leading, textColor=color,
                          spaceBefore=before, spaceAfter=after, leftIndent=indent, keepWithNext=int(keep_with_next),
                          allowWidows=0, allowOrphans=0, splitLongWords=1, bulletFontName=font, bulletFontSize=size)


def title() -> ParagraphStyle:
    """Return the style of the document's title."""
    return style(22, 28, fonts.SEMIBOLD, after=14)


def heading() -> ParagraphStyle:
    """Return the style of a section's title."""
    return style(14.5, 20, fonts.SEMIBOLD, before=16, after=6, keep_with_next=True)


def body() -> ParagraphStyle:
    """Return the style of text to be read."""
    return style(10, 15.5, after=6)


def bullet() -> ParagraphStyle:
    """Return the style of one line of a list."""
    return style(10, 15.5, after=3, indent=13)


def question() -> ParagraphStyle:
    """Return the style of a question beside its answer."""
    return style(9.5, 14, color=INK_2)


def answer() -> ParagraphStyle:
    """Return the style of an answer."""
    return style(9.5, 14, fonts.MEDIUM)


def label() -> ParagraphStyle:
    """Return the style of the small words that name what stands beside or below them."""
    return style(8, 11, color=INK_3)


def detail() -> ParagraphStyle:
    """Return the style of small print that is meant to be read."""
    return style(8.5, 12.5, color=INK_2)
