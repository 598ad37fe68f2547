"""The right side of one incident: its clocks, and what happened so far."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.dates import long_date, weekday_date
from app.rules.legal_clock import ClockState
from app.services.views.incidents import ClockLine, EventLine, IncidentView
from app.ui.fonts import Staff
from app.ui.staff.privacy.incidents.words import CLOCK_COLORS, DUTY_TITLES
from app.ui.widgets.card import Card, Rule
from app.ui.widgets.rings import ClockRing
from app.ui.widgets.text import TextLabel

_INKS = {ClockState.NEAR: "warning-text", ClockState.URGENT: "danger-text", ClockState.LATE: "danger-text"}
_LATEST = 20


def clocks_card(view: IncidentView) -> Card:
    """Return every clock with its day and its section."""
    card = Card("Notice clocks", padding=20, spacing=14)
    for number, clock in enumerate(view.clocks):
        if number:
            card.body.addWidget(Rule())
        card.body.addWidget(_clock(clock))
    card.body.addWidget(TextLabel("Without unreasonable delay: these are the last days, not the first.", Staff.SMALL,
                                  "ink-3"))
    return card


def history_card(view: IncidentView, today: date) -> Card:
    """Return what happened, newest first."""
    card = Card("What was done", padding=20, spacing=12)
    for event in view.history[:_LATEST]:
        card.body.addWidget(_event(event, today))
    if len(view.history) > _LATEST:
        card.body.addWidget(TextLabel(f"{len(view.history) - _LATEST} earlier entries are in the audit log.",
                                      Staff.SMALL, "ink-3"))
    return card


def _clock(clock: ClockLine) -> QWidget:
    holder = QWidget()
    row, words = QHBoxLayout(holder), QVBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(14)
    words.setSpacing(0)
    words.addWidget(TextLabel(DUTY_TITLES[clock.duty], Staff.SMALL, "ink-3"))
    words.addWidget(TextLabel(clock.words, Staff.NAME.digits(), _INKS.get(clock.state, "ink")))
    words.addWidget(TextLabel(_about(clock), Staff.DETAIL, "ink-2"))
    ring = ClockRing(0.0 if clock.state is ClockState.STOPPED else clock.used, CLOCK_COLORS[clock.state], 44)
    row.addWidget(ring, 0, Qt.AlignmentFlag.AlignTop)
    row.addLayout(words, 1)
    return holder


def _about(clock: ClockLine) -> str:
    if clock.done is not None:
        return f"Given {long_date(clock.done)}. {clock.source}"
    if clock.closed:
        return "The incident is closed."
    held = f" Law enforcement asked to wait until {long_date(clock.held)}." if clock.held else ""
    return f"Due {weekday_date(clock.due)}, {clock.due.year}\n{clock.source}{held}"


def _event(event: EventLine, today: date) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    day = weekday_date(event.day) if event.day.year == today.year else long_date(event.day)
    column.addWidget(TextLabel(event.title, Staff.VALUE))
    column.addWidget(TextLabel(f"{day}, {event.by_name}", Staff.DETAIL, "ink-3"))
    return holder
