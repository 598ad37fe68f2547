"""Who is affected: the audit log is asked by device, person, time and what was done; a person picks and confirms."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from app.core.dates import clock_time
from app.core.errors import KnownError
from app.services.views.incidents import Candidate, FinderChoices, FinderFilter, PeopleChange
from app.ui.fonts import Staff
from app.ui.screen import Screen
from app.ui.staff.check_in import parse_time
from app.ui.staff.form_dialog import Call, FormDialog, FormWords
from app.ui.staff.privacy.incidents.words import short_day
from app.ui.widgets.banner import Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.checks import CheckRow
from app.ui.widgets.data_table import Cell, Column, DataTable, Row
from app.ui.widgets.dates import DateField
from app.ui.widgets.field import ChoiceField, LineField
from app.ui.widgets.table_card import TableCard
from app.ui.widgets.text import TextLabel

_WORDS = FormWords(
    "Who is affected?", "The audit log shows whose records were seen, saved or printed. Pick those it was about.",
    "Add to the list")
_COLUMNS = (Column("Patient", 290), Column("What was done"), Column("Last", 190))
_LEAVING = {"": "Anything", "document.export": "A document was saved", "document.print": "A document was printed",
            "patient.view": "The record was opened", "audit.export": "The log was exported"}
_TABLE_HEIGHT = 226


class FinderDialog(FormDialog):
    """``done`` carries how many are new on the list."""

    def __init__(self, screen: Screen, incident_id: str, choices: FinderChoices) -> None:
        super().__init__(screen, _WORDS, width=920)
        self._incident_id = incident_id
        self._found: tuple[Candidate, ...] = ()
        self._picked: set[str] = set()
        self.device = ChoiceField("Device", [("", "Any"), *((name, name) for name in choices.devices)])
        self.person = ChoiceField("Person", [("", "Anyone"), *choices.people])
        self.action = ChoiceField("What was done", [*_LEAVING.items()])
        self.first, self.last = DateField("From day", hint=""), DateField("Until day", hint="")
        self.from_time = LineField("From time", placeholder="10:30 AM")
        self.until_time = LineField("Until time", placeholder="11:15 AM")
        self.everyone = CheckRow("Everybody with a record: all of it was on the device")
        self.search = Button("Search", Kind.SECONDARY, icon="search")
        self.pick_all = Button("Pick all", Kind.QUIET)
        self.table = DataTable("Patients the log names", _COLUMNS, 56, tall_height=56, one_click=True)
        self.note = LineField("What of theirs it was", hint="Kept under each patient’s own key; names may stand here.")
        self._count = TextLabel("", Staff.DETAIL, "ink-2")
        self._add_fields()

    def call(self) -> Call | None:
        """Return the change."""
        if not self._picked:
            self.refuse("", "Search, then pick at least one patient.")
            return None
        change = PeopleChange(added=tuple(sorted(self._picked)), note=self.note.text())
        return lambda services, actor: services.incidents.change_people(actor, self._incident_id, change)

    def submit(self) -> None:
        """Enter searches; at the note it adds to the list."""
        if self.note.edit.hasFocus():
            super().submit()
        else:
            self.search.click()

    def wanted(self) -> FinderFilter | None:
        """Return what to look for, or None after saying at a field what is wrong."""
        if self.wrong_day("first", "last"):
            return None
        if self.everyone.isChecked():
            return FinderFilter(everyone=True)
        if any(self._wrong_time(field) for field in (self.from_time, self.until_time)):
            return None
        action, last = self.action.value(), self.last.value() or self.first.value()
        return FinderFilter(self.device.value(), self.person.value(), self._start_of(self.first.value()),
                            self._end_of(last), (action,) if action else ())

    def _wrong_time(self, field: LineField) -> bool:
        """Say whether something else than a time stands there, and say so at the field."""
        if not field.text() or parse_time(field.text()) is not None:
            return False
        field.set_error("Enter a time such as 10:30 AM")
        self.fit()
        return True

    def _start_of(self, day: date | None) -> datetime | None:
        zone = self.context.zone
        return datetime.combine(day, parse_time(self.from_time.text()) or time(), zone) if day else None

    def _end_of(self, day: date | None) -> datetime | None:
        """Without a time the whole day counts."""
        clock, zone = parse_time(self.until_time.text()), self.context.zone
        if day is None:
            return None
        return datetime.combine(day, clock, zone) if clock else datetime.combine(day + timedelta(days=1), time(), zone)

    def _search(self) -> None:
        wanted = self.wanted()
        if wanted is None:
            return
        self._banner.hide()
        self.search.set_busy(True)
        self.fetch(lambda services, actor: services.incidents.find(actor, self._incident_id, wanted), self._show)

    def _refused(self, error: KnownError) -> None:
        self.search.set_busy(False)
        super()._refused(error)

    def _show(self, found: tuple[Candidate, ...]) -> None:
        self.search.set_busy(False)
        self._found = found
        self._picked &= {each.patient_id for each in found}
        self._show_rows()
        self.fit()

    def _show_rows(self) -> None:
        place = self.table.verticalScrollBar().value()
        self.table.show_rows([self._row(each) for each in self._found])
        self.table.verticalScrollBar().setValue(place)
        new = sum(not each.is_affected for each in self._found)
        self._count.setText(f"{len(self._found)} found, {len(self._picked)} picked." if self._found else
                            "The log names nobody for this.")
        self.pick_all.setVisible(new > len(self._picked))

    def _row(self, each: Candidate) -> Row:
        zone, today = self.context.zone, self.context.today
        is_picked = each.patient_id in self._picked
        last = f"{short_day(each.last_at.astimezone(zone).date(), today)}, {clock_time(each.last_at, zone)}" \
            if each.last_at else ""
        icon = "check-circle" if is_picked or each.is_affected else "add"
        state = "Already on the list" if each.is_affected else f"Record {each.record_number}"
        entries = f"{each.entries} {'entry' if each.entries == 1 else 'entries'}" if each.entries else "No entries"
        return Row(each.patient_id, (
            Cell(each.name, state, strong=is_picked, quiet=each.is_affected, icon=icon,
                 tone=Tone.SUCCESS if is_picked else None),
            Cell(", ".join(each.words) or "Nothing in the log", entries), Cell(last, tabular=True)))

    def _toggle(self, patient_id: str) -> None:
        each = next((each for each in self._found if each.patient_id == patient_id), None)
        if each is None or each.is_affected:
            return
        self._picked ^= {patient_id}
        self._show_rows()
        self.table.select(patient_id)

    def _pick_all(self) -> None:
        self._picked = {each.patient_id for each in self._found if not each.is_affected}
        self._show_rows()

    def _add_fields(self) -> None:
        self.add_beside(device=self.device, person=self.person, action=self.action)
        self.add_beside(first=self.first, from_time=self.from_time, last=self.last, until_time=self.until_time)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.everyone, 1)
        row.addWidget(self.search)
        self.add_layout(row)
        self.table.setFixedHeight(_TABLE_HEIGHT)
        self.add_widget(TableCard(self.table))
        foot = QHBoxLayout()
        foot.addWidget(self._count, 1, Qt.AlignmentFlag.AlignVCenter)
        foot.addWidget(self.pick_all)
        self.add_layout(foot)
        self.add("note", self.note)
        self.pick_all.hide()
        self._count.setText("Choose a device, a person or a time, then search.")
        self.search.activated.connect(self._search)
        self.pick_all.activated.connect(self._pick_all)
        self.table.opened.connect(self._toggle)
