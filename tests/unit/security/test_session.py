"""The session goes only the ways of its table, and nothing of a person or a visit stays where it must not."""

from dataclasses import replace
from itertools import product

import pytest

from app.security.actor import Actor, Licence, Role
from app.security.session import TRANSITIONS, Event, IllegalTransitionError, Session, Snapshot, State
from tests.fakes import START

PRIYA = Actor("u1", "priya", "Priya Raman, RN", "Nurse", Role.PROVIDER, Licence.RN, False, "Desk", "s1", START, START)

WAYS: dict[State, list[tuple[Event, Actor | None, str]]] = {
    State.LOCKED: [],
    State.HALF_OPEN: [(Event.PASSWORD_ACCEPTED, None, "")],
    State.STAFF: [(Event.PASSWORD_ACCEPTED, None, ""), (Event.SIGNED_IN, PRIYA, "")],
    State.PATIENT: [(Event.SIGNED_IN, PRIYA, ""), (Event.HANDED_OVER, None, "visit-1")],
    State.HANDING_BACK: [
        (Event.SIGNED_IN, PRIYA, ""),
        (Event.HANDED_OVER, None, "visit-1"),
        (Event.PASSWORD_ACCEPTED, None, ""),
    ],
}
BRINGS: dict[Event, tuple[Actor | None, str]] = {Event.SIGNED_IN: (PRIYA, ""), Event.HANDED_OVER: (None, "visit-2")}


def session_in(state: State) -> Session:
    session = Session()
    for event, actor, visit_id in WAYS[state]:
        session.fire(event, actor=actor, visit_id=visit_id)
    assert session.snapshot.state is state
    return session


@pytest.mark.parametrize(("state", "event"), list(product(State, Event)))
def test_every_pair_of_state_and_event(state: State, event: Event) -> None:
    session = session_in(state)
    before = session.snapshot
    actor, visit_id = BRINGS.get(event, (None, ""))
    if (state, event) in TRANSITIONS:
        assert session.fire(event, actor=actor, visit_id=visit_id).state is TRANSITIONS[state, event]
    else:
        with pytest.raises(IllegalTransitionError):
            session.fire(event, actor=actor, visit_id=visit_id)
        assert session.snapshot == before


@pytest.mark.parametrize("state", State)
def test_locking_works_from_everywhere_and_forgets_everybody(state: State) -> None:
    session = session_in(state)
    session.fire(Event.LOCK)
    assert session.snapshot == Snapshot()


def test_a_patient_leaves_only_through_a_staff_credential() -> None:
    assert {event for state, event in TRANSITIONS if state is State.PATIENT} == {
        Event.PASSWORD_ACCEPTED,
        Event.SIGNED_IN,
        Event.LOCK,
    }


def test_patient_mode_knows_the_visit_and_no_staff() -> None:
    session = session_in(State.PATIENT)
    assert session.snapshot == Snapshot(State.PATIENT, None, "visit-1")
    session.fire(Event.PASSWORD_ACCEPTED)
    session.fire(Event.GIVEN_UP)
    assert session.snapshot == Snapshot(State.PATIENT, None, "visit-1")
    session.fire(Event.SIGNED_IN, actor=PRIYA)
    assert session.snapshot.visit_id == ""


def test_signing_in_without_a_person_and_handing_over_without_a_visit_are_bugs() -> None:
    with pytest.raises(IllegalTransitionError):
        session_in(State.HALF_OPEN).fire(Event.SIGNED_IN)
    with pytest.raises(IllegalTransitionError):
        session_in(State.STAFF).fire(Event.HANDED_OVER)
    with pytest.raises(IllegalTransitionError):
        session_in(State.LOCKED).fire(Event.PASSWORD_ACCEPTED, actor=PRIYA)


def test_an_actor_of_an_ended_session_is_never_current() -> None:
    session = session_in(State.STAFF)
    assert session.is_current(PRIYA)
    session.fire(Event.LOCK)
    assert not session.is_current(PRIYA)
    session.fire(Event.SIGNED_IN, actor=replace(PRIYA, session_id="s2"))
    assert not session.is_current(PRIYA)


def test_newer_proof_replaces_only_the_same_person() -> None:
    session = session_in(State.STAFF)
    newer = replace(PRIYA, proof_at=START.replace(hour=16))
    session.renew_proof(newer)
    assert session.snapshot.actor == newer
    with pytest.raises(IllegalTransitionError):
        session.renew_proof(replace(PRIYA, user_id="u2"))
    with pytest.raises(IllegalTransitionError):
        session_in(State.PATIENT).renew_proof(PRIYA)


def test_listeners_hear_of_every_change_in_order() -> None:
    heard: list[tuple[str, State, State]] = []
    session = Session()
    session.on_change(lambda before, after: heard.append(("first", before.state, after.state)))
    session.on_change(lambda before, after: heard.append(("second", before.state, after.state)))
    session.fire(Event.PASSWORD_ACCEPTED)
    assert heard == [("first", State.LOCKED, State.HALF_OPEN), ("second", State.LOCKED, State.HALF_OPEN)]
