"""The line under a control."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.widgets.metrics import STAFF, Metrics
from app.ui.widgets.picture import Icon
from app.ui.widgets.text import TextLabel


class FieldMessage(QWidget):
    """The line under a control: a quiet hint, or an icon and what is wrong."""

    def __init__(self, metrics: Metrics = STAFF, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        side = round(metrics.hint.px + 2)
        self._icon = Icon("error", side, "danger-text", box_height=round(metrics.hint.line))
        self._text = TextLabel("", metrics.hint, "ink-3")
        self._metrics = metrics
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)

    def show_text(self, text: str, wrong: bool = False, tone: str = "", icon: str = "") -> None:
        """Show ``text``; ``wrong`` in the error's colors, or with an icon and a tone of your own."""
        ink = "danger-text" if wrong else (f"{tone}-text" if tone else "ink-3")
        self._text.setText(text)
        self._text.set_color(ink)
        self._text.set_style(self._metrics.hint.weighted(500 if wrong or tone else 400))
        self._icon.set_icon("error" if wrong else icon or "error", ink)
        self._icon.setVisible(bool(text) and (wrong or bool(icon)))
        self.setVisible(bool(text))
