"""Sealed documents of the clinic itself: the list, and one of them with the result of checking its seal just now."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.dates import field_date
from app.core.errors import KnownError
from app.services.views.clinic_documents import ClinicDocumentRow, ClinicDocumentView
from app.services.views.review import Disclosure
from app.ui.fonts import Staff
from app.ui.staff.page_viewer import PageViewer
from app.ui.staff.save_file import FileToSave, save_file
from app.ui.staff.tab import Change, ScreenTab, button_row, quiet_banner
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.data_table import Cell, Column, DataTable, Row
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.row_painter import HEAD_HEIGHT
from app.ui.widgets.table_card import TableCard
from app.ui.widgets.text import TextLabel

_COLUMNS = (Column("Document"), Column("Made", 120), Column("By", 170), Column("Number", 130))
_SHOWN = 8
_ROW = 52
_PAGES, _ROUND_THE_PAGES = 520, 330
"""Height of the pages where there is room, and what the rest of the dialog takes of the window."""
_WIDTH = 820
_SAVING = Disclosure("The clinic’s own files", "A copy outside of this app")
_WHY_PROOF = "A saved copy leaves the app’s protection. It needs your password, just now."


class ClinicDocumentsDialog(DialogOverlay):
    """The list; ``chosen`` carries the id of the document to open."""

    chosen = Signal(str)

    def __init__(self, tab: ScreenTab, rows: Sequence[ClinicDocumentRow]) -> None:
        super().__init__(tab.screen_of.stage(), width=_WIDTH, spacing=16)
        zone = tab.context.zone
        self.table = DataTable("Sealed documents of the clinic", _COLUMNS, _ROW, one_click=True)
        self.table.show_rows([Row(row.document_id, (
            Cell(row.title, strong=True), Cell(field_date(row.made_at.astimezone(zone).date()), tabular=True),
            Cell(row.made_by), Cell(row.short_id, tabular=True))) for row in rows])
        self.table.opened.connect(self._open)
        self.close_button = Button("Close", Kind.SECONDARY)
        self.close_button.activated.connect(self.close_dialog)
        self.add_head("Sealed documents of the clinic",
                      "Evidence packs, certificates of disposal, lists and exports of registers. Each "
                      "is checked when it is opened.")
        self.body.addWidget(self._listed(bool(rows)))
        self.body.addLayout(button_row(self.close_button, to_right=True))

    def begin(self) -> None:
        """Open the dialog with the focus on the list."""
        self.open(self.table if self.table.rows() else self.close_button)

    def _open(self, document_id: str) -> None:
        self.close_dialog()
        self.chosen.emit(document_id)

    def _listed(self, there: bool) -> QWidget:
        if not there:
            self.table.setParent(self)
            self.table.hide()
            return EmptyState("seal", "Nothing was sealed yet", "Export evidence, and it is kept here.")
        card = TableCard(self.table)
        card.setFixedHeight(min(self.table.content_height(), HEAD_HEIGHT + _SHOWN * _ROW) + 2)
        return card


class ClinicDocumentDialog(DialogOverlay):
    """One document: whether it is what was sealed, its pages, and a copy for those who may."""

    def __init__(self, tab: ScreenTab, view: ClinicDocumentView, *, may_save: bool) -> None:
        super().__init__(tab.screen_of.stage(), width=_WIDTH, spacing=14)
        self._tab, self._view = tab, view
        self.setAccessibleName(view.row.title)
        checked = view.verification
        self.seal = Banner(Tone.SUCCESS if checked.valid else Tone.DANGER, checked.headline, checked.detail)
        self.refusal = quiet_banner()
        self.save = Button("Save a copy", Kind.SECONDARY, icon="export")
        self.close_button = Button("Close", Kind.PRIMARY)
        self.save.setVisible(may_save)
        self.save.activated.connect(self._save)
        self.close_button.activated.connect(self.close_dialog)
        self.body.addWidget(TextLabel(view.row.title, Staff.SECTION, elide=True))
        self.body.addWidget(self.seal)
        self.body.addWidget(self._pages())
        self.body.addWidget(self.refusal)
        self.body.addLayout(button_row(self.save, self.close_button, to_right=True))

    def begin(self) -> None:
        """Open the dialog."""
        self.open(self.close_button)

    def _pages(self) -> QWidget:
        viewer = PageViewer()
        viewer.setFixedHeight(max(200, min(_PAGES, self._tab.screen_of.stage().height() - _ROUND_THE_PAGES)))
        if viewer.show_pdf(self._view.pdf):
            return viewer
        return TextLabel("The pages of this document cannot be shown.", Staff.BODY, "ink-2")

    def _save(self) -> None:
        document_id = self._view.row.document_id
        self._tab.change(Change(
            lambda services, actor: services.clinic_documents.copy(actor, document_id, _SAVING),
            lambda file: save_file(self._tab.screen_of, FileToSave("Save a copy", file[0], "PDF (*.pdf)", file[1]),
                                   self._refused),
            self._refused, self.save, "Save a copy", _WHY_PROOF))

    def _refused(self, error: KnownError) -> None:
        self.refusal.show_message(Tone.DANGER, "", error.sentence, say=True)
        self.refusal.show()
        self.refit()
