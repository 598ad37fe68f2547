"""Choose one patient from the search."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.views.patients import PatientHit
from app.ui.context import StaffContext
from app.ui.staff.patient_search import PatientSearch
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.overlay import DialogOverlay


class PatientDialog(DialogOverlay):
    """``chosen`` carries the PatientHit, or None for any patient."""

    chosen = Signal(object)

    def __init__(self, window: QWidget, context: StaffContext) -> None:
        super().__init__(window, width=900, spacing=14)
        self.search = PatientSearch(context, adds=False)
        self.search.setFixedHeight(360)
        self.search.chosen.connect(self._choose)
        anybody, cancel = Button("Any patient", Kind.QUIET), Button("Not now", Kind.SECONDARY)
        anybody.activated.connect(lambda: self._choose(None))
        cancel.activated.connect(self.close_dialog)
        self.add_head("Which patient?")
        self.body.addWidget(self.search)
        row = QHBoxLayout()
        row.addWidget(anybody)
        row.addStretch(1)
        row.addWidget(cancel)
        self.body.addLayout(row)

    def begin(self) -> None:
        """Open the dialog with the focus on the search."""
        self.open(self.search.field.edit)
        self.search.search()

    def _choose(self, hit: PatientHit | None) -> None:
        self.close_dialog()
        self.chosen.emit(hit)
