"""Framed surfaces: card, well, rule."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.ui.fonts import Staff
from app.ui.widgets.text import TextLabel


class Card(QFrame):
    """A surface with a hairline border. Add content to ``body``."""

    def __init__(self, title: str = "", *, kind: str = "card", padding: int = 20, spacing: int = 12,
                 parent: QWidget | None = None) -> None:
        """``kind`` is "card" (radius 14), "card-small" (12) or "well" (canvas fill)."""
        super().__init__(parent)
        self.setProperty("kind", kind)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(padding, padding, padding, padding)
        self.body.setSpacing(spacing)
        if title:
            self.body.addWidget(TextLabel(title, Staff.CARD))


class Rule(QFrame):
    """A hairline."""

    def __init__(self, vertical: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "rule-vertical" if vertical else "rule")


class Surface(QWidget):
    """A plain area filled with a background token: canvas, surface, sunken or panel."""

    def __init__(self, surface: str = "canvas", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", surface)
