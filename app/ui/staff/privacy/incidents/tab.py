"""Breach register (screen 12d): every incident with its notice clock; a click or Enter opens one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.core.dates import MONTHS
from app.core.errors import KnownError
from app.security.roles import Action, RecordKind
from app.services.views.incidents import IncidentRegister, IncidentView
from app.services.views.review import Disclosure
from app.ui.fonts import Staff
from app.ui.messages import tell
from app.ui.screen import Screen
from app.ui.staff.privacy.incidents.closing_dialogs import YearDialog
from app.ui.staff.privacy.incidents.facts_dialog import ReportDialog
from app.ui.staff.privacy.incidents.page import IncidentPage
from app.ui.staff.privacy.incidents.words import clock_cell, short_day, status_chip
from app.ui.staff.privacy.tab import DeskTab
from app.ui.staff.save_file import FileToSave, save_file
from app.ui.staff.tab import PAGE_MARGINS, Change
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.data_table import Cell, Column, DataTable, Row
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.picture import Icon
from app.ui.widgets.table_card import TableCard
from app.ui.widgets.text import TextLabel

_COLUMNS = (Column("Incident"), Column("Found", 140), Column("People", 90), Column("Notice clock", 170),
            Column("Status", 250))
_ROW = 72
_SAVING = Disclosure("The clinic’s own files", "The year’s breaches, for HHS")
_LAST_DAY = ("Notice to patients is due without unreasonable delay, and no later than 60 days after the incident is "
             "found.")


class IncidentsTab(DeskTab):
    """The list, and over it the incident that was opened."""

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(screen, parent)
        self._wanted = ""
        self.table = DataTable("Breach register", _COLUMNS, _ROW, one_click=True)
        self.table.opened.connect(self._open)
        self.page = IncidentPage(self)
        self.page.left.connect(self._back)
        self._card = TableCard(self.table)
        self._foot = QWidget()
        self._empty = EmptyState("privacy", "No incident was reported",
                                 "Lost devices, wrong addresses and papers left behind appear here with their clocks.")
        self._list = QWidget()
        self._stack = QStackedWidget()
        self.year = Button("List for HHS", Kind.SECONDARY, icon="document")
        self.year.activated.connect(self._list_year)
        if not self.may(Action.EXPORT, RecordKind.INCIDENT):
            self.year.hide()
        self.action = Button("Report incident", Kind.PRIMARY, icon="add")
        self.action.activated.connect(self._report)
        self._lay_out()

    def load(self) -> None:
        """Fetch the list; an incident that is open stays open and is fetched anew."""
        self.fetch(lambda services, actor: services.incidents.register(actor), self._show)
        if self._stack.currentWidget() is self.page and self.page.view is not None and not self._wanted:
            self.page.fetch(self.page.view.row.incident_id)

    def open_subject(self, subject: str) -> None:
        """Open the incident ``subject`` once the list is there."""
        self._wanted = subject

    def _show(self, found: IncidentRegister) -> None:
        today = self.context.today
        self.table.show_rows([
            Row(row.incident_id, (
                Cell(row.title, f"Incident {row.number}", strong=True),
                Cell(short_day(row.discovered, today), soft=True), Cell(str(row.people), tabular=True),
                clock_cell(row.clock), Cell(chip=status_chip(row))))
            for row in found.rows])
        self._card.setVisible(bool(found.rows))
        self._foot.setVisible(bool(found.rows))
        self._empty.setVisible(not found.rows)
        self.told.emit(_sentence(found), found.open)
        wanted, self._wanted = self._wanted, ""
        if wanted in {row.incident_id for row in found.rows}:
            self._open(wanted)

    def _open(self, incident_id: str) -> None:
        self.fetch(lambda services, actor: services.incidents.open(actor, incident_id), self._show_page)

    def _show_page(self, view: IncidentView) -> None:
        self._stack.setCurrentWidget(self.page)
        self.page.show_view(view)

    def _back(self) -> None:
        self._stack.setCurrentWidget(self._list)
        self.table.setFocus()
        self.load()

    def _report(self) -> None:
        dialog = ReportDialog(self.screen_of)
        dialog.done.connect(lambda _number: self._back())
        dialog.begin()

    def _list_year(self) -> None:
        dialog = YearDialog(self.screen_of)
        dialog.done.connect(self._save_list)
        dialog.begin()

    def _save_list(self, document_id: str) -> None:
        """The sealed list stays with the clinic's documents; a copy goes where the person says."""
        self.change(Change(
            lambda services, actor: services.clinic_documents.copy(actor, document_id, _SAVING),
            lambda file: save_file(self.screen_of, FileToSave("Save the list", file[0], "PDF (*.pdf)", file[1]),
                                   self._not_saved),
            self._not_saved, self.year, "Save the list", "Saving a list outside the app needs your password."))

    def _not_saved(self, error: KnownError) -> None:
        tell(self.screen_of.stage(), "The list was not saved", error.sentence)

    def _lay_out(self) -> None:
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(8)
        foot.addWidget(Icon("info", 18, "ink-2"), 0, Qt.AlignmentFlag.AlignVCenter)
        foot.addWidget(TextLabel(_LAST_DAY, Staff.BODY, "ink-2"), 1, Qt.AlignmentFlag.AlignVCenter)
        foot.addWidget(self.year)
        for widget in (self._card, self._foot, self._empty):
            widget.hide()
        column = QVBoxLayout(self._list)
        column.setContentsMargins(*PAGE_MARGINS)
        column.setSpacing(16)
        column.addWidget(self._card)
        column.addWidget(self._foot)
        column.addWidget(self._empty, 1)
        column.addStretch(1)
        self._stack.addWidget(self._list)
        self._stack.addWidget(self.page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)
        self.setFocusProxy(self.table)


def _sentence(found: IncidentRegister) -> str:
    if not found.open:
        return "No open incident."
    due = found.assessment_due
    when = f" Risk assessment due {MONTHS[due.month - 1]} {due.day}." if due is not None else ""
    return f"{found.open} open incident{'' if found.open == 1 else 's'}.{when}"
