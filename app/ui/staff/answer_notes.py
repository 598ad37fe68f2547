"""What the reviewer knows about answers that were carried over: sections nobody confirmed, answers that were lost."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.views.review import LostAnswer
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.layouts import clear

UNCONFIRMED = "Not confirmed this time"
_LOST = "Not carried over from last time"


class AnswerNotes(QWidget):
    """At most two banners above the answers; none for a new patient."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.hide()

    def show_notes(self, unconfirmed: Sequence[str], lost: Sequence[LostAnswer]) -> None:
        """Name the sections in ``unconfirmed``, and every answer of ``lost`` with why it was lost."""
        clear(self._column)
        if unconfirmed:
            self._column.addWidget(Banner(Tone.WARNING, UNCONFIRMED, f"{', '.join(unconfirmed)}."))
        if lost:
            text = " ".join(f"{each.question}: {each.answer}. {each.why}" for each in lost)
            self._column.addWidget(Banner(Tone.INFO, _LOST, text))
        self.setVisible(bool(unconfirmed or lost))
