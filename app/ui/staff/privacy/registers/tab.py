"""The registers of the clinic: which there are and which need something, at the left; the one chosen, beside it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.core.dates import long_date
from app.rules.registers import RegisterKind
from app.security.roles import Action, RecordKind
from app.services.views.access_review import ReviewStanding
from app.services.views.registers import RegisterStanding
from app.ui.screen import Screen
from app.ui.staff.privacy.registers.page import RegisterPage
from app.ui.staff.privacy.registers.part import RegisterPart
from app.ui.staff.privacy.registers.reviews_page import ReviewsPage
from app.ui.staff.privacy.registers.unusual_page import UnusualPage
from app.ui.staff.privacy.tab import DeskTab
from app.ui.widgets.banner import Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.data_table import Cell, Column, DataTable, Row
from app.ui.widgets.table_card import TableCard

REVIEWS, UNUSUAL = "audit_review", "unusual"
_LIST_WIDTH = 224
_COLUMNS = (Column("Register"), Column("Due", 68))


class RegistersTab(DeskTab):
    """Parts are made when they first come up; what is typed in one stays while another is up."""

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(screen, parent)
        self.action = Button("Add", Kind.PRIMARY, icon="add")
        self.action.activated.connect(self._act)
        self.list = DataTable("Registers", _COLUMNS, 44)
        self.list.selected.connect(self._show_part)
        self._kinds: dict[str, RegisterKind] = {}
        self._parts: dict[str, RegisterPart] = {}
        self._wanted, self._shown = "", ""
        self._is_counting = False
        self._kept: dict[str, str] = {}
        self._stack = QStackedWidget()
        self._lay_out()

    def load(self) -> None:
        """Fetch which registers need something, and what the part that is up shows."""
        self._refresh()
        part = self.part()
        if part is not None:
            part.load()

    def open_subject(self, subject: str) -> None:
        """Bring up the register ``subject``, or "audit_review" or "unusual"; others change nothing."""
        self._wanted = subject
        if subject in self._keys():
            self.list.select(subject)

    def part(self) -> RegisterPart | None:
        """Return the part that is up."""
        return self._parts.get(self._shown)

    def typed(self) -> tuple[tuple[str, str], ...]:
        """Return what is typed in the part that is up."""
        part = self.part()
        typed = part.typed() if part is not None else ()
        return (("register", self._shown), *typed) if typed else ()

    def put_back(self, fields: Mapping[str, str]) -> None:
        """Bring the register up again with what was typed."""
        self._kept = dict(fields)
        self._wanted = self._kept.get("register", "")

    def _show(self, kinds: tuple[RegisterKind, ...], standings: tuple[RegisterStanding, ...],
              review: ReviewStanding, unexplained: int) -> None:
        self._kinds = {kind.key: kind for kind in kinds}
        late = review.days_left < 0
        rows = [_row(each.key, each.title, each.needs_attention) for each in standings]
        rows.append(_row(REVIEWS, "Audit log reviews", int(late)))
        if self.may(Action.VIEW, RecordKind.AUDIT):
            rows.append(_row(UNUSUAL, "Unusual access", unexplained))
        self.list.show_rows(rows)
        needs = sum(each.needs_attention for each in standings) + int(late)
        self.told.emit(_sentence(needs, review), needs)
        wanted = self._wanted if self._wanted in self._keys() else self._shown or next(iter(self._kinds), "")
        self._wanted = ""
        self._is_counting = wanted == self._shown
        self.list.select(wanted)
        self._is_counting = False

    def _keys(self) -> tuple[str, ...]:
        return tuple(row.key for row in self.list.rows())

    def _show_part(self, key: str) -> None:
        if self._is_counting:  # only the numbers of the list are new
            return
        if key not in self._parts:
            self._parts[key] = part = self._make(key)
            part.changed.connect(self._refresh)
            self._stack.addWidget(part)
        self._shown = key
        shown = self._parts[key]
        if self._kept.get("register", "") == key:
            shown.put_back(self._kept)
            self._kept = {}
        self._stack.setCurrentWidget(shown)
        if self.action is not None:
            self.action.setText(shown.act_words)
            self.action.set_icon(shown.act_icon)
            self.action.setVisible(bool(shown.act_words))
        shown.load()

    def _make(self, key: str) -> RegisterPart:
        if key == REVIEWS:
            return ReviewsPage(self)
        return UnusualPage(self) if key == UNUSUAL else RegisterPage(self, self._kinds[key])

    def _refresh(self) -> None:
        sees_log = self.may(Action.VIEW, RecordKind.AUDIT)
        self.fetch(lambda services, actor: (
            services.registers.kinds(), services.registers.standings(actor), services.oversight.standing(actor),
            services.oversight.unexplained(actor) if sees_log else 0), lambda found: self._show(*found))

    def _act(self) -> None:
        part = self.part()
        if part is not None:
            part.act()

    def _lay_out(self) -> None:
        side = QVBoxLayout()
        side.setContentsMargins(32, 24, 0, 32)
        card = TableCard(self.list)
        card.setFixedWidth(_LIST_WIDTH)
        side.addWidget(card)
        side.addStretch(1)
        page = QHBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(24)
        page.addLayout(side)
        page.addWidget(self._stack, 1)
        self.setFocusProxy(self.list)


def _row(key: str, title: str, needs: int) -> Row:
    count = Cell(str(needs), tone=Tone.DANGER, strong=True, tabular=True) if needs else Cell()
    return Row(key, (Cell(title), count))


def _sentence(needs: int, review: ReviewStanding) -> str:
    entries = {0: "Nothing is overdue.", 1: "1 entry needs attention."}.get(needs, f"{needs} entries need attention.")
    verb = "was" if review.days_left < 0 else "is"
    when = f"The audit log’s next review {verb} due {long_date(review.due)}."
    return f"{entries} {when}"
