"""Clocks that start when a breach is discovered: notices to patients, to HHS, to the media and to Illinois.

A breach counts as discovered on the first day it is known, or would have been known with reasonable diligence (45 CFR
164.404(a)(2)). Days are calendar days where the clinic is, and the day of discovery is not counted; the five days of
815 ILCS 530/50 are business days. Until an assessment shows a low probability of compromise every clock runs: the law
presumes a breach (164.402(2)).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from app.rules.business_days import business_days_after
from app.rules.legal_clock import ClockState, due_after, state_of_days

NOTICE_DAYS: Final = 60
"""Outer limit for patients, HHS and media (164.404(b), 164.406(b), 164.408); earlier without unreasonable delay."""

LARGE_BREACH: Final = 500
"""From this many people on HHS is told together with the patients (164.408(b))."""

MEDIA_OVER: Final = 500
"""With more residents of one State than this, its media are told (164.406(a))."""

ILLINOIS_RESIDENTS: Final = 500
"""From this many residents on Illinois's Attorney General is told by the time patients are. The statute says "more than
500" (815 ILCS 530/10(e)); one earlier is safe."""

ILLINOIS_BUSINESS_DAYS: Final = 5
"""After HHS is told, whatever the number of residents (815 ILCS 530/50)."""

ORAL_DELAY_DAYS: Final = 30
"""How long an oral statement of law enforcement holds notices back at most (164.412(b))."""

ASSESSMENT_DAYS: Final = 14
"""The clinic's own target for the risk assessment, so that notices are not delayed unreasonably."""

PUBLIC_SUBSTITUTE_FROM: Final = 10
"""From this many people without a current address on, substitute notice is public (164.404(d)(2)(ii))."""

POSTING_DAYS: Final = 90
"""How long a posting on the web site and its toll-free number stay (164.404(d)(2)(ii))."""

ILLINOIS: Final = "IL"


class Duty(StrEnum):
    """Who is to be told."""

    PATIENTS = "patients"
    HHS = "hhs"
    ATTORNEY_GENERAL = "attorney_general"
    MEDIA = "media"


class Substitute(StrEnum):
    """What stands in for letters to people whose contact is missing or out of date (164.404(d)(2))."""

    NONE = "none"
    INDIVIDUAL = "individual"  # another form of written notice, telephone, or other means
    PUBLIC = "public"  # 90 days on the web site or in major media, with a toll-free number


@dataclass(frozen=True, slots=True)
class Delay:
    """Law enforcement asked to wait (164.412). ``until`` is the first day on which notice may be given again.

    An oral statement needs no ``until``; one that names a day holds until then, for 30 days at most.
    """

    stated_on: date
    written: bool
    until: date | None = None

    def ends(self) -> date:
        """Return the first day on which notice may be given. Raises ValueError for a written delay without a day."""
        if self.written:
            if self.until is None:
                raise ValueError("A written statement names the time for which to wait.")
            return self.until
        latest = due_after(self.stated_on, ORAL_DELAY_DAYS)
        return min(self.until, latest) if self.until else latest


@dataclass(frozen=True, slots=True)
class BreachFacts:
    """What the clocks follow from. ``residents`` are (State's two letters, people living there).

    ``letters_from`` is the day the first letter went, ``told`` the day each duty was done with (for patients the last
    letter or substitute notice).
    """

    discovered: date
    people: int
    residents: tuple[tuple[str, int], ...] = ()
    delay: Delay | None = None
    letters_from: date | None = None
    told: tuple[tuple[Duty, date], ...] = ()

    def done(self, duty: Duty) -> date | None:
        """Return the day ``duty`` was done with, or None."""
        return dict(self.told).get(duty)

    def living_in(self, state: str) -> int:
        """Return how many of the people live in ``state``."""
        return sum(count for name, count in self.residents if name == state)


