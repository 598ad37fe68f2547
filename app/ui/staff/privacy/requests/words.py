"""How requests look: tones and icons of their chips and clocks."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from app.core.dates import MONTHS, WEEKDAYS, field_date
from app.rules.legal_clock import ClockState
from app.rules.rights_state import Status
from app.services.views.rights import ClockView, RequestRow
from app.ui.widgets.banner import Tone
from app.ui.widgets.data_table import Cell, Chip, Ring, Row

CHIPS: Final = {
    Status.NEW: (Tone.NEUTRAL, "inbox-new"), Status.WAITING_FOR_ID: (Tone.WARNING, "id-card"),
    Status.PREPARING: (Tone.INFO, "edit"), Status.WITH_CLINICIAN: (Tone.INFO, "stethoscope"),
    Status.READY: (Tone.INFO, "send"), Status.GRANTED: (Tone.SUCCESS, "check"),
    Status.PARTLY: (Tone.SUCCESS, "check"), Status.DENIED: (Tone.NEUTRAL, "cross-circle"),
    Status.DROPPED: (Tone.NEUTRAL, "undo"),
}
"""Tone and icon of each chip."""

CLOCK_TONES: Final = {ClockState.RUNNING: None, ClockState.NEAR: Tone.WARNING, ClockState.URGENT: Tone.DANGER,
                      ClockState.LATE: Tone.DANGER, ClockState.STOPPED: None}
"""The tone of a clock's words; None is plain."""

RING_COLORS: Final = {ClockState.RUNNING: "accent", ClockState.NEAR: "warning", ClockState.URGENT: "danger",
                      ClockState.LATE: "danger", ClockState.STOPPED: "success"}
"""The color token of a clock's ring."""


def short_day(clock: ClockView) -> str:
    """Return the day of receipt: "October 27", with the year when the clock has reached another."""
    day = clock.received
    same_year = (day + timedelta(days=clock.day)).year == day.year
    return f"{MONTHS[day.month - 1]} {day.day}" if same_year else field_date(day)


def due_words(clock: ClockView) -> str:
    """Return "Due Thursday, November 26", with the year when it is not the year of receipt."""
    day = clock.due
    year = f", {day.year}" if day.year != clock.received.year else ""
    return f"Due {WEEKDAYS[day.weekday()]}, {MONTHS[day.month - 1]} {day.day}{year}"


def chip_of(status: Status) -> Chip:
    """Return the chip of ``status``."""
    tone, icon = CHIPS[status]
    return Chip(status.value, tone, icon)


def table_row(row: RequestRow) -> Row:
    """Return a request as the list shows it."""
    clock = row.clock
    return Row(row.request_id, (
        Cell(row.title, row.patient_name, strong=True), Cell(short_day(clock), soft=True),
        Cell(clock.short, f"of {clock.length}", strong=True, tone=CLOCK_TONES[clock.state],
             ring=Ring(clock.used, RING_COLORS[clock.state])),
        Cell(chip=chip_of(row.status))))
