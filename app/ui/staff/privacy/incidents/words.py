"""The breach register in words, tones and icons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.core.dates import MONTHS, long_date
from app.rules.breach_clocks import Duty
from app.rules.legal_clock import ClockState
from app.services.views.incidents import ClockLine, IncidentRow, IncidentStatus, NoticeState
from app.ui.widgets.banner import Tone
from app.ui.widgets.data_table import Cell, Chip, Ring

CLOCK_COLORS: Mapping[ClockState, str] = {
    ClockState.RUNNING: "accent", ClockState.NEAR: "warning", ClockState.URGENT: "danger", ClockState.LATE: "danger",
    ClockState.STOPPED: "ink-3"}
_CLOCK_TONES: Mapping[ClockState, Tone | None] = {
    ClockState.NEAR: Tone.WARNING, ClockState.URGENT: Tone.DANGER, ClockState.LATE: Tone.DANGER}
_STATUS: Mapping[IncidentStatus, tuple[Tone, str]] = {
    IncidentStatus.ASSESSING: (Tone.WARNING, "reviews"), IncidentStatus.NOTICES: (Tone.WARNING, "mail"),
    IncidentStatus.TO_CLOSE: (Tone.INFO, "check-circle"), IncidentStatus.CLOSED: (Tone.SUCCESS, "check")}

DUTY_TITLES: Mapping[Duty, str] = {
    Duty.PATIENTS: "Notice to patients", Duty.HHS: "Notice to HHS",
    Duty.ATTORNEY_GENERAL: "Notice to the Illinois Attorney General", Duty.MEDIA: "Notice to the media"}
"""Each duty as the title of its clock."""

NOTICE_CHIPS: Mapping[NoticeState, Chip] = {
    NoticeState.NONE: Chip("No letter yet", Tone.NEUTRAL, "clock"),
    NoticeState.NO_ADDRESS: Chip("No address", Tone.WARNING, "warning"),
    NoticeState.MADE: Chip("Letter made", Tone.INFO, "document"), NoticeState.SENT: Chip("Sent", Tone.SUCCESS, "check"),
    NoticeState.OUTDATED: Chip("Text changed", Tone.WARNING, "edit"),
    NoticeState.RETURNED: Chip("Came back", Tone.WARNING, "undo"),
    NoticeState.SUBSTITUTE: Chip("Substitute notice", Tone.SUCCESS, "check")}


def short_day(day: date, today: date) -> str:
    """Return "November 16", with the year when it is not this one."""
    return f"{MONTHS[day.month - 1]} {day.day}" if day.year == today.year else long_date(day)


def status_chip(row: IncidentRow) -> Chip:
    """Return where an incident is, as a chip."""
    tone, icon = _STATUS[row.status]
    return Chip(row.status_words, tone, icon)


def clock_tone(state: ClockState) -> Tone | None:
    """Return the tone of a clock's words; None is plain."""
    return _CLOCK_TONES.get(state)


def clock_cell(clock: ClockLine) -> Cell:
    """Return a clock as a cell: the ring with the days beside it, or "Stopped"."""
    if clock.state is ClockState.STOPPED:
        return Cell(clock.words, quiet=True)
    return Cell(clock.words, f"of {clock.length}", strong=True, tone=clock_tone(clock.state),
                ring=Ring(clock.used, CLOCK_COLORS[clock.state]))
