"""One document: its pages, and the proof that they are unchanged."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.errors import KnownError
from app.rules.disclosure_basis import Basis
from app.security.actor import Actor
from app.security.roles import Action, RecordKind, allowed
from app.services.views.disclosures import Disclosure, ReleaseTerms
from app.services.views.review import DocumentView
from app.ui.context import StaffContext
from app.ui.fonts import Staff
from app.ui.messages import tell
from app.ui.navigation import AuditRoute, DocumentRoute, DocumentsRoute, PatientRoute, Route
from app.ui.screen import Screen
from app.ui.staff.disclosure_dialog import DisclosureDialog
from app.ui.staff.documents import size_words
from app.ui.staff.page_header import PageHeader
from app.ui.staff.page_viewer import PageViewer
from app.ui.staff.proof_dialog import ask_for_proof
from app.ui.staff.save_file import FileToSave, save_file
from app.ui.staff.verification_pane import VerificationPane
from app.ui.theme import color
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.button import Button, IconButton, Kind
from app.ui.widgets.card import Rule
from app.ui.widgets.chips import StatusChip
from app.ui.widgets.text import TextLabel

_PANE, _PANE_NARROW, _NARROW_BELOW = 412, 340, 1150
_WHY_PROOF = "A saved copy leaves the app’s protection. It needs your password, just now."


class DocumentScreen(Screen):
    """Screen 11."""

    def __init__(self, context: StaffContext, route: Route, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._document_id = route.document_id if isinstance(route, DocumentRoute) else ""
        self._view: DocumentView | None = None
        self._header = PageHeader((("Documents", DocumentsRoute()),), title_style=Staff.DOCUMENT)
        self._header.navigate.connect(self.navigate)
        self._chip = StatusChip("", Tone.SUCCESS, "shield")
        self._banner = Banner(Tone.DANGER, "")
        self._notice = QWidget()
        self._viewer = PageViewer()
        self._toolbar = ViewerBar(self._viewer)
        self._pane = VerificationPane(context.zone)
        self._pane.full_log.connect(self._open_log)
        self._lay_out()

    def load(self) -> None:
        """Fetch and check the document."""
        services, actor, document_id = self.context.services, self.context.actor, self._document_id
        self.context.tasks.run(lambda: services().documents.open(actor, document_id), self, self._show, self._refused)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrow the pane in a narrow window."""
        self._pane.setFixedWidth(_PANE_NARROW if self.width() < _NARROW_BELOW else _PANE)
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that nothing else took scroll, turn pages and zoom."""
        self._viewer.keyPressEvent(event)

    def _show(self, view: DocumentView) -> None:
        self._view = view
        self._notice.hide()
        self._header.set_crumbs(((view.patient_name, PatientRoute(view.patient_id)),
                                 ("Documents", PatientRoute(view.patient_id, "documents")), (view.short_id, None)))
        self._header.set_title(view.title)
        valid = view.verification.valid
        self._chip.show_status("Signature valid" if valid else "Not valid", Tone.SUCCESS if valid else Tone.DANGER,
                               "shield" if valid else "shield-cross")
        self._chip.show()
        if not self._viewer.show_pdf(view.pdf):
            self._banner.show_message(Tone.DANGER, "The pages cannot be shown", "What is stored is damaged. "
                                      "Restore the records from a backup, and tell the privacy officer.", say=True)
            self._notice.show()
        self._toolbar.show_size(len(view.pdf))
        self._pane.show_document(view, log=allowed(self.context.actor.role, Action.VIEW, RecordKind.AUDIT))

    def _print(self) -> None:
        self._ask("Print this document?", "Print", self._fetch_print)

    def _save(self) -> None:
        self._ask("Save a copy of this document?", "Save a copy",
                  lambda disclosure: ask_for_proof(self, "Save a copy", _WHY_PROOF,
                                                   lambda actor: self._fetch_copy(actor, disclosure)))

    def _ask(self, title: str, act: str, on_agreed: Callable[[Disclosure], object]) -> None:
        if self._view is None:
            return
        services, actor, view = self.context.services, self.context.actor, self._view

        def open_dialog(terms: ReleaseTerms) -> None:
            dialog = DisclosureDialog(self.stage(), title, act, terms, chosen=Basis.TO_INDIVIDUAL)
            dialog.agreed.connect(on_agreed)
            dialog.begin()

        self.context.tasks.run(lambda: services().disclosures.terms(actor, view.patient_id, (view.document_id,)), self,
                               open_dialog, self._refused)

    def _fetch_print(self, disclosure: Disclosure) -> None:
        services, actor, document_id = self.context.services, self.context.actor, self._document_id
        self.context.tasks.run(lambda: services().documents.printed(actor, document_id, disclosure), self,
                               self._send_to_printer, self._refused)

    def _send_to_printer(self, pdf: bytes) -> None:
        if not self.context.dialogs.print_pdf(self, pdf):
            tell(self.stage(), "Nothing was printed", "The document is unchanged. The audit log says that it was "
                                                      "prepared for printing.")

    def _fetch_copy(self, actor: Actor, disclosure: Disclosure) -> None:
        services, document_id = self.context.services, self._document_id
        self.context.tasks.run(lambda: services().documents.copy(actor, document_id, disclosure), self,
                               self._write_copy, self._refused)

    def _write_copy(self, copied: tuple[str, bytes]) -> None:
        file_name, pdf = copied
        save_file(self, FileToSave("Save a copy", file_name, "PDF (*.pdf)", pdf), self._refused)

    def _open_log(self) -> None:
        if self._view is not None:
            self.navigate.emit(AuditRoute(self._view.patient_id))

    def _refused(self, error: KnownError) -> None:
        title = "That was not done" if self._view is not None else "This document cannot be shown"
        self._banner.show_message(Tone.DANGER, title, error.sentence, say=True)
        self._notice.show()

    def _lay_out(self) -> None:
        self._header.title_row.insertWidget(1, self._chip, 0, Qt.AlignmentFlag.AlignVCenter)
        role = self.context.actor.role
        for words, icon, act, action in (("Print", "print", Action.PRINT, self._print),
                                         ("Save a copy", "download", Action.EXPORT, self._save)):
            if allowed(role, act, RecordKind.DOCUMENT):
                button = Button(words, Kind.SECONDARY, icon=icon)
                button.activated.connect(action)
                self._header.buttons.addWidget(button)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self._viewer, 1)
        left.addWidget(self._toolbar)
        columns = QHBoxLayout()
        columns.setSpacing(0)
        columns.addLayout(left, 1)
        columns.addWidget(Rule(vertical=True))
        columns.addWidget(self._pane)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self._header)
        notice = QHBoxLayout(self._notice)
        notice.setContentsMargins(32, 16, 32, 16)
        notice.addWidget(self._banner)
        page.addWidget(self._notice)
        page.addLayout(columns, 1)
        self._chip.hide()
        self._notice.hide()


class ViewerBar(QWidget):
    """52 high: page, size of the file, zoom."""

    def __init__(self, viewer: PageViewer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._viewer = viewer
        self.setFixedHeight(52)
        self._page = TextLabel("", Staff.VALUE.digits(), wrap=False)
        self._size = TextLabel("", Staff.DETAIL, "ink-3", wrap=False)
        self._zoom = TextLabel("", Staff.VALUE.digits(), wrap=False, align=Qt.AlignmentFlag.AlignHCenter)
        self._zoom.setFixedWidth(52)
        self._previous = IconButton("chevron-left", "Previous page", 36, 20, color_name="ink")
        self._next = IconButton("chevron-right", "Next page", 36, 20, color_name="ink")
        smaller = IconButton("zoom-out", "Smaller", 36, 20, color_name="ink")
        larger = IconButton("zoom-in", "Larger", 36, 20, color_name="ink")
        self._previous.clicked.connect(lambda: viewer.go_to(viewer.page - 1))
        self._next.clicked.connect(lambda: viewer.go_to(viewer.page + 1))
        smaller.clicked.connect(lambda: viewer.zoom_by(-1))
        larger.clicked.connect(lambda: viewer.zoom_by(1))
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 0, 20, 0)
        row.setSpacing(6)
        for widget in (self._previous, self._page, self._next):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self._size)
        row.addStretch(1)
        for widget in (smaller, self._zoom, larger):
            row.addWidget(widget)
        viewer.moved.connect(self._show)

    def show_size(self, size: int) -> None:
        """Show pages and size of the file (bytes)."""
        count = self._viewer.page_count
        pages = "1 page" if count == 1 else f"{count} pages"
        self._size.setText(f"PDF, {pages}, {size_words(size)}")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the surface and the line above."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("surface"))
        painter.fillRect(0, 0, self.width(), 1, color("hairline"))

    def _show(self, page: int, zoom: float) -> None:
        count = self._viewer.page_count
        self._page.setText(f"Page {page} of {count}" if count else "")
        self._zoom.setText(f"{round(zoom * 100)}%" if count else "")
        self._previous.setEnabled(page > 1)
        self._next.setEnabled(page < count)
