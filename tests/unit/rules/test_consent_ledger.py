"""The ledger as pure facts: a state is a fold over events, a STOP is known by its words, what answers mean is data."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.resources import resource
from app.rules.consent_purposes import (
    AUTHORIZATIONS,
    MARKETING,
    ConsentGroup,
    load_consent_rules,
    shipped_consent_rules,
)
from app.rules.consents import Channel, ConsentState, EventKind, LedgerEvent, Standing, fold
from app.rules.located import RulesError
from app.rules.shipped import shipped_catalogue, shipped_forms

RULES = shipped_consent_rules()
CATALOGUE = shipped_catalogue()
START = datetime(2026, 11, 23, 15, tzinfo=UTC)
DAY = date(2026, 11, 23)

EVENTS = st.lists(st.tuples(st.sampled_from(EventKind), st.none() | st.integers(-3, 3)), max_size=12)


def events(drawn: list[tuple[EventKind, int | None]]) -> list[LedgerEvent]:
    """Events a minute apart; some of what was given ends a few days from now, or has ended."""
    return [LedgerEvent(str(number), "sms_appointment", kind, START + timedelta(minutes=number),
                        DAY + timedelta(days=days) if days is not None and kind is EventKind.GIVEN else None)
            for number, (kind, days) in enumerate(drawn)]


def replayed(happened: list[LedgerEvent], today: date) -> ConsentState:
    """What a person would say who reads the ledger from the top, without any of the code under test."""
    state, end = "not_asked", None
    for event in happened:
        state = {"given": "given", "declined": "declined", "withdrawn": "withdrawn", "revoked": "withdrawn",
                 "superseded": "ended"}[event.kind.value]
        end = event.valid_until if event.kind.value == "given" else None
    return ConsentState("expired" if state == "given" and end is not None and end < today else state)


@given(EVENTS, st.integers(-5, 5))
def test_the_state_equals_a_replay_of_the_ledger(drawn: list[tuple[EventKind, int | None]], days: int) -> None:
    happened, today = events(drawn), DAY + timedelta(days=days)
    assert fold(happened).state(today) is replayed(happened, today)


@given(EVENTS, st.integers(0, 12))
def test_going_on_from_any_point_leads_to_the_same_state(drawn: list[tuple[EventKind, int | None]], cut: int) -> None:
    happened = events(drawn)
    standing = fold(happened[:cut])
    for event in happened[cut:]:
        standing = standing.after(event)
    assert standing == fold(happened)


@given(EVENTS)
def test_after_a_withdrawal_nothing_is_allowed_until_given_again(drawn: list[tuple[EventKind, int | None]]) -> None:
    for kind in (EventKind.WITHDRAWN, EventKind.REVOKED):
        happened = events([*drawn, (kind, None)])
        assert not fold(happened).state(DAY).allows
        again = replace(happened[-1], kind=EventKind.GIVEN, at=happened[-1].at + timedelta(minutes=1))
        assert fold([*happened, again]).state(DAY).allows


def test_a_consent_counts_on_its_last_day_and_not_on_the_next() -> None:
    given_ = LedgerEvent("1", "photo_marketing", EventKind.GIVEN, START, date(2028, 2, 29))
    assert Standing(given_).state(date(2028, 2, 29)) is ConsentState.GIVEN
    assert Standing(given_).state(date(2028, 3, 1)) is ConsentState.EXPIRED


@pytest.mark.parametrize("words", [
    "STOP", "stop.", "Quit", "END", "Revoke", "OPT OUT", "opt-out", "optout", "Cancel", "UNSUBSCRIBE", "Stop!!",
    "please stop texting me", "ok, cancel this", "¡ALTO!", "parar por favor", "s t o p stop", "\tEND\n"])
def test_words_that_take_a_consent_back_are_known_in_any_writing(words: str) -> None:
    assert RULES.means_stop(words)


@pytest.mark.parametrize("words", ["", "Thanks!", "See you on the weekend", "I will send it", "Stopwatch", "quite nice",
                                   "yes", "HELP", "1 2 3"])
def test_other_words_take_nothing_back(words: str) -> None:
    assert not RULES.means_stop(words)


def test_every_purpose_reads_a_question_and_answers_that_its_form_has() -> None:
    forms = {form.form_id: form.questionnaire.structure.items for form in shipped_forms()}
    for purpose in RULES.purposes:
        items = forms[purpose.form_id]
        codes = {option.value.code for option in items[purpose.question].options if hasattr(option.value, "code")}
        assert purpose.given | purpose.declined == codes, purpose.code
        for link_id in filter(None, (purpose.number, purpose.signature, purpose.ending.question, purpose.ending.card)):
            assert link_id in items, (purpose.code, link_id)


def test_an_objection_to_marketing_ends_every_purpose_that_advertises() -> None:
    """A new purpose for offers or newsletters has to be added to ``MARKETING`` too."""
    tells = {each.code for each in RULES.purposes if re.search("(?i)market|news|offer", f"{each.code} {each.title}")}
    assert tells == MARKETING


def test_the_purposes_that_are_authorizations_say_so_in_their_source() -> None:
    listed = json.loads(resource("rules/consents.json").read_bytes())["purposes"]
    assert {each["code"] for each in listed if "HIPAA-AUTH" in each["source"]} == AUTHORIZATIONS


def test_every_treatment_consent_is_a_purpose_with_a_step_and_a_deadline() -> None:
    for form_id in CATALOGUE.consent_titles:
        (purpose,) = RULES.asked_by(form_id, CATALOGUE)
        assert purpose.group is ConsentGroup.TREATMENT
        assert purpose.steps
    assert RULES.asked_by("mh", CATALOGUE) == ()


def test_texts_end_within_ten_business_days_and_ads_are_signed_for() -> None:
    texts = RULES.texts()
    assert [purpose.code for purpose in texts] == ["sms_appointment", "sms_aftercare", "sms_health", "sms_billing",
                                                   "sms_marketing"]
    assert all(step.business_days <= 10 for purpose in texts for step in purpose.steps)
    assert [purpose.code for purpose in texts if purpose.signature] == ["sms_marketing"]
    assert all(purpose.channel is Channel.TEXT and purpose.number for purpose in texts)


@pytest.mark.parametrize(("old", "new", "place"), [
    ('"group": "photos"', '"group": "pictures"', "purposes[0].group"),
    ('"business_days": 1}', '"business_days": 0}', "business_days"),
    ('"code": "photo_education"', '"code": "photo_record"', "purposes[1].code"),
    ('"given": ["yes"], "declined": ["no"]', '"given": ["yes"], "declined": ["yes"]', "purposes[0]"),
    ('"question": "photo.rec.agree"', '"qestion": "photo.rec.agree"', "purposes[0]"),
])
def test_a_mistake_in_the_list_is_named_with_its_place(old: str, new: str, place: str) -> None:
    data = resource("rules/consents.json").read_text(encoding="utf-8")
    assert old in data
    with pytest.raises(RulesError) as refused:
        load_consent_rules(data.replace(old, new, 1).encode())
    assert any(place in str(fault) for fault in refused.value.faults)
