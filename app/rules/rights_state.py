"""Where a request stands: a fold over what happened to it, and what may happen next. The rules are data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from app.rules.legal_clock import LegalClock
from app.rules.rights import KINDS, Outcome, RequestKind, Step, next_step


class Event(StrEnum):
    """One thing that can happen to a request."""

    ACKNOWLEDGED = "acknowledged"
    IDENTITY = "identity"
    GATHERED = "gathered"
    REVIEWED = "reviewed"
    LOOKED = "looked"
    OPINION_ASKED = "opinion_asked"
    OPINION = "opinion"
    FEE = "fee"
    EXTENDED = "extended"
    GRANTED = "granted"
    PARTLY = "partly"
    DENIED = "denied"
    DROPPED = "dropped"
    STATEMENT = "statement"
    REBUTTAL = "rebuttal"
    SECOND_LOOK_ASKED = "second_look_asked"
    SECOND_LOOK = "second_look"
    TOLD = "told"


class Status(StrEnum):
    """The words on a request's chip."""

    NEW = "New"
    WAITING_FOR_ID = "Waiting for ID"
    PREPARING = "Preparing"
    WITH_CLINICIAN = "With clinician"
    READY = "Ready"
    GRANTED = "Granted"
    PARTLY = "Granted in part"
    DENIED = "Denied"
    DROPPED = "Taken back"


STEP_DONE: Final[Mapping[Event, Step]] = MappingProxyType({
    Event.IDENTITY: Step.IDENTITY, Event.GATHERED: Step.GATHER, Event.REVIEWED: Step.REVIEW, Event.LOOKED: Step.LOOK,
    Event.OPINION: Step.OPINION, Event.GRANTED: Step.ANSWER, Event.PARTLY: Step.ANSWER, Event.DENIED: Step.ANSWER})
"""The event that finishes each step."""

OUTCOME_OF: Final[Mapping[Event, Outcome]] = MappingProxyType({
    Event.GRANTED: Outcome.GRANTED, Event.PARTLY: Outcome.PARTLY, Event.DENIED: Outcome.DENIED,
    Event.DROPPED: Outcome.DROPPED})
"""The event that closes a request with each outcome."""

_CLOSED_STATUS: Final = {Outcome.GRANTED: Status.GRANTED, Outcome.PARTLY: Status.PARTLY,
                         Outcome.DENIED: Status.DENIED, Outcome.DROPPED: Status.DROPPED}
_ACCESS: Final = frozenset({RequestKind.COPY, RequestKind.INSPECT})
_AMEND: Final = frozenset({RequestKind.AMEND})
_EVERY: Final = frozenset(RequestKind)


@dataclass(frozen=True)
class Rule:
    """When an event may happen: to an open or a closed request, of which kinds, after which events, and how often."""

    is_open: bool
    kinds: frozenset[RequestKind] = _EVERY
    after: frozenset[Event] = frozenset()  # at least one of these
    once: bool = True


_NOT_GRANTED: Final = frozenset({Event.DENIED, Event.PARTLY})
RULES: Final[Mapping[Event, Rule]] = MappingProxyType({
    Event.ACKNOWLEDGED: Rule(True),
    Event.IDENTITY: Rule(True, once=False),
    Event.GATHERED: Rule(True),
    Event.REVIEWED: Rule(True),
    Event.LOOKED: Rule(True),
    Event.OPINION_ASKED: Rule(True, _ACCESS | _AMEND),
    Event.OPINION: Rule(True, _ACCESS | _AMEND, frozenset({Event.OPINION_ASKED})),
    Event.FEE: Rule(True, _ACCESS | frozenset({RequestKind.ACCOUNT}), once=False),
    Event.EXTENDED: Rule(True),
    Event.GRANTED: Rule(True, after=frozenset({Event.IDENTITY})),
    Event.PARTLY: Rule(True, after=frozenset({Event.IDENTITY})),
    Event.DENIED: Rule(True, after=frozenset({Event.IDENTITY})),
    Event.DROPPED: Rule(True),
    Event.STATEMENT: Rule(False, _AMEND, _NOT_GRANTED),
    Event.REBUTTAL: Rule(False, _AMEND, frozenset({Event.STATEMENT})),
    Event.SECOND_LOOK_ASKED: Rule(False, _ACCESS, _NOT_GRANTED),
    Event.SECOND_LOOK: Rule(False, _ACCESS, frozenset({Event.SECOND_LOOK_ASKED})),
    Event.TOLD: Rule(False, _AMEND, frozenset({Event.GRANTED, Event.PARTLY}), once=False),
})
"""When each event may happen. What is not allowed here is refused, whoever asks."""


@dataclass(frozen=True)
class State:
    """Where a request stands."""

    kind: RequestKind
    happened: tuple[Event, ...]
    clock: LegalClock
    outcome: Outcome | None

    @property
    def is_open(self) -> bool:
        """Say whether the clock still runs."""
        return self.outcome is None

    @property
    def done(self) -> frozenset[Step]:
        """The steps that are done."""
        return frozenset(STEP_DONE[event] for event in self.happened if event in STEP_DONE)

    @property
    def next(self) -> Step | None:
        """The step that comes next, or None when the request is closed."""
        return next_step(self.kind, self.done) if self.is_open else None

    @property
    def status(self) -> Status:
        """What its chip says."""
        if self.outcome is not None:
            return _CLOSED_STATUS[self.outcome]
        if Event.OPINION_ASKED in self.happened and Event.OPINION not in self.happened:
            return Status.WITH_CLINICIAN
        if Step.IDENTITY not in self.done:
            return Status.WAITING_FOR_ID if Event.ACKNOWLEDGED in self.happened else Status.NEW
        if set(self.happened) <= {Event.IDENTITY}:
            return Status.NEW
        return Status.READY if self.next is Step.ANSWER else Status.PREPARING

    def allows(self, event: Event, today: date) -> bool:
        """Say whether ``event`` may happen now."""
        rule = RULES[event]
        if rule.is_open is not self.is_open or self.kind not in rule.kinds:
            return False
        if (rule.once and event in self.happened) or (rule.after and rule.after.isdisjoint(self.happened)):
            return False
        return self._fits(event, today)

    def _fits(self, event: Event, today: date) -> bool:
        if event is Event.EXTENDED:
            return self.clock.may_extend(today)
        if event in OUTCOME_OF and event is not Event.DROPPED:
            may_become = OUTCOME_OF[event] in KINDS[self.kind].outcomes
            return may_become and (event is Event.DENIED or self.next is Step.ANSWER)
        if event in {Event.GATHERED, Event.REVIEWED, Event.LOOKED}:
            return self.next is STEP_DONE[event]
        if event is Event.OPINION_ASKED:
            return Step.IDENTITY in self.done
        return True


def state_of(kind: RequestKind, received: date, period: tuple[int, int], events: Iterable[tuple[Event, date]]) -> State:
    """Return the state after ``events`` (in order, each with its day in the clinic's calendar).

    ``period`` are the days of the clock and of its extension as they were when the request came in.
    """
    happened: list[Event] = []
    stopped, outcome = None, None
    for event, day in events:
        happened.append(event)
        if event in OUTCOME_OF and outcome is None:
            outcome, stopped = OUTCOME_OF[event], day
    clock = LegalClock(received, *period, extended=Event.EXTENDED in happened, stopped=stopped)
    return State(kind, tuple(happened), clock, outcome)
