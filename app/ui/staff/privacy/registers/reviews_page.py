"""Reviews of the audit log: when the next one is due, those that were signed, and signing one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.core.clock import clinic_date
from app.core.dates import long_date
from app.security.roles import Action, RecordKind
from app.services.views.access_review import AuditReview, ReviewDraft, ReviewStanding
from app.ui.fonts import Staff
from app.ui.staff.privacy.registers.part import RegisterPart
from app.ui.staff.privacy.registers.review_pane import ReviewDraftPane, SignedReviewPane
from app.ui.staff.privacy.tab import DeskTab
from app.ui.staff.tab import Change
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.data_table import Cell, Chip, Column, DataTable, Row
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.picture import Icon
from app.ui.widgets.table_card import TableCard
from app.ui.widgets.text import TextLabel

_SOON = 7
_COLUMNS = (Column("Signed"), Column("Entries", 150, wide_only=440), Column("Unusual", 162))


class ReviewsPage(RegisterPart):
    """The reviews, newest first."""

    act_icon = "review-check"

    def __init__(self, tab: DeskTab) -> None:
        super().__init__(tab)
        if tab.may(Action.CREATE, RecordKind.REGISTER) and tab.may(Action.VIEW, RecordKind.AUDIT):
            self.act_words = "Review the log"
        self.table = DataTable("Reviews of the audit log", _COLUMNS, 64)
        self.table.selected.connect(self._choose)
        self.due = Banner(Tone.INFO, "")
        self._reviews: dict[str, AuditReview] = {}
        self._card = TableCard(self.table)
        self._empty = EmptyState("audit", "No review yet", "The first one is due 30 days after the clinic was set up.")
        for widget in (self.due, self._card, self._empty):
            widget.hide()
        self._lay_out()

    def load(self) -> None:
        """Fetch the reviews."""
        self.tab.fetch(lambda services, actor: services.oversight.standing(actor), self._show)

    def act(self) -> None:
        """Fetch what waits for review and show it."""
        self.tab.fetch(lambda services, actor: services.oversight.prepare(actor), self._show_draft)

    def _show(self, standing: ReviewStanding) -> None:
        self.due.show_message(*_due_words(standing))
        self.due.show()
        self._reviews = {review.review_id: review for review in standing.reviews}
        zone = self.tab.context.zone
        self.table.show_rows([Row(review.review_id, (
            Cell(long_date(clinic_date(review.at, zone)), review.by, strong=True),
            Cell(f"{review.first:,} to {review.last:,}", f"{review.entries:,} entries", tabular=True),
            Cell(chip=_chip(review)))) for review in standing.reviews])
        self._card.setVisible(bool(self._reviews))
        self._empty.setVisible(not self._reviews)

    def _choose(self, review_id: str) -> None:
        self.put_in_pane(SignedReviewPane(self._reviews[review_id], self.tab.context.zone))

    def _show_draft(self, draft: ReviewDraft) -> None:
        shown = ReviewDraftPane(draft)
        shown.signed.connect(lambda note: self._sign(shown, draft, note))
        shown.cancelled.connect(lambda: self.put_in_pane(None))
        self.table.clearSelection()
        self.put_in_pane(shown)
        shown.note.setFocus()

    def _sign(self, shown: ReviewDraftPane, draft: ReviewDraft, note: str) -> None:
        self.tab.change(Change(lambda services, actor: services.oversight.sign(actor, draft, note), self._signed,
                               shown.show_refusal, shown.sign, "Sign the review",
                               "You are about to sign that you have reviewed these entries."))

    def _signed(self, review: AuditReview) -> None:
        self.put_in_pane(SignedReviewPane(review, self.tab.context.zone))
        self.load()
        self.changed.emit()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(TextLabel("Reviews of the audit log", Staff.SECTION))
        words.addWidget(TextLabel("Who looked at what, every 30 days, signed by whoever reviewed it.", Staff.BODY,
                                  "ink-2"))
        self.column.addLayout(words)
        for widget in (self.due, self._card, self._empty):
            self.column.addWidget(widget)
        note = QHBoxLayout()
        note.setSpacing(8)
        note.addWidget(Icon("info", 18, "ink-2", box_height=22), 0, Qt.AlignmentFlag.AlignTop)
        note.addWidget(TextLabel("Every 30 days, the clinic’s own interval. Regular reviews of records of activity: "
                                 "45 CFR 164.308(a)(1)(ii)(D).", Staff.DETAIL, "ink-2"), 1)
        self.column.addLayout(note)
        self.column.addStretch(1)
        self.setFocusProxy(self.table)


def _due_words(standing: ReviewStanding) -> tuple[Tone, str, str]:
    last = f"Last signed by {standing.last.by}." if standing.last is not None else "None was signed yet."
    if standing.days_left < 0:
        days = -standing.days_left
        return Tone.DANGER, f"A review is {days} {'day' if days == 1 else 'days'} late", last
    tone = Tone.WARNING if standing.days_left <= _SOON else Tone.SUCCESS
    return tone, f"The next review is due {long_date(standing.due)}", last


def _chip(review: AuditReview) -> Chip:
    if not review.chain_ok:
        return Chip("Chain broken", Tone.DANGER, "alert")
    if review.unexplained:
        return Chip(f"{review.unexplained} unexplained", Tone.WARNING, "warning")
    return Chip(f"{review.findings} explained" if review.findings else "None", Tone.SUCCESS, "check")
