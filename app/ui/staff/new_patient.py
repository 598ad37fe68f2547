"""Add a patient, with a warning when somebody alike is on file."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.core.clock import clinic_date
from app.core.dates import field_date
from app.core.errors import InvalidInputError, KnownError
from app.services.views.oversight import StaffDraft
from app.services.views.patients import NewPatient, PatientHit
from app.ui.context import StaffContext
from app.ui.navigation import CheckInRoute, NewPatientRoute, PatientRoute, PatientsRoute, Route
from app.ui.screen import Screen
from app.ui.staff.page_header import PageHeader
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Card
from app.ui.widgets.dates import DateField
from app.ui.widgets.field import Field, LineField
from app.ui.widgets.layouts import clear
from app.ui.widgets.metrics import COMPACT
from app.ui.widgets.scroll_column import ScrollColumn

OLDEST_YEARS = 120


class NewPatientScreen(Screen):
    """Name, birth date and how to reach the patient. Nothing is saved before "Add patient"."""

    def __init__(self, context: StaffContext, route: Route, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        given, _, family = _name_in(route).partition(" ")
        self._fields: dict[str, LineField] = {
            "given_name": LineField("First name", text=given), "family_name": LineField("Last name", text=family),
            "preferred_name": LineField("Name to call", hint="Leave empty if it is the first name"),
            "pronouns": LineField("Pronouns", hint="Only if the patient told you"),
            "birth_date": DateField("Birth date", calendar=False), "phone": LineField("Mobile phone"),
            "email": LineField("Email"),
        }
        self._error = Banner(Tone.DANGER, "")
        self._error.hide()
        self._alike = Card("Somebody alike is on file", padding=20)
        self._alike.hide()
        self._confirmed = False
        self._add = Button("Add patient", Kind.PRIMARY)
        self._add.activated.connect(self._start)
        self._lay_out()
        self.setFocusProxy(self._fields["given_name"])

    def unfinished(self) -> StaffDraft | None:
        """Return what is typed, unless nothing is."""
        typed = tuple((name, field.text()) for name, field in self._fields.items() if field.text().strip())
        if not typed:
            return None
        return StaffDraft(NewPatientRoute.__name__, "", self.context.clock.now(), typed)

    def restore(self, draft: StaffDraft) -> None:
        """Put it back."""
        for name, text in draft.fields:
            if name in self._fields:
                self._fields[name].set_text(text)

    def _lay_out(self) -> None:
        header = PageHeader((("Patients", PatientsRoute()), ("New patient", None)))
        header.set_title("New patient", "The patient checks and completes these details on the tablet.")
        header.navigate.connect(self.navigate)
        scroll = ScrollColumn(margins=(32, 24, 32, 32), spacing=16)
        card = Card(padding=24)
        card.setMaximumWidth(760)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(14)
        for column in (0, 1):  # alike also when a long sentence stands under one of them
            grid.setColumnStretch(column, 1)
        for number, field in enumerate(self._fields.values()):
            grid.addWidget(field, number // 2, number % 2)
            field.submitted.connect(self._start)
        card.body.addLayout(grid)
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
        patient = self._read()
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

    def _read(self) -> NewPatient | None:
        """Return the patient typed, or mark what is missing and return None."""
        today = clinic_date(self.context.clock.now(), self.context.zone)
        birth = self._fields["birth_date"]
        born = birth.value() if isinstance(birth, DateField) else None
        problems: list[tuple[Field, str]] = []
        for name, words in (("given_name", "Enter the first name"), ("family_name", "Enter the last name")):
            if not self._fields[name].text().strip():
                problems.append((self._fields[name], words))
        if born is None or not _plausible(born, today):
            problems.append((birth, "Enter the birth date as month/day/year, for example 03/14/1986"))
        for field, sentence in problems:
            field.set_error(sentence)
        if problems or born is None:
            problems[0][0].setFocus()
            return None
        text = {name: field.text().strip() for name, field in self._fields.items()}
        return NewPatient(text["given_name"], text["family_name"], born, text["phone"], text["email"],
                          text["preferred_name"], text["pronouns"])

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
        anyway.activated.connect(self._start)
        self._alike.body.addWidget(anyway)
        self._alike.show()

    def _open_instead(self, patient_id: str) -> None:
        self._forget()
        self.navigate.emit(PatientRoute(patient_id))

    def _added(self, patient_id: str) -> None:
        self._forget()
        self.navigate.emit(CheckInRoute(patient_id))

    def _forget(self) -> None:
        """Nothing is unfinished any more."""
        for field in self._fields.values():
            field.set_text("")

    def _refused(self, error: KnownError) -> None:
        self._add.set_busy(False)
        self._confirmed = False
        if isinstance(error, InvalidInputError) and error.field in self._fields:
            self._fields[error.field].set_error(error.sentence)
            self._fields[error.field].setFocus()
            return
        self._error.show_message(Tone.DANGER, "The patient was not added", error.sentence, say=True)
        self._error.show()


def _plausible(born: date, today: date) -> bool:
    return born <= today and today.year - born.year <= OLDEST_YEARS


def _name_in(route: Route) -> str:
    """Return what was typed into the search as a name; a birth date or phone number is none."""
    typed = route.name.strip() if isinstance(route, NewPatientRoute) else ""
    return "" if any(character.isdigit() for character in typed) else typed
