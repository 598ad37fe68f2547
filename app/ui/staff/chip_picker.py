"""Pick several of a list: a field to pick from, and what is picked as chips that can be taken away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.widgets.button import Button, Kind
from app.ui.widgets.field import ChoiceField
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.layouts import clear
from app.ui.widgets.metrics import COMPACT


class ChipPicker(QWidget):
    """``changed`` follows every change of what is picked. Options are pairs of code and words."""

    changed = Signal()

    def __init__(self, label: str, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words: dict[str, str] = {}
        self._picked: list[str] = []
        self._field = ChoiceField(label, (), placeholder=placeholder)
        self._field.combo.activated.connect(lambda _index: self._add(self._field.value()))
        self._chips = FlowLayout(gap=8)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(10)
        self.column.addWidget(self._field)
        self.column.addLayout(self._chips)
        self.setFocusProxy(self._field)

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Offer ``options``, in the order given; what is picked stays."""
        self._words.update(options)
        self._field.set_options(options)
        self._field.combo.setCurrentIndex(-1)
        self.draw()

    def codes(self) -> tuple[str, ...]:
        """Return the codes picked, in the order they were picked."""
        return tuple(self._picked)

    def choose(self, codes: tuple[str, ...]) -> None:
        """Replace what is picked."""
        self._picked = list(codes)
        self.draw()
        self.changed.emit()

    def show_error(self, sentence: str) -> None:
        """Show what is missing at the list."""
        self._field.set_error(sentence)

    def draw(self) -> None:
        """Draw the chips of what is picked."""
        clear(self._chips)
        before: QWidget = self._field.combo
        for code in self._picked:
            if code not in self._words:
                continue
            chip = Button(self._words[code], Kind.SECONDARY, COMPACT, trailing="close")
            chip.setAccessibleName(f"Remove {self._words[code]}")
            chip.activated.connect(lambda chosen=code: self._remove(chosen))
            self._chips.addWidget(chip)
            QWidget.setTabOrder(before, chip)
            before = chip

    def _add(self, code: str) -> None:
        self._field.combo.setCurrentIndex(-1)
        self._field.set_error("")
        if code and code not in self._picked:
            self._picked.append(code)
            self.draw()
            self.changed.emit()

    def _remove(self, code: str) -> None:
        self._picked.remove(code)
        self.draw()
        self._field.setFocus()
        self.changed.emit()
