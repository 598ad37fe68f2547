"""All sealed documents, with a search over patient, title and number."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.clock import clinic_date
from app.core.dates import clock_time, field_date
from app.services.views.review import DocumentRow
from app.ui.context import StaffContext
from app.ui.fonts import Staff
from app.ui.navigation import DocumentRoute, Route
from app.ui.screen import Screen
from app.ui.widgets.banner import Tone
from app.ui.widgets.data_table import Cell, Chip, Column, DataTable, Row
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.field import LineField
from app.ui.widgets.table_card import TableCard
from app.ui.widgets.text import TextLabel


class DocumentTable(QWidget):
    """Rows of documents that open with one click or Enter; ``opened`` comes from the table."""

    def __init__(self, context: StaffContext, *, names: bool, parent: QWidget | None = None) -> None:
        """``names`` shows whose document it is; on one patient's record it is left out."""
        super().__init__(parent)
        self._context, self._names = context, names
        patient = (Column("Patient", stretch=2),) if names else ()
        columns = (*patient, Column("Document", stretch=3), Column("Sealed", 150), Column("Number", 124),
                   Column("Pages", 140))
        self.table = DataTable("Documents", columns, 64, one_click=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(TableCard(self.table))
        column.addStretch(1)

    def show_rows(self, rows: tuple[DocumentRow, ...]) -> None:
        """Replace the rows."""
        self.table.show_rows([self._row(row) for row in rows])

    def _row(self, row: DocumentRow) -> Row:
        zone = self._context.zone
        day = field_date(clinic_date(row.sealed_at, zone))
        patient = (Cell(row.patient_name, strong=True, avatar=row.patient_name),) if self._names else ()
        size = "Kept on paper" if row.is_paper else f"{row.pages} pages" if row.pages != 1 else "1 page"
        pages = Cell(chip=Chip("On paper", Tone.NEUTRAL, "paper")) if row.is_paper else Cell(
            size, size_words(row.size_bytes), tabular=True)
        return Row(row.document_id, (
            *patient, Cell(row.title, f"Version {row.version}", icon="document", strong=not self._names),
            Cell(day, clock_time(row.sealed_at, zone), tabular=True), Cell(row.short_id, quiet=True, tabular=True),
            pages))


class DocumentsScreen(Screen):
    """The list and its search."""

    def __init__(self, context: StaffContext, _route: Route, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._rows: tuple[DocumentRow, ...] = ()
        self._search = LineField("", placeholder="Patient, document or number")
        self._search.set_icon("search")
        self._search.edit.setAccessibleName("Find a document by patient, title or number")
        self._search.edit.textChanged.connect(lambda _text: self._show_found())
        self._table = DocumentTable(context, names=True)
        self._table.table.opened.connect(lambda document_id: self.navigate.emit(DocumentRoute(document_id)))
        self._empty = EmptyState("document", "No documents here",
                                 "Documents appear here when a visit was accepted and countersigned.")
        page = QVBoxLayout(self)
        page.setContentsMargins(32, 26, 32, 24)
        page.setSpacing(16)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(TextLabel("Documents", Staff.TITLE))
        words.addWidget(TextLabel("Sealed when a visit is countersigned. Opening one is written to the audit log.",
                                  Staff.BODY, "ink-2"))
        page.addLayout(words)
        page.addWidget(self._search)
        page.addWidget(self._table, 1)
        page.addWidget(self._empty, 1)
        self._empty.hide()
        self.setFocusProxy(self._search)

    def load(self) -> None:
        """Fetch all documents."""
        services, actor = self.context.services, self.context.actor
        self.context.tasks.run(lambda: services().documents.rows(actor), self, self._show)

    def _show(self, rows: tuple[DocumentRow, ...]) -> None:
        self._rows = rows
        self._show_found()

    def _show_found(self) -> None:
        words = self._search.text().casefold().split()
        found = tuple(row for row in self._rows if all(
            word in f"{row.patient_name} {row.title} {row.short_id}".casefold() for word in words))
        self._table.show_rows(found)
        self._table.setVisible(bool(found))
        self._empty.setVisible(not found)


def size_words(size: int) -> str:
    """Return a size in bytes as "214 KB" or "1.4 MB"."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} KB"