@dataclass(frozen=True, slots=True)
class BreachClock:
    """One clock. ``held`` is the first day on which notice may be given, when law enforcement asked to wait."""

    duty: Duty
    started: date
    due: date
    source: str
    done: date | None = None
    held: date | None = None

    @property
    def length(self) -> int:
        """The whole period in calendar days."""
        return (self.due - self.started).days

    def days_left(self, today: date) -> int:
        """Return the days until the deadline: 0 on the last day, negative when past. A stopped clock stays put."""
        return (self.due - (self.done or today)).days

    def used(self, today: date) -> float:
        """Return the part of the period that is used, 0 to 1, for the ring."""
        passed = ((self.done or today) - self.started).days
        return min(1.0, max(0, passed) / self.length) if self.length > 0 else 1.0

    def may_be_given(self, today: date) -> bool:
        """Say whether notice may be given on ``today``: not while law enforcement asks to wait."""
        return self.held is None or today >= self.held

    def state(self, today: date) -> ClockState:
        """Return how the clock stands on ``today``."""
        return ClockState.STOPPED if self.done else state_of_days(self.days_left(today))


def clocks(facts: BreachFacts) -> tuple[BreachClock, ...]:
    """Return every clock that runs or ran, patients first. Duties the numbers do not call for are left out."""
    found = [_clock(facts, Duty.PATIENTS, due_after(facts.discovered, NOTICE_DAYS), "45 CFR 164.404(b)")]
    if facts.people > 0:
        found.append(_hhs(facts))
    if (attorney := _attorney_general(facts)) is not None:
        found.append(attorney)
    if media_states(facts.residents):
        found.append(_clock(facts, Duty.MEDIA, due_after(facts.discovered, NOTICE_DAYS), "45 CFR 164.406"))
    return tuple(found)


def media_states(residents: tuple[tuple[str, int], ...]) -> tuple[str, ...]:
    """Return the States whose media are told: those with more than 500 of the people (164.406(a))."""
    return tuple(sorted(state for state, count in residents if count > MEDIA_OVER))


def year_end_due(discovered: date) -> date:
    """Return the last day to tell HHS of a breach of fewer than 500 people: 60 days after the year (164.408(c))."""
    return due_after(date(discovered.year, 12, 31), NOTICE_DAYS)


def assessment_due(discovered: date) -> date:
    """Return the day by which the clinic wants the risk assessment done; its own target, no law's."""
    return discovered + timedelta(days=ASSESSMENT_DAYS)


def substitute_for(unreachable: int) -> Substitute:
    """Return the substitute notice that ``unreachable`` people without a current address call for (164.404(d)(2))."""
    if unreachable <= 0:
        return Substitute.NONE
    return Substitute.PUBLIC if unreachable >= PUBLIC_SUBSTITUTE_FROM else Substitute.INDIVIDUAL


def _hhs(facts: BreachFacts) -> BreachClock:
    if facts.people < LARGE_BREACH:
        return _clock(facts, Duty.HHS, year_end_due(facts.discovered), "45 CFR 164.408(c)")
    return _clock(facts, Duty.HHS, _with_the_letters(facts), "45 CFR 164.408(b)")


def _attorney_general(facts: BreachFacts) -> BreachClock | None:
    """The earlier of two days: with the patients from 500 residents on, and five business days after HHS."""
    told_hhs, found = facts.done(Duty.HHS), None
    if facts.living_in(ILLINOIS) >= ILLINOIS_RESIDENTS:
        found = _clock(facts, Duty.ATTORNEY_GENERAL, _with_the_letters(facts), "815 ILCS 530/10(e)")
    if told_hhs is None:
        return found
    after_hhs = business_days_after(told_hhs, ILLINOIS_BUSINESS_DAYS)
    if found is not None and found.due <= after_hhs:
        return found
    return BreachClock(Duty.ATTORNEY_GENERAL, told_hhs, after_hhs, "815 ILCS 530/50", facts.done(Duty.ATTORNEY_GENERAL))


def _with_the_letters(facts: BreachFacts) -> date:
    """Return the day the first letter went, else the last day for letters."""
    limit = due_after(facts.discovered, NOTICE_DAYS)
    return min(limit, facts.letters_from) if facts.letters_from else limit


def _clock(facts: BreachFacts, duty: Duty, limit: date, source: str) -> BreachClock:
    """A clock from the discovery; while law enforcement asks to wait, notice is due on the first day it may be given,
    if that is after ``limit``."""
    held = facts.delay.ends() if facts.delay else None
    due = max(limit, held) if held else limit
    return BreachClock(duty, facts.discovered, due, source, facts.done(duty), held)
