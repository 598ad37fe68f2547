"""The rows of the audit log; on one patient's record without the column that would name the patient."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.core.clock import clinic_date
from app.core.dates import clock_time, field_date
from app.services.views.oversight import AuditRow
from app.ui.context import StaffContext
from app.ui.widgets.banner import Tone
from app.ui.widgets.data_table import Cell, Column, DataTable, Row

_ICONS = {"patient": "person", "system": "settings"}


class AuditTable(DataTable):
    """Refused entries are tinted, with an icon and a word."""

    def __init__(self, context: StaffContext, *, names: bool, parent: QWidget | None = None) -> None:
        subject = (Column("Patient or item", stretch=20),) if names else ()
        columns = (Column("Time", 128), Column("Person", stretch=20), Column("Action", stretch=26), *subject,
                   Column("Where", 142), Column("Result", 116), Column("Entry", 76))
        super().__init__("Audit log", columns, 47, tall_height=64, parent=parent)
        self._context, self._names = context, names

    def show_entries(self, rows: Sequence[AuditRow]) -> None:
        """Replace the rows."""
        self.show_rows([self._row(row) for row in rows])
        self.scrollToTop()

    def _row(self, row: AuditRow) -> Row:
        result = Cell("Allowed", icon="check", tone=Tone.SUCCESS) if row.allowed else Cell(
            "Denied", icon="cross-circle", tone=Tone.DANGER, strong=True)
        subject = (Cell(row.subject),) if self._names else ()
        return Row(str(row.sequence), (
            Cell(*entry_time(row, self._context), tabular=True, soft=True),
            Cell(row.person, avatar=row.person, icon=_ICONS.get(row.person_kind, "")),
            Cell(row.action, row.detail), *subject, Cell(row.where, soft=True), result,
            Cell(str(row.sequence), tabular=True, quiet=True)), None if row.allowed else Tone.DANGER)


def entry_time(row: AuditRow, context: StaffContext) -> tuple[str, str]:
    """Return the time with seconds, and the day below it unless it is today."""
    zone = context.zone
    day = clinic_date(row.at, zone)
    return clock_time(row.at, zone, seconds=True), "" if day == context.today else field_date(day)
