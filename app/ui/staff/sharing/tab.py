"""The tab "Disclosures" of a patient's page: what left the clinic, authorizations on file, suspensions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from app.core.dates import field_date, long_date
from app.core.errors import KnownError
from app.rules.accounting import SUSPENDABLE
from app.rules.disclosure_basis import RULES
from app.security.roles import Action, RecordKind, allowed
from app.services.views.copies import MadeCopy
from app.services.views.disclosures import CHANNEL_WORDS, Authorization, DisclosureRow, ReleaseTerms, Suspension
from app.ui.fonts import Staff
from app.ui.messages import tell
from app.ui.navigation import DocumentRoute
from app.ui.screen import Screen
from app.ui.staff.sharing.accounting_dialog import AccountingDialog
from app.ui.staff.sharing.copy_dialog import ask_for_copy
from app.ui.staff.sharing.dialogs import AuthorizationDialog, EndAuthorizationDialog, OutsideDialog, SuspensionDialog
from app.ui.staff.tab import button_row, quiet_banner, show_refusal
from app.ui.widgets.banner import Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.data_table import Cell, Chip, Column, DataTable, Row
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.menu_button import MenuButton
from app.ui.widgets.scroll_column import ScrollColumn
from app.ui.widgets.table_card import TableCard
from app.ui.widgets.text import TextLabel

_ABOUT = ("Everything that left the clinic about this patient. What the law counts goes on the list a patient can ask "
          "for.")
_COLUMNS = (Column("Day", 120), Column("Who received it", stretch=3), Column("What", stretch=3),
            Column("Why", stretch=3), Column("On the list", 150))
_PAPERS = (Column("Recipient", stretch=3), Column("What", stretch=3), Column("Signed", 120), Column("Ends", stretch=2),
           Column("State", 150))


@dataclass(frozen=True)
class Shared:
    """What the tab shows, fetched together."""

    rows: tuple[DisclosureRow, ...]
    authorizations: tuple[Authorization, ...]
    suspensions: tuple[Suspension, ...]


class PatientDisclosures(ScrollColumn):
    """Opening a disclosure corrects it, opening an authorization ends it."""

    def __init__(self, screen: Screen, patient_id: str, parent: QWidget | None = None) -> None:
        super().__init__(margins=(32, 24, 32, 24), spacing=16, parent=parent)
        self._screen, self._patient_id = screen, patient_id
        self._shared = Shared((), (), ())
        self.table = DataTable("Disclosures", _COLUMNS, 60, one_click=True, tall_height=76)
        self.papers = DataTable("Authorizations on file", _PAPERS, 60, one_click=True)
        self._card, self._papers_card = TableCard(self.table), TableCard(self.papers)
        self._papers_title = TextLabel("Authorizations on file", Staff.SECTION)
        self._held = TextLabel("", Staff.DETAIL, "ink-2")
        self._empty = EmptyState("send", "Nothing was shared yet", "Copies that are saved or printed appear here by "
                                                                   "themselves. Record what is told on the phone.")
        self.banner = quiet_banner()
        self._lay_out()

    def load(self) -> None:
        """Fetch disclosures, authorizations and suspensions."""
        context, patient_id = self._screen.context, self._patient_id
        services, actor = context.services, context.actor

        def fetch() -> Shared:
            disclosures = services().disclosures
            return Shared(disclosures.rows(actor, patient_id), disclosures.authorizations(actor, patient_id),
                          disclosures.suspensions(actor, patient_id))

        context.tasks.run(fetch, self, self._show, self._refused)

    def _show(self, shared: Shared) -> None:
        self._shared, today = shared, self._screen.context.today
        self.table.show_rows([_disclosure_row(row) for row in shared.rows])
        self.papers.show_rows([_authorization_row(each, each.is_usable(today)) for each in shared.authorizations])
        self._card.setVisible(bool(shared.rows))
        self._empty.setVisible(not shared.rows)
        for widget in (self._papers_title, self._papers_card):
            widget.setVisible(bool(shared.authorizations))
        active = [each for each in shared.suspensions if each.stated_on <= today <= each.until]
        self._held.setText("\n".join(f"Kept from the patient’s list until {long_date(each.until)}: {each.agency}"
                                     for each in active))
        self._held.setVisible(bool(active))

    def _record(self, corrects: DisclosureRow | None = None) -> None:
        def open_dialog(terms: ReleaseTerms) -> None:
            dialog = OutsideDialog(self._screen, self._patient_id, terms, corrects)
            dialog.done.connect(lambda _id: self.load())
            dialog.begin()

        context, patient_id = self._screen.context, self._patient_id
        services, actor = context.services, context.actor
        context.tasks.run(lambda: services().disclosures.terms(actor, patient_id), self, open_dialog, self._refused)

    def _correct(self, disclosure_id: str) -> None:
        row = next((each for each in self._shared.rows if each.disclosure_id == disclosure_id), None)
        if row is not None and not row.replaced and self._may(Action.CREATE):
            self._record(row)

    def _end(self, authorization_id: str) -> None:
        found = next((each for each in self._shared.authorizations if each.authorization_id == authorization_id), None)
        if found is not None and found.ended_on is None and self._may(Action.CREATE):
            dialog = EndAuthorizationDialog(self._screen, self._patient_id, found)
            dialog.done.connect(lambda _none: self.load())
            dialog.begin()

    def _file(self) -> None:
        dialog = AuthorizationDialog(self._screen, self._patient_id)
        dialog.done.connect(lambda _id: self.load())
        dialog.begin()

    def _suspend(self) -> None:
        agencies = tuple(dict.fromkeys((row.recipient, row.basis) for row in self._shared.rows
                                       if row.basis in SUSPENDABLE and not row.replaced))
        dialog = SuspensionDialog(self._screen, self._patient_id, agencies)
        dialog.done.connect(lambda _id: self.load())
        dialog.begin()

    def _account(self) -> None:
        dialog = AccountingDialog(self._screen, self._patient_id)
        dialog.done.connect(lambda document_id: self._screen.navigate.emit(DocumentRoute(str(document_id))))
        dialog.begin()

    def _copy(self) -> None:
        def made(copy: MadeCopy) -> None:
            self.load()
            tell(self._screen.stage(), "The copy is saved", f"{copy.file.name} in {copy.file.parent}")

        ask_for_copy(self._screen, self._patient_id, made)

    def _refused(self, error: KnownError) -> None:
        show_refusal(error, {}, self.banner)

    def _may(self, action: Action) -> bool:
        return allowed(self._screen.context.actor.role, action, RecordKind.DISCLOSURE)

    def _lay_out(self) -> None:
        role = self._screen.context.actor.role
        buttons: list[QWidget] = []
        if allowed(role, Action.EXPORT, RecordKind.PATIENT):
            buttons.append(_button("Copy of the record", "download", self._copy, Kind.PRIMARY))
        if self._may(Action.EXPORT):
            buttons.append(_button("List for the patient", "document", self._account))
        if self._may(Action.CREATE):
            buttons.append(_button("Record a disclosure", "add", self._record))
        more = MenuButton("More")
        if self._may(Action.CREATE):
            more.add("File an authorization from paper", "paper", self._file)
        if self._may(Action.HOLD):
            more.add("Suspend for an agency", "lock", self._suspend)
        if not more.is_empty():
            buttons.append(more)
        self.column.addWidget(TextLabel(_ABOUT, Staff.BODY, "ink-2"))
        self.column.addLayout(button_row(*buttons))
        for widget in (self.banner, self._held, self._card, self._empty, self._papers_title, self._papers_card):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        for hidden in (self._held, self._card, self._empty, self._papers_title, self._papers_card):
            hidden.hide()
        self.table.opened.connect(self._correct)
        self.papers.opened.connect(self._end)


def _button(words: str, icon: str, act: Callable[[], None], kind: Kind = Kind.SECONDARY) -> Button:
    button = Button(words, kind, icon=icon)
    button.activated.connect(act)
    return button


def _disclosure_row(row: DisclosureRow) -> Row:
    chip = (Chip("Corrected", Tone.NEUTRAL, "edit") if row.replaced else Chip("Counted", Tone.INFO, "check")
            if row.counted else Chip("Left out", Tone.NEUTRAL, "minus-circle"))
    return Row(row.disclosure_id, (
        Cell(field_date(row.on), tabular=True, quiet=True), Cell(row.recipient, row.address, strong=not row.replaced),
        Cell(row.description, f"{CHANNEL_WORDS[row.channel]}, {row.by_name}", wraps=True),
        Cell(row.purpose, RULES[row.basis].words), Cell(chip=chip)))


def _authorization_row(each: Authorization, usable: bool) -> Row:
    ends = field_date(each.expires_on) if each.expires_on else each.ends_with
    words = "In force" if usable else "Revoked" if each.was_revoked else "Ended"
    return Row(each.authorization_id, (
        Cell(each.recipient, each.purpose, strong=usable),
        Cell(each.what, "Genetic information too" if each.releases_genetic else ""),
        Cell(field_date(each.signed_on), "On paper" if each.is_paper else "In the app", tabular=True), Cell(ends),
        Cell(chip=Chip(words, Tone.SUCCESS if usable else Tone.NEUTRAL, "check" if usable else "withdrawn"))))
