"""The cards at the right of a patient's record: consents, the open visit, the emergency contact."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.views.patients import ConsentLine, ConsentState
from app.ui.fonts import Staff
from app.ui.widgets.banner import Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Card, Rule
from app.ui.widgets.chips import StatusChip
from app.ui.widgets.layouts import clear
from app.ui.widgets.metrics import COMPACT
from app.ui.widgets.picture import Icon
from app.ui.widgets.text import TextLabel

_CHIPS = {
    ConsentState.VALID: (Tone.SUCCESS, "check"), ConsentState.EXPIRING: (Tone.WARNING, "clock"),
    ConsentState.MISSING: (Tone.DANGER, "minus-circle"), ConsentState.WITHDRAWN: (Tone.NEUTRAL, "cross-circle"),
    ConsentState.DECLINED: (Tone.NEUTRAL, "cross-circle"), ConsentState.EXPIRED: (Tone.DANGER, "clock"),
}


def consent_chip(line: ConsentLine) -> StatusChip:
    """Return the chip with the fixed word of the consent's state."""
    tone, icon = _CHIPS[line.state]
    words = line.state.value
    if line.state is ConsentState.EXPIRING and line.days_left is not None:
        words = "1 day left" if line.days_left == 1 else f"{line.days_left} days left"
    return StatusChip(words, tone, icon)


class ConsentsCard(Card):
    """One row per consent that stands out; all of them have a tab of their own."""

    see_all = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=20, spacing=0, parent=parent)
        head = QHBoxLayout()
        head.addWidget(TextLabel("Consents", Staff.CARD), 1, Qt.AlignmentFlag.AlignVCenter)
        link = Button("See all", Kind.QUIET, COMPACT, flush=True)
        link.setAccessibleName("See all consents")
        link.activated.connect(self.see_all)
        head.addWidget(link)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.body.setContentsMargins(20, 12, 20, 8)
        self.body.addLayout(head)
        self.body.addSpacing(6)
        self.body.addLayout(self._rows)

    def show_consents(self, consents: Sequence[ConsentLine]) -> None:
        """Replace the rows."""
        clear(self._rows)
        for line in consents:
            self._rows.addWidget(Rule())
            self._rows.addWidget(self._row(line))
        if not consents:
            self._rows.addWidget(Rule())
            empty = TextLabel("No consent was asked for yet.", Staff.BODY, "ink-3")
            empty.setContentsMargins(0, 12, 0, 8)
            self._rows.addWidget(empty)

    def _row(self, line: ConsentLine) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 11, 0, 11)
        row.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(TextLabel(line.title, Staff.VALUE))
        words.addWidget(TextLabel(line.detail, Staff.DETAIL, "ink-2"))
        row.addLayout(words, 1)
        row.addWidget(consent_chip(line), 0, Qt.AlignmentFlag.AlignVCenter)
        return holder


class FactCard(Card):
    """A title and a fact of one or two lines behind an icon. The first line is the stronger one."""

    def __init__(self, title: str, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(title, padding=20, spacing=12, parent=parent)
        self._first = TextLabel("", Staff.VALUE)
        self._second = TextLabel("", Staff.DETAIL, "ink-2")
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(Icon(icon, 20, "accent-text", box_height=22), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._first)
        words.addWidget(self._second)
        row.addLayout(words, 1)
        self.body.addLayout(row)

    def show_fact(self, first: str, second: str, empty: str) -> None:
        """Show the two lines; ``empty`` is shown instead of nothing."""
        self._first.setText(first or empty)
        self._first.set_color("ink" if first else "ink-3")
        self._second.setText(second)
        self._second.setVisible(bool(second))
