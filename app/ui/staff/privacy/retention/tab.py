"""Retention (screen 12b): which records have passed their date, what holds them, and what was disposed of."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.dates import long_date
from app.security.roles import Action, RecordKind
from app.services.views.retention import HoldView, QueueRow, RetentionQueue, RetentionReview, RetentionSettings
from app.ui.fonts import Staff
from app.ui.screen import Screen
from app.ui.staff.privacy.retention.disposed import DisposedList
from app.ui.staff.privacy.retention.hold_dialog import HoldDialog
from app.ui.staff.privacy.retention.review_dialog import ReviewDialog
from app.ui.staff.privacy.retention.settings_dialog import RetentionSettingsDialog
from app.ui.staff.privacy.tab import DeskTab
from app.ui.staff.tab import PAGE_MARGINS, Change, quiet_banner
from app.ui.widgets.banner import Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.data_table import Cell, Chip, Column, DataTable, Row
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.metrics import COMPACT
from app.ui.widgets.picture import Icon
from app.ui.widgets.scroll_column import ScrollColumn
from app.ui.widgets.table_card import TableCard
from app.ui.widgets.text import TextLabel

_COLUMNS = (Column("Record", 196), Column("Last visit", 170), Column("Keep until", 170), Column("Rule", 230),
            Column("Hold"), Column("", 150))
_ROW = 64
_NOTHING_BY_ITSELF = ("Nothing is deleted on its own. A privacy officer and a second person approve each deletion, and "
                      "the log keeps a record of it.")
_CONFIRM_WHY = "Confirming today’s date needs your password."


class RetentionTab(DeskTab):
    """The list; a click or Enter opens one record's review, “Review all” one after the other."""

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(screen, parent)
        self._wanted = ""
        self._to_review: list[str] = []
        self._rows: tuple[QueueRow, ...] = ()
        self.table = DataTable("Records past their keep-until date", _COLUMNS, _ROW, one_click=True)
        self.table.opened.connect(self._open_one)
        self._card = TableCard(self.table)
        self._empty = EmptyState("calendar", "No record has passed its date",
                                 "Records appear here once the law and the clinic’s policy no longer ask to keep them.")
        self.clock = quiet_banner()
        self.clock.activated.connect(self._confirm_clock)
        self._confirm = Button("Confirm the date", Kind.SECONDARY, COMPACT)
        self.disposed = DisposedList(self)
        self.disposed.changed.connect(self.load)
        self.action = Button("Review all", Kind.PRIMARY)
        self.action.activated.connect(self._review_all)
        self._rules = Button("How long records are kept", Kind.QUIET, COMPACT, flush=True)
        self._rules.activated.connect(self._open_settings)
        for hidden in (self._card, self._empty, self.disposed, self.action):
            hidden.hide()
        self._lay_out()

    def load(self) -> None:
        """Fetch the queue."""
        self.fetch(lambda services, actor: services.retention.queue(actor), self._show)

    def open_subject(self, subject: str) -> None:
        """Open the review of patient ``subject``, whether their record has passed its date or not."""
        self._open(subject)

    def _show(self, queue: RetentionQueue) -> None:
        self._rows = queue.rows
        self.table.show_rows([_row(row) for row in queue.rows])
        self._card.setVisible(bool(queue.rows))
        self._empty.setVisible(not queue.rows)
        free = sum(not row.hold_title for row in queue.rows)
        if self.action is not None:
            self.action.setText(f"Review all {free}" if free > 1 else "Review")
            self.action.setVisible(bool(free))
        self.disposed.show_queue(queue)
        self.clock.setVisible(bool(queue.clock_problem))
        if queue.clock_problem:
            self.clock.show_message(Tone.WARNING, "", queue.clock_problem, "Confirm the date")
        self.told.emit(_sentence(queue.due), queue.due)

    def _review_all(self) -> None:
        self._to_review = [row.patient_id for row in self._rows if not row.hold_title]
        self._next()

    def _open_one(self, patient_id: str) -> None:
        self._to_review = []
        self._open(patient_id)

    def _next(self) -> None:
        if self._to_review:
            self._open(self._to_review.pop(0))

    def _open(self, patient_id: str) -> None:
        self.fetch(lambda services, actor: services.retention.review(actor, patient_id), self._open_review)

    def _open_review(self, review: RetentionReview) -> None:
        dialog = ReviewDialog(self, review, more=len(self._to_review))
        dialog.changed.connect(self.load)
        dialog.hold_wanted.connect(self._ask_hold)
        dialog.next_wanted.connect(self._next)
        dialog.begin()

    def _ask_hold(self, review: RetentionReview, hold: HoldView | None) -> None:
        """Ask for the reason; whatever comes of it, the record's review comes up again."""
        dialog = HoldDialog(self.screen_of, review, hold)
        dialog.done.connect(lambda _made: self.load())
        dialog.closed.connect(lambda: self._open(review.patient_id))
        dialog.begin()

    def _confirm_clock(self) -> None:
        self.change(Change(lambda services, actor: services.retention.confirm_clock(actor), lambda _none: self.load(),
                           lambda error: self.clock.show_message(Tone.DANGER, "", error.sentence, say=True),
                           self._confirm, "Confirm the date", _CONFIRM_WHY))

    def _open_settings(self) -> None:
        self.fetch(lambda services, actor: services.retention.settings(actor), self._show_settings)

    def _show_settings(self, settings: RetentionSettings) -> None:
        may_change = self.may(Action.CHANGE, RecordKind.RETENTION)
        dialog = RetentionSettingsDialog(self.screen_of, settings, may_change=may_change)
        dialog.done.connect(lambda _made: self.load())
        dialog.begin()

    def _lay_out(self) -> None:
        note = QHBoxLayout()
        note.setSpacing(8)
        note.addWidget(Icon("info", 18, "ink-2"), 0, Qt.AlignmentFlag.AlignVCenter)
        note.addWidget(TextLabel(_NOTHING_BY_ITSELF, Staff.BODY, "ink-2"), 1, Qt.AlignmentFlag.AlignVCenter)
        note.addWidget(self._rules, 0, Qt.AlignmentFlag.AlignVCenter)
        column = ScrollColumn(margins=PAGE_MARGINS, spacing=16)
        for widget in (self.clock, self._card, self._empty):
            column.column.addWidget(widget)
        column.column.addLayout(note)
        column.column.addWidget(self.disposed)
        column.column.addStretch(1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(column)
        self.setFocusProxy(self.table)


def _sentence(due: int) -> str:
    if not due:
        return "No record has passed its keep-until date."
    return "1 record has passed its keep-until date." if due == 1 else \
        f"{due} records have passed their keep-until date."


def _row(row: QueueRow) -> Row:
    if row.hold_title:
        hold = Cell(chip=Chip(row.hold_title, Tone.WARNING, "lock"))
        last = Cell("Can’t be deleted", quiet=True, at_end=True)
    else:
        hold = Cell(f"Approved by {row.proposed_by}") if row.proposed_by else Cell("None", quiet=True)
        last = Cell(action="Approve" if row.proposed_by else "Review")
    return Row(row.patient_id, (
        Cell(row.name, f"Record {row.record_number}", strong=True), Cell(long_date(row.last_visit), soft=True),
        Cell(long_date(row.keep_until), strong=True), Cell(row.rule, soft=True), hold, last))
