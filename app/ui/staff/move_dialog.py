"""An intake filed under the wrong patient: find the right one and say why. New rows put it right; nothing is edited."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.dates import long_date
from app.services.views.patients import PatientHit
from app.ui.context import StaffContext
from app.ui.fonts import Staff
from app.ui.staff.patient_search import PatientSearch
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.field import LineField
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.text import TextLabel


class MoveDialog(DialogOverlay):
    """``agreed`` carries the patient's id and the reason."""

    agreed = Signal(str, str)

    def __init__(self, window: QWidget, context: StaffContext, patient_name: str) -> None:
        super().__init__(window, width=900, spacing=14)
        title = "Whose intake is this?"
        self._from = patient_name
        self._chosen: PatientHit | None = None
        self.search = PatientSearch(context, adds=False)
        self.search.setFixedHeight(330)
        self.search.chosen.connect(self._choose)
        self._words = TextLabel("", Staff.NAME)
        self.reason = LineField("Reason", hint="For example: handed over from the wrong card. Both records keep it.")
        self._act = Button("Move the intake", Kind.PRIMARY)
        self.add_head(title, f"It is filed under {patient_name} now. The record there keeps a note that it was moved.")
        for widget in (self.search, self._words, self.reason):
            self.body.addWidget(widget)
        self._words.hide()
        self.reason.hide()
        self._add_buttons()

    def begin(self) -> None:
        """Open the dialog with the focus on the search."""
        self.open(self.search.field.edit)
        self.search.search()

    def _choose(self, hit: PatientHit) -> None:
        self._chosen = hit
        self._words.setText(f"Move to {hit.display_name}, born {long_date(hit.birth_date)}, record {hit.record_number}")
        self.search.hide()
        self._words.show()
        self.reason.show()
        self._act.set_ready(True)
        self.reason.setFocus()
        self.refit()

    def _start(self) -> None:
        if self._chosen is None:
            return
        if not self.reason.text():
            self.reason.set_error("Enter why the intake is moved")
            self.reason.setFocus()
            self.refit()
            return
        self.close_dialog()
        self.agreed.emit(self._chosen.patient_id, self.reason.text())

    def _add_buttons(self) -> None:
        cancel = Button("Leave it where it is", Kind.SECONDARY)
        cancel.activated.connect(self.close_dialog)
        self._act.set_ready(False, "Choose a patient first.")
        self._act.activated.connect(self._start)
        self._act.missing.connect(self.search.setFocus)
        self.reason.submitted.connect(self._start)
        row = QHBoxLayout()
        row.setContentsMargins(0, 10, 0, 0)
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self._act)
        self.body.addLayout(row)
