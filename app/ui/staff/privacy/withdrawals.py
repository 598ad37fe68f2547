"""Consent withdrawals (screen 12c): what was taken back, what stops, what is left to do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.dates import long_date
from app.core.errors import KnownError
from app.rules.disclosure_basis import Basis
from app.security.actor import Actor
from app.security.roles import Action, RecordKind
from app.services.views.consents import StepState, WithdrawalRow, WithdrawalView
from app.services.views.disclosures import Disclosure
from app.ui.fonts import Staff
from app.ui.screen import Screen
from app.ui.staff.disclosure_dialog import DisclosureDialog
from app.ui.staff.privacy.tab import DeskTab
from app.ui.staff.privacy.withdrawal_view import WithdrawalViewDialog
from app.ui.staff.proof_dialog import ask_for_proof
from app.ui.staff.save_file import FileToSave, save_file
from app.ui.staff.tab import PAGE_MARGINS, button_row, quiet_banner, show_refusal
from app.ui.staff.withdrawal_dialog import WithdrawalDialog
from app.ui.widgets.banner import Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.data_table import Cell, Chip, Column, DataTable, Row
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.picture import Icon
from app.ui.widgets.table_card import TableCard
from app.ui.widgets.text import TextLabel

_COLUMNS = (Column("Consent", stretch=25), Column("Patient", stretch=18), Column("Withdrawn", 184),
            Column("What stops", stretch=29), Column("Status", 238))
_ROW = 64
_NEVER_DELETES = "Withdrawing a consent never deletes past records. It stops the use from that moment."
_EXPORT_BASES = (Basis.OPERATIONS, Basis.OVERSIGHT, Basis.REQUIRED_BY_LAW)
_WHY_PROOF = "The list leaves the app’s protection. It needs your password, just now."
_CHIPS = {StepState.DONE: (Tone.SUCCESS, "check"), StepState.OPEN: (Tone.WARNING, "clock"),
          StepState.LATE: (Tone.DANGER, "error")}


class WithdrawalsTab(DeskTab):
    """The list; Enter or a click opens a withdrawal with its steps."""

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(screen, parent)
        self._wanted = ""
        self.table = DataTable("Consent withdrawals", _COLUMNS, _ROW, one_click=True)
        self.table.opened.connect(self._open)
        self._card = TableCard(self.table)
        self._card.hide()
        self._note = QWidget()
        self._export = Button("Export suppression list", Kind.SECONDARY, icon="export")
        self._banner = quiet_banner()
        self._empty = EmptyState("withdrawn", "Nothing was taken back",
                                 "Withdrawals of consent and STOP replies appear here with what is left to do.")
        self._empty.hide()
        if self.may(Action.WITHDRAW, RecordKind.CONSENT):
            self.action = Button("Record withdrawal", Kind.PRIMARY, icon="add")
            self.action.activated.connect(self._record)
        self._lay_out()

    def load(self) -> None:
        """Fetch the list."""
        self.fetch(lambda services, actor: services.consents.withdrawals(actor), self._show)

    def open_subject(self, subject: str) -> None:
        """Open the withdrawal ``subject`` once the list is there."""
        self._wanted = subject

    def _show(self, rows: tuple[WithdrawalRow, ...]) -> None:
        self.table.show_rows([_row(row) for row in rows])
        self._card.setVisible(bool(rows))
        self._note.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        left = sum(row.state is not StepState.DONE for row in rows)
        self.told.emit(_sentence(left), left)
        if self._wanted in {row.withdrawal_id for row in rows}:
            self._open(self._wanted)
        self._wanted = ""

    def _open(self, withdrawal_id: str) -> None:
        self.fetch(lambda services, actor: services.consents.open(actor, withdrawal_id), self._open_view)

    def _open_view(self, view: WithdrawalView) -> None:
        dialog = WithdrawalViewDialog(self, view)
        dialog.changed.connect(self._changed)
        dialog.begin()

    def _changed(self, withdrawal_id: str) -> None:
        self.open_subject(withdrawal_id)
        self.load()

    def _record(self) -> None:
        dialog = WithdrawalDialog(self.screen_of)
        dialog.done.connect(lambda _withdrawal_id: self.load())
        dialog.begin()

    def _ask_export(self) -> None:
        dialog = DisclosureDialog(self.screen_of.stage(), "Export who must not get which messages?", "Export",
                                  bases=_EXPORT_BASES, chosen=Basis.OPERATIONS)
        dialog.agreed.connect(lambda disclosure: ask_for_proof(
            self.screen_of, "Export", _WHY_PROOF, lambda actor: self._fetch_export(actor, disclosure)))
        dialog.begin()

    def _fetch_export(self, actor: Actor, disclosure: Disclosure) -> None:
        services = self.context.services
        self.context.tasks.run(lambda: services().communications.suppression_list(actor, disclosure), self,
                               self._save_export, self._refused)

    def _save_export(self, content: bytes) -> None:
        day = self.context.today
        save_file(self.screen_of, FileToSave("Export the suppression list", f"suppression-list-{day.isoformat()}.csv",
                                             "CSV (*.csv)", content), self._refused)

    def _refused(self, error: KnownError) -> None:
        show_refusal(error, {}, self._banner)

    def _lay_out(self) -> None:
        note = QHBoxLayout(self._note)
        note.setContentsMargins(0, 0, 0, 0)
        note.setSpacing(8)
        note.addWidget(Icon("info", 18, "ink-2"), 0, Qt.AlignmentFlag.AlignVCenter)
        note.addWidget(TextLabel(_NEVER_DELETES, Staff.BODY, "ink-2"), 1)
        self._note.hide()
        self._export.activated.connect(self._ask_export)
        if not self.may(Action.EXPORT, RecordKind.COMMUNICATION):
            self._export.hide()
        page = QVBoxLayout(self)
        page.setContentsMargins(*PAGE_MARGINS)
        page.setSpacing(16)
        page.addWidget(self._banner)
        page.addWidget(self._card)
        page.addWidget(self._note)
        page.addWidget(self._empty, 1)
        page.addStretch(1)
        page.addLayout(button_row(self._export))
        self.setFocusProxy(self.table)


def _sentence(left: int) -> str:
    if not left:
        return "Every withdrawal is done."
    return "1 withdrawal needs a follow-up step." if left == 1 else f"{left} withdrawals need a follow-up step."


def _row(row: WithdrawalRow) -> Row:
    tone, icon = _CHIPS[row.state]
    return Row(row.withdrawal_id, (
        Cell(row.title, strong=True), Cell(row.patient_name), Cell(long_date(row.on), soft=True),
        Cell(row.stops, wraps=True, soft=True), Cell(chip=Chip(row.status, tone, icon))))
