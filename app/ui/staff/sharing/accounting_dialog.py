"""The list of disclosures for the patient: looked at first, then made as a sealed document."""

from __future__ import annotations

from PySide6.QtCore import Signal

from app.core.dates import field_date, long_date
from app.services.views.disclosures import AccountingOrder, AccountingView
from app.ui.fonts import Staff
from app.ui.screen import Screen
from app.ui.staff.amount_field import WRONG_AMOUNT, AmountField
from app.ui.staff.form_dialog import Call, FormDialog, FormWords
from app.ui.widgets.dates import DateField
from app.ui.widgets.text import TextLabel

_WORDS = FormWords("List of disclosures",
                   "With whom the clinic shared the record, six years back from the day the patient asked. Routine, "
                   "own and authorized sharing is left out, as the law says.", "Make the list")


class AccountingDialog(FormDialog):
    """``done`` carries the id of the sealed document. ``seen`` comes when the preview is there."""

    seen = Signal()

    def __init__(self, screen: Screen, patient_id: str, request_id: str = "") -> None:
        super().__init__(screen, _WORDS, width=600)
        self._patient_id, self._request_id = patient_id, request_id
        self.requested_on = DateField("The patient asked on", day=self.context.today)
        self.since = DateField("From", hint="Leave empty for six years back")
        self.fee = AmountField("Fee in dollars", hint="Cost-based, and the patient was told beforehand")
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
        requested_on = self.day("requested_on")
        if requested_on is None or self.wrong_day("since"):
            return None
        cents = self.fee.cents()
        if cents is None:
            self.refuse("fee", WRONG_AMOUNT)
            return None
        return AccountingOrder(self._patient_id, requested_on, self.since.value(), cents, self._request_id)

    def _look(self) -> None:
        order = self._order()
        if order is not None:
            self.fetch(lambda services, actor: services.disclosures.preview(
                actor, order.patient_id, order.requested_on, order.since), self._show)

    def _show(self, view: AccountingView) -> None:
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
