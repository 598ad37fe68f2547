"""Choose the planned treatments; one whose consent the app does not have is said at once."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.services.views.patients import TreatmentChoice
from app.ui.fonts import Staff
from app.ui.staff.chip_picker import ChipPicker
from app.ui.widgets.text import TextLabel


class TreatmentPicker(ChipPicker):
    """``changed`` follows every change of the picked treatments."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._treatments: dict[str, TreatmentChoice] = {}
        super().__init__("Planned treatment", "Choose a treatment", parent)
        self._note = TextLabel("", Staff.DETAIL, "warning-text")
        self._note.hide()
        self.column.addWidget(self._note)

    def set_treatments(self, treatments: tuple[TreatmentChoice, ...]) -> None:
        """Offer ``treatments``, in the order given."""
        self._treatments = {each.code: each for each in treatments}
        self.set_options([(each.code, each.name) for each in treatments])

    def draw(self) -> None:
        """Draw the chips, and the note below them."""
        super().draw()
        known = [self._treatments[code] for code in self.codes() if code in self._treatments]
        missing = [treatment.name for treatment in known if not treatment.consent_shipped]
        self._note.setText(f"The consent for {', '.join(missing)} is not in the app yet: the visit cannot become Ready."
                           if missing else "")
        self._note.setVisible(bool(missing))
