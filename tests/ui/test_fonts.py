"""Text is drawn as it was written: no two characters become another one."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication

from app.ui.fonts import font


@pytest.mark.parametrize("text", ["(c)", "(r)", "(C)", "(R)", "(TM)", "(P)"])
def test_brackets_stay_brackets(qapp: QApplication, text: str) -> None:
    """Manrope has ligatures that make ©, ® and the like of these; 45 CFR 164.408(c) is no copyright."""
    measure = QFontMetricsF(font(40))
    letters = sum(measure.horizontalAdvance(letter) for letter in text)
    assert measure.horizontalAdvance(text) == pytest.approx(letters, abs=3)  # kerning moves them by less
