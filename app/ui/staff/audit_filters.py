"""The filters over the audit log: words, days, person, action, patient, refused only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.services.views.oversight import AuditFilter
from app.services.views.patients import PatientHit
from app.ui.screen import Screen
from app.ui.staff.days_dialog import DaysDialog, range_words
from app.ui.staff.patient_dialog import PatientDialog
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.checks import CheckRow
from app.ui.widgets.field import ChoiceField, LineField
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.metrics import STAFF

_PAUSE_MS = 300
"""Reading the log is itself logged: the words are searched for when typing pauses, not at every key."""


class AuditFilters(QWidget):
    """A row of controls 40 high that goes on below in a narrow window."""

    changed = Signal()

    def __init__(self, screen: Screen, patient_id: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._screen = screen
        self._filter = AuditFilter(patient_id=patient_id)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self.changed)
        self._words = LineField("", placeholder="Search the log")
        self._words.set_icon("search")
        self._words.edit.setAccessibleName("Search the log")
        self._days = Button("Any day", Kind.SECONDARY, icon="calendar", trailing="chevron-down")
        self._person = _choice("Person", "Anyone", 148)
        self._action = _choice("Action", "All actions", 156)
        self._patient = Button("One patient" if patient_id else "Any patient", Kind.SECONDARY, icon="patients",
                               trailing="chevron-down")
        self._denied = CheckRow("Denied only")
        self._lay_out()
        self._connect()

    def value(self) -> AuditFilter:
        """Return what the controls say."""
        return replace(self._filter, text=self._words.text(), user_id=self._person.value(),
                       action=self._action.value(), denied_only=self._denied.isChecked())

    def is_narrow(self) -> bool:
        """Say whether anything is filtered out."""
        return self.value() != AuditFilter()

    def offer(self, people: Sequence[tuple[str, str]], actions: Sequence[tuple[str, str]]) -> None:
        """Fill the lists of people and actions."""
        for field, every, options in ((self._person, "Anyone", people), (self._action, "All actions", actions)):
            field.blockSignals(True)
            field.set_options([("", every), *options])
            if not field.value():
                field.combo.setCurrentIndex(0)
            field.blockSignals(False)

    def _connect(self) -> None:
        self._words.changed.connect(self._timer.start)
        self._words.submitted.connect(self._now)
        for field in (self._person, self._action):
            field.changed.connect(self._now)
        self._denied.toggled.connect(lambda _on: self._now())
        self._days.activated.connect(self._ask_days)
        self._patient.activated.connect(self._ask_patient)

    def _now(self) -> None:
        self._timer.stop()
        self.changed.emit()

    def _ask_days(self) -> None:
        context = self._screen.context
        today = context.today
        dialog = DaysDialog(self._screen.stage(), today, self._filter.first_day, self._filter.last_day)
        dialog.agreed.connect(self._take_days)
        dialog.open()

    def _take_days(self, first: date | None, last: date | None) -> None:
        self._filter = replace(self._filter, first_day=first, last_day=last)
        self._days.setText(range_words(first, last))
        self._now()

    def _ask_patient(self) -> None:
        dialog = PatientDialog(self._screen.stage(), self._screen.context)
        dialog.chosen.connect(self._take_patient)
        dialog.begin()

    def _take_patient(self, hit: PatientHit | None) -> None:
        self._filter = replace(self._filter, patient_id=hit.patient_id if hit is not None else "")
        self._patient.setText(hit.display_name if hit is not None else "Any patient")
        self._now()

    def _lay_out(self) -> None:
        self._words.setFixedWidth(184)
        self._denied.setFixedHeight(40)
        flow = FlowLayout(self, gap=8)
        for widget in (self._words, self._days, self._person, self._action, self._patient, self._denied):
            flow.addWidget(widget)


def _choice(name: str, every: str, width: int) -> ChoiceField:
    field = ChoiceField("", [("", every)], replace(STAFF, field_text=STAFF.button_text))  # as the buttons beside it
    field.combo.view().setFont(STAFF.field_text.font())
    field.combo.setAccessibleName(name)
    field.combo.setProperty("look", "filter")
    field.setFixedWidth(width)
    return field
