"""Manrope in four weights, and the type scale of the visual language."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

FAMILY = "Manrope"
FALLBACK_FAMILY = "FiraGO"
_WEIGHTS = ("Regular", "Medium", "SemiBold", "Bold")
_OTHER_SCRIPTS = re.compile("[\u0590-\u06ff\u0750-\u077f\u08a0-\u097f\u0e00-\u0e7f\ufb1d-\ufdff\ufe70-\ufeff]")


@dataclass(frozen=True)
class TextStyle:
    """A step of the type scale. ``px`` and ``line`` are logical pixels; ``tracking`` is a part of the em."""

    px: float
    line: float
    weight: int = 400
    tracking: float = 0.0
    tabular: bool = False

    def font(self) -> QFont:
        """Return the font of this step."""
        return font(self.px, self.weight, self.tracking, self.tabular)

    def scaled(self, factor: float) -> TextStyle:
        """Return the step for larger text."""
        return replace(self, px=self.px * factor, line=self.line * factor)

    def weighted(self, weight: int) -> TextStyle:
        """Return the step in another weight."""
        return replace(self, weight=weight)

    def digits(self) -> TextStyle:
        """Return the step with figures of equal width, for clocks, codes, dates and columns."""
        return replace(self, tabular=True)


class Kiosk:
    """Type scale of the patient's screens; the smallest is 16."""

    DISPLAY = TextStyle(52, 60, 600, -0.02)
    WELCOME = TextStyle(44, 52, 600, -0.02)
    TITLE = TextStyle(34, 42, 600, -0.02)
    HEADING = TextStyle(30, 38, 600, -0.014)
    HEADING_2 = TextStyle(26, 32, 600, -0.012)
    SECTION = TextStyle(22, 30, 600, -0.008)
    QUESTION = TextStyle(20, 28, 600, -0.006)
    FOLLOW_UP = TextStyle(19, 26, 600, -0.004)
    BODY = TextStyle(19, 29)
    READING = TextStyle(19, 31)
    DETAIL = TextStyle(17, 26)
    SMALL = TextStyle(16, 24)


class Staff:
    """Type scale of the staff's screens; the smallest is 13."""

    ENTRY_TITLE = TextStyle(30, 38, 600, -0.022)
    TITLE = TextStyle(26, 32, 600, -0.018)
    DOCUMENT = TextStyle(22, 30, 600, -0.012)
    SECTION = TextStyle(18, 26, 600, -0.008)
    CARD = TextStyle(16, 24, 600, -0.006)
    INTRO = TextStyle(16, 24)
    BODY = TextStyle(15, 22)
    VALUE = TextStyle(15, 22, 500)
    NAME = TextStyle(15, 22, 600)
    DETAIL = TextStyle(14, 20)
    SMALL = TextStyle(13, 18)
    CODE = TextStyle(26, 32, 600, 0.0, True)
    RECOVERY_KEY = TextStyle(24, 32, 600, 0.08, True)


def font(px: float, weight: int = 400, tracking: float = 0.0, tabular: bool = False) -> QFont:
    """Return Manrope at ``px`` logical pixels, unhinted; ``tracking`` is a part of the em, negative is tighter."""
    return QFont(_made(px, weight, tracking, tabular))


@lru_cache(maxsize=256)
def _made(px: float, weight: int, tracking: float, tabular: bool) -> QFont:
    """Return one font for each kind: every label asks several times for each layout. Callers get copies."""
    _load()
    made = QFont(FAMILY)
    made.setPixelSize(round(px))
    made.setWeight(QFont.Weight(weight))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setFeature(QFont.Tag("liga"), 0)  # Manrope makes a copyright sign of "(c)"; text is shown as it was written
    if tracking:
        made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, px * tracking)
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def cover(text: str) -> None:
    """Make sure that ``text`` can be drawn: Arabic, Hebrew, Thai and Devanagari need FiraGO beside Manrope.

    It is unpacked only when a text first needs it (60 ms); called by everything that draws what a person typed.
    """
    if _OTHER_SCRIPTS.search(text):
        _load_fallback()


@lru_cache(maxsize=1)
def _load_fallback() -> None:
    import pymupdf_fonts  # noqa: PLC0415  # lazy: start-up time

    for code in ("figo", "figbo"):
        QFontDatabase.addApplicationFontFromData(pymupdf_fonts.myfont(code))
    QFont.insertSubstitution(FAMILY, FALLBACK_FAMILY)


@lru_cache(maxsize=1)
def _load() -> None:
    """Register the four weights once; QFontDatabase keeps them for the life of the application."""
    spec = find_spec("font_manrope")  # only its files are needed; importing the package would bring nothing more
    folders = list(spec.submodule_search_locations or ()) if spec is not None else []
    for weight in _WEIGHTS:
        for folder in folders:
            QFontDatabase.addApplicationFont(str(Path(folder) / "files" / f"Manrope-{weight}.ttf"))
