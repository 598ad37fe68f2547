"""A dialog with one question and a few tiles to choose from."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from app.ui.widgets.button import Button, Kind
from app.ui.widgets.metrics import COMPACT
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.tile import RadioTile


class ChoiceDialog(DialogOverlay):
    """``agreed`` carries the code of the chosen tile."""

    agreed = Signal(str)

    def __init__(self, window: QWidget, title: str, options: Sequence[tuple[str, str]], act: str) -> None:
        """``options`` are pairs of code and words; ``act`` names the outcome."""
        super().__init__(window)
        self._group = QButtonGroup(self)
        self._codes = [code for code, _ in options]
        self.add_head(title)
        self.body.addSpacing(4)
        for number, (_, words) in enumerate(options):
            tile = RadioTile(words, metrics=COMPACT)
            self._group.addButton(tile, number)
            self.body.addWidget(tile)
        self._act = Button(act, Kind.PRIMARY)
        self._act.set_ready(False, "Choose one first.")
        self._act.activated.connect(self._start)
        self._act.missing.connect(self._first)
        cancel = Button("Not now", Kind.SECONDARY)
        cancel.activated.connect(self.close_dialog)
        self._group.idToggled.connect(lambda _number, _on: self._act.set_ready(True))
        row = QHBoxLayout()
        row.setContentsMargins(0, 10, 0, 0)
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self._act)
        self.body.addLayout(row)

    def begin(self) -> None:
        """Open the dialog with the focus on the first tile."""
        self.open(self._group.button(0))

    def choose(self, code: str) -> None:
        """Check the tile of ``code``."""
        self._group.button(self._codes.index(code)).setChecked(True)

    def _first(self) -> None:
        self._group.button(0).setFocus()

    def _start(self) -> None:
        code = self._codes[self._group.checkedId()]
        self.close_dialog()
        self.agreed.emit(code)
