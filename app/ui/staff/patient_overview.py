"""The first tab of a patient's record: the timeline, and cards 380 wide."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.dates import long_date
from app.core.phone import phone_words
from app.services.views.patients import ConsentLine, ConsentState, PatientView
from app.ui.context import StaffContext
from app.ui.fonts import Staff
from app.ui.staff.patient_cards import ConsentsCard, FactCard
from app.ui.staff.sharing_notes import SharingCard
from app.ui.staff.timeline import Timeline
from app.ui.widgets.focus_ring import set_ring
from app.ui.widgets.scroll_column import ScrollColumn
from app.ui.widgets.text import TextLabel

_OVERVIEW_GROUPS = frozenset({"", "treatment", "photos"})
_NEED_A_LOOK = frozenset({ConsentState.WITHDRAWN, ConsentState.MISSING, ConsentState.EXPIRING, ConsentState.EXPIRED})
_CARDS, _CARDS_NARROW, _NARROW_BELOW = 380, 332, 1150


class PatientOverview(ScrollColumn):
    """Scrolls as a whole."""

    go = Signal(object)  # Route
    see_consents = Signal()
    end_limit = Signal(object)  # SharingLimits

    def __init__(self, context: StaffContext, parent: QWidget | None = None) -> None:
        super().__init__(margins=(32, 24, 32, 24), parent=parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_ring(self, 0)
        self.setAccessibleName("Overview")
        self._timeline = Timeline(context)
        self._timeline.go.connect(self.go)
        self._sharing = SharingCard(context)
        self._sharing.end_wanted.connect(self.end_limit)
        self._consents = ConsentsCard()
        self._consents.see_all.connect(self.see_consents)
        self._visit = FactCard("Open visit", "calendar")
        self._contact = FactCard("Emergency contact", "phone")
        self._keep = FactCard("Retention", "archive")
        self._right = QWidget()
        right = QVBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(16)
        for card in (self._sharing, self._consents, self._visit, self._contact, self._keep):
            right.addWidget(card)
        right.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(14)
        left.addWidget(TextLabel("Timeline", Staff.SECTION))
        left.addWidget(self._timeline, 1)
        columns = QHBoxLayout()
        columns.setSpacing(24)
        columns.addLayout(left, 1)
        columns.addWidget(self._right)
        self.column.addLayout(columns)
        self.column.addStretch(1)

    def show_patient(self, view: PatientView) -> None:
        """Show the record."""
        self._timeline.show_entries(view.timeline)
        self._sharing.show_patient(view)
        self._consents.show_consents([line for line in view.consents if _stands_out(line)])
        time, _, what = view.open_visit_line.partition(", ")
        self._visit.show_fact(time, what, "No open visit")
        person, _, phone = view.emergency_contact.rpartition(", ")
        self._contact.show_fact(person or phone, phone_words(phone) if person else "", "Not on file yet")
        if view.keep is not None:
            day = f"Keep until {long_date(view.keep.until)}"
            self._keep.show_fact(view.keep.hold or day, f"Rule {view.keep.rule_id}, {view.keep.title}", "")
        self._keep.setVisible(view.keep is not None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrow the cards in a narrow window."""
        self._right.setFixedWidth(_CARDS_NARROW if self.width() < _NARROW_BELOW else _CARDS)
        super().resizeEvent(event)


def _stands_out(line: ConsentLine) -> bool:
    """Say whether the overview has it: treatments and photos, and whatever else needs a look."""
    return line.group in _OVERVIEW_GROUPS or line.state in _NEED_A_LOOK
