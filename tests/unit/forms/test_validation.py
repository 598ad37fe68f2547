"""Every family of constraints: what it accepts, what it refuses, under which code and where."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.forms import Code, Stage, load, validate
from app.forms.extensions import MAX_QUANTITY, MIN_QUANTITY, MUST_BE
from tests.unit.forms.forms import (
    TODAY,
    URL,
    answered,
    codes,
    extension,
    form,
    group,
    item,
    options,
    questionnaire,
    response,
)

UCUM = "http://unitsofmeasure.org"


def quantity(value: float, unit: str) -> dict[str, Any]:
    return {"value": value, "unit": unit, "system": UCUM, "code": unit}


def today_expression(kind: str, expression: str) -> dict[str, Any]:
    url = "http://hl7.org/fhir/StructureDefinition/cqf-calculatedValue"
    inner = {"url": url, "valueExpression": {"language": "text/fhirpath", "expression": expression}}
    return {"url": f"http://hl7.org/fhir/StructureDefinition/{kind}", "_valueDate": {"extension": [inner]}}


def judge(definition: dict[str, Any], *answers: dict[str, Any], today: date = TODAY) -> list[tuple[str, str]]:
    return codes(validate(load(questionnaire(definition)), response(answered("q", *answers)), today=today))


ACCEPTED: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("any integer", item("q", "integer"), {"valueInteger": -5}),
    ("number at the limit", item("q", "decimal", extension=[extension("minValue", "Decimal", 2)]), {"valueDecimal": 2}),
    (
        "two places",
        item("q", "decimal", extension=[extension("maxDecimalPlaces", "Integer", 2)]),
        {"valueDecimal": 1.25},
    ),
    ("text of the length", item("q", maxLength=3), {"valueString": "abc"}),
    (
        "letters of any script",
        item("q", extension=[extension("regex", "String", r"^\p{L}+$")]),
        {"valueString": "Ñandú"},
    ),
    (
        "an option",
        item("q", "choice", answerOption=options("a")),
        {"valueCoding": {"system": "urn:codes", "code": "a"}},
    ),
    ("free text", item("q", "open-choice", answerOption=options("a")), {"valueString": "other"}),
    (
        "a unit offered",
        item(
            "q", "quantity", extension=[extension("questionnaire-unitOption", "Coding", {"system": UCUM, "code": "cm"})]
        ),
        {"valueQuantity": quantity(4, "cm")},
    ),
    (
        "within the limit in another unit",
        item("q", "quantity", extension=[extension(MAX_QUANTITY, "Quantity", quantity(1, "m"))]),
        {"valueQuantity": quantity(99, "cm")},
    ),
    (
        "a kind of file",
        item("q", "attachment", extension=[extension("mimeType", "Code", "image/*")]),
        {"valueAttachment": {"contentType": "image/png", "data": "QUJD", "size": 3}},
    ),
    ("today", item("q", "date", extension=[today_expression("maxValue", "today()")]), {"valueDate": "2026-11-23"}),
    (
        "this month, not yet over",
        item("q", "date", extension=[today_expression("maxValue", "today()")]),
        {"valueDate": "2026-11"},
    ),
    (
        "eighteen months ago",
        item("q", "date", extension=[today_expression("minValue", "today() - 18 'months'")]),
        {"valueDate": "2025-05-23"},
    ),
    ("a leap second", item("q", "time"), {"valueTime": "23:59:60"}),
    ("an address", item("q", "url"), {"valueUri": "https://example.org/a?b=c"}),
]


@pytest.mark.parametrize(("definition", "answer"), [row[1:] for row in ACCEPTED], ids=[row[0] for row in ACCEPTED])
def test_accepted(definition: dict[str, Any], answer: dict[str, Any]) -> None:
    assert judge(definition, answer) == []


REFUSED: list[tuple[str, dict[str, Any], dict[str, Any], Code]] = [
    ("a number for text", item("q"), {"valueInteger": 5}, Code.TYPE),
    ("blank text", item("q"), {"valueString": "   "}, Code.TYPE),
    ("an integer with a fraction", item("q", "integer"), {"valueInteger": 1.5}, Code.TYPE),
    ("an integer beyond 32 bits", item("q", "integer"), {"valueInteger": 2**31}, Code.TYPE),
    ("true for an integer", item("q", "integer"), {"valueInteger": True}, Code.TYPE),
    ("a day that does not exist", item("q", "date"), {"valueDate": "2026-02-30"}, Code.TYPE),
    ("a time without seconds", item("q", "time"), {"valueTime": "10:30"}, Code.TYPE),
    ("a time of day without an offset", item("q", "dateTime"), {"valueDateTime": "2026-01-01T10:00:00"}, Code.TYPE),
    ("a relative address", item("q", "url"), {"valueUri": "page.html"}, Code.TYPE),
    ("an answer without a value", item("q"), {"extension": []}, Code.TYPE),
    (
        "too small",
        item("q", "integer", extension=[extension("minValue", "Integer", 2)]),
        {"valueInteger": 1},
        Code.MIN_VALUE,
    ),
    (
        "too large",
        item("q", "integer", extension=[extension("maxValue", "Integer", 2)]),
        {"valueInteger": 3},
        Code.MAX_VALUE,
    ),
    (
        "tomorrow",
        item("q", "date", extension=[today_expression("maxValue", "today()")]),
        {"valueDate": "2026-11-24"},
        Code.MAX_VALUE,
    ),
    (
        "a day before eighteen months ago",
        item("q", "date", extension=[today_expression("minValue", "today() - 18 'months'")]),
        {"valueDate": "2025-05-22"},
        Code.MIN_VALUE,
    ),
    (
        "too light in another unit",
        item("q", "quantity", extension=[extension(MIN_QUANTITY, "Quantity", quantity(30, "kg"))]),
        {"valueQuantity": quantity(60, "[lb_av]")},
        Code.MIN_VALUE,
    ),
    ("too short", item("q", extension=[extension("minLength", "Integer", 3)]), {"valueString": "ab"}, Code.MIN_LENGTH),
    ("too long", item("q", maxLength=2), {"valueString": "abc"}, Code.MAX_LENGTH),
    (
        "part of the pattern",
        item("q", extension=[extension("regex", "String", "[a-z]+")]),
        {"valueString": "abc1"},
        Code.REGEX,
    ),
    (
        "zeros claim precision",
        item("q", "decimal", extension=[extension("maxDecimalPlaces", "Integer", 1)]),
        {"valueDecimal": 1.25},
        Code.MAX_DECIMAL_PLACES,
    ),
    (
        "no option",
        item("q", "choice", answerOption=options("a")),
        {"valueCoding": {"system": "urn:codes", "code": "b"}},
        Code.OPTION,
    ),
    (
        "an unknown coding in an open choice",
        item("q", "open-choice", answerOption=options("a")),
        {"valueCoding": {"system": "urn:codes", "code": "b"}},
        Code.OPTION,
    ),
    (
        "not what it must be",
        item("q", "boolean", extension=[extension(MUST_BE, "Boolean", True)]),
        {"valueBoolean": False},
        Code.OPTION,
    ),
    (
        "another unit",
        item(
            "q", "quantity", extension=[extension("questionnaire-unitOption", "Coding", {"system": UCUM, "code": "cm"})]
        ),
        {"valueQuantity": quantity(4, "m")},
        Code.UNIT,
    ),
    (
        "another kind of file",
        item("q", "attachment", extension=[extension("mimeType", "Code", "image/png")]),
        {"valueAttachment": {"contentType": "text/html", "data": "QUJD"}},
        Code.MIME,
    ),
    (
        "a large file",
        item("q", "attachment", extension=[extension("maxSize", "Decimal", 2)]),
        {"valueAttachment": {"contentType": "image/png", "data": "QUJD"}},
        Code.SIZE,
    ),
    (
        "a file that lies about its size",
        item("q", "attachment"),
        {"valueAttachment": {"contentType": "image/png", "data": "QUJD", "size": 4}},
        Code.SIZE,
    ),
    ("a file that is no base64", item("q", "attachment"), {"valueAttachment": {"data": "@@@"}}, Code.TYPE),
]


@pytest.mark.parametrize(
    ("definition", "answer", "code"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_refused(definition: dict[str, Any], answer: dict[str, Any], code: Code) -> None:
    assert judge(definition, answer) == [("q", code.value)]


def test_two_answers_to_a_question_that_takes_one() -> None:
    assert judge(item("q"), {"valueString": "a"}, {"valueString": "b"}) == [("q", "repeats")]


def test_too_few_and_too_many() -> None:
    limits = [extension("questionnaire-minOccurs", "Integer", 2), extension("questionnaire-maxOccurs", "Integer", 3)]
    several = item("q", repeats=True, required=True, extension=limits)
    texts = [{"valueString": letter} for letter in "abcd"]
    assert judge(several, *texts[:1]) == [("q", "minOccurs")]
    assert judge(several, *texts[:2]) == []
    assert judge(several, *texts) == [("q", "maxOccurs")]
    assert judge(several) == [("q", "required")]


def test_an_explosive_pattern_is_stopped() -> None:
    nasty = item("q", extension=[extension("regex", "String", r"(x+x+)+y")])
    assert judge(nasty, {"valueString": "x" * 60}) == [("q", "regex")]


def test_the_place_of_a_missing_answer_is_the_nearest_there_is() -> None:
    report = validate(
        form(group("g", item("a"), item("b", required=True))),
        response({"linkId": "g", "item": [answered("a", {"valueString": "x"})]}),
        today=TODAY,
    )
    assert [(issue.code, issue.path) for issue in report.issues] == [(Code.REQUIRED, "QuestionnaireResponse.item[0]")]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"questionnaire": URL + "|1"}, []),
        ({"questionnaire": URL}, []),
        ({"questionnaire": URL + "|2"}, ["version"]),
        ({"questionnaire": "https://example.org/other"}, ["version"]),
        ({"status": "finished"}, ["status"]),
    ],
)
def test_form_and_status_of_a_response(given: dict[str, Any], expected: list[str]) -> None:
    report = validate(form(item("a"), version="1"), {**response(), **given}, today=TODAY)
    assert [code for _link_id, code in codes(report)] == expected


def test_what_is_missing_from_an_unfinished_response_does_not_make_it_invalid() -> None:
    report = validate(form(item("a", required=True)), response(status="in-progress"), today=TODAY)
    assert report.valid
    assert codes(report) == [("a", "required")]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({"linkId": "nowhere"}, ("nowhere", "unknownLinkId")),
        ({"linkId": "inner", "answer": [{"valueString": "x"}]}, ("inner", "unknownLinkId")),
        ({"linkId": "g", "answer": [{"valueString": "x"}]}, ("g", "group-answer")),
        ({"linkId": "d", "answer": [{"valueString": "x"}]}, ("d", "display-answer")),
        ({"linkId": "q", "item": []}, ("q", "type")),
    ],
)
def test_answers_where_the_form_has_no_place_for_them(entry: dict[str, Any], expected: tuple[str, str]) -> None:
    asked = form(group("g", item("inner")), item("d", "display"), item("q"))
    assert expected in codes(validate(asked, response(entry), today=TODAY))


def test_each_stage_validates_its_own_items() -> None:
    stage = "https://bettermedspa.example/fhir/StructureDefinition/item-stage"
    asked = form(
        item("product", required=True, extension=[extension(stage, "Code", "before")]),
        item("agree", required=True),
        group("review", item("by", required=True), extension=[extension(stage, "Code", "after-provider")]),
    )
    for chosen, missing in ((Stage.BEFORE, "product"), (Stage.PATIENT, "agree"), (Stage.AFTER_PROVIDER, "by")):
        assert codes(validate(asked, response(), today=TODAY, stage=chosen)) == [(missing, "required")]
    assert len(codes(validate(asked, response(), today=TODAY))) == 3


def test_a_required_group_needs_one_answer_below_it() -> None:
    asked = form(group("g", item("a"), item("b"), required=True))
    assert codes(validate(asked, response(), today=TODAY)) == [("g", "required")]
    filled = response({"linkId": "g", "item": [answered("b", {"valueString": "x"})]})
    assert validate(asked, filled, today=TODAY).valid


def test_messages_follow_the_language_and_never_repeat_what_was_typed() -> None:
    report = validate(
        form(item("q", maxLength=3)),
        response(answered("q", {"valueString": "secret"})),
        today=TODAY,
        language="es-US",
    )
    assert report.issues[0].message == "Acorte el texto a 3 caracteres o menos."
