"""The forms due at a visit, each with why it is due, or why it cannot be handed over yet."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.views.patients import DueForm
from app.ui.fonts import Staff
from app.ui.widgets.banner import Tone
from app.ui.widgets.card import Rule
from app.ui.widgets.chips import StatusChip
from app.ui.widgets.layouts import clear
from app.ui.widgets.picture import Icon
from app.ui.widgets.text import TextLabel


class DueList(QWidget):
    """Rows of forms; without any, one sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_forms(self, forms: tuple[DueForm, ...], empty: str = "Nothing is due.") -> None:
        """Replace the rows."""
        clear(self._column)
        for number, form in enumerate(forms):
            if number:
                self._column.addWidget(Rule())
            self._column.addWidget(_DueRow(form))
        if not forms:
            self._column.addWidget(TextLabel(empty, Staff.BODY, "ink-2"))


class _DueRow(QWidget):
    """Title, why, and a chip when it cannot be handed over."""

    def __init__(self, form: DueForm) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 10, 0, 10)
        row.setSpacing(12)
        row.addWidget(Icon("forms", 20, "accent-text", box_height=22), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(TextLabel(form.title, Staff.NAME))
        words.addWidget(TextLabel(form.blocked or form.why, Staff.DETAIL, "warning-text" if form.blocked else "ink-2"))
        row.addLayout(words, 1)
        if form.blocked:
            row.addWidget(StatusChip("Not ready", Tone.WARNING, "warning"), 0, Qt.AlignmentFlag.AlignTop)
        else:
            how_long = "If needed" if form.is_conditional else f"{form.minutes} min"
            row.addWidget(TextLabel(how_long, Staff.DETAIL, "ink-3", wrap=False), 0, Qt.AlignmentFlag.AlignTop)
