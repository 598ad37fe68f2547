"""Who has this computer right now: the session as a table of states and events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from app.security.actor import Actor


class State(StrEnum):
    """Where the session is. Only ``STAFF`` may have the database open for work; ``PATIENT`` never has."""

    LOCKED = "locked"
    HALF_OPEN = "half_open"
    STAFF = "staff"
    PATIENT = "patient"
    HANDING_BACK = "handing_back"
    """Half open out of patient mode: a staff password was accepted, the code is awaited, the visit is kept."""


class Event(StrEnum):
    """What can happen to it."""

    PASSWORD_ACCEPTED = "password_accepted"  # noqa: S105  # the name of an event
    SIGNED_IN = "signed_in"
    GIVEN_UP = "given_up"
    HANDED_OVER = "handed_over"
    LOCK = "lock"
    """Idle, F9, suspend, lock of the operating system, switch of its user, twelve hours, or an unforeseen error."""


TRANSITIONS: Mapping[tuple[State, Event], State] = MappingProxyType(
    {
        (State.LOCKED, Event.PASSWORD_ACCEPTED): State.HALF_OPEN,
        (State.LOCKED, Event.SIGNED_IN): State.STAFF,  # password alone, within 15 minutes of the last accepted code
        (State.HALF_OPEN, Event.SIGNED_IN): State.STAFF,
        (State.HALF_OPEN, Event.GIVEN_UP): State.LOCKED,
        (State.STAFF, Event.HANDED_OVER): State.PATIENT,
        (State.PATIENT, Event.PASSWORD_ACCEPTED): State.HANDING_BACK,
        (State.PATIENT, Event.SIGNED_IN): State.STAFF,
        (State.HANDING_BACK, Event.SIGNED_IN): State.STAFF,
        (State.HANDING_BACK, Event.GIVEN_UP): State.PATIENT,
        **{(state, Event.LOCK): State.LOCKED for state in State},
    }
)
"""Every allowed step; anything else is a bug."""


class IllegalTransitionError(RuntimeError):
    """The program tried a step that is not in the table."""


@dataclass(frozen=True)
class Snapshot:
    """The session at one moment. ``actor`` only in STAFF, ``visit_id`` only in PATIENT and HANDING_BACK."""

    state: State = State.LOCKED
    actor: Actor | None = None
    visit_id: str = ""


class Session:
    """Holds the current snapshot and tells listeners about every change."""

    def __init__(self) -> None:
        """Start locked."""
        self._now = Snapshot()
        self._listeners: list[Callable[[Snapshot, Snapshot], None]] = []

    @property
    def snapshot(self) -> Snapshot:
        """The session now."""
        return self._now

    def on_change(self, listener: Callable[[Snapshot, Snapshot], None]) -> None:
        """Call ``listener(before, after)`` after every change, in the order of registration."""
        self._listeners.append(listener)

    def fire(self, event: Event, *, actor: Actor | None = None, visit_id: str = "") -> Snapshot:
        """Take the step for ``event``. SIGNED_IN brings the ``actor``, HANDED_OVER the ``visit_id``.

        Raises IllegalTransitionError when the table has no such step or what it brings is missing.
        """
        before = self._now
        after = self._step(before, event, actor, visit_id)
        self._now = after
        for listener in self._listeners:
            listener(before, after)
        return after

    def renew_proof(self, actor: Actor) -> None:
        """Replace the actor by the same one with newer proof. Raises IllegalTransitionError for anybody else."""
        current = self._now.actor
        if current is None or (current.user_id, current.session_id) != (actor.user_id, actor.session_id):
            raise IllegalTransitionError("proof of somebody who is not signed in")
        self._now = replace(self._now, actor=actor)

    def is_current(self, actor: Actor) -> bool:
        """Say whether ``actor`` is the person signed in now; an actor of an ended session never is."""
        current = self._now.actor
        return current is not None and current.session_id == actor.session_id

    @staticmethod
    def _step(before: Snapshot, event: Event, actor: Actor | None, visit_id: str) -> Snapshot:
        state = TRANSITIONS.get((before.state, event))
        if state is None:
            raise IllegalTransitionError(f"{event} in {before.state}")
        if (state is State.STAFF) != (actor is not None):
            raise IllegalTransitionError(f"{event} with the wrong actor")
        if (event is Event.HANDED_OVER) != bool(visit_id):
            raise IllegalTransitionError(f"{event} with the wrong visit")
        keeps_visit = state in {State.PATIENT, State.HANDING_BACK}
        return Snapshot(state, actor, (visit_id or before.visit_id) if keeps_visit else "")
