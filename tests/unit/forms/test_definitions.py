"""Reading a definition: what is taken over, and that every problem is told with its place."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from app.forms import Control, DefinitionError, ItemType, Stage, canonical_sha256, check, decode_json, load
from app.forms import extensions as ext
from tests.unit.forms.forms import condition, extension, form, group, item, options, questionnaire


def errors(definition: dict[str, Any] | bytes) -> list[tuple[str, str]]:
    return [(problem.path, problem.message) for problem in check(definition) if problem.level.value == "error"]


def control(name: str) -> dict[str, Any]:
    return extension("questionnaire-itemControl", "CodeableConcept", {"coding": [{"code": name}]})


BROKEN: list[tuple[str, Any, str, str]] = [
    ("no linkId", item(" "), "Questionnaire.item[0]", "linkId"),
    ("no type", {"linkId": "a"}, "Questionnaire.item[0].type", "type"),
    ("a type nobody knows", item("a", "colour"), "Questionnaire.item[0].type", "colour"),
    ("a reference", item("a", "reference"), "Questionnaire.item[0].type", "reference"),
    ("text for a flag", item("a", required="yes"), "Questionnaire.item[0].required", "true or false"),
    ("a negative length", item("a", maxLength=-1), "Questionnaire.item[0].maxLength", "whole number"),
    (
        "a pattern that is none",
        item("a", extension=[extension("regex", "String", "(a")]),
        "Questionnaire.item[0]",
        "pattern",
    ),
    (
        "a condition on nothing",
        item("a", enableWhen=[condition("b", "=", True)]),
        "Questionnaire.item[0].enableWhen[0].question",
        "not in this form",
    ),
    (
        "an operator nobody knows",
        item("a", enableWhen=[condition("a", "~", True)]),
        "Questionnaire.item[0].enableWhen[0].operator",
        "operator",
    ),
    (
        "exists with a number",
        item("a", enableWhen=[condition("a", "exists", 1)]),
        "Questionnaire.item[0].enableWhen[0]",
        "true or false",
    ),
    ("itself as condition", item("a", "boolean", when=[("a", "=", True)]), "Questionnaire.item[0]", "circle"),
    (
        "a remote value set",
        item("a", "choice", answerValueSet="http://example.org/vs"),
        "Questionnaire.item[0].answerValueSet",
        "http://example.org/vs",
    ),
    (
        "a limit that cannot be worked out",
        item(
            "a",
            "date",
            extension=[
                {
                    "url": ext.MIN_VALUE,
                    "_valueDate": {
                        "extension": [
                            {"url": ext.CQF_CALCULATED_VALUE, "valueExpression": {"expression": "soon() - 1 year"}}
                        ]
                    },
                }
            ],
        ),
        "Questionnaire.item[0].extension[0]",
        "soon() - 1 year",
    ),
    (
        "options from an expression",
        item("a", "choice", extension=[{"url": ext.ANSWER_EXPRESSION}]),
        "Questionnaire.item[0].extension[0]",
        "answerExpression",
    ),
    (
        "an option of the wrong kind",
        item("a", "integer", answerOption=options("x")),
        "Questionnaire.item[0]",
        "another type",
    ),
    ("questions below a text", item("a", "display", item=[item("b")]), "Questionnaire.item[0]", "below"),
    (
        "a stage nobody knows",
        item("a", extension=[extension(ext.ITEM_STAGE, "Code", "later")]),
        "Questionnaire.item[0].extension[0]",
        "later",
    ),
    ("an item that is no object", 7, "Questionnaire.item[0]", "object"),
]


@pytest.mark.parametrize(("broken", "path", "word"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_a_problem_is_told_with_its_place_and_reason(broken: Any, path: str, word: str) -> None:
    found = errors(questionnaire(broken, item("z")))
    assert any(place == path and word in message for place, message in found), found
    with pytest.raises(DefinitionError) as raised:
        load(questionnaire(broken, item("z")))
    assert any(problem.path == path for problem in raised.value.problems)


def test_a_problem_in_a_part_of_an_item_names_the_item() -> None:
    wrong = item("inner", "choice", answerValueSet="http://example.org/vs")
    problems = check(questionnaire(group("outer", wrong, initial=[{"valueString": "x"}], required="yes"), item("z")))
    assert {(problem.path, problem.link_id) for problem in problems} == {
        ("Questionnaire.item[0].item[0].answerValueSet", "inner"),
        ("Questionnaire.item[0].required", "outer"),
        ("Questionnaire.item[0]", "outer"),
    }


def test_a_link_id_used_twice_is_told_with_both_places() -> None:
    found = errors(questionnaire(item("a"), group("g", item("a"))))
    assert found == [
        ("Questionnaire.item[1].item[0].linkId", "The linkId a is used twice; first at Questionnaire.item[0].")
    ]


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"{}", b'{"resourceType":"Patient"}', b"\xff\xfe", b'{"a":NaN}'])
def test_what_is_no_questionnaire_is_refused(data: bytes) -> None:
    assert len(errors(data)) == 1


def nested(depth: int) -> bytes:
    inner = '{"linkId":"q","type":"string"}'
    for level in range(depth):
        inner = f'{{"linkId":"g{level}","type":"group","item":[{inner}]}}'
    return f'{{"resourceType":"Questionnaire","item":[{inner}]}}'.encode()


@pytest.mark.parametrize("depth", [65, 200, 1000, 20000])
def test_bottomless_nesting_is_refused_with_a_place(depth: int) -> None:
    [(path, message)] = errors(nested(depth))
    assert path.startswith("Questionnaire")
    assert "nested" in message.lower()


def test_ten_megabytes_are_refused_unread() -> None:
    assert errors(b" " * 10_000_000) == [("Questionnaire", "This file is larger than 6 MB.")]


def test_a_circle_of_thousands_is_told_in_a_short_sentence() -> None:
    ring = [item(f"q{n}", "boolean", when=[(f"q{(n + 1) % 3000}", "=", True)]) for n in range(3000)]
    [(_path, message)] = errors(questionnaire(*ring))
    assert len(message) < 200


def test_annotations_belong_to_the_question_above_them() -> None:
    loaded = form(
        item(
            "q",
            item=[
                item("q.help", "display", extension=[control("help")]),
                item("q.unit", "display", extension=[control("unit")]),
            ],
        )
    )
    question = loaded.item("q")
    assert question.look.help.plain == "Question q.help?"
    assert question.look.unit_text.plain == "Question q.unit?"
    assert not question.has_rows


def test_stage_and_sensitivity_are_inherited_and_initials_are_not() -> None:
    loaded = form(
        group(
            "g",
            item("a"),
            group("h", item("b")),
            extension=[
                extension(ext.ITEM_STAGE, "Code", "after-provider"),
                extension(ext.SENSITIVITY, "Code", "high"),
                extension(ext.SIGNATURE_REQUIRED, "CodeableConcept", {}),
            ],
        )
    )
    assert loaded.item("b").handling.stage is Stage.AFTER_PROVIDER
    assert loaded.item("b").handling.sensitivity == "high"
    assert loaded.item("g").handling.initials
    assert not loaded.item("a").handling.initials


def test_texts_and_options_are_translated() -> None:
    def spanish(text: str) -> dict[str, Any]:
        parts = [{"url": "lang", "valueCode": "es"}, {"url": "content", "valueString": text}]
        return {"extension": [{"url": ext.TRANSLATION, "extension": parts}]}

    option = {"valueCoding": {"code": "y", "display": "Yes", "_display": spanish("Sí")}}
    loaded = form(item("q", "choice", _text=spanish("¿Fuma?"), answerOption=[option]), language="en")
    question = loaded.item("q")
    assert question.text.in_language("es-US") == "¿Fuma?"
    assert question.text.in_language("fr") == "Question q?"
    assert question.options[0].text.in_language("es") == "Sí"
    assert loaded.languages == ("en", "es")


def test_options_come_from_a_contained_value_set() -> None:
    listed = {
        "resourceType": "ValueSet",
        "id": "v",
        "compose": {"include": [{"system": "urn:s", "concept": [{"code": "a", "display": "A"}, {"code": "b"}]}]},
    }
    expanded = {
        "resourceType": "ValueSet",
        "id": "w",
        "expansion": {
            "contains": [
                {"system": "urn:s", "abstract": True, "code": "all", "contains": [{"system": "urn:s", "code": "c"}]}
            ]
        },
    }
    loaded = form(
        item("q", "choice", answerValueSet="#v"),
        item("r", "choice", answerValueSet="#w"),
        contained=[listed, expanded],
    )
    assert [option.text.plain for option in loaded.item("q").options] == ["A", "b"]
    assert [option.text.plain for option in loaded.item("r").options] == ["c"]


def test_markup_is_cut_down_to_what_is_safe() -> None:
    html = '<p onclick="x()">Read <b>this</b><script>alert(1)</script><img src="http://evil"/><a href="x">here</a>'
    loaded = form(item("q", _text={"extension": [extension("rendering-xhtml", "String", html)]}))
    assert loaded.item("q").text.markup == "<p>Read <b>this</b>here</p>"


def test_scores_prefixes_and_exclusiveness_of_options() -> None:
    option = {
        "valueCoding": {"code": "a", "display": "A"},
        "extension": [
            extension("ordinalValue", "Decimal", 3),
            extension("questionnaire-optionPrefix", "String", "1."),
            extension("questionnaire-optionExclusive", "Boolean", True),
        ],
    }
    [read] = form(item("q", "choice", answerOption=[option])).item("q").options
    assert (read.score, read.prefix, read.exclusive) == (Decimal(3), "1.", True)


def test_controls_orientation_and_format() -> None:
    loaded = form(
        item(
            "q",
            "choice",
            answerOption=options("a"),
            extension=[
                control("radio-button"),
                extension("questionnaire-choiceOrientation", "Code", "horizontal"),
                extension("entryFormat", "String", "nnn"),
            ],
        )
    )
    look = loaded.item("q").look
    assert (look.control, look.horizontal, look.entry_format.plain) == (Control.RADIO_BUTTON, True, "nnn")
    assert loaded.item("q").type is ItemType.CHOICE


def test_the_hash_depends_on_content_and_digits_alone() -> None:
    one = {"b": 1, "a": {"c": [1, 2]}}
    other = {"a": {"c": [1, 2]}, "b": 1}
    assert canonical_sha256(one) == canonical_sha256(other)
    first, second = decode_json(b'{"a": 1.0}'), decode_json(b'{"a": 1.00}')
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert canonical_sha256(first) != canonical_sha256(second)


def test_text_and_decoded_json_load_alike() -> None:
    definition = questionnaire(item("a", "decimal", extension=[extension("minValue", "Decimal", 1.5)]))
    assert load(json.dumps(definition).encode()) == load(definition)
