"""Rights requests (screen 12): the list by deadline, and one request in the pane at its right."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from app.core.dates import WEEKDAYS, long_date
from app.core.errors import KnownError
from app.rules.rights import RequestKind
from app.rules.rights_state import Event
from app.security.roles import Action, RecordKind
from app.services.views.rights import RequestList, RequestRow, RequestView
from app.ui.fonts import Staff
from app.ui.navigation import DocumentRoute, PatientRoute
from app.ui.screen import Screen
from app.ui.staff.form_dialog import FormDialog
from app.ui.staff.privacy.requests.desk import dialog_for, dialog_for_next
from app.ui.staff.privacy.requests.new import NewRequestDialog
from app.ui.staff.privacy.requests.pane import RequestPane
from app.ui.staff.privacy.requests.words import table_row
from app.ui.staff.privacy.tab import DeskTab
from app.ui.staff.sharing.accounting_dialog import AccountingDialog
from app.ui.staff.sharing.copy_dialog import CopyDialog
from app.ui.staff.tab import pane, quiet_banner, show_refusal
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.data_table import Column, DataTable
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.layouts import clear
from app.ui.widgets.scroll_column import ScrollColumn
from app.ui.widgets.table_card import TableCard
from app.ui.widgets.text import TextLabel

_COLUMNS = (Column("Request"), Column("Received", 134), Column("Clock", 164), Column("Status", 166))
_ROW = 72
_PANE = 364
_GAP = 24
_WEEK = 7


class RequestsTab(DeskTab):
    """A click or the arrow keys show a request; what is asked for and what comes next stand beside it."""

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(screen, parent)
        self._chosen = ""
        self._view: RequestView | None = None
        self.table = DataTable("Open requests", _COLUMNS, _ROW)
        self.answered = DataTable("Answered requests", _COLUMNS, _ROW)
        for table in (self.table, self.answered):
            table.selected.connect(self._choose)
            table.opened.connect(self._choose)
        self._card, self._answered_card = TableCard(self.table), TableCard(self.answered)
        self._answered_title = TextLabel("Answered", Staff.SECTION)
        self._empty = EmptyState("privacy", "No open requests",
                                 "What patients ask about their records appears here with its deadline.")
        self._banner = quiet_banner()
        self._pane: ScrollColumn = pane()
        self._pane.setFixedWidth(_PANE + 32)
        if self.may(Action.CREATE, RecordKind.RIGHTS_REQUEST):
            self.action = Button("New request", Kind.PRIMARY, icon="add")
            self.action.activated.connect(self._new)
        self._lay_out()

    @property
    def pane(self) -> RequestPane | None:
        """The request shown at the right, or None."""
        item = self._pane.column.itemAt(0)
        widget = item.widget() if item is not None else None
        return widget if isinstance(widget, RequestPane) else None

    def load(self) -> None:
        """Fetch the list."""
        self.fetch(lambda services, actor: services.rights.list(actor), self._show)

    def open_subject(self, subject: str) -> None:
        """Show the request ``subject`` once the list is there."""
        self._chosen = subject

    def _show(self, requests: RequestList) -> None:
        self.table.show_rows([table_row(row) for row in requests.open])
        self.answered.show_rows([table_row(row) for row in requests.closed])
        self._card.setVisible(bool(requests.open))
        self._empty.setVisible(not requests.open)
        for widget in (self._answered_title, self._answered_card):
            widget.setVisible(bool(requests.closed))
        self.told.emit(self._sentence(requests.open), len(requests.open))
        self.screen_of.request_count.emit(len(requests.open))
        known = [row.request_id for row in (*requests.open, *requests.closed)]
        if self._chosen not in known:
            self._chosen = requests.open[0].request_id if requests.open else ""
        if self._chosen:
            self._choose(self._chosen)
        else:
            self._close_pane()

    def _sentence(self, rows: tuple[RequestRow, ...]) -> str:
        """Return "6 open requests. The next one is due Thursday."."""
        if not rows:
            return "No open requests."
        clock = rows[0].clock
        count = "1 open request." if len(rows) == 1 else f"{len(rows)} open requests."
        late = sum(row.clock.left < 0 for row in rows)
        if late:
            return f"{count} {'1 is' if late == 1 else f'{late} are'} late."
        today = self.context.today
        day = "today" if clock.due == today else WEEKDAYS[clock.due.weekday()] if clock.left < _WEEK else \
            long_date(clock.due)
        return f"{count} The next one is due {day}."

    def _choose(self, request_id: str) -> None:
        self._chosen = request_id
        for table in (self.table, self.answered):
            if any(row.key == request_id for row in table.rows()):
                table.blockSignals(True)
                table.select(request_id)
                table.blockSignals(False)
            else:
                table.clearSelection()
        if self._view is None or self._view.row.request_id != request_id or self.pane is None:
            self.fetch(lambda services, actor: services.rights.open(actor, request_id), self._show_request,
                       self._refused)

    def _show_request(self, view: RequestView) -> None:
        if view.row.request_id != self._chosen:
            return  # the person went on to another one meanwhile
        self._view = view
        shown = RequestPane(view, may_change=self.may(Action.CHANGE, RecordKind.RIGHTS_REQUEST))
        shown.closed.connect(self._close_by_hand)
        shown.next_wanted.connect(lambda: self._begin(dialog_for_next(self.screen_of, view)))
        shown.extend_wanted.connect(lambda: self._begin(dialog_for(self.screen_of, view, Event.EXTENDED)))
        shown.act_wanted.connect(lambda event: self._act(view, event))
        shown.document_wanted.connect(lambda found: self.screen_of.navigate.emit(DocumentRoute(found)))
        shown.papers_wanted.connect(lambda: self._make_papers(view))
        shown.patient_wanted.connect(lambda: self.screen_of.navigate.emit(PatientRoute(view.row.patient_id)))
        focused = QApplication.focusWidget()
        has_focus = focused is not None and self._pane.isAncestorOf(focused)
        clear(self._pane.column)
        self._pane.column.addWidget(shown)
        self._pane.column.addStretch(1)
        self._pane.show()
        self._pane.verticalScrollBar().setValue(0)
        if has_focus:  # the button that had it is gone with the request as it was
            next(iter(shown.buttons.values()), self.table).setFocus()

    def _act(self, view: RequestView, event: Event) -> None:
        if event is Event.ACKNOWLEDGED:
            request_id = view.row.request_id
            self.fetch(lambda services, actor: services.rights.acknowledge(actor, request_id), self._changed,
                       self._refused)
        else:
            self._begin(dialog_for(self.screen_of, view, event))

    def _make_papers(self, view: RequestView) -> None:
        """Open what makes the copy of the records, or the list of disclosures, for this request."""
        patient_id, request_id = view.row.patient_id, view.row.request_id
        if view.row.kind is RequestKind.ACCOUNT:
            AccountingDialog(self.screen_of, patient_id, request_id).begin()
            return
        self.fetch(lambda services, actor: services.disclosures.terms(actor, patient_id),
                   lambda terms: CopyDialog(self.screen_of, patient_id, terms, request_id).begin(), self._refused)

    def _begin(self, dialog: FormDialog | None) -> None:
        if dialog is not None:
            dialog.done.connect(self._changed)
            dialog.begin()

    def _changed(self, view: RequestView) -> None:
        """Show the request as it is now, and the list with it."""
        self._chosen, self._view = view.row.request_id, view
        self._show_request(view)
        self.load()

    def _new(self) -> None:
        dialog = NewRequestDialog(self.screen_of)
        dialog.done.connect(self._added)
        dialog.begin()

    def _added(self, request_id: str) -> None:
        self._chosen = request_id
        self.load()

    def _close_by_hand(self) -> None:
        self._close_pane()
        self.table.clearSelection()
        self.table.setFocus()

    def _close_pane(self) -> None:
        self._chosen, self._view = "", None
        clear(self._pane.column)
        self._pane.hide()

    def _refused(self, error: KnownError) -> None:
        show_refusal(error, {}, self._banner)

    def _lay_out(self) -> None:
        left = ScrollColumn(margins=(32, 24, _GAP, 32), spacing=16)
        for widget in (self._banner, self._card, self._empty, self._answered_title, self._answered_card):
            left.column.addWidget(widget)
        left.column.addStretch(1)
        for widget in (self._card, self._empty, self._answered_title, self._answered_card):
            widget.hide()
        self._pane.hide()
        page = QHBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(left, 1)
        page.addWidget(self._pane)
        self.setFocusProxy(self.table)

