"""Put a record on legal hold, or release a hold, with the reason."""

from __future__ import annotations

from app.services.views.retention import HoldView, RetentionReview
from app.ui.screen import Screen
from app.ui.staff.form_dialog import Call, FormDialog, FormWords
from app.ui.widgets.field import TextField

_HINT = "For example: letter from a law office, a claim, an investigation. It is kept under the patient’s key."
_RELEASE = FormWords("Release the legal hold", "The record can be deleted again once no other hold is left and its "
                                               "date has passed.", "Release it")


class HoldDialog(FormDialog):
    """``done`` once the hold is set or released. With ``hold`` it releases that one."""

    def __init__(self, screen: Screen, review: RetentionReview, hold: HoldView | None = None) -> None:
        words = _RELEASE if hold is not None else FormWords(
            "Put on legal hold",
            f"Record {review.record_number} is then kept, whatever its date, until the hold is released.",
            "Put on hold")
        super().__init__(screen, words, width=520)
        self._review, self._hold = review, hold
        self.reason = TextField("Why", hint="" if hold else _HINT, lines=3)
        self.add("reason", self.reason)

    def call(self) -> Call | None:
        """Return the act, or None while the reason is missing."""
        if self.lacks(reason="Enter the reason"):
            return None
        reason, patient_id, hold = self.reason.text(), self._review.patient_id, self._hold
        if hold is None:
            return lambda services, actor: services.retention.set_hold(actor, patient_id, reason)
        return lambda services, actor: services.retention.release_hold(actor, patient_id, hold.hold_id, reason)
