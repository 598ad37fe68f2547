"""The messages that were sent to a patient elsewhere, as staff logged them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.clock import clinic_date
from app.core.dates import clock_time, field_date
from app.services.views.consents import MessageRow
from app.ui.context import StaffContext
from app.ui.fonts import Staff
from app.ui.widgets.banner import Tone
from app.ui.widgets.data_table import Cell, Chip, Column, DataTable, Row
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.table_card import TableCard
from app.ui.widgets.text import TextLabel

_COLUMNS = (Column("Sent", 190), Column("Type", stretch=4), Column("How", 110), Column("Template", stretch=4),
            Column("Logged by", 180), Column("Consent", 170))
_HOW = {"text": "Text", "email": "Email", "phone": "Call", "letter": "Mail"}
_ABOUT = "The app sends no messages. Staff log what the clinic’s messaging vendor sent."


class PatientMessages(QWidget):
    """The list, newest first. ``add`` asks for the dialog."""

    add = Signal()

    def __init__(self, context: StaffContext, *, may_add: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.table = DataTable("Messages", _COLUMNS, 56, tall_height=64)
        self._card = TableCard(self.table)
        self._about = TextLabel(_ABOUT, Staff.BODY, "ink-2")
        self._empty = EmptyState("mail", "No message was logged yet", _ABOUT, "Log a message" if may_add else "")
        self._empty.activated.connect(self.add)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 24, 32, 24)
        column.setSpacing(14)
        for widget in (self._about, self._card):
            column.addWidget(widget)
            widget.hide()
        column.addWidget(self._empty)
        column.addStretch(1)
        self._empty.hide()

    def show_messages(self, rows: Sequence[MessageRow]) -> None:
        """Replace the rows."""
        self.table.show_rows([self._row(row) for row in rows])
        for widget in (self._card, self._about):
            widget.setVisible(bool(rows))
        self._empty.setVisible(not rows)

    def _row(self, row: MessageRow) -> Row:
        zone = self._context.zone
        chip = Chip("No consent", Tone.WARNING, "warning") if row.override else Chip("Allowed", Tone.SUCCESS, "check")
        when = f"{field_date(clinic_date(row.sent_at, zone))} {clock_time(row.sent_at, zone)}"
        return Row(row.communication_id, (
            Cell(when, tabular=True, quiet=True), Cell(row.title, strong=True),
            Cell(_HOW.get(row.channel, row.channel)), Cell(row.template, row.override),
            Cell(row.by_name, quiet=True), Cell(chip=chip)))
