"""What a probe finds: a state, the proof in one or two sentences, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.core.clock import clinic_date
from app.core.dates import clock_time, near_date
from app.core.text import counted
from app.services.promises.look import Look
from app.services.views.promises import PromiseState


@dataclass(frozen=True, slots=True)
class Finding:
    """How a promise stands. ``to_do`` is empty when nothing is to be done."""

    state: PromiseState
    proof: str
    to_do: str = ""


Probe = Callable[[Look, tuple[str, ...]], Finding]
"""Looks at the records (the second argument says at what) and says how the promise stands."""


def kept(proof: str) -> Finding:
    """Return that the promise is kept."""
    return Finding(PromiseState.KEPT, proof)


def attention(proof: str, to_do: str) -> Finding:
    """Return that somebody has to see to it."""
    return Finding(PromiseState.ATTENTION, proof, to_do)


def outside(proof: str, to_do: str = "") -> Finding:
    """Return that no app can keep it: it is about the website, the building, or what people do."""
    return Finding(PromiseState.NOT_FOR_THIS_APP, proof, to_do)


def kept_if(holds: bool, proof: str, to_do: str) -> Finding:
    """Return that the promise is kept when ``holds``, else that somebody has to see to it."""
    return kept(proof) if holds else attention(proof, to_do)


def sentence(*parts: str) -> str:
    """Return ``parts`` as sentences: each with a capital and a full stop; empty ones are left out."""
    said = [f"{part[0].upper()}{part[1:]}" for part in parts if part]
    return " ".join(part if part[-1] in ".?!" else f"{part}." for part in said)


def when(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Return "today 10:42 AM", "yesterday 4:10 PM" or "November 3, 2026"."""
    day, today = clinic_date(moment, zone), clinic_date(now, zone)
    if today - day > timedelta(days=1) or day > today:
        return near_date(day, today)
    return f"{near_date(day, today).lower()} {clock_time(moment, zone)}"


def ago(passed: timedelta) -> str:
    """Return "just now", "12 minutes ago", "3 hours ago" or "2 days ago"."""
    minutes = int(passed.total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{counted(minutes, 'minute')} ago"
    hours = minutes // 60
    return f"{counted(hours, 'hour')} ago" if hours < 48 else f"{counted(hours // 24, 'day')} ago"
