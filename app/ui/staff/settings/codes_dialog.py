"""Ten new recovery codes, shown once. Closing asks for a check mark, so that nobody loses them by a stray key."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from app.ui.fonts import TextStyle
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Card
from app.ui.widgets.checks import CheckRow
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.text import TextLabel

CODE_STYLE = TextStyle(18, 28, 600, 0.04, True)


class CodesDialog(DialogOverlay):
    """The codes in two columns."""

    def __init__(self, window: QWidget, codes: Sequence[str], intro: str = "") -> None:
        """``intro`` is said before what the codes are for."""
        super().__init__(window, width=560, spacing=16, dismissable=False)
        self.stored = CheckRow("I’ve written these codes down")
        self.done = Button("Done", Kind.PRIMARY)
        self.add_head("Your new recovery codes",
                      f"{intro} They are shown only now. Each works once; the earlier ones no longer "
                      "work. Keep them away from this computer.".strip())
        self.body.addWidget(codes_card(codes))
        self.body.addWidget(self.stored)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.done)
        self.body.addLayout(row)
        self.stored.toggled.connect(lambda on: self.done.set_ready(on, "Confirm that you have the codes"))
        self.done.set_ready(False, "Confirm that you have the codes")
        self.done.missing.connect(self.stored.setFocus)
        self.done.activated.connect(self.close_dialog)

    def begin(self) -> None:
        """Open the dialog."""
        self.open(self.stored)


def codes_card(codes: Sequence[str]) -> Card:
    """Return ``codes`` in two columns, as large as they are read out."""
    card = Card(kind="well", padding=24)
    grid = QGridLayout()
    grid.setHorizontalSpacing(40)
    grid.setVerticalSpacing(6)
    half = (len(codes) + 1) // 2
    for number, code in enumerate(codes):
        grid.addWidget(TextLabel(code, CODE_STYLE, wrap=False), number % half, number // half)
    card.setAccessibleName(", ".join(codes))
    card.body.addLayout(grid)
    return card
