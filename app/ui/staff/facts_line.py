"""Short facts on one line with upright rules between them; goes on below when there is no room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui.fonts import Staff
from app.ui.theme import color
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.layouts import clear
from app.ui.widgets.text import TextLabel


class FactsLine(QWidget):
    """Empty facts are left out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = FlowLayout(self, gap=10, row_gap=0)

    def show_facts(self, facts: Sequence[str]) -> None:
        """Replace the facts."""
        clear(self._flow)
        for number, fact in enumerate(fact for fact in facts if fact):
            if number:
                self._flow.addWidget(_Bar())
            self._flow.addWidget(TextLabel(fact, Staff.BODY.digits(), "ink-2", wrap=False))


class _Bar(QWidget):
    """An upright rule."""

    def sizeHint(self) -> QSize:
        """Return the height of the line beside it."""
        return QSize(1, 22)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        QPainter(self).fillRect(0, 4, 1, 15, color("control"))
