"""The list of disclosures for the patient: looked at first, then made as a sealed document."""

from __future__ import annotations

import re

from PySide6.QtCore import Signal

from app.core.dates import field_date, long_date
from app.core.errors import KnownError, ProofNeededError
from app.services.views.disclosures import AccountingOrder, AccountingView
from app.ui.fonts import Staff
from app.ui.screen import Screen
from app.ui.staff.privacy.requests.dialog import Call, RequestDialog
from app.ui.staff.proof_dialog import ask_for_proof
from app.ui.staff.sharing.dialogs import day_field, today_of
from app.ui.staff.tab import say_missing
from app.ui.widgets.field import LineField
from app.ui.widgets.text import TextLabel

_AMOUNT = re.compile(r"\$?\s*(\d{1,5})(?:\.(\d\d))?")
_WHY_PROOF = "The list leaves the app’s protection. It needs your password, just now."


class AccountingDialog(RequestDialog):
    """``done`` carries the id of the sealed document. ``seen`` comes when the preview is there."""

    seen = Signal()

    def __init__(self, screen: Screen, patient_id: str, request_id: str = "") -> None:
        super().__init__(screen, "List of disclosures",
                         "With whom the clinic shared the record, six years back from the day the patient asked. "
                         "Routine, own and authorized sharing is left out, as the law says.", "Make the list",
                         width=600)
        self._screen, self._patient_id, self._request_id = screen, patient_id, request_id
        self._view: AccountingView | None = None
        self.requested_on = day_field("The patient asked on", today_of(screen))
        self.since = day_field("From", None, "Leave empty for six years back")
        self.fee = LineField("Fee in dollars", hint="Cost-based, and the patient was told beforehand")
        self.summary = TextLabel("", Staff.BODY)
        self.lines = TextLabel("", Staff.DETAIL, "ink-2")
        self.add("requested_on", self.requested_on)
        self.add("since", self.since)
        self.add_widget(self.summary)
        self.add_widget(self.lines)
        self.add("fee", self.fee)
        self.fee.hide()
        for field in (self.requested_on, self.since):
            field.left.connect(self._look)

    def begin(self) -> None:
        """Open the dialog and look at what the list would say."""
        super().begin()
        self._look()

    def call(self) -> Call | None:
        """Return the act, or None when a day or the fee is none."""
        order = self._order()
        return None if order is None else lambda services, actor: services.disclosures.accounting(actor, order)

    def _order(self) -> AccountingOrder | None:
        requested_on = self.requested_on.value()
        if requested_on is None:
            say_missing(self.requested_on, "Enter the day as month/day/year")
            return None
        if self.since.text() and self.since.value() is None:
            say_missing(self.since, "Enter the day as month/day/year")
            return None
        found = _AMOUNT.fullmatch(self.fee.text() or "0")
        if found is None:
            say_missing(self.fee, "Enter an amount in dollars, such as 6.50")
            return None
        return AccountingOrder(self._patient_id, requested_on, self.since.value(),
                               int(found[1]) * 100 + int(found[2] or 0), self._request_id)

    def _look(self) -> None:
        order = self._order()
        if order is None:
            self.fit()
            return
        services, actor = self._screen.context.services, self._screen.context.actor
        self._screen.context.tasks.run(lambda: services().disclosures.preview(
            actor, order.patient_id, order.requested_on, order.since), self, self._show, self._refused)

    def _show(self, view: AccountingView) -> None:
        self._view = view
        entries = "1 disclosure" if view.count == 1 else f"{view.count} disclosures"
        out = sum(count for _why, count in view.excluded)
        held = (f" {view.withheld} kept back for an agency until {long_date(view.withheld_until)}: do not tell the "
                "patient." if view.withheld and view.withheld_until else "")
        self.summary.setText(f"{long_date(view.since)} to {long_date(view.until)}: {entries} on the list, {out} left "
                             f"out by law.{held}")
        self.lines.setText("\n".join(
            f"{field_date(line.on)}  {line.recipient}: {line.description}"
            f"{f', {line.count} times' if line.count > 1 else ''}" for line in view.lines))
        self.lines.setVisible(bool(view.lines))
        self.fee.setVisible(view.free_from is not None)
        self.fit()
        self.seen.emit()

    def _refused(self, error: KnownError) -> None:
        if isinstance(error, ProofNeededError):
            self.act.set_busy(False)
            ask_for_proof(self._screen, "Make the list", _WHY_PROOF, lambda _actor: self._start_again())
            return
        super()._refused(error)

    def _start_again(self) -> None:
        self._context = self._screen.context  # with the fresh proof
        self._start()
