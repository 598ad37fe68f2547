"""The registers a clinic keeps about itself, as data: their fields, who signs for what, and when each entry is due.

A register is a list of entries; an entry is a set of texts by field key. A clock counts whole calendar months from
a day that the entry names. Every interval says where it comes from: a rule in force, the clinic's own policy, or
the proposed amendment of the Security Rule (90 FR 898, 6 January 2025), which is not law and is labelled so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from app.rules.due import valid_until

SOON_DAYS: Final = 30
"""From this many days left on, an entry is shown as due soon."""


class FieldKind(StrEnum):
    """What a field holds. ``PERSON`` is a staff member's id; ``DAY`` a date as year-month-day (ISO 8601)."""

    LINE = "line"
    TEXT = "text"
    DAY = "day"
    CHOICE = "choice"
    PERSON = "person"


class Basis(StrEnum):
    """Where an interval comes from."""

    RULE = "rule"
    POLICY = "policy"
    PROPOSED = "proposed rule"


class DueState(StrEnum):
    """How an entry stands today. ``REPLACED``: a newer entry about the same thing carries the clock."""

    CURRENT = "current"
    SOON = "soon"
    OVERDUE = "overdue"
    MISSING = "missing"
    REPLACED = "replaced"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class RegisterField:
    """One field of a register. ``options`` are value and words of a choice."""

    key: str
    label: str
    kind: FieldKind
    required: bool = False
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Interval:
    """How long an entry counts. ``months_for`` gives other months for some values of the field ``by``.

    ``basis`` and ``source`` say where it comes from, ``source`` with the section.
    """

    months: int
    basis: Basis
    source: str
    by: str = ""
    months_for: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    def last_day(self, done: date, values: Mapping[str, str]) -> date:
        """Return the last day an entry of ``done`` counts: the same day so many months later, or the month's last."""
        return valid_until(done, self.months_for.get(values.get(self.by, ""), self.months))


@dataclass(frozen=True, slots=True)
class RegisterKind:
    """A register: its fields, which of them title an entry, and its clock.

    ``clock_from`` is the day field the interval counts from. ``earlier`` is a day field that may make an entry due
    before that. ``same`` are the fields that make two entries be about the same thing: only the newest of them has
    a clock, and an empty tuple means that each entry stands alone. ``is_series`` means that all entries are about one
    thing (restore drills). ``expected`` are (field, value) pairs of which an entry must exist, for each person on the
    staff where the register is about people; the pair ("", "") asks for any entry at all.
    ``closed`` are the values of ``state`` for which no clock runs; ``wrong`` are (field, value) pairs that are overdue
    whatever the date. ``needs`` are (field, value, other field): with that value the other field must be filled in.
    """

    key: str
    title: str
    one: str
    purpose: str
    fields: tuple[RegisterField, ...]
    title_field: str
    detail_field: str
    clock_from: str
    interval: Interval
    earlier: str = ""
    same: tuple[str, ...] = ()
    is_series: bool = False
    expected: tuple[tuple[str, str], ...] = ()
    state: str = ""
    closed: frozenset[str] = frozenset()
    wrong: tuple[tuple[str, str], ...] = ()
    needs: tuple[tuple[str, str, str], ...] = ()

    def field(self, key: str) -> RegisterField | None:
        """Return the field ``key``, or None."""
        return next((each for each in self.fields if each.key == key), None)

    def words(self, key: str, value: str) -> str:
        """Return the words for ``value`` of the field ``key``; a choice has its own, other values are words."""
        found = self.field(key)
        return dict(found.options).get(value, value) if found is not None else value

    def about(self, values: Mapping[str, str]) -> tuple[str, ...] | None:
        """Return what an entry is about, or None when it stands alone."""
        if self.same:
            return tuple(values.get(key, "") for key in self.same)
        return () if self.is_series else None

    def is_closed(self, values: Mapping[str, str]) -> bool:
        """Say whether no clock runs for the entry any more (a device that was retired)."""
        return bool(self.state) and values.get(self.state, "") in self.closed

    def due(self, values: Mapping[str, str]) -> date | None:
        """Return the last day by which something is to be done about the entry; None without a day to count from.

        The clinic may choose an earlier day than the interval allows, never a later one.
        """
        counted = _day(values.get(self.clock_from, ""))
        latest = self.interval.last_day(counted, values) if counted else None
        chosen = _day(values.get(self.earlier, "")) if self.earlier else None
        return min((day for day in (latest, chosen) if day is not None), default=None)

    def state_of(self, values: Mapping[str, str], today: date) -> DueState:
        """Return how the entry stands on ``today``, when no newer one replaces it."""
        if self.is_closed(values):
            return DueState.CLOSED
        due = self.due(values)
        if due is None or any(values.get(key, "") == value for key, value in self.wrong):
            return DueState.OVERDUE
        return due_state(due, today)


def due_state(due: date, today: date) -> DueState:
    """Return how something due on ``due`` stands on ``today``; the due day itself is not overdue."""
    if today > due:
        return DueState.OVERDUE
    return DueState.SOON if (due - today).days <= SOON_DAYS else DueState.CURRENT


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
