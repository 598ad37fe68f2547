"""Forms that work things out: conditions, calculated answers, starting values, constraints and limits in FHIRPath."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.forms import Answer, FhirDate, FormSession, LaunchContext, enabled, validate
from tests.unit.forms.expressions import calculated, constraint, decoded, expression, limit, number, of
from tests.unit.forms.forms import (
    TODAY,
    answered,
    codes,
    extension,
    form,
    group,
    item,
    response,
    session,
)

BMI = (
    item("kg", "decimal"),
    item("m", "decimal"),
    calculated("bmi", f"({of('kg')} / {of('m')} / {of('m')}).round(1)"),
)


# --- calculated answers --------------------------------------------------------------------------------------------


def test_a_calculated_answer_follows_the_answers_it_needs() -> None:
    filling = session(*BMI)
    assert filling.answers("bmi") == ()
    filling.set_answers("kg", number("70.5"))
    change = filling.set_answers("m", number("1.75"))
    assert change.calculated == ("bmi",)
    assert filling.answers("bmi") == number("23.0")
    filling.set_answers("m", ())
    assert filling.answers("bmi") == ()


def test_what_a_person_writes_instead_stays_until_it_is_taken_away() -> None:
    filling = session(*BMI)
    filling.set_answers("kg", number("70.5"))
    filling.set_answers("m", number("1.75"))
    filling.set_raw("bmi", "24.5")
    filling.set_answers("kg", number("90"))
    assert filling.answers("bmi") == number("24.5")
    for again in (
        FormSession(form(*BMI), LaunchContext(TODAY), response=decoded(filling.response())),
        FormSession(form(*BMI), LaunchContext(TODAY), draft=filling.draft()),
    ):
        assert again.answers("bmi") == number("24.5")
        again.set_answers("bmi", ())
        assert again.answers("bmi") == number("29.4")


def test_a_read_only_calculated_answer_cannot_be_replaced_or_go_stale() -> None:
    items = (BMI[0], BMI[1], {**BMI[2], "readOnly": True})
    filling = session(*items)
    filling.set_answers("kg", number("70.5"))
    filling.set_answers("m", number("1.75"))
    filling.set_answers("bmi", number("1"))
    assert filling.answers("bmi") == number("23.0")
    old = response(
        answered("kg", {"valueDecimal": Decimal(90)}),
        answered("m", {"valueDecimal": Decimal("1.75")}),
        answered("bmi", {"valueDecimal": Decimal(1)}),
    )
    assert session(*items, response=old).answers("bmi") == number("29.4")


def test_calculations_follow_each_other_and_turn_questions_on() -> None:
    filling = session(
        item("a", "integer"),
        calculated("b", f"{of('a')} + 1", "integer"),
        calculated("c", f"{of('b')} * 2", "integer"),
        item("why", required=True, when=[("c", ">", 5)]),
        calculated("d", f"iif({of('why')}.exists(), 'said', 'not said')", "string"),
    )
    change = filling.set_answers("a", (Answer(4),))
    assert filling.answers("c") == (Answer(10),)
    assert change.toggled == ("why",)
    assert codes(filling) == [("why", "required")]
    filling.set_answers("why", (Answer("because"),))
    assert filling.answers("d") == (Answer("said"),)
    filling.set_answers("a", (Answer(1),))
    assert filling.answers("d") == (Answer("not said"),)  # a question that is off has no answers


@pytest.mark.parametrize(
    ("kind", "text", "outcome"),
    [
        ("integer", "4 / 2", Answer(2)),
        ("integer", "5 / 2", None),
        ("decimal", "1", Answer(Decimal(1))),
        ("string", "1", None),
        ("boolean", "1 < 2", Answer(True)),
        ("date", "today() - 1 year", Answer(FhirDate(2025, 11, 23))),
        ("date", "now()", Answer(FhirDate(2026, 11, 23))),
        ("string", "'a' | 'b'", None),
        ("string", "'a' + 1", None),
        ("decimal", "1 / 0", None),
    ],
)
def test_an_outcome_of_another_type_is_no_answer(kind: str, text: str, outcome: Answer | None) -> None:
    found = session(calculated("q", text, kind)).answers("q")
    assert found == (() if outcome is None else (outcome,))


def test_places_are_rounded_to_what_the_question_takes() -> None:
    places = extension("maxDecimalPlaces", "Integer", 2)
    assert session(calculated("q", "2 / 3.0", extension=[places])).answers("q") == number("0.67")


def test_a_choice_is_found_by_code_and_a_score_by_its_option() -> None:
    options = [
        {
            "valueCoding": {"system": "urn:s", "code": name, "display": name.upper()},
            "extension": [extension("itemWeight", "Decimal", score)],
        }
        for name, score in (("low", 1), ("high", 3))
    ]
    filling = session(
        item("q", "choice", answerOption=options),
        item("r", "choice", answerOption=options),
        calculated("total", "%resource.repeat(item).answer.weight().sum()"),
        calculated("level", f"iif({of('total')} > 3, 'high', 'low')", "choice", answerOption=options),
    )
    for key, chosen in (("q", 1), ("r", 0)):
        filling.set_answers(key, (Answer(filling.item_state(key).item.options[chosen].value),))
    assert filling.answers("total") != ()
    level = filling.answers("level")[0].value
    assert getattr(level, "code", "") == "high"


def test_a_total_goes_over_all_rows() -> None:
    filling = session(
        group("row", item("n", "integer"), repeats=True),
        calculated("total", f"{of('n')}.sum()", "integer"),
    )
    filling.add_row("row")
    filling.set_answers("row:1/n", (Answer(2),))
    filling.set_answers("row:2/n", (Answer(5),))
    assert filling.answers("total") == (Answer(7),)
    filling.remove_row("row:1")
    assert filling.answers("total") == (Answer(5),)


def test_a_variable_is_seen_from_where_it_was_made() -> None:
    filling = session(
        group(
            "row",
            item("n", "integer"),
            calculated("double", "%own * 2", "integer"),
            repeats=True,
            extension=[expression("variable", "item.where(linkId='n').answer.value", "own")],
        )
    )
    filling.add_row("row")
    filling.set_answers("row:1/n", (Answer(2),))
    filling.set_answers("row:2/n", (Answer(5),))
    assert filling.item_state("row:1/double").answers == (Answer(4),)
    assert filling.item_state("row:2/double").answers == (Answer(10),)


# --- conditions ----------------------------------------------------------------------------------------------------

ADULT = (
    item("age", "integer"),
    group("g", item("why", required=True), extension=[expression("enable", f"{of('age')} >= 18")]),
)


def test_a_condition_in_fhirpath_turns_a_group_on_and_off() -> None:
    filling = session(*ADULT)
    assert codes(filling) == []
    change = filling.set_answers("age", (Answer(20),))
    assert set(change.toggled) == {"g", "why"}
    assert codes(filling) == [("why", "required")]
    filling.set_answers("why", (Answer("x"),))
    filling.set_answers("age", (Answer(2),))
    assert [entry["linkId"] for entry in filling.response()["item"]] == ["age"]  # type: ignore[attr-defined]  # JSON


def test_validation_and_the_list_of_enabled_items_see_the_same() -> None:
    loaded = form(*ADULT)
    child = response(answered("age", {"valueInteger": 2}))
    adult = response(answered("age", {"valueInteger": 20}))
    assert enabled(loaded, child, today=TODAY) == ("age",)
    assert enabled(loaded, adult, today=TODAY) == ("age", "g", "why")
    assert validate(loaded, child, today=TODAY).valid
    assert codes(validate(loaded, adult, today=TODAY)) == [("why", "required")]
    both = response(answered("age", {"valueInteger": 2}), answered("g", item=[answered("why", {"valueString": "x"})]))
    assert {code for _link, code in codes(validate(loaded, both, today=TODAY))} == {"disabled"}


def test_a_condition_without_an_outcome_is_not_met() -> None:
    filling = session(item("a"), item("b", required=True, extension=[expression("enable", f"{of('a')} > 3")]))
    filling.set_answers("a", (Answer("text"),))
    assert codes(filling) == []


def test_a_follow_up_by_expression_stays_on_the_page_of_its_question() -> None:
    first = [item(f"q{n}") for n in range(6)]
    filling = session(group("g", *first, item("a", "boolean"), item("b", extension=[expression("enable", of("a"))])))
    assert filling.page_of("b") == filling.page_of("a")


def test_the_day_comes_from_the_visit_not_from_the_clock() -> None:
    items = (item("q", required=True, extension=[expression("enable", "today() > @2030-01-01")]),)
    assert codes(FormSession(form(*items), LaunchContext(date(2029, 1, 1)))) == []
    assert codes(FormSession(form(*items), LaunchContext(date(2031, 1, 1)))) == [("q", "required")]


# --- starting values -----------------------------------------------------------------------------------------------


def test_starting_values_come_from_the_person_and_the_moment() -> None:
    items = (
        item("born", "date", extension=[expression("initial", "%patient.birthDate")]),
        item("at", "dateTime", extension=[expression("initial", "now()")]),
        item("name", extension=[expression("initial", "%patient.name.first().family")]),
    )
    launch = LaunchContext(TODAY, date(1986, 3, 14), datetime(2026, 11, 23, 10, 0, tzinfo=UTC))
    filling = FormSession(form(*items), launch)
    assert filling.answers("born") == (Answer(FhirDate(1986, 3, 14)),)
    assert str(filling.answers("at")[0].value) == "2026-11-23T10:00:00+00:00"
    assert filling.answers("name") == ()
    filling.set_answers("born", ())
    assert filling.answers("born") == ()  # worked out once only


def test_a_new_row_starts_with_its_value() -> None:
    filling = session(group("row", item("d", "date", extension=[expression("initial", "today()")]), repeats=True))
    key = filling.add_row("row")
    assert filling.item_state(f"{key}/d").answers == (Answer(FhirDate.of(TODAY)),)


# --- constraints and limits ----------------------------------------------------------------------------------------

RANGE = group(
    "g",
    item("low", "integer"),
    item("high", "integer"),
    extension=[
        constraint(
            "item.where(linkId='low').answer.value <= item.where(linkId='high').answer.value",
            "The highest is lower than the lowest.",
        )
    ],
)


def test_a_constraint_is_shown_at_the_last_question_it_asks_about() -> None:
    filling = session(RANGE)
    filling.set_answers("low", (Answer(5),))
    assert codes(filling) == []  # while an answer is missing nothing is broken
    change = filling.set_answers("high", (Answer(3),))
    assert "high" in change.revalidated
    [issue] = filling.issues()
    assert (issue.key, issue.code.value) == ("high", "constraint")
    assert issue.message == "The highest is lower than the lowest."
    filling.set_answers("low", (Answer(1),))
    assert codes(filling) == []


def test_validation_reports_constraints_with_their_place() -> None:
    broken = response(answered("g", item=[answered("low", {"valueInteger": 5}), answered("high", {"valueInteger": 3})]))
    report = validate(form(RANGE), broken, today=TODAY)
    assert [(issue.code.value, issue.path) for issue in report.issues] == [
        ("constraint", "QuestionnaireResponse.item[0].item[1]")
    ]
    assert not report.valid


def test_constraints_hold_row_by_row_and_not_in_disabled_groups() -> None:
    rows = {**RANGE, "repeats": True}
    filling = session(rows)
    filling.add_row("g")
    for row, low in (("g:1", 1), ("g:2", 9)):
        filling.set_answers(f"{row}/low", (Answer(low),))
        filling.set_answers(f"{row}/high", (Answer(5),))
    assert [issue.key for issue in filling.issues()] == ["g:2/high"]
    off = session(
        item("on", "boolean"), {**RANGE, **{"enableWhen": [{"question": "on", "operator": "=", "answerBoolean": True}]}}
    )
    off.set_answers("low", (Answer(5),))
    off.set_answers("high", (Answer(3),))
    assert codes(off) == []


def test_a_constraint_of_the_whole_form_and_one_that_only_warns() -> None:
    whole = constraint(f"({of('a')} | {of('b')}).exists()", "Give one of the two.")
    loaded = form(
        item("a"),
        item("b"),
        item("c", extension=[constraint("answer.value = 'x'", "Odd.", "warning")]),
        extension=[whole],
    )
    filling = FormSession(loaded, LaunchContext(TODAY))
    assert codes(filling) == [("b", "constraint")]
    filling.set_answers("a", (Answer("x"),))
    filling.set_answers("c", (Answer("y"),))
    assert [(issue.link_id, issue.level.value) for issue in filling.issues()] == [("c", "warning")]
    assert validate(loaded, decoded(filling.response()), today=TODAY).valid


def test_a_limit_follows_another_answer() -> None:
    filling = session(item("from", "date"), item("to", "date", extension=[limit("minValue", "_valueDate", of("from"))]))
    filling.set_answers("to", (Answer(FhirDate(2026, 5, 1)),))
    assert codes(filling) == []
    filling.set_answers("from", (Answer(FhirDate(2026, 6, 1)),))
    assert codes(filling) == [("to", "minValue")]
    assert "June 1, 2026" in filling.issues()[0].message


def test_a_limit_from_the_birth_date() -> None:
    items = (item("d", "date", extension=[limit("minValue", "_valueDate", "%patient.birthDate + 18 years")]),)
    filling = FormSession(form(*items), LaunchContext(TODAY, date(2000, 1, 1)))
    filling.set_answers("d", (Answer(FhirDate(2017, 12, 31)),))
    assert codes(filling) == [("d", "minValue")]
