"""Choose the planned treatments: a list to pick from, and what is picked as chips that can be taken away."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.views.patients import TreatmentChoice
from app.ui.fonts import Staff
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.field import ChoiceField
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.layouts import clear
from app.ui.widgets.metrics import COMPACT
from app.ui.widgets.text import TextLabel


class TreatmentPicker(QWidget):
    """``changed`` follows every change of the picked treatments."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._treatments: dict[str, TreatmentChoice] = {}
        self._picked: list[str] = []
        self._field = ChoiceField("Planned treatment", (), placeholder="Choose a treatment")
        self._field.combo.activated.connect(lambda _index: self._add(self._field.value()))
        self._chips = FlowLayout(gap=8)
        self._note = TextLabel("", Staff.DETAIL, "warning-text")
        self._note.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._field)
        column.addLayout(self._chips)
        column.addWidget(self._note)
        self.setFocusProxy(self._field)

    def set_treatments(self, treatments: tuple[TreatmentChoice, ...]) -> None:
        """Offer ``treatments``, in the order given."""
        self._treatments = {each.code: each for each in treatments}
        self._field.set_options([(each.code, each.name) for each in treatments])
        self._field.combo.setCurrentIndex(-1)
        self._draw()

    def codes(self) -> tuple[str, ...]:
        """Return the codes picked, in the order they were picked."""
        return tuple(self._picked)

    def choose(self, codes: tuple[str, ...]) -> None:
        """Replace what is picked."""
        self._picked = list(codes)
        self._draw()
        self.changed.emit()

    def show_error(self, sentence: str) -> None:
        """Show what is missing at the list."""
        self._field.set_error(sentence)

    def _add(self, code: str) -> None:
        self._field.combo.setCurrentIndex(-1)
        self._field.set_error("")
        if code and code not in self._picked:
            self._picked.append(code)
            self._draw()
            self.changed.emit()

    def _remove(self, code: str) -> None:
        self._picked.remove(code)
        self._draw()
        self._field.setFocus()
        self.changed.emit()

    def _draw(self) -> None:
        clear(self._chips)
        known = [self._treatments[code] for code in self._picked if code in self._treatments]
        before: QWidget = self._field.combo
        for treatment in known:
            chip = Button(treatment.name, Kind.SECONDARY, COMPACT, trailing="close")
            chip.setAccessibleName(f"Remove {treatment.name}")
            chip.activated.connect(lambda code=treatment.code: self._remove(code))
            self._chips.addWidget(chip)
            QWidget.setTabOrder(before, chip)
            before = chip
        missing = [treatment.name for treatment in known if not treatment.consent_shipped]
        self._note.setText(f"The consent for {', '.join(missing)} is not in the app yet: the visit cannot become Ready."
                           if missing else "")
        self._note.setVisible(bool(missing))
