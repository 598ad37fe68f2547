"""Rows of a quiet label and what it says, for panes and cards."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.fonts import Staff, TextStyle
from app.ui.widgets.layouts import clear
from app.ui.widgets.text import TextLabel


class Facts(QWidget):
    """Label above, value below it, an optional quiet line under that."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)

    def add(self, label: str, value: str, detail: str = "", style: TextStyle = Staff.VALUE, *,
            copyable: bool = False) -> None:
        """Add a row; ``copyable`` values can be selected with the keyboard and read out."""
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(TextLabel(label, Staff.SMALL, "ink-3"))
        shown = TextLabel(value, style)
        shown.setAccessibleName(f"{label}: {value}")
        if copyable:
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        words.addWidget(shown)
        if detail:
            words.addWidget(TextLabel(detail, Staff.DETAIL, "ink-2"))
        self._column.addLayout(words)

    def empty(self) -> None:
        """Take all rows away."""
        clear(self._column)
