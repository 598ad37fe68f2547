"""The audit log: who did what, when and where; whether the chain holds; export."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.errors import KnownError
from app.rules.disclosure_basis import Basis
from app.security.actor import Actor
from app.security.roles import Action, RecordKind, allowed
from app.services.views.disclosures import Disclosure
from app.services.views.oversight import AuditPage
from app.ui.context import StaffContext
from app.ui.fonts import Staff
from app.ui.navigation import AuditRoute, Route
from app.ui.screen import Screen
from app.ui.staff.audit_filters import AuditFilters
from app.ui.staff.audit_table import AuditTable
from app.ui.staff.chain_panel import ChainPanel
from app.ui.staff.disclosure_dialog import LOG_BASES, DisclosureDialog
from app.ui.staff.proof_dialog import ask_for_proof
from app.ui.staff.save_file import FileToSave, save_file
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.table_card import TableCard
from app.ui.widgets.text import TextLabel

_WHY_PROOF = "The exported log leaves the app’s protection. It needs your password, just now."


@dataclass(frozen=True)
class _Shown:
    """Sequence numbers of the first and the last entry in sight; None before anything is."""

    first: int | None = None
    last: int | None = None


class AuditScreen(Screen):
    """Screen 13."""

    def __init__(self, context: StaffContext, route: Route, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._shown = _Shown()
        self._filters = AuditFilters(self, route.patient_id if isinstance(route, AuditRoute) else "")
        self._filters.changed.connect(self._fetch_newest)
        self._chain = ChainPanel(context)
        self._chain.checked.connect(self._fetch_newest)
        self._banner = Banner(Tone.DANGER, "")
        self._table = AuditTable(context, names=True)
        self._card = TableCard(self._table)
        self._empty = EmptyState("audit", "No entries of this kind", "Change the filters to see more.")
        self._count = TextLabel("", Staff.DETAIL, "ink-2", wrap=False)
        self._newer, self._older = Button("Newer", Kind.SECONDARY), Button("Older", Kind.SECONDARY)
        self._export = Button("Export", Kind.SECONDARY, icon="export")
        self._lay_out()
        self._newer.activated.connect(lambda: self._fetch(after=self._shown.first))
        self._older.activated.connect(lambda: self._fetch(before=self._shown.last))
        self._export.activated.connect(self._ask_export)

    def load(self) -> None:
        """Fetch the newest entries and what can be filtered by."""
        services, actor = self.context.services, self.context.actor
        self.context.tasks.run(lambda: (services().audit.people(actor), services().audit.actions()), self,
                               lambda found: self._filters.offer(*found), self._refused)
        self._fetch_newest()
        if allowed(actor.role, Action.VERIFY, RecordKind.AUDIT):
            self._chain.start()  # after the entries: there is one worker, and the page comes first

    def _fetch_newest(self) -> None:
        self._fetch()

    def _fetch(self, before: int | None = None, after: int | None = None) -> None:
        services, actor, wanted = self.context.services, self.context.actor, self._filters.value()
        self.context.tasks.run(lambda: services().audit.page(actor, wanted, before, after), self, self._show,
                               self._refused)

    def _show(self, page: AuditPage) -> None:
        self._banner.hide()
        if page.rows:
            self._shown = _Shown(page.rows[0].sequence, page.rows[-1].sequence)
        self._table.show_entries(page.rows)
        self._card.setVisible(bool(page.rows))
        self._empty.setVisible(not page.rows)
        what = "entries that match" if self._filters.is_narrow() else "entries"
        self._count.setText(f"Showing {len(page.rows)} of {page.total:,} {what}" if page.rows else "")
        self._newer.set_ready(page.has_newer, "These are the newest entries.")
        self._older.set_ready(page.has_older, "These are the oldest entries.")

    def _ask_export(self) -> None:
        title = "Export the entries that match?" if self._filters.is_narrow() else "Export the whole audit log?"
        dialog = DisclosureDialog(self.stage(), title, "Export", bases=LOG_BASES, chosen=Basis.OPERATIONS)
        dialog.agreed.connect(lambda disclosure: ask_for_proof(
            self, "Export", _WHY_PROOF, lambda actor: self._fetch_export(actor, disclosure)))
        dialog.begin()

    def _fetch_export(self, actor: Actor, disclosure: Disclosure) -> None:
        services, wanted = self.context.services, self._filters.value()
        self.context.tasks.run(lambda: services().audit.export_csv(actor, wanted, disclosure), self, self._save_export,
                               self._refused)

    def _save_export(self, content: bytes) -> None:
        day = self.context.today
        save_file(self, FileToSave("Export the audit log", f"audit-log-{day.isoformat()}.csv", "CSV (*.csv)", content),
                  self._refused)

    def _refused(self, error: KnownError) -> None:
        self._banner.show_message(Tone.DANGER, "", error.sentence, say=True)
        self._banner.show()

    def _lay_out(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(32, 26, 32, 20)
        page.setSpacing(16)
        page.addLayout(self._head())
        page.addWidget(self._banner)
        filters = QHBoxLayout()
        filters.setSpacing(8)
        filters.addWidget(self._filters, 1)
        filters.addWidget(self._export, 0, Qt.AlignmentFlag.AlignTop)
        page.addLayout(filters)
        page.addWidget(self._card)
        page.addWidget(self._empty, 1)
        page.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._count)
        foot.addStretch(1)
        foot.addWidget(self._newer)
        foot.addWidget(self._older)
        page.addLayout(foot)
        for widget in (self._banner, self._card, self._empty):
            widget.hide()
        role = self.context.actor.role
        self._export.setVisible(allowed(role, Action.EXPORT, RecordKind.AUDIT))
        self._chain.setVisible(allowed(role, Action.VERIFY, RecordKind.AUDIT))

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(24)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(TextLabel("Audit log", Staff.TITLE))
        words.addWidget(TextLabel("Every view, change, signature and sign-in. Nothing here can be edited.", Staff.BODY,
                                  "ink-2"))
        words.addStretch(1)
        head.addLayout(words, 1)
        head.addWidget(self._chain, 0, Qt.AlignmentFlag.AlignTop)
        return head
