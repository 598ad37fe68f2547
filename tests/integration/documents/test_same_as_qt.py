"""The screen (Qt) and the document draw the same glyphs in the same order, whatever the script."""

from __future__ import annotations

import pymupdf_fonts
import pytest
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QFont, QFontDatabase, QTextLayout, QTextOption
from pytestqt.qtbot import QtBot

from app.documents import bidi_levels, shaping


def drawn_by_qt(text: str) -> list[int]:
    number = QFontDatabase.addApplicationFontFromData(QByteArray(pymupdf_fonts.myfont("figo")))
    font = QFont(QFontDatabase.applicationFontFamilies(number)[0], 40)
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setTextDirection(Qt.LayoutDirection.LeftToRight)
    layout.setTextOption(option)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    placed = [(position.x(), glyph) for run in layout.glyphRuns()
              for glyph, position in zip(run.glyphIndexes(), run.positions(), strict=True)]
    return [glyph for _, glyph in sorted(placed)]


def drawn_by_us(text: str) -> list[int]:
    levels = bidi_levels.levels(text)
    line = [shaping.Run(run.text, "FiraGO", run.level) for run in shaping.runs(text, levels, "FiraGO")]
    return [glyph.number for run in shaping.visual(tuple(line))
            for glyph in shaping.shape(run.text, "FiraGO", bool(run.level % 2))]


@pytest.mark.parametrize("text", [
    "محمد علي الحسيني", "מרים כהן לוי", "Mariana محمد Ortega", "abc (שלום) 123", "Answer: حساسية (500 mg) since 2019",
    "علي 25 سنة", "ქეთევან", "Nguyễn Thị Ánh",
])
def test_glyphs_stand_as_qt_puts_them(qtbot: QtBot, text: str) -> None:
    assert drawn_by_us(text) == drawn_by_qt(text)
