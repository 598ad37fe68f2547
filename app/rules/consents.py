"""The ledger of consents as pure facts: events in, state out. Nothing is ever changed; what counts is a fold over them.

An event is about one patient and one *purpose* (a treatment consent, photos for marketing, appointment texts ...).
``expired`` is never written: a consent that was given with a last day has run out on the day after it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import reduce


class EventKind(StrEnum):
    """What happened to a consent. ``SUPERSEDED``: it ended without anybody taking it back, and is to be asked again."""

    GIVEN = "given"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"  # taken back with STOP or the like (47 CFR 64.1200(a)(10)), on whatever channel
    SUPERSEDED = "superseded"  # a newer answer stands in its place, or the telephone number it was about has changed


class ConsentState(StrEnum):
    """Where a consent stands on a day."""

    NOT_ASKED = "not_asked"
    GIVEN = "given"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    ENDED = "ended"  # superseded, and not asked again yet

    @property
    def allows(self) -> bool:
        """Say whether the use the consent is about is allowed."""
        return self is ConsentState.GIVEN


class Channel(StrEnum):
    """How the patient said it."""

    TABLET = "tablet"
    PAPER = "paper"
    TEXT = "text"
    PHONE = "phone"
    EMAIL = "email"
    IN_PERSON = "in_person"
    LETTER = "letter"
    RECORD = "record"  # nobody said it: the record itself changed, such as the telephone number


@dataclass(frozen=True, slots=True)
class LedgerEvent:
    """One event of one purpose. ``at`` is when it takes effect; ``valid_until`` the last day of what was given."""

    event_id: str
    purpose: str
    kind: EventKind
    at: datetime
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What the events of a purpose say so far; ``last`` is the newest of them, None before anybody was asked."""

    last: LedgerEvent | None = None

    def after(self, event: LedgerEvent) -> Standing:
        """Return the standing once ``event`` has happened too: the newest event alone decides."""
        return Standing(event)

    def state(self, today: date) -> ConsentState:
        """Return where the consent stands on ``today``, a day of the clinic's calendar."""
        if self.last is None:
            return ConsentState.NOT_ASKED
        if self.last.kind is EventKind.GIVEN and self.last.valid_until is not None and today > self.last.valid_until:
            return ConsentState.EXPIRED
        return _STATES[self.last.kind]


_STATES = {
    EventKind.GIVEN: ConsentState.GIVEN, EventKind.DECLINED: ConsentState.DECLINED,
    EventKind.WITHDRAWN: ConsentState.WITHDRAWN, EventKind.REVOKED: ConsentState.WITHDRAWN,
    EventKind.SUPERSEDED: ConsentState.ENDED,
}


def fold(events: Iterable[LedgerEvent]) -> Standing:
    """Return where the events of one purpose lead. They are given in the order in which they took effect."""
    return reduce(Standing.after, events, Standing())
