"""After set-up: ten single-use codes for a lost phone, shown once."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.ui.entry.setup_draft import SetupDraft
from app.ui.entry.setup_page import SetupPage, SetupTools
from app.ui.fonts import TextStyle
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.card import Card
from app.ui.widgets.checks import CheckRow
from app.ui.widgets.text import TextLabel

_CODE = TextStyle(18, 28, 600, 0.04, True)


class CodesPage(SetupPage):
    """The codes, and a check mark that they are written down."""

    next_words = "Sign in"

    def __init__(self, tools: SetupTools, draft: SetupDraft) -> None:
        super().__init__("Your clinic is ready", "One last thing: ten codes for the day you don’t have your phone. "
                         "Each works once.", tools, draft)
        self.stored = CheckRow("I’ve written these codes down")
        self._card = Card(kind="well", padding=28)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(48)
        self._grid.setVerticalSpacing(8)
        self._card.body.addLayout(self._grid)
        self.column.addWidget(self._card)
        self.column.addWidget(Banner(Tone.WARNING, "Shown only once", "Write them down or take them with you on paper. "
                                     "You can make new ones in Settings, My account."))
        self.column.addWidget(self.stored, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addStretch(1)
        self.stored.toggled.connect(lambda _on: self._tell_ready())

    def begin(self) -> None:
        """Say what is still missing."""
        self._tell_ready()

    def first_control(self) -> QWidget:
        """Start with the check mark."""
        return self.stored

    def show_codes(self, codes: tuple[str, ...]) -> None:
        """Show ``codes`` in two columns."""
        for number, code in enumerate(codes):
            half = (len(codes) + 1) // 2
            self._grid.addWidget(TextLabel(code, _CODE, wrap=False), number % half, number // half)

    def submit(self) -> None:
        """Go on when the codes are written down."""
        if self.stored.isChecked():
            self.passed.emit()
        else:
            self.stored.setFocus()

    def _tell_ready(self) -> None:
        ready = self.stored.isChecked()
        self.ready_changed.emit(ready, "" if ready else "Confirm that you have the codes")
