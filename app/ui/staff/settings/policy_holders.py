"""Who has which version of the policies, and who is asked again at the next visit."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.dates import field_date
from app.core.errors import KnownError
from app.rules.disclosure_basis import Basis
from app.security.actor import Actor
from app.services.views.consents import PolicyHolder
from app.services.views.disclosures import Disclosure
from app.ui.screen import Screen
from app.ui.staff.disclosure_dialog import DisclosureDialog
from app.ui.staff.proof_dialog import ask_for_proof
from app.ui.staff.save_file import FileToSave, save_file
from app.ui.staff.settings.policy_form import POLICY_KINDS
from app.ui.staff.tab import button_row, quiet_banner, show_refusal
from app.ui.widgets.banner import Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.data_table import Cell, Chip, Column, DataTable, Row
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.table_card import TableCard

_COLUMNS = (Column("Patient", stretch=3), Column("Document", stretch=3), Column("Version", 90),
            Column("Answer", 250), Column("Next visit", 140))
_ANSWERS = {"acknowledged": "Acknowledged", "declined": "Not acknowledged", "refused": "Refusal on record",
            "": "None yet"}
_HEIGHT = 460
_WHY_PROOF = "The list names patients and leaves the app’s protection. It needs your password, just now."


class PolicyHoldersDialog(DialogOverlay):
    """The list, with a button that exports it."""

    def __init__(self, screen: Screen, rows: Sequence[PolicyHolder]) -> None:
        super().__init__(screen.stage(), width=980, spacing=14)
        title = "Who has which version"
        self._screen = screen
        self.table = DataTable(title, _COLUMNS, 48)
        self.table.show_rows([_row(row) for row in rows])
        card = TableCard(self.table)
        card.setMaximumHeight(_HEIGHT)
        self._banner = quiet_banner()
        again = len({row.patient_id for row in rows if row.asked_again})
        everybody = len({row.patient_id for row in rows})
        self._close = Button("Close", Kind.PRIMARY)
        export = Button("Export", Kind.SECONDARY, icon="export")
        self._close.activated.connect(self.close_dialog)
        export.activated.connect(self._ask_export)
        self.add_head(title, f"{everybody} patients. {again} are asked at the next visit.")
        self.body.addWidget(self._banner)
        self.body.addWidget(card)
        row = button_row(export)
        row.addWidget(self._close)
        self.body.addLayout(row)

    def begin(self) -> None:
        """Open the dialog with the focus on the safe choice."""
        self.open(self._close)

    def _ask_export(self) -> None:
        dialog = DisclosureDialog(self._screen.stage(), "Export who has which version?", "Export",
                                  bases=(Basis.OPERATIONS, Basis.OVERSIGHT, Basis.SECRETARY, Basis.REQUIRED_BY_LAW))
        dialog.agreed.connect(lambda disclosure: ask_for_proof(
            self._screen, "Export", _WHY_PROOF, lambda actor: self._fetch(actor, disclosure)))
        dialog.begin()

    def _fetch(self, actor: Actor, disclosure: Disclosure) -> None:
        services = self._screen.context.services
        self._screen.context.tasks.run(lambda: services().receipts.holders_csv(actor, disclosure), self, self._save,
                                       self._refused)

    def _save(self, content: bytes) -> None:
        context = self._screen.context
        day = context.today
        save_file(self._screen, FileToSave("Export who has which version", f"policy-versions-{day.isoformat()}.csv",
                                           "CSV (*.csv)", content), self._refused)

    def _refused(self, error: KnownError) -> None:
        show_refusal(error, {}, self._banner)
        self.refit()


def _row(row: PolicyHolder) -> Row:
    answer = _ANSWERS.get(row.outcome, row.outcome)
    words = f"{answer} {field_date(row.on)}" if row.on is not None else answer
    chip = Chip("Asked", Tone.WARNING, "clock") if row.asked_again else Chip("Nothing", Tone.SUCCESS, "check")
    return Row(f"{row.patient_id} {row.kind}", (
        Cell(row.patient_name, strong=True), Cell(dict(POLICY_KINDS).get(row.kind, row.kind)),
        Cell(row.version or "–", tabular=True), Cell(words, tabular=True), Cell(chip=chip)))
