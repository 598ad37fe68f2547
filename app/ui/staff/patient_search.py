"""Type-ahead search over all patients: name in any order, accents ignored, birth date, phone."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.dates import field_date
from app.core.errors import KnownError
from app.services.views.patients import PatientHit
from app.ui.announce import announce
from app.ui.context import StaffContext
from app.ui.widgets.data_table import Cell, Column, DataTable, Row
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.field import LineField
from app.ui.widgets.table_card import TableCard

_COLUMNS = (Column("Patient", stretch=2), Column("Birth date", 150), Column("Phone", 190), Column("Record", 110),
            Column("Last visit", 160))


_NOBODY = "Check the spelling, or search by birth date or phone."


class PatientSearch(QWidget):
    """A field and the list under it. ``chosen`` carries the patient; ``add_wanted`` what was typed."""

    chosen = Signal(object)  # PatientHit
    add_wanted = Signal(str)

    def __init__(self, context: StaffContext, query: str = "", *, adds: bool = True,
                 parent: QWidget | None = None) -> None:
        """``adds`` offers a new patient when nobody is found."""
        super().__init__(parent)
        self._context = context
        self._hits: tuple[PatientHit, ...] = ()
        self._searching = False
        self._typed_meanwhile = False
        self._opens_first = False
        self.field = LineField("", placeholder="Name, birth date or phone", text=query)
        self.field.edit.setAccessibleName("Find a patient by name, birth date or phone")
        self.field.edit.textChanged.connect(lambda _text: self._typed())
        self.field.edit.installEventFilter(self)
        self.field.set_icon("search")
        self._table = DataTable("Patients found", _COLUMNS, one_click=True)
        self._card = TableCard(self._table)
        self._table.opened.connect(self._choose)
        self._empty = EmptyState("patients", "Nobody found", _NOBODY, "Add a new patient" if adds else "")
        self._empty.activated.connect(lambda: self.add_wanted.emit(self.field.text()))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self.field)
        column.addWidget(self._card)
        column.addWidget(self._empty, 1)
        column.addStretch(1)
        self._empty.hide()
        self.setFocusProxy(self.field)

    def search(self) -> None:
        """Fetch what matches now; without text, the patients seen last.

        Keys typed while a search runs are answered together by the next one.
        """
        if self._searching:
            self._typed_meanwhile = True
            return
        self._searching, self._typed_meanwhile = True, False
        words = self.field.text().strip()
        services, actor = self._context.services, self._context.actor
        self._context.tasks.run(
            lambda: services().patients.search(actor, words) if words else services().patients.recent(actor),
            self, self._found, self._failed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down goes to the list; Enter opens the first hit, of what was typed last and never of an earlier word."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and (self._hits or self._searching):
            if event.key() == Qt.Key.Key_Down and self._hits:
                self._table.selectRow(0)
                self._table.setFocus()
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._open_first()
                return True
        return super().eventFilter(watched, event)

    def _typed(self) -> None:
        self._opens_first = False
        self.search()

    def _open_first(self) -> None:
        self._opens_first = self._searching
        if not self._searching and self._hits:
            self.chosen.emit(self._hits[0])

    def _found(self, hits: tuple[PatientHit, ...]) -> None:
        self._searching = False
        if self._typed_meanwhile:
            self.search()
            return
        self._show(hits)
        if self._opens_first:
            self._open_first()

    def _failed(self, error: KnownError) -> None:
        self._searching = self._opens_first = False
        self._context.tasks.unhandled.emit(error)

    def _show(self, hits: tuple[PatientHit, ...]) -> None:
        self._hits = hits
        self._table.show_rows([_row(hit) for hit in hits])
        self._card.setVisible(bool(hits))
        self._empty.setVisible(not hits)
        self._empty.set_text(_NOBODY)
        words = self.field.text().strip()
        if words:
            announce(self, f"{len(hits)} found")
        if words.isdigit() and not hits:
            services, actor = self._context.services, self._context.actor
            self._context.tasks.run(lambda: services().patients.disposed(actor, words), self,
                                    lambda said: self._empty.set_text(said or _NOBODY))

    def _choose(self, patient_id: str) -> None:
        for hit in self._hits:
            if hit.patient_id == patient_id:
                self.chosen.emit(hit)


def _row(hit: PatientHit) -> Row:
    last = field_date(hit.last_visit) if hit.last_visit else "No visit yet"
    return Row(hit.patient_id, (
        Cell(hit.display_name, strong=True, avatar=hit.display_name), Cell(field_date(hit.birth_date), tabular=True),
        Cell(hit.phone, tabular=True), Cell(str(hit.record_number), tabular=True, quiet=True),
        Cell(last, tabular=True, quiet=hit.last_visit is None)))
