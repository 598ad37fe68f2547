"""Today's board: who is waiting, filling in, to review and ready, by provider."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from app.core.clock import clinic_date
from app.core.dates import weekday_date
from app.security.roles import Action, RecordKind, allowed
from app.services.views.patients import Board, BoardCard, VisitStage
from app.ui.context import StaffContext
from app.ui.fonts import Staff
from app.ui.navigation import CheckInRoute, PatientsRoute, Route, SettingsRoute
from app.ui.screen import Screen
from app.ui.staff.board_card import VisitCard
from app.ui.staff.desk_reminders import DeskReminders
from app.ui.staff.search_button import SearchButton
from app.ui.theme import color
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.chips import FilterChip
from app.ui.widgets.layouts import clear
from app.ui.widgets.picture import Icon
from app.ui.widgets.scroll_column import ScrollColumn
from app.ui.widgets.text import TextLabel

_REFRESH_MS = 15_000
"""The board looks for changes this often; nothing is redrawn while its revision and the minute are the same."""

_GUTTER = 12
"""Room at the right of every column, which its scroll bar takes when there is one."""

COLUMNS: tuple[tuple[str, str, frozenset[VisitStage]], ...] = (
    ("Waiting", "hourglass", frozenset({VisitStage.WAITING})),
    ("Filling in", "tablet", frozenset({VisitStage.FILLING_IN})),
    ("To review", "review-check", frozenset({VisitStage.TO_REVIEW, VisitStage.NEEDS_PRESCRIBER})),
    ("Ready", "check-circle", frozenset({VisitStage.READY})),
)

_EMPTY = ("Patients you check in appear here.", "Visits on the tablet appear here.",
          "Visits the patient has sent appear here.", "Reviewed and countersigned visits appear here.")


class TodayScreen(Screen):
    """The board in four columns."""

    def __init__(self, context: StaffContext, _route: Route, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._provider = ""
        self._board: Board | None = None
        self._drawn: tuple[object, ...] = ()
        self._subtitle = TextLabel("", Staff.BODY, "ink-2")
        self._updated = TextLabel("", Staff.DETAIL, "ink-3", wrap=False)
        self._banners = QVBoxLayout()
        self._desk = DeskReminders(self, _GUTTER)
        self._desk.navigate.connect(self.navigate)
        self._desk.open_requests.connect(self.request_count)
        self._chips = QHBoxLayout()
        self._chip_group = QButtonGroup(self)
        self._columns = [BoardColumn(words, icon) for words, icon, _ in COLUMNS]
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self.load)

    def load(self) -> None:
        """Fetch the board; draw it only when something changed."""
        services, actor = self.context.services, self.context.actor
        self.context.tasks.run(lambda: services().visits.board(actor), self, self._show)
        self._desk.load()
        self._timer.start()

    def _show(self, board: Board) -> None:
        now = self.context.clock.now()
        fingerprint = (board.revision, board.reminders, self._provider, int(now.timestamp() // 60))
        self._updated.setText("Updated just now")
        if fingerprint == self._drawn:
            return
        self._drawn, self._board = fingerprint, board
        arrived = len([card for card in board.cards if card.stage is not VisitStage.LEFT])
        self._subtitle.setText(f"{weekday_date(clinic_date(now, self.context.zone))}. "
                               f"{arrived} arrived." if arrived else
                               f"{weekday_date(clinic_date(now, self.context.zone))}. Nobody has arrived yet.")
        self._show_reminders(board)
        self._show_providers(board)
        self._show_cards(board)
        waiting = [card for card in board.cards if card.stage in COLUMNS[2][2]]
        self.review_count.emit(len(waiting))

    def _show_cards(self, board: Board) -> None:
        shown = [card for card in board.cards if not self._provider or card.provider_id == self._provider]
        urgent = most_urgent(shown)
        for column, (_, _, stages), empty in zip(self._columns, COLUMNS, _EMPTY, strict=True):
            cards = [card for card in shown if card.stage in stages]
            column.show_cards([self._card(column.card(card.visit_id), card, primary=card.visit_id in urgent)
                               for card in cards], empty)

    def _card(self, there: VisitCard | None, card: BoardCard, *, primary: bool) -> VisitCard:
        """Return the card that is up already when it still holds: the focus on it stays, and drawing costs nothing."""
        now, limit = self.context.clock.now(), self.context.settings.wait_warning_minutes
        if there is not None and there.keep_up(card, now, limit, primary=primary):
            return there
        made = VisitCard(card, self.context.zone, now, limit, primary=primary, role=self.context.actor.role)
        made.go.connect(self.navigate)
        made.help_answered.connect(self._answer_help)
        return made

    def _answer_help(self, visit_id: str) -> None:
        services, actor = self.context.services, self.context.actor
        self.context.tasks.run(lambda: services().visits.help_answered(actor, visit_id), self,
                               lambda _none: self.load())

    def _show_reminders(self, board: Board) -> None:
        clear(self._banners)
        for sentence in board.reminders:
            banner = Banner(Tone.WARNING, "", sentence, "Open settings")
            tab = "forms" if sentence.endswith("Forms and rules.") else "policies"
            banner.activated.connect(lambda tab=tab: self.navigate.emit(SettingsRoute(tab)))
            self._banners.addWidget(banner)
        self._banners.setContentsMargins(0, 0, _GUTTER, 16 if board.reminders else 0)

    def _show_providers(self, board: Board) -> None:
        if self._chip_group.buttons():
            return
        for provider_id, words in (("", "All providers"), *((p.provider_id, p.display_name) for p in board.providers)):
            chip = FilterChip(words, checked=provider_id == self._provider)
            chip.clicked.connect(lambda _checked=False, chosen=provider_id: self._filter(chosen))
            self._chip_group.addButton(chip)
            self._chips.insertWidget(self._chips.count() - 3, chip)

    def _filter(self, provider_id: str) -> None:
        self._provider = provider_id
        if self._board is not None:
            self._show_cards(self._board)

    def _lay_out(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(32, 26, 32 - _GUTTER, 24)
        page.setSpacing(0)
        page.addLayout(self._header())
        page.addSpacing(16)
        self._banners.setSpacing(8)
        page.addWidget(self._desk)
        page.addLayout(self._banners)
        self._chips.setSpacing(8)
        for row in (self._banners, self._chips):
            row.setContentsMargins(0, 0, _GUTTER, 0)
        self._chips.addStretch(1)
        self._chips.addWidget(Icon("refresh", 16, "ink-3"))
        self._chips.addWidget(self._updated)
        page.addLayout(self._chips)
        page.addSpacing(22)
        columns = QHBoxLayout()
        columns.setSpacing(20 - _GUTTER)
        for column in self._columns:
            columns.addWidget(column, 1)
        page.addLayout(columns, 1)

    def _header(self) -> QHBoxLayout:
        header = QHBoxLayout()
        header.setContentsMargins(0, 0, _GUTTER, 0)
        header.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(TextLabel("Today", Staff.TITLE))
        words.addWidget(self._subtitle)
        header.addLayout(words, 1)
        role = self.context.actor.role
        if allowed(role, Action.VIEW, RecordKind.PATIENT):
            search = SearchButton()
            search.clicked.connect(lambda: self.navigate.emit(PatientsRoute()))
            header.addWidget(search)
        if allowed(role, Action.CHECK_IN, RecordKind.VISIT):
            check_in = Button("Check in", Kind.PRIMARY, icon="add")
            check_in.activated.connect(lambda: self.navigate.emit(CheckInRoute()))
            header.addWidget(check_in)
        return header


class BoardColumn(QWidget):
    """A titled column of cards that scrolls by itself."""

    def __init__(self, words: str, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(words)
        self._shown: dict[str, VisitCard] = {}
        self._count = TextLabel("0", Staff.BODY, "ink-3", wrap=False)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Icon(icon, 18, "ink-2"))
        head.addWidget(TextLabel(words, Staff.NAME, wrap=False))
        head.addWidget(self._count)
        head.addStretch(1)
        scroll = ScrollColumn(margins=(0, 0, _GUTTER, 0))
        self._cards = scroll.column
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(head)
        page.addSpacing(8)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, _GUTTER, 0)
        line.addWidget(_Line())
        page.addLayout(line)
        page.addSpacing(14)
        page.addWidget(scroll, 1)

    def card(self, visit_id: str) -> VisitCard | None:
        """Return the card of ``visit_id``, or None when it is not in this column."""
        return self._shown.get(visit_id)

    def show_cards(self, cards: list[VisitCard], empty: str) -> None:
        """Show exactly ``cards`` in this order, moving those that are there; without any say what will appear here."""
        self._count.setText(str(len(cards)))
        staying = set(cards)
        while (item := self._cards.takeAt(0)) is not None:
            if (widget := item.widget()) is not None and widget not in staying:
                widget.hide()
                widget.deleteLater()
        for card in cards:
            self._cards.addWidget(card)
        self._shown = {card.visit_id: card for card in cards}
        if not cards:
            self._cards.addWidget(TextLabel(empty, Staff.DETAIL, "ink-3"))
        self._cards.addStretch(1)


class _Line(QWidget):
    """The line under a column's title."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        QPainter(self).fillRect(self.rect(), color("hairline-2"))


def most_urgent(cards: list[BoardCard]) -> frozenset[str]:
    """Return the visits whose button is primary: the longest waiting, and the longest waiting for review."""
    picked = []
    for _, _, stages in (COLUMNS[0], COLUMNS[2]):
        column = [card for card in cards if card.stage in stages]
        if column:
            picked.append(min(column, key=lambda card: card.stage_since).visit_id)
    return frozenset(picked)
