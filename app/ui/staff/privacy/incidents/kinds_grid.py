"""Which information it was: a check box for each kind the clinic keeps, in two columns."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QGridLayout, QWidget

from app.rules.breach_letter import KIND_WORDS, PhiKind
from app.ui.widgets.checks import CheckRow


class KindsGrid(QWidget):
    """``rows`` are the check boxes by kind."""

    def __init__(self, checked: Iterable[PhiKind], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = {kind: CheckRow(f"{words[0].upper()}{words[1:]}") for kind, words in KIND_WORDS.items()}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        for number, row in enumerate(self.rows.values()):
            grid.addWidget(row, number // 2, number % 2)
        for kind in checked:
            self.rows[kind].setChecked(True)

    def value(self) -> tuple[PhiKind, ...]:
        """Return what is checked, in the order of the kinds."""
        return tuple(kind for kind in PhiKind if self.rows[kind].isChecked())
