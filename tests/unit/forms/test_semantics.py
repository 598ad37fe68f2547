"""What forms get wrong most: disabled items, conditions without answers, repeats, half-typed input, order, digits."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.forms import Answer, Coding, DefinitionError, FhirDate, check, enabled, encode_json, load, validate
from tests.unit.forms.forms import (
    TODAY,
    answered,
    code,
    codes,
    condition,
    extension,
    form,
    group,
    item,
    options,
    questionnaire,
    response,
    session,
)

YES = (Answer(True),)
NO = (Answer(False),)


def test_a_disabled_required_question_never_blocks() -> None:
    filling = session(item("smokes", "boolean"), item("since", required=True, when=[("smokes", "=", True)]))
    assert codes(filling) == []
    filling.set_answers("smokes", YES)
    assert codes(filling) == [("since", "required")]
    filling.set_answers("smokes", NO)
    assert codes(filling) == []


def test_everything_under_a_disabled_group_is_disabled_however_deep() -> None:
    inner = group("g2", group("g3", item("deep", required=True)))
    filling = session(item("ask", "boolean"), group("g1", inner, when=[("ask", "=", True)]))
    assert codes(filling) == []
    assert not filling.item_state("deep").enabled
    filling.set_answers("ask", YES)
    assert codes(filling) == [("deep", "required")]


def test_a_disabled_answer_is_left_out_of_the_response_but_kept_for_later() -> None:
    filling = session(item("ask", "boolean"), item("why", when=[("ask", "=", True)]))
    filling.set_answers("ask", YES)
    filling.set_answers("why", (Answer("because"),))
    filling.set_answers("ask", NO)
    assert filling.response()["item"] == [{"linkId": "ask", "answer": [{"valueBoolean": False}]}]
    again = session(item("ask", "boolean"), item("why", when=[("ask", "=", True)]), draft=filling.draft())
    again.set_answers("ask", YES)
    assert again.item_state("why").answers == (Answer("because"),)


def test_a_disabled_answer_is_not_validated_while_disabled() -> None:
    filling = session(item("ask", "boolean"), item("age", "integer", when=[("ask", "=", True)]))
    filling.set_answers("ask", YES)
    filling.set_raw("age", "many")
    assert codes(filling) == [("age", "type")]
    filling.set_answers("ask", NO)
    assert codes(filling) == []
    filling.set_answers("ask", YES)
    assert filling.item_state("age").raw == "many"


def test_a_response_that_answers_a_disabled_question_is_not_valid() -> None:
    report = validate(
        form(item("ask", "boolean"), item("why", when=[("ask", "=", True)])),
        response(answered("ask", {"valueBoolean": False}), answered("why", {"valueString": "x"})),
        today=TODAY,
    )
    assert [(issue.link_id, issue.code.value, issue.path) for issue in report.issues] == [
        ("why", "disabled", "QuestionnaireResponse.item[1]"),
    ]


@pytest.mark.parametrize(("when", "expected"), [([], [("g1", "required")]), ([("ask", "=", True)], [])])
def test_a_required_group_of_nothing_but_rows_is_not_complete_without_one(when: list[Any], expected: Any) -> None:
    """Unless what lies in the rows is not asked."""
    items = item("ask", "boolean"), group("g1", group("rows", item("name", when=when), repeats=True), required=True)
    assert codes(validate(form(*items), response(), today=TODAY)) == expected
    assert codes(session(*items)) == expected


def test_every_answer_below_a_disabled_group_is_told_by_name() -> None:
    inner = group("g2", item("deep", "integer", required=True))
    below = {"linkId": "g2", "item": [answered("deep", {"valueString": "x"})]}
    report = validate(
        form(item("ask", "boolean"), group("g1", inner, when=[("ask", "=", True)])),
        response(answered("ask", {"valueBoolean": False}), {"linkId": "g1", "item": [below]}),
        today=TODAY,
    )
    assert [(issue.link_id, issue.code.value) for issue in report.issues] == [
        ("g1", "disabled"),
        ("g2", "disabled"),
        ("deep", "disabled"),
    ]


@pytest.mark.parametrize(("operator", "answer"), [("=", "a"), ("!=", "a"), (">", 1), ("<", 1), (">=", 1), ("<=", 1)])
def test_no_operator_but_exists_is_true_without_an_answer(operator: str, answer: object) -> None:
    kind = "integer" if isinstance(answer, int) else "choice"
    filling = session(item("q", kind), item("then", when=[("q", operator, answer)]))
    assert not filling.item_state("then").enabled


def test_not_equal_is_true_of_another_answer_only() -> None:
    filling = session(item("q", "choice", answerOption=options("a", "b")), item("then", when=[("q", "!=", "a")]))
    filling.set_answers("q", (code("b"),))
    assert filling.item_state("then").enabled
    filling.set_answers("q", (code("a"),))
    assert not filling.item_state("then").enabled


def test_exists_counts_answers() -> None:
    filling = session(
        item("q", "boolean"),
        item("given", when=[("q", "exists", True)]),
        item("missing", when=[("q", "exists", False)]),
    )
    assert (filling.item_state("given").enabled, filling.item_state("missing").enabled) == (False, True)
    filling.set_answers("q", NO)  # "no" is an answer
    assert (filling.item_state("given").enabled, filling.item_state("missing").enabled) == (True, False)


def test_a_question_in_a_disabled_group_has_no_answers_for_others() -> None:
    filling = session(
        item("ask", "boolean"),
        group("g", item("inner", "boolean"), when=[("ask", "=", True)]),
        item("then", when=[("inner", "=", True)]),
        item("without", when=[("inner", "exists", False)]),
    )
    filling.set_answers("ask", YES)
    filling.set_answers("inner", YES)
    assert filling.item_state("then").enabled
    change = filling.set_answers("ask", NO)
    assert not filling.item_state("then").enabled
    assert filling.item_state("without").enabled
    assert set(change.toggled) == {"g", "inner", "then", "without"}


def test_codings_are_equal_by_system_and_code_not_by_display() -> None:
    filling = session(item("q", "choice"), item("then", when=[("q", "=", "a")]))
    filling.set_answers("q", (Answer(Coding("a", "urn:codes", "Something else")),))
    assert filling.item_state("then").enabled
    filling.set_answers("q", (Answer(Coding("a", "urn:other", "A")),))
    assert not filling.item_state("then").enabled


@pytest.mark.parametrize(
    ("behavior", "first", "second", "expected"),
    [
        ("any", True, False, True),
        ("any", False, False, False),
        ("all", True, False, False),
        ("all", True, True, True),
    ],
)
def test_any_is_some_and_all_is_every(behavior: str, first: bool, second: bool, expected: bool) -> None:
    filling = session(
        item("a", "boolean"),
        item("b", "boolean"),
        item("then", when=[("a", "=", True), ("b", "=", True)], enableBehavior=behavior),
    )
    filling.set_answers("a", (Answer(first),))
    filling.set_answers("b", (Answer(second),))
    assert filling.item_state("then").enabled is expected


def test_a_repeating_choice_enables_when_one_answer_fits() -> None:
    filling = session(
        item("q", "choice", repeats=True, answerOption=options("a", "b")),
        item("then", when=[("q", "=", "b")]),
    )
    filling.set_answers("q", (code("a"), code("b")))
    assert filling.item_state("then").enabled


def test_quantities_are_compared_through_their_units() -> None:
    metre = {"value": 1, "unit": "m", "system": "http://unitsofmeasure.org", "code": "m"}
    json = questionnaire(item("height", "quantity"), item("tall"))
    json["item"][1]["enableWhen"] = [condition("height", ">", metre)]
    found = enabled(
        load(json),
        response(
            answered(
                "height",
                {"valueQuantity": {"value": 150, "unit": "cm", "system": "http://unitsofmeasure.org", "code": "cm"}},
            )
        ),
        today=TODAY,
    )
    assert found == ("height", "tall")


def test_a_cycle_is_an_error_that_names_its_items_and_not_a_hang() -> None:
    problems = check(
        questionnaire(
            item("a", "boolean", when=[("c", "=", True)]),
            item("b", "boolean", when=[("a", "=", True)]),
            item("c", "boolean", when=[("b", "=", True)]),
        )
    )
    assert len(problems) == 1
    assert all(name in problems[0].message for name in ("a", "b", "c"))


def test_a_group_that_depends_on_its_own_question_is_a_cycle() -> None:
    with pytest.raises(DefinitionError, match="circle"):
        form(group("g", item("q", "boolean"), when=[("q", "=", True)]))


def test_a_long_chain_settles_in_one_change() -> None:
    chain = [item(f"q{n}", "boolean", when=[(f"q{n - 1}", "=", True)]) for n in range(1, 300)]
    filling = session(item("q0", "boolean"), *chain)
    for n in range(300):
        filling.set_answers(f"q{n}", YES)
    assert filling.item_state("q299").enabled
    filling.set_answers("q0", NO)
    assert not any(filling.item_state(f"q{n}").enabled for n in range(1, 300))


def test_half_typed_input_is_neither_an_answer_nor_lost() -> None:
    filling = session(item("born", "date", required=True))
    filling.set_raw("born", "5/17")
    assert filling.item_state("born").answers == ()
    assert [(issue.code.value, issue.message) for issue in filling.issues()] == [("type", "The year is missing.")]
    assert "item" not in filling.response()
    again = session(item("born", "date", required=True), draft=filling.draft())
    assert again.item_state("born").raw == "5/17"
    again.set_raw("born", "5/17/1990")
    assert again.item_state("born").answers == (Answer(FhirDate(1990, 5, 17)),)
    assert codes(again) == []


def test_the_response_follows_the_order_of_the_form_not_of_answering() -> None:
    filling = session(item("a"), group("g", item("b"), item("c")), item("d"))
    for key in ("d", "c", "a", "b"):
        filling.set_answers(key, (Answer(key),))
    items = filling.response()["item"]
    assert isinstance(items, list)
    assert [entry["linkId"] for entry in items] == ["a", "g", "d"]
    assert [entry["linkId"] for entry in items[1]["item"]] == ["b", "c"]


def test_answers_out_of_order_are_reported() -> None:
    report = validate(
        form(item("a"), item("b")),
        response(answered("b", {"valueString": "x"}), answered("a", {"valueString": "y"})),
        today=TODAY,
    )
    assert codes(report) == [("a", "order")]


def test_numbers_keep_their_digits() -> None:
    filling = session(item("dose", "decimal"))
    filling.set_raw("dose", "1.50")
    assert filling.item_state("dose").answers == (Answer(Decimal("1.50")),)
    assert b'"valueDecimal":1.50' in encode_json(filling.response())
    again = session(item("dose", "decimal"), draft=filling.draft())
    assert b'"valueDecimal":1.50' in encode_json(again.response())


def test_dates_may_be_partial() -> None:
    filling = session(item("when", "date"))
    filling.set_raw("when", "5/2024")
    assert filling.response()["item"] == [{"linkId": "when", "answer": [{"valueDate": "2024-05"}]}]


def test_none_of_these_excludes_the_others() -> None:
    filling = session(item("q", "choice", repeats=True, answerOption=options("a", "b", "none", exclusive="none")))
    filling.choose("q", code("b"), True)
    filling.choose("q", code("a"), True)
    assert filling.item_state("q").answers == (code("a"), code("b"))  # in the order of the options
    filling.choose("q", code("none"), True)
    assert filling.item_state("q").answers == (code("none"),)
    filling.choose("q", code("a"), True)
    assert filling.item_state("q").answers == (code("a"),)
    filling.set_answers("q", (code("a"), code("none")))
    assert codes(filling) == [("q", "exclusive")]


def test_an_unknown_modifier_extension_refuses_the_form() -> None:
    problems = check(questionnaire(item("a", modifierExtension=[extension("urn:turns-round", "Boolean", True)])))
    assert [(problem.level.value, problem.path) for problem in problems] == [
        ("error", "Questionnaire.item[0].modifierExtension[0]"),
    ]


def test_a_hidden_question_does_not_block_the_person_who_cannot_see_it() -> None:
    hidden = extension("questionnaire-hidden", "Boolean", True)
    filling = session(item("secret", required=True, extension=[hidden]), item("open"))
    assert codes(filling) == []
    assert not filling.item_state("secret").shown
    assert filling.item_state("secret").enabled


def test_what_lies_below_a_question_waits_for_its_answer() -> None:
    filling = session(item("pet", "boolean", item=[item("name", required=True)]))
    assert codes(filling) == []
    assert not filling.item_state("name").shown
    filling.set_answers("pet", YES)
    assert codes(filling) == [("name", "required")]
    filling.set_answers("name", (Answer("Rex"),))
    assert filling.response()["item"] == [
        {
            "linkId": "pet",
            "answer": [{"valueBoolean": True, "item": [{"linkId": "name", "answer": [{"valueString": "Rex"}]}]}],
        }
    ]
