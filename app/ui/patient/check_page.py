"""The answers of one form before it is signed (picture 05)."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.intake.places import Place
from app.intake.visit import CheckLine
from app.ui.announce import announce
from app.ui.patient.answer_list import AnswerCard, by_section
from app.ui.patient.kiosk import BarAction, BarNote, Kiosk, KioskPage
from app.ui.patient.lost_banner import LostBanner
from app.ui.patient.missing import MissingBanner
from app.ui.patient.more_below import RING, MoreColumn, side_column
from app.ui.patient.summary_column import SummaryColumn, SummaryItem
from app.ui.patient.words import say, say_count


class CheckPage(KioskPage):
    """The primary button stays active with errors and jumps to the first one."""

    def __init__(self, kiosk: Kiosk, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(kiosk, place, parent)
        self._form = self.visit.packet.form(place.form_id)
        self._lines = self.visit.check_lines(place.form_id)
        self._wrong = [line for line in self._lines if line.problem]
        self._sections = by_section(self._lines)
        self._cards: list[AnswerCard] = []
        self._scroll = MoreColumn(
            kiosk, (6, 18 if not kiosk.is_narrow else 6, kiosk.margin, 24), kiosk.px(16), has_pill=False
        )
        self._fill()
        items = [_item(title, lines) for title, lines in self._sections]
        text = say("You can change anything before you sign.") if self._form.needs_signature else (
            say("You can change anything before you go on."))
        self.summary = SummaryColumn(kiosk, say("Check your answers"), text, items if not kiosk.is_narrow else [])
        self.summary.chosen.connect(lambda at: self._scroll.bring(self._cards[at], margin=12))
        self.setAccessibleName(say("Check your answers"))
        self._lay_out()

    def action(self) -> BarAction:
        """On to the signature, if there is one."""
        if self._form.needs_signature:
            return BarAction(say("Continue to sign"), trailing="arrow-right")
        return BarAction(say("Continue"), trailing="arrow-right")

    def note(self) -> BarNote | None:
        """How much is left to fix."""
        if not self._wrong:
            return None
        return BarNote(say_count(len(self._wrong), "{n} answer to fix", "{n} answers to fix"), tone="danger")

    def may_go_on(self) -> bool:
        """With errors: go to the first one."""
        if not self._wrong:
            return True
        self._to_line(self._wrong[0])
        return False

    def start(self) -> None:
        """Say how many answers are missing."""
        super().start()
        if self._wrong:
            announce(self, self._title(), urgent=True)

    def _fill(self) -> None:
        kiosk = self.kiosk
        if self._wrong:
            banner = MissingBanner(kiosk, self._title(), [line.question for line in self._wrong])
            banner.jumped.connect(lambda at: self._to_line(self._wrong[at]))
            self._scroll.column.addWidget(banner)
        lost = self.visit.returning.lost(self.place.form_id)
        if lost:
            self._scroll.column.addWidget(LostBanner(kiosk, lost))
        for title, lines in self._sections:
            card = AnswerCard(kiosk, title, lines)
            card.edit_pressed.connect(self._to_line)
            card.confirm_pressed.connect(self._to_confirm)
            self._cards.append(card)
            self._scroll.column.addWidget(card)
        self._scroll.column.addStretch(1)

    def _lay_out(self) -> None:
        lay_out_summary(self, self.kiosk, self.summary, self._scroll)

    def _title(self) -> str:
        return say_count(len(self._wrong), "{n} answer is missing", "{n} answers are missing")

    def _to_line(self, line: CheckLine) -> None:
        self.key_requested.emit(line.place, line.key)

    def _to_confirm(self, line: CheckLine) -> None:
        self.go_requested.emit(self.visit.returning.confirm_place(line.form_id, line.place.page))


def lay_out_summary(page: QWidget, kiosk: Kiosk, summary: QWidget, scroll: QWidget) -> None:
    """Put the summary left of the cards, or above them in portrait."""
    if kiosk.is_narrow:
        column = QVBoxLayout(page)
        column.setContentsMargins(kiosk.margin - RING, 12, 0, 0)
        summary.setContentsMargins(RING, 0, kiosk.margin, 0)
        column.addWidget(summary)
        column.addWidget(scroll, 1)
        return
    row = QHBoxLayout(page)
    row.setContentsMargins(kiosk.margin - RING, 0, 0, 0)
    row.setSpacing(44 - 2 * RING)
    row.addWidget(side_column(summary, 288 if kiosk.scale == 1 else 330))
    row.addWidget(scroll, 1)


def _item(title: str, lines: list[CheckLine]) -> SummaryItem:
    wrong = sum(1 for line in lines if line.problem)
    if not wrong and any(line.is_unconfirmed for line in lines):
        return SummaryItem(title, say("Not confirmed"), icon="clock")
    state = say_count(wrong, "{n} to fix", "{n} to fix") if wrong else say("Complete")
    return SummaryItem(title, state, is_open=bool(wrong))


