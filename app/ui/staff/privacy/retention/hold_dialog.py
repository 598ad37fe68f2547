"""Put a record on legal hold, or release a hold, with the reason."""

from __future__ import annotations

from PySide6.QtCore import Signal

from app.core.errors import KnownError
from app.services.views.retention import HoldView, RetentionReview
from app.ui.fonts import Staff
from app.ui.staff.tab import Change, ScreenTab, button_row, quiet_banner, say_missing, show_refusal
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.field import TextField
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.text import TextLabel

_HINT = "For example: letter from a law office, a claim, an investigation. It is kept under the patient’s key."
_WHY = "A legal hold is recorded with your name."


class HoldDialog(DialogOverlay):
    """``saved`` once the hold is set or released. With ``hold`` it releases that one."""

    saved = Signal()

    def __init__(self, tab: ScreenTab, review: RetentionReview, hold: HoldView | None = None) -> None:
        super().__init__(tab.screen_of.stage(), width=520, spacing=14)
        self._tab, self._review, self._hold = tab, review, hold
        title = "Release the legal hold" if hold else "Put on legal hold"
        self.setAccessibleName(title)
        self.reason = TextField("Why", hint="" if hold else _HINT, lines=3)
        self.save = Button("Release it" if hold else "Put on hold", Kind.PRIMARY)
        self._banner = quiet_banner()
        self.body.addWidget(TextLabel(title, Staff.SECTION.scaled(20 / 18)))
        self.body.addWidget(TextLabel(
            "The record can be deleted again once no other hold is left and its date has passed." if hold else
            f"Record {review.record_number} is then kept, whatever its date, until the hold is released.", Staff.BODY,
            "ink-2"))
        self.body.addWidget(self.reason)
        self.body.addWidget(self._banner)
        back = Button("Not now", Kind.SECONDARY)
        back.activated.connect(self.close_dialog)
        self.save.activated.connect(self._save)
        row = button_row(back, self.save, to_right=True)
        row.setContentsMargins(0, 8, 0, 0)
        self.body.addLayout(row)

    def begin(self) -> None:
        """Open the dialog with the focus on the reason."""
        self.open(self.reason)
        self.refit()

    def _save(self) -> None:
        reason, patient_id, hold = self.reason.text(), self._review.patient_id, self._hold
        if not reason:
            say_missing(self.reason, "Enter the reason")
            self.refit()
            return
        if hold is None:
            self._tab.change(Change(lambda services, actor: services.retention.set_hold(actor, patient_id, reason),
                                    lambda _id: self._saved(), self._refused, self.save, "Put on hold", _WHY))
        else:
            self._tab.change(Change(
                lambda services, actor: services.retention.release_hold(actor, patient_id, hold.hold_id, reason),
                lambda _none: self._saved(), self._refused, self.save, "Release it", _WHY))

    def _saved(self) -> None:
        self.saved.emit()
        self.close_dialog()

    def _refused(self, error: KnownError) -> None:
        show_refusal(error, {"reason": self.reason}, self._banner)
        self.refit()
