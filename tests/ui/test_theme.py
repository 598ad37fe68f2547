"""Colours, fonts and icons: contrast, no unknown names, one style sheet."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFontInfo, QImage, QTextLayout
from PySide6.QtWidgets import QApplication

from app.core.resources import resource
from app.ui import fonts, icons
from app.ui.theme import Mode, Theme

_TEXT = [
    ("ink", "canvas"), ("ink", "surface"), ("ink-2", "surface"), ("ink-3", "surface"), ("ink-3", "canvas"),
    ("ink-3", "neutral-bg"), ("accent-text", "surface"), ("accent-text", "accent-tint"), ("on-accent", "accent"),
    ("on-accent", "accent-hover"), ("on-accent", "accent-press"), ("panel-ink", "panel"), ("panel-ink-2", "panel"),
    ("danger-text", "surface"), ("danger-text", "danger-bg"), ("warning-text", "warning-bg"), ("canvas", "ink"),
    ("success-text", "success-bg"), ("success-text", "surface"), ("on-danger", "danger"), ("ink-2", "danger-bg"),
    ("ink-2", "warning-bg"), ("ink-3", "hover"), ("ink-3", "accent-tint"), ("accent-text", "accent-tint-2"),
]
_PARTS = [("control", "surface"), ("control", "canvas"), ("control", "accent-tint"), ("focus", "surface"),
          ("focus", "canvas"), ("accent", "accent-tint"), ("danger", "surface"), ("warning", "warning-bg")]


@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.DARK])
@pytest.mark.parametrize(("pairs", "needed"), [(_TEXT, 4.5), (_PARTS, 3.0)], ids=["text", "parts"])
def test_contrast_holds_in_both_themes(theme: Theme, mode: Mode, pairs: list[tuple[str, str]], needed: float) -> None:
    """WCAG 2.2, 1.4.3 and 1.4.11."""
    theme.set_mode(mode)
    low = [pair for pair in pairs if _contrast(theme.color(pair[0]), theme.color(pair[1])) < needed]
    assert low == []


def test_both_themes_name_the_same_colours() -> None:
    tokens = json.loads(resource("theme.json").read_text())
    assert tokens["light"].keys() == tokens["dark"].keys()


def test_the_style_sheet_is_filled_in_completely(theme: Theme, qapp: QApplication) -> None:
    assert not re.search(r"@[a-z]", qapp.styleSheet())
    light = qapp.styleSheet()
    theme.set_mode(Mode.DARK)
    assert qapp.styleSheet() != light


def test_no_widget_brings_a_style_sheet_of_its_own() -> None:
    """One sheet for the application: theme.py alone sets it."""
    users = [path.name for path in Path("app").rglob("*.py") if "setStyleSheet" in path.read_text()]
    assert users == ["theme.py"]


def test_manrope_is_used_in_each_weight(qapp: QApplication) -> None:
    for weight in (400, 500, 600, 700):
        info = QFontInfo(fonts.font(15, weight))
        assert (info.family(), info.weight()) == ("Manrope", weight)


@pytest.mark.parametrize("name", ["مريم", "רחל", "สมชาย", "मारिया"])
def test_names_in_other_scripts_are_drawn_with_a_bundled_font(qapp: QApplication, name: str) -> None:
    """Without depending on what the computer has installed."""
    fonts.cover(name)
    layout = QTextLayout(name, fonts.font(19))
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    assert {run.rawFont().familyName().lower() for run in layout.glyphRuns()} == {fonts.FALLBACK_FAMILY.lower()}


@pytest.mark.parametrize("meaning", icons.known())
def test_every_icon_draws_something(qapp: QApplication, meaning: str) -> None:
    image = icons.pixmap(meaning, 24, QColor("black"), 1.0).toImage().convertToFormat(QImage.Format.Format_ARGB32)
    assert any(image.pixelColor(x, y).alpha() > 100 for x in range(24) for y in range(24))


def _contrast(one: QColor, other: QColor) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: QColor) -> float:
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
             for part in (color.redF(), color.greenF(), color.blueF())]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
