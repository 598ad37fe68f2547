"""One record before its disposal: the rule and its dates, what goes, what holds it, and the two approvals."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.dates import long_date
from app.core.errors import KnownError
from app.security.roles import Action, RecordKind
from app.services.views.retention import DisposalDone, HoldView, RetentionReview
from app.ui.fonts import Staff
from app.ui.staff.privacy.retention.done_dialog import DoneDialog
from app.ui.staff.settings.facts import Facts
from app.ui.staff.tab import Change, ScreenTab, button_row, quiet_banner
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Rule
from app.ui.widgets.metrics import COMPACT
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.picture import Icon
from app.ui.widgets.text import TextLabel

_FIRST = "You give the first approval. Nothing is deleted until a second person approves too."
_SECOND = ("You give the second approval. The record’s key is destroyed on this computer and on every connected backup "
           "drive. Nobody can bring the record back.")
_WHY_FIRST = "Approving the deletion of a record needs your password."
_WHY_SECOND = "Deleting a record for good needs your password."


class ReviewDialog(DialogOverlay):
    """``changed`` after anything was done; ``hold_wanted`` carries the review and a hold to release, or None;
    ``next_wanted`` goes on to the next record."""

    changed = Signal()
    hold_wanted = Signal(object, object)  # RetentionReview, HoldView or None
    next_wanted = Signal()

    def __init__(self, tab: ScreenTab, review: RetentionReview, *, more: int = 0) -> None:
        """``more`` is how many records wait after this one."""
        super().__init__(tab.screen_of.stage(), width=620, spacing=14)
        self._tab, self._review, self._more = tab, review, more
        self._banner = quiet_banner()
        self.close_button = Button("Next record" if more else "Close", Kind.SECONDARY)
        self.approve = Button("Delete for good" if review.is_second else "Approve deletion",
                              Kind.DANGER if review.is_second else Kind.PRIMARY)
        self.hold = Button("Put on legal hold", Kind.SECONDARY)
        self.cancel = Button("Take the approval back", Kind.QUIET, flush=True)
        self._lay_out()

    def begin(self) -> None:
        """Open the dialog with the focus on the safe choice."""
        self.open(self.close_button)
        self.refit()

    def _lay_out(self) -> None:
        review = self._review
        self.add_head(review.name, f"Record {review.record_number}. Born {long_date(review.birth_date)}.")
        self.body.addWidget(self._facts())
        for hold in review.holds:
            self.body.addWidget(Rule())
            self.body.addWidget(self._hold_row(hold))
        if not review.holds:  # a hold says enough by itself
            self.body.addWidget(self._situation())
        self.body.addWidget(self._banner)
        self.body.addLayout(self._buttons())
        self.approve.setVisible(not review.obstacle and self._tab.may(Action.APPROVE, RecordKind.RETENTION))
        self.cancel.setVisible(review.is_second)
        self.hold.setVisible(self._tab.may(Action.HOLD, RecordKind.RETENTION))

    def _facts(self) -> Facts:
        review, facts = self._review, Facts()
        facts.add("Keep until", long_date(review.keep.until), review.keep.why)
        facts.add("What the record holds", ", ".join(review.contents))
        if review.proposed_at is not None:
            day = long_date(review.proposed_at.astimezone(self._tab.context.zone).date())
            facts.add("First approval", review.proposed_by, day)
        return facts

    def _situation(self) -> Banner:
        """What stands in the way, or what pressing the button does."""
        if self._review.obstacle:
            return Banner(Tone.WARNING, "", self._review.obstacle)
        return Banner(Tone.WARNING, "", _SECOND) if self._review.is_second else Banner(Tone.INFO, "", _FIRST)

    def _hold_row(self, hold: HoldView) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(Icon("lock", 20, "warning-text", box_height=22), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        since = long_date(hold.since.astimezone(self._tab.context.zone).date())
        words.addWidget(TextLabel(f"Legal hold since {since}, by {hold.by}", Staff.VALUE))
        words.addWidget(TextLabel(hold.reason, Staff.DETAIL, "ink-2"))
        row.addLayout(words, 1)
        if self._tab.may(Action.HOLD, RecordKind.RETENTION):
            release = Button("Release", Kind.SECONDARY, COMPACT)
            release.setAccessibleDescription(f"Legal hold since {since}")
            release.activated.connect(lambda: self._ask(hold))
            row.addWidget(release, 0, Qt.AlignmentFlag.AlignTop)
        return holder

    def _buttons(self) -> QHBoxLayout:
        self.approve.activated.connect(self._approve)
        self.hold.activated.connect(lambda: self._ask(None))
        self.cancel.activated.connect(self._cancel)
        self.close_button.activated.connect(self._go_on)
        row = button_row(self.hold, self.cancel)
        row.addStretch(1)
        row.addWidget(self.close_button)
        row.addWidget(self.approve)
        row.setContentsMargins(0, 8, 0, 0)
        return row

    def _approve(self) -> None:
        patient_id = self._review.patient_id
        if self._review.is_second:
            self._tab.change(Change(lambda services, actor: services.retention.dispose(actor, patient_id),
                                    self._disposed, self._refused, self.approve, "Delete for good", _WHY_SECOND))
            return
        self._tab.change(Change(lambda services, actor: services.retention.propose(actor, patient_id),
                                lambda _id: self._finished(self._go_on), self._refused, self.approve,
                                "Approve deletion", _WHY_FIRST))

    def _disposed(self, done: DisposalDone) -> None:
        more, tab = self._more, self._tab
        self._finished(self.close_dialog)
        result = DoneDialog(tab, done)
        if more:
            result.closed.connect(self.next_wanted)
        result.begin()

    def _cancel(self) -> None:
        patient_id = self._review.patient_id
        self._tab.change(Change(lambda services, actor: services.retention.cancel(actor, patient_id),
                                lambda _none: self._finished(self.close_dialog), self._refused, self.cancel,
                                "Take it back", _WHY_FIRST))

    def _ask(self, hold: HoldView | None) -> None:
        self.close_dialog()
        self.hold_wanted.emit(self._review, hold)

    def _finished(self, then: Callable[[], None]) -> None:
        self.changed.emit()
        then()

    def _go_on(self) -> None:
        more = self._more
        self.close_dialog()
        if more:
            self.next_wanted.emit()

    def _refused(self, error: KnownError) -> None:
        self._banner.show_message(Tone.DANGER, "", error.sentence, say=True)
        self._banner.show()
        self.refit()
