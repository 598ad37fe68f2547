"""Find a patient, or add a new one."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.security.roles import Action, RecordKind, allowed
from app.ui.context import StaffContext
from app.ui.fonts import Staff
from app.ui.navigation import NewPatientRoute, PatientRoute, PatientsRoute, Route
from app.ui.screen import Screen
from app.ui.staff.patient_search import PatientSearch
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.text import TextLabel


class PatientsScreen(Screen):
    """The search over all patients."""

    def __init__(self, context: StaffContext, route: Route, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        query = route.query if isinstance(route, PatientsRoute) else ""
        self._search = PatientSearch(context, query)
        self._search.chosen.connect(lambda hit: self.navigate.emit(PatientRoute(hit.patient_id)))
        self._search.add_wanted.connect(lambda name: self.navigate.emit(NewPatientRoute(name)))
        page = QVBoxLayout(self)
        page.setContentsMargins(32, 26, 32, 24)
        page.setSpacing(18)
        head = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(TextLabel("Patients", Staff.TITLE))
        words.addWidget(TextLabel("Opening a record is written to the audit log.", Staff.BODY, "ink-2"))
        head.addLayout(words, 1)
        if allowed(context.actor.role, Action.CREATE, RecordKind.PATIENT):
            add = Button("New patient", Kind.PRIMARY, icon="add")
            add.activated.connect(lambda: self.navigate.emit(NewPatientRoute(self._search.field.text())))
            head.addWidget(add)
        page.addLayout(head)
        page.addWidget(self._search, 1)
        self.setFocusProxy(self._search)

    def load(self) -> None:
        """Search for what is typed already."""
        self._search.search()
