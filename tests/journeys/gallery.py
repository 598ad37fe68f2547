"""``make gallery OUT=DIR``: every kind of question in every state, and the component sheets, as pictures.

``form-<page>.png`` shows one item type in all its states side by side, with ``-large`` and ``-dark`` beside it;
``states/`` holds each state on its own. The component sheets are named like the reference pictures of the design.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QGridLayout, QLayout, QVBoxLayout, QWidget

from app.ui import motion
from app.ui.fonts import Kiosk, Staff
from app.ui.form_preview import picture_of
from app.ui.form_widgets.look import FieldLook
from app.ui.theme import Mode, Theme
from app.ui.widgets.metrics import KIOSK
from app.ui.widgets.text import TextLabel
from tests.journeys.gallery_components import component_sheet
from tests.journeys.gallery_samples import PAGES, STATES, TODAY, Sample, draw

SHEETS = {Mode.LIGHT: "18-component-sheet", Mode.DARK: "18b-component-sheet-dark"}
_WIDTH = 1440
_LARGER = 1.25


def main(out: Path) -> int:
    """Draw everything into ``out``; return 0."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "states").mkdir(exist_ok=True)
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(["gallery"])
    motion.set_reduced(True)
    theme = Theme(Mode.LIGHT, app)
    theme.apply(app)
    for name, picture in pictures(theme):
        picture.save(str(out / f"{name}.png"))
    return 0


def pictures(theme: Theme) -> Iterator[tuple[str, QPixmap]]:
    """Yield every picture with its name."""
    for mode in (Mode.LIGHT, Mode.DARK):
        theme.set_mode(mode)
        yield SHEETS[mode], _component_picture()
        for name, sample in PAGES.items():
            look = FieldLook(TODAY, KIOSK, 2)
            if mode is Mode.DARK:
                yield f"form-{name}-dark", picture_of(_page(name, sample, look), _WIDTH)
                continue
            yield f"form-{name}", picture_of(_page(name, sample, look), _WIDTH)
            yield f"form-{name}-large", picture_of(_page(name, sample, _large(look)), _WIDTH)
            for state in STATES:
                yield f"states/{name}-{state}", picture_of(_framed(draw(sample, state, look)), 760, 100)
    theme.set_mode(Mode.LIGHT)


def _large(look: FieldLook) -> FieldLook:
    return FieldLook(look.today, KIOSK.scaled(_LARGER), 1)


def _page(name: str, sample: Sample, look: FieldLook) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(48, 40, 48, 48)
    column.setSpacing(20)
    column.addWidget(TextLabel(name, Kiosk.TITLE))
    grid = QGridLayout()
    grid.setHorizontalSpacing(40)
    grid.setVerticalSpacing(36)
    for number, state in enumerate(STATES):
        cell = QVBoxLayout()
        cell.setSpacing(10)
        cell.addWidget(TextLabel(state.replace("-", " ").capitalize(), Staff.SMALL.weighted(600), "ink-3"))
        cell.addWidget(draw(sample, state, look))
        cell.addStretch(1)
        grid.addLayout(cell, number // 2, number % 2)
    for side in (0, 1):
        grid.setColumnStretch(side, 1)
        grid.setColumnMinimumWidth(side, (_WIDTH - 136) // 2)
    column.addLayout(grid)
    return page


def _framed(content: QWidget) -> QWidget:
    frame = QWidget()
    column = QVBoxLayout(frame)
    column.setContentsMargins(24, 24, 24, 24)
    column.addWidget(content)
    return frame


def _component_picture() -> QPixmap:
    ground, sheet = component_sheet()
    ground.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    layout = ground.layout()
    assert layout is not None
    layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
    ground.resize(_WIDTH, 2000)
    ground.show()
    ground.resize(_WIDTH, layout.totalHeightForWidth(_WIDTH))
    sheet.show_focus(ground)
    picture = ground.grab()
    ground.hide()
    ground.deleteLater()
    return picture


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "out")))
