"""Requests as facts: which events are allowed when, what the chip says, and grounds for a denial."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.rights import KINDS, Outcome, RequestKind, Step, next_step
from app.rules.rights_basis import BASES, basis, denial_refused
from app.rules.rights_state import OUTCOME_OF, RULES, STEP_DONE, Event, State, Status, state_of

RECEIVED = date(2026, 11, 2)
DAY = date(2026, 11, 10)


def stands(kind: RequestKind, *events: Event) -> State:
    """Return the state after ``events``, all on one day."""
    rule = KINDS[kind]
    return state_of(kind, RECEIVED, (rule.days, rule.extension_days), [(event, DAY) for event in events])


# Kind, what happened, the chip, the next step.
CHIPS = (
    (RequestKind.COPY, (), Status.NEW, Step.IDENTITY),
    (RequestKind.COPY, (Event.IDENTITY,), Status.NEW, Step.GATHER),
    (RequestKind.COPY, (Event.ACKNOWLEDGED,), Status.WAITING_FOR_ID, Step.IDENTITY),
    (RequestKind.COPY, (Event.ACKNOWLEDGED, Event.IDENTITY), Status.PREPARING, Step.GATHER),
    (RequestKind.COPY, (Event.IDENTITY, Event.GATHERED), Status.PREPARING, Step.REVIEW),
    (RequestKind.COPY, (Event.IDENTITY, Event.GATHERED, Event.REVIEWED), Status.READY, Step.ANSWER),
    (RequestKind.COPY, (Event.IDENTITY, Event.OPINION_ASKED), Status.WITH_CLINICIAN, Step.GATHER),
    (RequestKind.COPY, (Event.IDENTITY, Event.GATHERED, Event.REVIEWED, Event.GRANTED), Status.GRANTED, None),
    (RequestKind.COPY, (Event.IDENTITY, Event.DENIED), Status.DENIED, None),
    (RequestKind.COPY, (Event.DROPPED,), Status.DROPPED, None),
    (RequestKind.AMEND, (Event.IDENTITY, Event.OPINION_ASKED), Status.WITH_CLINICIAN, Step.OPINION),
    (RequestKind.AMEND, (Event.IDENTITY, Event.OPINION_ASKED, Event.OPINION), Status.READY, Step.ANSWER),
    (RequestKind.CONFIDENTIAL, (Event.ACKNOWLEDGED, Event.IDENTITY), Status.READY, Step.ANSWER),
    (RequestKind.ACCOUNT, (Event.IDENTITY, Event.GATHERED), Status.READY, Step.ANSWER),
)


@pytest.mark.parametrize(("kind", "events", "status", "step"), CHIPS)
def test_the_chip_and_the_next_step_follow_from_what_happened(kind: RequestKind, events: tuple[Event, ...],
                                                              status: Status, step: Step | None) -> None:
    found = stands(kind, *events)
    assert (found.status, found.next) == (status, step)


@pytest.mark.parametrize("kind", RequestKind)
def test_nothing_is_granted_or_denied_before_the_identity_check(kind: RequestKind) -> None:
    found = stands(kind)
    assert not any(found.allows(event, DAY) for event in (Event.GRANTED, Event.PARTLY, Event.DENIED))
    assert found.allows(Event.DROPPED, DAY)


@pytest.mark.parametrize("kind", RequestKind)
def test_every_kind_can_be_walked_to_its_answer_and_to_no_outcome_it_does_not_have(kind: RequestKind) -> None:
    done: list[Event] = []
    way = {step: event for event, step in STEP_DONE.items() if event not in OUTCOME_OF}
    while (step := stands(kind, *done).next) is not Step.ANSWER:
        assert step is not None
        if step is Step.OPINION:
            done.append(Event.OPINION_ASKED)
        assert stands(kind, *done).allows(way[step], DAY)
        done.append(way[step])
    reachable = {OUTCOME_OF[event] for event in OUTCOME_OF if stands(kind, *done).allows(event, DAY)}
    assert reachable == {*KINDS[kind].outcomes, Outcome.DROPPED}


def test_steps_are_done_in_their_order_and_once() -> None:
    identified = stands(RequestKind.COPY, Event.IDENTITY)
    assert identified.allows(Event.GATHERED, DAY)
    assert not identified.allows(Event.REVIEWED, DAY)
    assert not stands(RequestKind.COPY, Event.IDENTITY, Event.GATHERED).allows(Event.GATHERED, DAY)


def test_an_extension_comes_once_before_the_deadline_and_only_where_the_law_gives_one() -> None:
    copy = stands(RequestKind.COPY)
    last = RECEIVED + timedelta(days=30)
    assert copy.allows(Event.EXTENDED, last)
    assert not copy.allows(Event.EXTENDED, last + timedelta(days=1))
    assert not stands(RequestKind.COPY, Event.EXTENDED).allows(Event.EXTENDED, DAY)
    assert not stands(RequestKind.RESTRICT).allows(Event.EXTENDED, DAY)
    assert stands(RequestKind.COPY, Event.EXTENDED).clock.due() == RECEIVED + timedelta(days=60)


@pytest.mark.parametrize(("event", "kind", "before"), [
    (Event.STATEMENT, RequestKind.AMEND, (Event.IDENTITY, Event.DENIED)),
    (Event.REBUTTAL, RequestKind.AMEND, (Event.IDENTITY, Event.DENIED, Event.STATEMENT)),
    (Event.SECOND_LOOK_ASKED, RequestKind.COPY, (Event.IDENTITY, Event.DENIED)),
    (Event.SECOND_LOOK, RequestKind.COPY, (Event.IDENTITY, Event.DENIED, Event.SECOND_LOOK_ASKED)),
    (Event.TOLD, RequestKind.AMEND, (Event.IDENTITY, Event.OPINION_ASKED, Event.OPINION, Event.GRANTED)),
])
def test_what_follows_an_answer_needs_what_it_follows(event: Event, kind: RequestKind,
                                                      before: tuple[Event, ...]) -> None:
    assert stands(kind, *before).allows(event, DAY)
    assert not stands(kind, *before[:-1]).allows(event, DAY)
    assert not stands(RequestKind.COMPLAINT, Event.IDENTITY, Event.DENIED).allows(event, DAY)


EVENTS = st.lists(st.sampled_from(list(Event)), max_size=20)


@given(kind=st.sampled_from(list(RequestKind)), wanted=EVENTS)
def test_whatever_is_tried_a_closed_request_keeps_its_outcome_and_its_day(kind: RequestKind,
                                                                         wanted: list[Event]) -> None:
    happened: list[Event] = []
    first: Outcome | None = None
    for event in wanted:
        found = stands(kind, *happened)
        if not found.allows(event, DAY):
            continue
        happened.append(event)
        first = first or OUTCOME_OF.get(event)
        after = stands(kind, *happened)
        assert after.outcome is first
        assert (after.clock.stopped == DAY) == (first is not None)
        assert after.done >= found.done
    counted = [happened.count(event) for event in happened if RULES[event].once]
    assert all(count == 1 for count in counted)


def test_the_first_answer_counts_even_if_rows_of_a_second_one_were_there() -> None:
    found = state_of(RequestKind.COPY, RECEIVED, (30, 30), [(Event.DENIED, DAY),
                                                            (Event.DROPPED, DAY + timedelta(days=9))])
    assert (found.outcome, found.clock.stopped) == (Outcome.DENIED, DAY)


def test_a_health_plan_limit_on_a_service_paid_in_full_cannot_be_denied() -> None:
    refused = denial_refused(RequestKind.RESTRICT, to_health_plan=True, paid_in_full=True)
    assert "164.522(a)(1)(vi)" in refused
    assert denial_refused(RequestKind.RESTRICT, to_health_plan=True, paid_in_full=False) == ""
    assert denial_refused(RequestKind.RESTRICT, to_health_plan=False, paid_in_full=True) == ""


@pytest.mark.parametrize("kind", [RequestKind.OBJECT, RequestKind.WITHDRAW])
def test_a_withdrawal_cannot_be_denied(kind: RequestKind) -> None:
    assert denial_refused(kind, to_health_plan=False, paid_in_full=False)
    assert Outcome.DENIED not in KINDS[kind].outcomes


def test_every_kind_that_may_be_denied_has_grounds_and_only_clinical_ones_can_be_reviewed() -> None:
    for kind, rule in KINDS.items():
        assert bool(BASES.get(kind)) == bool({Outcome.DENIED, Outcome.PARTLY} & {*rule.outcomes}), kind
    assert all(each.by_clinician for grounds in BASES.values() for each in grounds if each.reviewable)
    assert basis(RequestKind.COPY, "accurate") is None


@pytest.mark.parametrize("kind", RequestKind)
def test_every_kind_begins_with_the_identity_check_and_ends_with_the_answer(kind: RequestKind) -> None:
    steps = [rule.step for rule in KINDS[kind].steps]
    assert (steps[0], steps[-1]) == (Step.IDENTITY, Step.ANSWER)
    assert next_step(kind, frozenset(steps)) is None
