"""Add a patient, with a warning when somebody alike is on file."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.dates import field_date
from app.core.errors import KnownError
from app.services.views.oversight import StaffDraft
from app.services.views.patients import PatientHit
from app.ui.context import StaffContext
from app.ui.navigation import CheckInRoute, NewPatientRoute, PatientRoute, PatientsRoute, Route
from app.ui.screen import Screen
from app.ui.staff.page_header import PageHeader
from app.ui.staff.patient_fields import PatientFields
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Card
from app.ui.widgets.layouts import clear
from app.ui.widgets.metrics import COMPACT
from app.ui.widgets.scroll_column import ScrollColumn


class NewPatientScreen(Screen):
    """Name, birth date and how to reach the patient. Nothing is saved before "Add patient"."""

    def __init__(self, context: StaffContext, route: Route, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        given, _, family = _name_in(route).partition(" ")
        self.fields = PatientFields()
        self.fields.set_texts((("given_name", given), ("family_name", family)))
        self._error = Banner(Tone.DANGER, "")
        self._error.hide()
        self._alike = Card("Somebody alike is on file", padding=20)
        self._alike.hide()
        self._confirmed = False
        self._add = Button("Add patient", Kind.PRIMARY)
        self._add.activated.connect(self._start)
        self.fields.submitted.connect(self._add.click)  # which is deaf while the patient is being added
        self._lay_out()
        self.setFocusProxy(self.fields)

    def unfinished(self) -> StaffDraft | None:
        """Return what is typed, unless nothing is."""
        typed = self.fields.texts()
        if not typed:
            return None
        return StaffDraft(NewPatientRoute.__name__, "", self.context.clock.now(), typed)

    def restore(self, draft: StaffDraft) -> None:
        """Put it back."""
        self.fields.set_texts(draft.fields)

    def _lay_out(self) -> None:
        header = PageHeader((("Patients", PatientsRoute()), ("New patient", None)))
        header.set_title("New patient", "The patient checks and completes these details on the tablet.")
        header.navigate.connect(self.navigate)
        scroll = ScrollColumn(margins=(32, 24, 32, 32), spacing=16)
        card = Card(padding=24)
        card.setMaximumWidth(760)
        card.body.addWidget(self.fields)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._add)
        card.body.addSpacing(4)
        card.body.addLayout(row)
        self._alike.setMaximumWidth(760)
        self._error.setMaximumWidth(760)
        for widget in (self._error, card, self._alike):
            scroll.column.addWidget(widget)
        scroll.column.addStretch(1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(header)
        page.addWidget(scroll, 1)

    def _start(self) -> None:
        patient = self.fields.read(self.context.today)
        if patient is None:
            return
        self._error.hide()
        self._add.set_busy(True)
        services, actor = self.context.services, self.context.actor
        if self._confirmed:
            self.context.tasks.run(lambda: services().patients.add(actor, patient), self, self._added, self._refused)
        else:
            self.context.tasks.run(lambda: services().patients.possible_duplicates(actor, patient), self,
                                   self._show_alike, self._refused)

    def _show_alike(self, hits: tuple[PatientHit, ...]) -> None:
        self._add.set_busy(False)
        self._confirmed = True
        if not hits:
            self._start()
            return
        clear(self._alike.body, keep=1)  # the title
        for hit in hits:
            line = f"{hit.display_name}, born {field_date(hit.birth_date)}, record {hit.record_number}"
            button = Button(f"Open {line}", Kind.SECONDARY, COMPACT)
            button.activated.connect(lambda chosen=hit.patient_id: self._open_instead(chosen))
            self._alike.body.addWidget(button)
        anyway = Button("Add as a different person", Kind.QUIET, COMPACT)
        anyway.activated.connect(self._add.click)
        self._alike.body.addWidget(anyway)
        self._alike.show()

    def _open_instead(self, patient_id: str) -> None:
        self.fields.clear()  # nothing is unfinished any more
        self.navigate.emit(PatientRoute(patient_id))

    def _added(self, patient_id: str) -> None:
        self.fields.clear()
        self.navigate.emit(CheckInRoute(patient_id))

    def _refused(self, error: KnownError) -> None:
        self._add.set_busy(False)
        self._confirmed = False
        if self.fields.show_refusal(error):
            return
        self._error.show_message(Tone.DANGER, "The patient was not added", error.sentence, say=True)
        self._error.show()


def _name_in(route: Route) -> str:
    """Return what was typed into the search as a name; a birth date or phone number is none."""
    typed = route.name.strip() if isinstance(route, NewPatientRoute) else ""
    return "" if any(character.isdigit() for character in typed) else typed
