"""Expressions that are refused, go round in circles, or would take for ever; and the order of answering."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.forms import Answer, FormSession, LaunchContext, check, validate
from tests.unit.forms.expressions import calculated, constraint, decoded, expression, limit, number, of
from tests.unit.forms.forms import (
    TODAY,
    extension,
    form,
    group,
    item,
    questionnaire,
    session,
)


def found(*items: dict[str, Any], **head: Any) -> list[tuple[str, str, str, str]]:
    return [
        (problem.level.value, problem.path, problem.feature, problem.message)
        for problem in check(questionnaire(*items, **head))
    ]


@pytest.mark.parametrize(
    ("made", "level", "feature", "word"),
    [
        (expression("enable", "resolve().exists()"), "error", "sdc-questionnaire-enableWhenExpression", "resolve()"),
        (constraint("answer.value > "), "error", "questionnaire-constraint", "ends too early"),
        (limit("maxValue", "_valueDate", "%nobody"), "error", "cqf-calculatedValue", "%nobody"),
        (expression("calculated", "trace('x')"), "warning", "sdc-questionnaire-calculatedExpression", "trace()"),
        (expression("initial", "%user.nickname"), "warning", "sdc-questionnaire-initialExpression", "nickname"),
        (expression("variable", "$total", "v"), "warning", "variable", "$total"),
        (expression("variable", "Patient?x=1", "v", "application/x-fhir-query"), "warning", "variable", "x-fhir-query"),
        (expression("initial", "1", language="text/cql"), "warning", "sdc-questionnaire-initialExpression", "cql"),
        (expression("enable", of("nowhere")), "warning", "sdc-questionnaire-enableWhenExpression", "nowhere"),
    ],
)
def test_what_is_outside_the_subset_is_named_with_its_place(
    made: dict[str, Any], level: str, feature: str, word: str
) -> None:
    [(how, path, name, message)] = found(item("q", "date", extension=[made]))
    assert (how, path, name) == (level, "Questionnaire.item[0].extension[0]", feature)
    assert word in message


def test_a_calculation_nobody_could_replace_by_hand_refuses_the_form() -> None:
    assert [row[0] for row in found(calculated("q", "trace('x')", readOnly=True))] == ["error"]
    hidden = extension("questionnaire-hidden", "Boolean", True)
    assert [row[0] for row in found(calculated("q", "trace('x')", extension=[hidden]))] == ["error"]


def test_a_condition_that_needs_a_variable_that_is_left_out_refuses_the_form() -> None:
    remote = expression("variable", "Observation?x=1", "obs", "application/x-fhir-query")
    rows = found(item("q", extension=[expression("enable", "%obs.exists()")]), extension=[remote])
    assert [(row[0], "%obs" in row[3]) for row in rows] == [("warning", False), ("error", True)]


@pytest.mark.parametrize(
    "items",
    [
        (calculated("a", f"{of('a')} + 1"),),
        (calculated("a", f"{of('b')} + 1"), calculated("b", f"{of('a')} + 1")),
        (calculated("a", "answer.value + 1"),),
        (item("a", "boolean", extension=[expression("enable", f"{of('a')}.empty()")]),),
        (calculated("a", of("b"), "boolean"), item("b", "boolean", when=[("a", "=", True)])),
        (group("g", item("a", "boolean"), extension=[expression("enable", of("a"))]),),
    ],
)
def test_a_circle_is_named(items: tuple[dict[str, Any], ...]) -> None:
    [(level, _path, _feature, message)] = found(*items)
    assert level == "error"
    assert "circle" in message


def test_a_circle_that_does_not_show_ends_without_an_answer() -> None:
    grows = "%resource.descendants().where($this is decimal).sum() + 1"
    filling = session(item("n", "decimal"), calculated("a", grows), calculated("b", grows))
    filling.set_answers("n", number("1"))
    assert filling.answers("a") == ()


# --- bounds --------------------------------------------------------------------------------------------------------


def test_many_expressions_that_read_everything_do_not_hang_an_answer() -> None:
    everything = "%resource.descendants().select(%resource.descendants().count()).sum()"
    filling = session(*[item(f"q{n}") for n in range(100)], *[calculated(f"c{n}", everything) for n in range(100)])
    for number_ in range(0, 100, 10):
        filling.set_answers(f"q{number_}", (Answer("x"),))


def test_a_pattern_that_explodes_costs_one_answer_less_than_a_second() -> None:
    slow = f"{of('q')}.matches('^(a+)+(a+)+(a+)+$')"
    filling = session(item("q"), *[calculated(f"c{n}", slow, "boolean") for n in range(30)])
    filling.set_answers("q", (Answer("a" * 40 + "b"),))


def test_too_much_text_is_refused_unread() -> None:
    rows = found(*[calculated(f"q{n}", "1 + " * 2000 + "1") for n in range(20)])
    assert [row[0] for row in rows] == ["error"]
    assert "100000 characters" in rows[0][3]


def test_an_answer_touches_only_the_expressions_that_ask_for_it() -> None:
    filling = session(
        *[item(f"q{n}", "integer") for n in range(500)],
        *[calculated(f"c{n}", f"{of(f'q{n}')} + 1", "integer") for n in range(500)],
    )
    change = filling.set_answers("q7", (Answer(1),))
    assert change.calculated == ("c7",)


def test_a_form_without_expressions_never_makes_a_snapshot(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object) -> None:
        raise AssertionError("made a snapshot")

    monkeypatch.setattr("app.forms.logic.Snapshot", fail)
    filling = session(item("a"), item("b", when=[("a", "exists", True)]))
    filling.set_answers("a", (Answer("x"),))


# --- properties ----------------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), max_size=8), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_order_of_answering_does_not_change_what_is_worked_out(steps: list[tuple[int, int]], chance: Any) -> None:
    items = (
        *[item(f"q{n}", "integer") for n in range(4)],
        calculated("s", f"({of('q0')} | {of('q1')} | 0).sum()", "integer"),
        item("x", "integer", extension=[expression("enable", f"{of('s')} > 5")]),
        calculated("t", f"iif({of('s')} > {of('q2')}, {of('s')} * 2, {of('q3')})", "integer"),
    )
    last = dict(steps)
    one, other = session(*items), session(*items)
    for question, value in steps:
        one.set_answers(f"q{question}", (Answer(value),))
    chosen = list(last.items())
    chance.shuffle(chosen)
    for question, value in chosen:
        other.set_answers(f"q{question}", (Answer(value),))
    assert one.response() == other.response()
    again = FormSession(form(*items), LaunchContext(TODAY), response=decoded(one.response()))
    assert again.response() == one.response()
    assert validate(form(*items), decoded(one.response()), today=TODAY).valid


@pytest.mark.parametrize(("length", "levels"), [(50, []), (51, ["error"])])
def test_a_long_chain_is_worked_out_and_a_longer_one_refused(length: int, levels: list[str]) -> None:
    items = [calculated(f"q{n}", f"{of(f'q{n - 1}')} + 1" if n else "1", "integer") for n in range(length)]
    assert [row[0] for row in found(*reversed(items))] == levels
    if not levels:
        assert session(*reversed(items)).answers(f"q{length - 1}") == (Answer(length),)
