"""The only door through which text reaches a page: escaped, capped, broken, and drawn in a script's own way."""

from __future__ import annotations

from xml.sax.saxutils import escape as _xml_escape

import regex
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph

from app.core.text import clean
from app.documents import shaping
from app.documents.shaped_text import ShapedText

MAX_BLOCK = 60_000
"""Most characters of one block that are drawn. Longer text ends with a sentence that names the attached record."""

_FEW_WORDS = 48
_CUT = " … (Shortened here. The full text is in the attached record.)"
_LONG_WORD = regex.compile(r"\S{60}")


def escape(text: str) -> str:
    """Return ``text`` for ReportLab's mark-up: no tag, entity or control character survives; newlines become breaks."""
    return _xml_escape(capped(text)).replace("\n", "<br/>")


def capped(text: str) -> str:
    """Return ``text`` cleaned (NFC, no control characters) and at most ``MAX_BLOCK`` characters long."""
    cleaned = text if text.isascii() and text.isprintable() else clean(text).replace("\t", " ")
    return cleaned if len(cleaned) <= MAX_BLOCK else cleaned[:MAX_BLOCK] + _CUT


def words(text: str, style: ParagraphStyle, own_direction: bool = False) -> Flowable:
    """Return ``text`` as a flowable in ``style``. With ``own_direction`` its first letter decides where lines start.

    Longer plain text goes through ReportLab's own paragraph. Text with another script, a run of 60 characters without
    a space (which ReportLab breaks in quadratic time), and a few words (which need no mark-up parser) go through
    ``ShapedText``.
    """
    cleaned = capped(text)
    is_long = len(cleaned) > _FEW_WORDS
    if is_long and shaping.is_plain(cleaned, style.fontName) and not _LONG_WORD.search(cleaned):
        return Paragraph(_xml_escape(cleaned).replace("\n", "<br/>"), style)
    return ShapedText(cleaned, style, own_direction)
