"""Closing an incident, opening it again, and the year's list for HHS."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.dates import long_date
from app.rules.breach_assessment import ClosingReason
from app.services.views.incidents import Closing, YearList
from app.ui.fonts import Staff
from app.ui.screen import Screen
from app.ui.staff.form_dialog import Call, FormDialog, FormWords
from app.ui.staff.privacy.incidents.words import clock_cell, short_day
from app.ui.widgets.data_table import Cell, Column, DataTable, Row
from app.ui.widgets.field import ChoiceField, LineField, TextField
from app.ui.widgets.table_card import TableCard
from app.ui.widgets.text import TextLabel

_CLOSE = FormWords("Close the incident", "Only reasons that the file bears out are offered: the clinic has to prove "
                                         "that no notice was needed, or that all were given (45 CFR 164.414(b)).",
                   "Close incident", "Keep it open")
_REOPEN = FormWords("Open the incident again", "Its clocks count from the day it was found, as if it had never been "
                                               "closed.", "Open again", "Leave it closed")
_YEAR = FormWords("Breaches of the year, for HHS", "Breaches of fewer than 500 people are reported to HHS within 60 "
                                                   "days after the year (45 CFR 164.408(c)).", "Seal and save", "Close")
_REASONS = {
    ClosingReason.NO_DATA_SEEN: "No data was seen", ClosingReason.LOW_PROBABILITY: "Low risk, by the assessment",
    ClosingReason.SECURED: "The data was encrypted and its keys are safe",
    ClosingReason.EXCEPTION: "An exception applies, by the assessment",
    ClosingReason.NOTIFIED: "All notices were given",
    ClosingReason.REPORTED_TWICE: "The same incident was reported twice"}
_COLUMNS = (Column("Incident"), Column("Found", 130), Column("People", 80), Column("Clock", 160))
_YEARS_BACK = 6


class CloseDialog(FormDialog):
    """A reason that holds, and words about it."""

    def __init__(self, screen: Screen, incident_id: str, reasons: Sequence[ClosingReason]) -> None:
        super().__init__(screen, _CLOSE, width=560)
        self._incident_id = incident_id
        self.reason = ChoiceField("Reason", [(reason.value, _REASONS[reason]) for reason in reasons],
                                  placeholder="Choose")
        self.other = LineField("Number of the other report", placeholder="2026-004")
        self.words = TextField("In a few words", lines=3, hint="Without names of patients")
        self.reason.changed.connect(self._show_other)
        self.add("reason", self.reason)
        self.add("other", self.other)
        self.add("words", self.words)
        self.other.hide()

    def call(self) -> Call | None:
        """Return the closing."""
        if not self.reason.value():
            self.refuse("reason", "Choose a reason")
            return None
        closing = Closing(ClosingReason(self.reason.value()), self.words.text(), self.other.text())
        return lambda services, actor: services.incidents.close(actor, self._incident_id, closing)

    def _show_other(self) -> None:
        self.other.setVisible(self.reason.value() == ClosingReason.REPORTED_TWICE)
        self.fit()


class ReopenDialog(FormDialog):
    """What came to light."""

    def __init__(self, screen: Screen, incident_id: str) -> None:
        super().__init__(screen, _REOPEN, width=560)
        self._incident_id = incident_id
        self.words = TextField("What came to light", lines=3, hint="Without names of patients")
        self.add("words", self.words)

    def call(self) -> Call | None:
        """Return the reopening."""
        words = self.words.text()
        return lambda services, actor: services.incidents.reopen(actor, self._incident_id, words)


class YearDialog(FormDialog):
    """The list of one year; ``done`` carries the sealed document's id."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen, _YEAR, width=760)
        years = [str(self.context.today.year - back) for back in range(_YEARS_BACK)]
        self.year = ChoiceField("Discovered in", [(year, year) for year in years])
        self.table = DataTable("Breaches of the year", _COLUMNS, 56)
        self._card = TableCard(self.table)
        self._due = TextLabel("", Staff.DETAIL, "ink-2")
        self.year.changed.connect(self._fetch)
        self.add("year", self.year)
        self.add_widget(self._card)
        self.add_widget(self._due)
        self._card.hide()

    def begin(self) -> None:
        """Open the dialog and fetch this year."""
        super().begin()
        self._fetch()

    def call(self) -> Call | None:
        """Return the sealing."""
        year = int(self.year.value())
        return lambda services, actor: services.incidents.seal_year_list(actor, year)

    def _fetch(self) -> None:
        year = int(self.year.value())
        self.fetch(lambda services, actor: services.incidents.year_list(actor, year), self._show)

    def _show(self, found: YearList) -> None:
        self.table.show_rows([Row(row.incident_id, (
            Cell(row.title, f"Incident {row.number}", strong=True), Cell(short_day(row.discovered, self.context.today)),
            Cell(str(row.people), tabular=True), clock_cell(row.clock))) for row in found.rows])
        self._card.setVisible(bool(found.rows))
        self._due.setText(f"Due to HHS by {long_date(found.due)}." if found.rows else
                          f"No breach was assessed in {found.year}. A list without entries can be sealed as proof.")
        self.fit()
