"""Unusual access of the last 30 days: listed, explained one by one, and the limits it is listed by."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.core.dates import long_date
from app.rules.unusual_access import AccessLimits
from app.security.roles import Action, RecordKind
from app.services.views.access_review import Finding, UnusualAccess
from app.ui.fonts import Staff
from app.ui.staff.privacy.registers.finding_pane import FindingPane
from app.ui.staff.privacy.registers.limits_form import LimitsForm
from app.ui.staff.privacy.registers.part import RegisterPart
from app.ui.staff.privacy.tab import DeskTab
from app.ui.staff.tab import Change
from app.ui.widgets.banner import Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.data_table import Cell, Chip, Column, DataTable, Row
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.table_card import TableCard
from app.ui.widgets.text import TextLabel

_DAYS = timedelta(days=30)
_COLUMNS = (Column("What"), Column("Day", 162, wide_only=460), Column("Status", 160))


class UnusualPage(RegisterPart):
    """What was unusual, newest first."""

    def __init__(self, tab: DeskTab) -> None:
        super().__init__(tab)
        self.table = DataTable("Unusual access", _COLUMNS, 64)
        self.table.selected.connect(self._choose)
        self.limits = Button("Limits and hours", Kind.SECONDARY, icon="settings")
        if not tab.may(Action.CHANGE, RecordKind.REGISTER):
            self.limits.hide()
        self.limits.activated.connect(self._open_limits)
        self._found: dict[str, Finding] = {}
        self._now = AccessLimits()
        self._chosen = ""
        self._card = TableCard(self.table)
        self._empty = EmptyState("privacy", "Nothing unusual", "Nobody worked outside the clinic’s limits in the last "
                                                               "30 days.")
        for widget in (self._card, self._empty):
            widget.hide()
        self._lay_out()

    def load(self) -> None:
        """Fetch the last 30 days."""
        today = self.tab.context.today
        self.tab.fetch(lambda services, actor: services.oversight.unusual(actor, today - _DAYS, today), self._show)

    def _show(self, access: UnusualAccess) -> None:
        self._now = access.limits
        self._found = {finding.key: finding for finding in access.findings}
        self.table.show_rows([_row(finding) for finding in access.findings])
        self._card.setVisible(bool(self._found))
        self._empty.setVisible(not self._found)
        if self._chosen in self._found:
            self.table.select(self._chosen)
        else:
            self.put_in_pane(None)

    def _choose(self, key: str) -> None:
        self._chosen = key
        finding = self._found[key]
        shown = FindingPane(finding, self.tab.context.zone, may_explain=self.tab.may(Action.CHANGE,
                                                                                     RecordKind.REGISTER))
        shown.explained.connect(lambda reason: self._explain(shown, finding, reason))
        shown.decided.connect(lambda is_own: self._decide(shown, finding, is_own=is_own))
        shown.closed.connect(self._close)
        self.put_in_pane(shown)

    def _close(self) -> None:
        self._chosen = ""
        self.table.clearSelection()
        self.put_in_pane(None)
        self.table.setFocus()

    def _explain(self, shown: FindingPane, finding: Finding, reason: str) -> None:
        self.tab.change(Change(lambda services, actor: services.oversight.explain(actor, finding, reason),
                               lambda _none: self._stored(), shown.show_refusal, shown.save, "Mark as explained",
                               "You are about to explain an access to the records."))

    def _decide(self, shown: FindingPane, finding: Finding, *, is_own: bool) -> None:
        patient_id = finding.patient_id
        if patient_id is not None:
            self.tab.change(Change(
                lambda services, actor: services.oversight.mark_own(actor, finding.user_id, patient_id, is_own=is_own),
                lambda _none: self._stored(), shown.show_refusal, shown.save, "Keep it",
                "You are about to say whose record this is."))

    def _open_limits(self) -> None:
        self._chosen = ""
        self.table.clearSelection()
        form = LimitsForm(self._now)
        form.saved.connect(lambda limits: self._save_limits(form, limits))
        form.cancelled.connect(self._close)
        self.put_in_pane(form)
        form.numbers["charts_an_hour"].setFocus()

    def _save_limits(self, form: LimitsForm, limits: AccessLimits) -> None:
        self.tab.change(Change(lambda services, actor: services.oversight.set_limits(actor, limits),
                               lambda _none: self._stored(), form.show_refusal, form.save, "Save changes",
                               "You are about to change what is listed as unusual."))

    def _stored(self) -> None:
        self.load()
        self.changed.emit()


    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(16)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(TextLabel("Unusual access", Staff.SECTION))
        words.addWidget(TextLabel("The last 30 days, from the audit log. Being listed is no accusation.", Staff.BODY,
                                  "ink-2"))
        head.addLayout(words, 1)
        head.addWidget(self.limits, 0, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(head)
        for widget in (self.banner, self._card, self._empty):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self.setFocusProxy(self.table)


def _row(finding: Finding) -> Row:
    chip = (Chip("Explained", Tone.SUCCESS, "check") if finding.explanation is not None else
            Chip("Unexplained", Tone.WARNING, "warning"))
    return Row(finding.key, (Cell(finding.person, finding.sentence, strong=True),
                             Cell(long_date(finding.day), soft=True), Cell(chip=chip)))
