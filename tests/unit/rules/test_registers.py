"""Registers as data: what is due when, what is missing or wrong, and mistakes in the file with their place."""

from __future__ import annotations

import json
from datetime import date

import pytest

from app.core.resources import resource
from app.rules.located import RulesError
from app.rules.registers import Basis, DueState, RegisterKind, due_state
from app.rules.registers_file import load_registers
from app.rules.shipped import shipped_registers

TODAY = date(2026, 11, 24)
KINDS = {kind.key: kind for kind in shipped_registers()}


@pytest.mark.parametrize(("kind", "values", "due"), [
    ("training", {"completed_on": "2025-11-24"}, date(2026, 11, 24)),
    ("training", {"completed_on": "2024-02-29"}, date(2025, 2, 28)),
    ("training", {"completed_on": "2027-02-28"}, date(2028, 2, 28)),
    ("training", {"completed_on": "2025-11-24", "expires_on": "2026-03-01"}, date(2026, 3, 1)),
    ("training", {"completed_on": "2025-11-24", "expires_on": "2030-01-01"}, date(2026, 11, 24)),
    ("test", {"test": "scan", "done_on": "2026-08-31"}, date(2027, 2, 28)),
    ("test", {"test": "scan", "done_on": "2023-08-31"}, date(2024, 2, 29)),
    ("test", {"test": "penetration", "done_on": "2026-08-31"}, date(2027, 8, 31)),
    ("test", {"done_on": "2026-08-31"}, date(2027, 2, 28)),
    ("vendor", {"reviewed_on": "2026-12-31", "review_by": "2027-01-01"}, date(2027, 1, 1)),
    ("risk", {"act_by": "2026-12-01"}, date(2026, 12, 1)),
    ("risk", {}, None),
    ("drill", {"done_on": "not a day"}, None),
])
def test_an_entry_is_due_a_whole_interval_later_and_never_after_it(kind: str, values: dict[str, str],
                                                                   due: date | None) -> None:
    assert KINDS[kind].due(values) == due


@pytest.mark.parametrize(("due", "state"), [
    (date(2026, 11, 23), DueState.OVERDUE), (date(2026, 11, 24), DueState.SOON), (date(2026, 12, 24), DueState.SOON),
    (date(2026, 12, 25), DueState.CURRENT),
])
def test_the_due_day_itself_is_not_overdue(due: date, state: DueState) -> None:
    assert due_state(due, TODAY) is state


@pytest.mark.parametrize(("kind", "values", "state"), [
    ("vendor", {"agreement": "needed", "relation": "active", "reviewed_on": "2026-11-01"}, DueState.OVERDUE),
    ("vendor", {"agreement": "signed", "relation": "active", "reviewed_on": "2026-11-01"}, DueState.CURRENT),
    ("vendor", {"agreement": "needed", "relation": "ended", "reviewed_on": "2020-11-01"}, DueState.CLOSED),
    ("device", {"disk": "unknown", "state": "in_use", "checked_on": "2026-11-01"}, DueState.OVERDUE),
    ("device", {"disk": "no", "state": "retired", "checked_on": "2016-11-01"}, DueState.CLOSED),
    ("drill", {"result": "failed", "done_on": "2026-11-23"}, DueState.OVERDUE),
    ("drill", {"result": "worked"}, DueState.OVERDUE),
])
def test_what_is_wrong_is_overdue_and_what_has_ended_is_closed(kind: str, values: dict[str, str],
                                                               state: DueState) -> None:
    assert KINDS[kind].state_of(values, TODAY) is state


def test_intervals_of_the_proposed_rule_are_labelled_so() -> None:
    proposed = {key for key, kind in KINDS.items() if "90 FR 898" in kind.interval.source}
    assert proposed == {key for key, kind in KINDS.items() if kind.interval.basis is Basis.PROPOSED}
    assert proposed == {"device", "drill", "test"}


def test_entries_about_the_same_thing_are_told_from_those_that_stand_alone() -> None:
    values = {"person": "a", "topic": "privacy", "test": "scan"}
    about = {"training": ("a", "privacy"), "risk": None, "vendor": None, "device": None, "drill": (), "test": ("scan",)}
    assert {key: KINDS[key].about(values) for key in about} == about


def _shipped_with(**changes: object) -> bytes:
    content = json.loads(resource("rules/registers.json").read_bytes())
    content["registers"][0].update(changes)
    return json.dumps(content).encode()


@pytest.mark.parametrize(("changes", "place"), [
    ({"clock_from": "finished_on"}, "registers[0]"),
    ({"clock_from": "notes"}, "registers[0]"),
    ({"same": ["persno"]}, "registers[0]"),
    ({"expected": [["topic"]]}, "registers[0].expected[0]"),
    ({"interval": {"months": 0, "basis": "policy", "source": "x"}}, "registers[0].interval.months"),
    ({"interval": {"months": 12, "basis": "law", "source": "x"}}, "registers[0].interval.basis"),
    ({"fields": [{"key": "a", "label": "A", "kind": "choice"}]}, "registers[0].fields[0]"),
    ({"key": "risk"}, "registers[1].key"),
    ({"colour": "red"}, "registers[0]"),
])
def test_a_mistake_in_the_file_is_named_with_its_place(changes: dict[str, object], place: str) -> None:
    with pytest.raises(RulesError) as refused:
        load_registers(_shipped_with(**changes))
    assert refused.value.faults[0].path == place


def test_every_choice_and_person_is_shown_in_words() -> None:
    device: RegisterKind = KINDS["device"]
    assert device.words("holds", "passwords_only") == "Protected with passwords only"
    assert device.words("name", "Tablet 2") == "Tablet 2"
    assert device.words("nothing", "x") == "x"
