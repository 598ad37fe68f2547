"""Accounting of disclosures (45 CFR 164.528): the period, what is listed, what is left out and by which paragraph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from app.core.errors import InvalidInputError
from app.core.text import fold
from app.rules.disclosure_basis import RULES, Basis

YEARS: Final = 6
"""How far back an accounting reaches from the day it was asked for (164.528(a)(1))."""

ORAL_DAYS: Final = 30
"""An agency's spoken statement suspends for at most this long (164.528(a)(2)(ii)(C))."""

FREE_MONTHS: Final = 12
"""The first accounting in this many months is free (164.528(c)(2))."""

SUSPENDABLE: Final = (Basis.LAW_ENFORCEMENT, Basis.OVERSIGHT)
"""Only disclosures to these agencies can be kept from the patient for a time (164.528(a)(2)(i))."""


@dataclass(frozen=True)
class Disclosed:
    """One disclosure: the four fields of 164.528(b)(2), and its basis."""

    disclosure_id: str
    on: date
    recipient: str
    address: str
    description: str
    purpose: str
    basis: Basis


@dataclass(frozen=True)
class Suspension:
    """An agency's statement that telling the patient would impede its activities. Both days count."""

    basis: Basis
    recipient: str
    stated_on: date
    until: date

    def holds_back(self, disclosed: Disclosed, today: date) -> bool:
        """Say whether the patient may not be told of ``disclosed`` today."""
        return (self.stated_on <= today <= self.until and disclosed.basis is self.basis
                and fold(disclosed.recipient) == fold(self.recipient))


@dataclass(frozen=True)
class AccountLine:
    """One line: ``first`` with its four fields, and for repeated ones how many and the last day (164.528(b)(3))."""

    first: Disclosed
    count: int
    last_on: date


@dataclass(frozen=True)
class Accounting:
    """What the patient is told, by day. ``excluded`` counts what the rule leaves out, by paragraph.

    ``withheld`` counts what a suspension holds back; the patient is not told that either.
    """

    since: date
    until: date
    lines: tuple[AccountLine, ...]
    excluded: tuple[tuple[str, int], ...]
    withheld: int

    @property
    def count(self) -> int:
        """How many disclosures the lines stand for."""
        return sum(line.count for line in self.lines)


def years_before(day: date, years: int) -> date:
    """Return the same day ``years`` earlier; for 29 February the 28th, so that no day of the period is lost."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def period(requested: date, since: date | None = None) -> tuple[date, date]:
    """Return first and last day of the accounting: six years back, or from ``since`` when the patient asked for less.

    Raises InvalidInputError for a ``since`` after the request; an earlier one than six years counts as six years.
    """
    earliest = years_before(requested, YEARS)
    if since is not None and since > requested:
        raise InvalidInputError("The accounting starts on or before the day it was asked for.", "since")
    return max(since or earliest, earliest), requested


def account(disclosed: Iterable[Disclosed], since: date, until: date, suspensions: Sequence[Suspension],
            today: date) -> Accounting:
    """Return the accounting of ``disclosed`` from ``since`` to ``until`` (both count), told on ``today``."""
    within = [each for each in disclosed if since <= each.on <= until]
    excluded = Counter(RULES[each.basis].excluded_by for each in within if RULES[each.basis].excluded_by)
    counted = [each for each in within if not RULES[each.basis].excluded_by]
    told = [each for each in counted if not any(held.holds_back(each, today) for held in suspensions)]
    return Accounting(since, until, _lines(told), tuple(sorted(excluded.items())), len(counted) - len(told))


def suspended_until(stated_on: date, until: date, *, is_oral: bool) -> date:
    """Return the last day of a suspension: what the agency said, or 30 days for a spoken statement if that is sooner.

    Raises InvalidInputError when it would end before it was stated.
    """
    if until < stated_on:
        raise InvalidInputError("The suspension ends on or after the day it was stated.", "until")
    return min(until, stated_on + timedelta(days=ORAL_DAYS)) if is_oral else until


def free_again(given: Sequence[date], requested: date) -> date | None:
    """Return the day from which the next accounting is free, or None when this one is; ``given`` are earlier requests.

    Twelve months are counted from the request of an earlier accounting.
    """
    ends = [next_year(day) for day in given if day <= requested]
    waits = [day for day in ends if day > requested]
    return max(waits, default=None)


def next_year(day: date) -> date:
    """Return the same day twelve months later; 1 March after 29 February."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)


def _lines(told: Sequence[Disclosed]) -> tuple[AccountLine, ...]:
    """Put repeated disclosures to one recipient for one purpose into one line, where 164.528(b)(3) allows it."""
    groups: dict[tuple[str, ...], list[Disclosed]] = {}
    for each in sorted(told, key=lambda one: (one.on, one.disclosure_id)):
        key = (each.basis.value, fold(each.recipient), fold(each.address), fold(each.purpose))
        groups.setdefault(key if RULES[each.basis].summarized else (each.disclosure_id,), []).append(each)
    return tuple(AccountLine(group[0], len(group), group[-1].on) for group in groups.values())
