"""Text is drawn as it was written: no characters become another one."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication

from app.ui.fonts import font


@pytest.mark.parametrize("text", ["(c)", "(C)", "164.408(c)"])
def test_a_paragraphs_letter_stays_in_its_brackets(qapp: QApplication, text: str) -> None:
    """Manrope has a ligature that makes a copyright sign of "(c)"; it is 20 pixels narrower at this size."""
    measure = QFontMetricsF(font(40))
    letters = sum(measure.horizontalAdvance(letter) for letter in text)
    assert measure.horizontalAdvance(text) == pytest.approx(letters, abs=8)  # kerning moves them by less
