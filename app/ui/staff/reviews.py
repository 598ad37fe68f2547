"""Visits that wait for review, the most urgent first."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from app.core.dates import clock_time, minutes_words
from app.services.views.review import ReviewRow
from app.ui.context import StaffContext
from app.ui.fonts import Staff
from app.ui.navigation import ReviewRoute, Route
from app.ui.screen import Screen
from app.ui.widgets.banner import Tone
from app.ui.widgets.chips import FilterChip
from app.ui.widgets.data_table import Cell, Chip, Column, DataTable, Row
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.table_card import TableCard
from app.ui.widgets.text import TextLabel

_COLUMNS = (Column("Patient"), Column("Appointment", 140), Column("Sent", 140), Column("Flags", 132), Column("", 138),
            Column("", 190))
_FILTERS = (("all", "All"), ("prescriber", "Needs prescriber"), ("flagged", "Flagged"))


class ReviewsScreen(Screen):
    """The queue. A row opens the review of its visit."""

    def __init__(self, context: StaffContext, _route: Route, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._rows: tuple[ReviewRow, ...] = ()
        self._filter = "all"
        self._line = TextLabel("", Staff.BODY, "ink-2")
        self._table = DataTable("Visits to review", _COLUMNS, 64, one_click=True)
        self._table.opened.connect(lambda visit_id: self.navigate.emit(ReviewRoute(visit_id)))
        self._card = TableCard(self._table)
        self._empty = EmptyState("reviews", "Nothing to review",
                                 "Visits appear here when the patient has sent them from the tablet.")
        self._chips = QButtonGroup(self)
        self._lay_out()

    def load(self) -> None:
        """Fetch the queue."""
        services, actor = self.context.services, self.context.actor
        self.context.tasks.run(lambda: services().review.queue(actor), self, self._show)

    def _show(self, rows: tuple[ReviewRow, ...]) -> None:
        self._rows = rows
        self.review_count.emit(len(rows))
        waiting = len([row for row in rows if row.needs_prescriber])
        words = "1 visit waits" if len(rows) == 1 else f"{len(rows)} visits wait"
        self._line.setText(f"{words} for review. {waiting} of them for a prescriber." if waiting else
                           f"{words} for review." if rows else "Nobody is waiting for a review.")
        self._show_filtered()

    def _show_filtered(self) -> None:
        shown = [row for row in self._rows if self._filter == "all" or (self._filter == "prescriber"
                 and row.needs_prescriber) or (self._filter == "flagged" and row.stops + row.cautions)]
        self._table.show_rows([self._row(row) for row in shown])
        self._card.setVisible(bool(shown))
        self._empty.setVisible(not shown)

    def _row(self, row: ReviewRow) -> Row:
        waited = minutes_words((self.context.clock.now() - row.sent_at).total_seconds())
        flags = (_count(row.stops, "stop", Tone.DANGER, "sev-stop"),
                 _count(row.cautions, "caution", Tone.WARNING, "sev-caution"))
        first, second = flags if row.stops else (flags[1], Cell())
        if not row.stops and not row.cautions:
            first = Cell(chip=Chip("No flags", Tone.SUCCESS, "check"))
        return Row(row.visit_id, (
            Cell(row.patient_name, row.treatment, strong=True, avatar=row.patient_name),
            Cell(clock_time(row.appointment_at, self.context.zone), tabular=True),
            Cell(f"{waited} ago", quiet=True, tabular=True), first, second,
            Cell(chip=Chip("Needs prescriber", Tone.INFO, "stethoscope")) if row.needs_prescriber else Cell()))

    def _choose(self, key: str) -> None:
        self._filter = key
        self._show_filtered()

    def _lay_out(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(32, 26, 32, 24)
        page.setSpacing(16)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(TextLabel("Reviews", Staff.TITLE))
        words.addWidget(self._line)
        page.addLayout(words)
        row = QHBoxLayout()
        row.setSpacing(8)
        for key, label in _FILTERS:
            chip = FilterChip(label, checked=key == "all")
            chip.clicked.connect(lambda _checked=False, chosen=key: self._choose(chosen))
            self._chips.addButton(chip)
            row.addWidget(chip)
        row.addStretch(1)
        page.addLayout(row)
        page.addWidget(self._card)
        page.addWidget(self._empty, 1)
        page.addStretch(1)
        self._card.hide()
        self._empty.hide()


def _count(number: int, word: str, tone: Tone, icon: str) -> Cell:
    if not number:
        return Cell()
    return Cell(chip=Chip(f"{number} {word}" if number == 1 else f"{number} {word}s", tone, icon))
