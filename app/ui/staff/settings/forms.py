"""Forms and rules: which text is in use, and whether it was approved. What is not approved stays with the clinic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.dates import field_date
from app.security.actor import Actor
from app.security.roles import Action, RecordKind
from app.services.views.forms import FormFacts, FormLine, LimitLine, SignAgainLine
from app.services.views.oversight import Approval, FormRow
from app.ui.screen import Screen
from app.ui.staff.settings.approval_form import ApprovalForm
from app.ui.staff.settings.form_facts import FormFactsCard, LimitsCard
from app.ui.staff.settings.form_pane import FormPane
from app.ui.staff.settings.number_form import NumberAsked, NumberForm, NumberGiven
from app.ui.staff.settings.sign_again_dialog import SignAgainDialog
from app.ui.staff.settings.unused_pane import CHIPS, UnusedPane, unused_key, unused_row
from app.ui.staff.tab import Change, ScreenTab, fit_pane, pane
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.data_table import Cell, Chip, Column, DataTable, Row
from app.ui.widgets.layouts import clear
from app.ui.widgets.table_card import TableCard

if TYPE_CHECKING:  # services load SQLAlchemy, behind the sign-in window
    from app.services.registry import Services

_COLUMNS = (Column("Form"), Column("Medical director", 200), Column("Counsel", 172))

SCOPES = ("medical director", "counsel")
"""Whose approval has a column of its own."""

_RULES = "rules"  # the row of the safety rules


class FormsTab(ScreenTab):
    """List at the left; at the right the form chosen with how it is used, or what is being recorded about it."""

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(screen, parent)
        self._rows: dict[str, FormRow] = {}
        self._unused: dict[str, FormLine] = {}
        self._chosen = ""
        self._approval: ApprovalForm | None = None
        self._number: NumberForm | None = None
        self._card: FormFactsCard | LimitsCard | None = None
        self._kept: dict[str, str] = {}
        self._approver: dict[str, str] = {}
        self.banner = Banner(Tone.INFO, "")
        self.banner.hide()
        self.table = DataTable("Forms and rules", _COLUMNS, 64)
        self.table.selected.connect(self._choose)
        self._pane = pane()
        left = QVBoxLayout()
        left.setContentsMargins(32, 24, 0, 32)
        left.setSpacing(16)
        left.addWidget(self.banner)
        left.addWidget(TableCard(self.table))
        left.addStretch(1)
        page = QHBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(24)
        page.addLayout(left, 1)
        page.addWidget(self._pane)
        self.setFocusProxy(self.table)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the pane leaves the forms' titles more room."""
        super().resizeEvent(event)
        fit_pane(self._pane, self.width())

    @property
    def approval_form(self) -> ApprovalForm | None:
        """The form that is open, or None."""
        return self._approval

    @property
    def number_form(self) -> NumberForm | None:
        """The number being set, or None."""
        return self._number

    @property
    def facts_card(self) -> FormFactsCard | LimitsCard | None:
        """What is shown below the form chosen, or None while it is fetched."""
        return self._card

    @property
    def form_pane(self) -> FormPane | None:
        """The form shown at the right, or None."""
        item = self._pane.column.itemAt(0)
        widget = item.widget() if item is not None else None
        return widget if isinstance(widget, FormPane) else None

    def load(self) -> None:
        """Fetch the list."""
        self.fetch(lambda services, actor: (services.library.rows(actor), services.forms.lines(actor)), self._show)

    def typed(self) -> tuple[tuple[str, str], ...]:
        """Return the approval being recorded or the number being set, when anything is typed in it."""
        if self._number is not None and self._number.typed():
            return (("form", self._chosen), *self._number.typed())
        if self._approval is None or not self._approval.typed():
            return ()
        return (("form", self._approval.form_id), *self._approval.typed())

    def put_back(self, fields: Mapping[str, str]) -> None:
        """Open it again once the list is there."""
        self._kept = dict(fields)

    def _show(self, found: tuple[tuple[FormRow, ...], tuple[FormLine, ...]]) -> None:
        rows, lines = found
        self._rows = {row.form_id: row for row in rows}
        self._unused = {unused_key(line): line for line in lines if line.state in CHIPS}
        self._show_banner([row for row in rows if row.missing_approvals])
        self.table.show_rows([*(_row(row) for row in rows), *map(unused_row, self._unused.values())])
        if self._kept and self._kept.get("set"):  # once its number is fetched
            self.table.select(self._kept.get("form", ""))
        elif self._kept:
            kept, self._kept = self._kept, {}
            if kept.get("form") in self._rows:
                self._open_approval(self._rows[kept["form"]])
                if self._approval is not None:
                    self._approval.put_back(kept)
        elif self._approval is None and self._number is None and rows:
            there = self._chosen in self._rows or self._chosen in self._unused
            self.table.select(self._chosen if there else rows[0].form_id)

    def _show_banner(self, missing: list[FormRow]) -> None:
        if self.context.demo:
            self.banner.show_message(Tone.INFO, "This is the fictional clinic",
                                     "Here forms are handed over without approval. A real clinic’s are held back until "
                                     "its medical director and counsel have approved them.")
        elif missing:
            count = len(missing)
            self.banner.show_message(Tone.WARNING, f"{count} of {len(self._rows)} still need approval",
                                     "Until the medical director and counsel have approved a form and the rules, it is "
                                     "not handed to patients.")
        self.banner.setVisible(self.context.demo or bool(missing))

    def _choose(self, form_id: str) -> None:
        self._chosen = form_id
        self._approval = self._number = self._card = None
        if form_id in self._unused:
            self._put_in_pane(UnusedPane(self._unused[form_id]))
            return
        row = self._rows[form_id]
        shown = FormPane(row, may_approve=self.may(Action.APPROVE, RecordKind.FORM))
        shown.approve_wanted.connect(self._open_approval)
        self._put_in_pane(shown)
        if form_id == _RULES:
            self.fetch(lambda services, actor: services.rule_settings.limits(actor), self._show_limits)
        elif row.url and not row.is_waiting:
            self.fetch(lambda services, actor: services.rule_settings.facts(actor, form_id), self._show_facts)

    def _show_facts(self, facts: FormFacts) -> None:
        if facts.form_id != self._chosen or self.form_pane is None:
            return  # somebody went on to another form meanwhile
        title = self._rows[facts.form_id].title
        card = FormFactsCard(facts, title, self.context.zone, may_change=self.may(Action.CHANGE, RecordKind.FORM),
                             may_name=self.may(Action.VIEW, RecordKind.PATIENT))
        card.names_wanted.connect(self._ask_names)
        self._add_card(card)
        if card.asked is not None:
            self._open_kept({card.asked.subject: card.asked})

    def _show_limits(self, limits: tuple[LimitLine, ...]) -> None:
        if self._chosen != _RULES or self.form_pane is None:
            return
        card = LimitsCard(limits, self.context.zone, may_change=self.may(Action.CHANGE, RecordKind.FORM))
        self._add_card(card)
        self._open_kept(card.asked)

    def _add_card(self, card: FormFactsCard | LimitsCard) -> None:
        self._card = card
        card.change_wanted.connect(self._open_number)
        self._pane.column.insertWidget(1, card)

    def _open_kept(self, asked: Mapping[str, NumberAsked]) -> None:
        subject = self._kept.get("set", "")
        if subject in asked:
            kept, self._kept = self._kept, {}
            self._open_number(asked[subject]).put_back(kept)

    def _ask_names(self) -> None:
        form_id, title = self._chosen, self._rows[self._chosen].title
        self.fetch(lambda services, actor: services.rule_settings.sign_again(actor, form_id),
                   lambda lines: self._show_names(title, lines))

    def _show_names(self, title: str, lines: tuple[SignAgainLine, ...]) -> None:
        SignAgainDialog(self.window(), title, lines).begin()

    def _open_number(self, asked: NumberAsked) -> NumberForm:
        self._number = form = NumberForm(asked)
        form.saved.connect(lambda given: self._set(form, given))
        form.cancelled.connect(self._close_form)
        self._put_in_pane(form)
        form.number.setFocus()
        return form

    def _set(self, form: NumberForm, given: NumberGiven) -> None:
        subject, kind = form.asked.subject, form.asked.kind
        self.change(Change(
            lambda services, actor: (services.rule_settings.set_months if kind == "months"
                                     else services.rule_settings.set_limit)(actor, subject, given.value, given.why),
            lambda _none: self._close_form(), form.show_refusal, form.save, "Change it",
            "You are about to change what the clinic's forms and rules do."))

    def _open_approval(self, row: FormRow) -> None:
        self._number = None
        others = any(each.missing_approvals for each in self._rows.values() if each is not row)
        self._approval = form = ApprovalForm(row, others=others)
        form.put_back(self._approver, keep_scope=True)
        form.saved.connect(lambda approval: self._save(form, approval))
        form.cancelled.connect(self._close_form)
        self._put_in_pane(form)
        form.name.setFocus()

    def _close_form(self) -> None:
        self._approval = self._number = None
        if self._chosen in self._rows:
            self._choose(self._chosen)
        self.table.setFocus()

    def _save(self, form: ApprovalForm, approval: Approval) -> None:
        subjects = [form.form_id]
        if form.everything.isChecked():
            subjects += [row.form_id for row in self._rows.values()
                         if approval.scope in row.missing_approvals and row.form_id != form.form_id]

        def approve(services: Services, actor: Actor) -> None:
            for subject in subjects:
                services.library.approve(actor, subject, approval)

        self.change(Change(approve, lambda _none: self._saved(form), form.show_refusal, form.save, "Record approval",
                           "With it, the form may be handed to patients."))

    def _saved(self, form: ApprovalForm) -> None:
        self._approver = dict(form.typed())
        self._approval = None
        self._chosen = form.form_id
        self.table.setFocus()  # the form goes, and with it what had the focus
        self.load()

    def _put_in_pane(self, widget: QWidget) -> None:
        clear(self._pane.column)
        self._pane.column.addWidget(widget)
        self._pane.column.addStretch(1)


def _row(row: FormRow) -> Row:
    waits = "Waits for approval. " if row.is_waiting else ""
    return Row(row.form_id, (
        Cell(row.title, f"{waits}Version {row.version}, fingerprint {row.sha256[:8]}", strong=True),
        *(_approval(row, scope) for scope in SCOPES)))


def _approval(row: FormRow, scope: str) -> Cell:
    found = next((approval for approval in reversed(row.approvals) if approval.scope == scope), None)
    if found is not None:
        return Cell(found.by, f"On {field_date(found.on)}", icon="check-circle")
    if scope in row.missing_approvals:
        return Cell(chip=Chip("Not approved", Tone.WARNING, "warning"))
    return Cell("Not needed", quiet=True)
