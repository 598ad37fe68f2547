"""Whether this computer's date can be believed: a clock set forward must never make a record look old enough.

The log is the witness. Every session begins with an entry; the date is believed as long as no entry stands more than
``LONGEST_GAP`` after the one believed before. What comes later counts only once somebody has confirmed the date with
their password and a code, which their phone makes by its own clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from app.core.clock import clinic_date
from app.core.dates import long_date
from app.models.audit import AuditEntry
from app.models.clinic import DatabaseIdentity
from app.services.desk import Work

LONGEST_GAP: Final = timedelta(days=14)
CONFIRMED: Final = "retention.clock_confirmed"
_BEGINNINGS: Final = ("sign_in", "emergency_access", CONFIRMED)


def believed(start: datetime, entries: Iterable[tuple[datetime, str]]) -> datetime:
    """Return the newest moment that is believed. ``entries`` are (when, event), oldest entry of the log first."""
    newest = start
    for at, event in entries:
        if event == CONFIRMED or newest < at <= newest + LONGEST_GAP:
            newest = at
    return newest


def clock_problem(work: Work) -> str:
    """Return an empty text, or what the person in front of the screen must do about the date first."""
    last = _believed(work)
    if work.now - last <= LONGEST_GAP:
        return ""
    days = (work.now - last).days
    return (f"This computer’s date is {long_date(clinic_date(work.now, work.zone))}, {days:,} days after the last date "
            f"that is sure, {long_date(clinic_date(last, work.zone))}. If the date is wrong, set the clock right and "
            "sign in again. If it is right, confirm it. Until then no record can be disposed of.")


def confirm_clock(work: Work) -> None:
    """Note that the person who acts, with fresh proof, says that today's date is right."""
    today = long_date(clinic_date(work.now, work.zone))
    work.audit(CONFIRMED, detail=f"The date {today} was confirmed. The last sure date before was "
                                 f"{long_date(clinic_date(_believed(work), work.zone))}.")


def _believed(work: Work) -> datetime:
    start = work.session.scalars(select(DatabaseIdentity.created_at)).one()
    rows = work.session.execute(select(AuditEntry.at, AuditEntry.event).where(
        AuditEntry.event.in_(_BEGINNINGS), AuditEntry.allowed).order_by(AuditEntry.sequence))
    return believed(start, ((at, event) for at, event in rows))
