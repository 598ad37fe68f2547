"""Accounting of disclosures (45 CFR 164.528): the period, what is listed, what is left out and by which paragraph."""

from __future__ import annotations

import re
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

_APOSTROPHES: Final = re.compile("['\u2018\u2019\u02bc]")
_INITIALS: Final = re.compile(r"\b\w(?:\.\w)+\b\.?")  # "u.s." and "f.b.i"
_NO_WORD: Final = re.compile(r"[\W_]+")
_SHORT: Final = {
    "atty": "attorney", "bur": "bureau", "co": "county", "comm": "commission", "cty": "county", "dept": "department",
    "div": "division", "fed": "federal", "gen": "general", "govt": "government", "il": "illinois", "ill": "illinois",
    "natl": "national", "ofc": "office", "off": "office", "pd": "police department", "svcs": "services",
}
"""How words in the names of agencies are shortened, and what they stand for."""


def agency_key(name: str) -> str:
    """Return the name of an agency as it is compared, however it was typed.

    Case, accents, spaces, punctuation, a leading "The" and usual abbreviations make no difference: "The Ill. Dept. of
    Public Health" is "illinois department of public health". A name with more or fewer words is another name.
    """
    bare = _APOSTROPHES.sub("", fold(name)).replace("&", " and ")
    joined = _INITIALS.sub(lambda found: f"{found[0].replace('.', '')} ", bare)
    words = [_SHORT.get(word, word) for word in _NO_WORD.sub(" ", joined).split()]
    return " ".join(words[1:] if words[:1] == ["the"] else words) or fold(name)


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
                and agency_key(disclosed.recipient) == agency_key(self.recipient))


@dataclass(frozen=True)
class AccountLine(Disclosed):
    """One line: a disclosure; of repeated ones the first, with how many and the last day (164.528(b)(3))."""

    count: int
    last_on: date


@dataclass(frozen=True)
class Accounting:
    """What the patient is told, by day. ``excluded`` counts what the rule leaves out, by paragraph.

    ``withheld`` counts what suspensions hold back, ``withheld_until`` is the last day of the longest of these; the
    patient is not told that either.
    """

    since: date
    until: date
    lines: tuple[AccountLine, ...]
    excluded: tuple[tuple[str, int], ...]
    withheld: int
    withheld_until: date | None

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
    holding = {each.disclosure_id: [held.until for held in suspensions if held.holds_back(each, today)]
               for each in counted}
    told = [each for each in counted if not holding[each.disclosure_id]]
    return Accounting(since, until, _lines(told), tuple(sorted(excluded.items())), len(counted) - len(told),
                      max((day for days in holding.values() for day in days), default=None))


def suspended_until(stated_on: date, until: date, *, is_oral: bool) -> date:
    """Return the last day of a suspension: what the agency said, or 30 days for a spoken statement if that is sooner.

    Raises InvalidInputError when it would end before it was stated.
    """
    if until < stated_on:
        raise InvalidInputError("The suspension ends on or after the day it was stated.", "until")
    return min(until, stated_on + timedelta(days=ORAL_DAYS)) if is_oral else until


def free_again(given: Iterable[date], requested: date) -> date | None:
    """Return the day from which the next accounting is free, or None when this one is; ``given`` are earlier requests.

    A period of twelve months begins with a free accounting. The ones that follow within it do not make it longer, so
    that whoever asks often still gets one in twelve months for free.
    """
    begins: date | None = None
    for day in sorted(given):
        if day <= requested and (begins is None or day >= next_year(begins)):
            begins = day
    return next_year(begins) if begins is not None and requested < next_year(begins) else None


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
        key = (each.basis.value, agency_key(each.recipient), fold(each.address), fold(each.purpose))
        groups.setdefault(key if RULES[each.basis].summarized else (each.disclosure_id,), []).append(each)
    return tuple(_line(group[0], len(group), group[-1].on) for group in groups.values())


def _line(first: Disclosed, count: int, last_on: date) -> AccountLine:
    return AccountLine(first.disclosure_id, first.on, first.recipient, first.address, first.description, first.purpose,
                       first.basis, count, last_on)
