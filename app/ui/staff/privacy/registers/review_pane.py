"""A review of the audit log that waits for its signature, or one that was signed."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.clock import clinic_date
from app.core.dates import clock_time, long_date
from app.core.errors import KnownError
from app.services.views.access_review import AuditReview, ReviewDraft
from app.ui.fonts import Staff
from app.ui.staff.settings.facts import Facts
from app.ui.staff.tab import button_row, quiet_banner, show_refusal
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Card, Rule
from app.ui.widgets.field import TextField
from app.ui.widgets.text import TextLabel

_LISTED = 6


class ReviewDraftPane(Card):
    """What is signed: how many entries, what was unusual. ``signed`` carries the note."""

    signed = Signal(str)
    cancelled = Signal()

    def __init__(self, draft: ReviewDraft, parent: QWidget | None = None) -> None:
        super().__init__(padding=24, spacing=16, parent=parent)
        self.note = TextField("Note", lines=4, hint="Needed when something unusual is not explained.")
        self.sign = Button("Sign the review", Kind.PRIMARY, icon="sign")
        self._banner = quiet_banner()
        waiting = [finding for finding in draft.findings if finding.explanation is None]
        self.body.addWidget(TextLabel("Review the audit log", Staff.SECTION))
        self.body.addWidget(self._banner)
        facts = Facts()
        facts.add("Days", f"{long_date(draft.first_day)} to {long_date(draft.last_day)}")
        facts.add("Entries", f"{draft.first:,} to {draft.last:,}",
                  f"{draft.entries:,} entries, {draft.refused:,} refused")
        facts.add("Unusual access", f"{len(draft.findings)} listed, {len(waiting)} unexplained")
        self.body.addWidget(facts)
        for finding in waiting[:_LISTED]:
            self.body.addWidget(Rule())
            self.body.addWidget(TextLabel(f"{finding.person}, {long_date(finding.day)}", Staff.NAME))
            self.body.addWidget(TextLabel(finding.sentence, Staff.DETAIL, "ink-2"))
        if len(waiting) > _LISTED:
            more = f"And {len(waiting) - _LISTED} more in Unusual access."
            self.body.addWidget(TextLabel(more, Staff.DETAIL, "ink-2"))
        self.body.addWidget(self.note)
        cancel = Button("Cancel", Kind.SECONDARY)
        cancel.activated.connect(self.cancelled)
        self.sign.activated.connect(lambda: self.signed.emit(self.note.text()))
        self.body.addLayout(button_row(self.sign, cancel))
        self.body.addWidget(TextLabel("Your password is asked for. The chain of entries is checked, and the review is "
                                      "sealed as a document.", Staff.DETAIL, "ink-2"))

    def show_refusal(self, error: KnownError) -> None:
        """Show why the service refused."""
        show_refusal(error, {"note": self.note}, self._banner)


class SignedReviewPane(Card):
    """A review as it was signed."""

    def __init__(self, review: AuditReview, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(padding=24, spacing=16, parent=parent)
        self.body.addWidget(TextLabel(f"Review of {long_date(clinic_date(review.at, zone))}", Staff.SECTION))
        if review.chain_ok:
            self.body.addWidget(Banner(Tone.SUCCESS, "Every entry was there and unchanged", ""))
        else:
            self.body.addWidget(Banner(Tone.DANGER, "The chain of entries was broken",
                                       "Entries were missing or had been changed outside the app."))
        facts = Facts()
        facts.add("Signed by", review.by, f"At {clock_time(review.at, zone)}, with password and code")
        facts.add("Entries", f"{review.first:,} to {review.last:,}", f"{review.entries:,} entries")
        facts.add("Unusual access", f"{review.findings} listed, {review.unexplained} unexplained")
        facts.add("Note", review.note or "None")
        facts.add("Hash of the newest entry", review.head_hash, style=Staff.DETAIL, copyable=True)
        self.body.addWidget(facts)
