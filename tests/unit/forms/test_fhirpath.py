"""FHIRPath, the part forms may use: outcomes, agreement with another implementation, bounds, and what is refused."""

from __future__ import annotations

import contextlib
from datetime import date
from decimal import Decimal
from typing import Any

import fhirpathpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.forms import Coding, FhirDate, FhirDateTime, FhirTime, Quantity
from app.forms.fhirpath import (
    SELF,
    Budget,
    Element,
    Environment,
    EvaluationError,
    SyntaxProblemError,
    evaluate,
    parse,
    problem_of,
    reads_of,
)
from app.forms.fhirpath.elements import Collection, as_coding

DOSE: dict[str, Any] = {"linkId": "dose", "answer": [{"valueInteger": 100}]}
RESPONSE: dict[str, Any] = {
    "resourceType": "QuestionnaireResponse",
    "status": "completed",
    "item": [
        {"linkId": "weight", "answer": [{"valueDecimal": 70.5}]},
        {"linkId": "height", "answer": [{"valueDecimal": 1.75}]},
        {"linkId": "count", "answer": [{"valueInteger": 7}]},
        {"linkId": "smokes", "answer": [{"valueBoolean": True}]},
        {"linkId": "born", "answer": [{"valueDate": "1986-03-14"}]},
        {"linkId": "phone", "answer": [{"valueString": "312-555-0148"}]},
        {
            "linkId": "conditions",
            "answer": [
                {"valueCoding": {"system": "urn:c", "code": "asthma", "display": "Asthma"}},
                {"valueCoding": {"system": "urn:c", "code": "gout", "display": "Gout"}},
            ],
        },
        {
            "linkId": "medicines",
            "item": [
                {
                    "linkId": "medicine",
                    "answer": [{"valueString": "Aspirin", "item": [DOSE]}],
                },
                {"linkId": "more", "answer": [{"valueInteger": 3}, {"valueInteger": 4}]},
            ],
        },
    ],
}


def work_out(text: str, *, budget: Budget | None = None) -> Collection:
    root: Collection = [Element(RESPONSE)]
    environment = Environment(
        root,
        lambda name, _depth: root if name in {"resource", "context"} else [],
        lambda _element: None,
        FhirDate.of(date(2026, 11, 23)),
        FhirDateTime("2026-11-23T10:00:00Z"),
        budget or Budget(),
    )
    return evaluate(parse(text), environment)


def plain(collection: Collection) -> list[Any]:
    """An outcome in the words of JSON."""
    return [_plain(value) for value in collection]


def _plain(value: Any) -> Any:
    if isinstance(value, Element):
        return value.json
    return str(value) if isinstance(value, (FhirDate, FhirDateTime, FhirTime)) else value


ANSWER = "%resource.item.where(linkId='{}').answer.value"
WEIGHT, HEIGHT = ANSWER.format("weight"), ANSWER.format("height")

AGREED: list[tuple[str, list[Any]]] = [
    # paths
    ("item.count()", [8]),
    ("%resource.item.where(linkId='count').answer.valueInteger", [7]),
    ("%resource.item.where(linkId='smokes').answer.valueBoolean", [True]),
    ("%resource.item.where(linkId='nothing').answer", []),
    ("%resource.item[2].linkId", ["count"]),
    ("%resource.item[99].linkId", []),
    ("item.first().linkId", ["weight"]),
    ("item.last().linkId", ["medicines"]),
    ("item.tail().count()", [7]),
    ("item.skip(6).linkId", ["conditions", "medicines"]),
    ("item.take(2).linkId", ["weight", "height"]),
    ("item.where(linkId='weight').single().linkId", ["weight"]),
    ("repeat(item).linkId.count()", [10]),
    ("item.select(linkId).count()", [8]),
    ("item.where(linkId='medicines').item.where(linkId='more').answer.valueInteger", [3, 4]),
    ("item.where(linkId='medicines').item.answer.item.answer.valueInteger", [100]),
    ("item.where(linkId='conditions').answer.valueCoding.code", ["asthma", "gout"]),
    # existence
    ("item.where(linkId='weight').exists()", [True]),
    ("item.where(linkId='nothing').exists()", [False]),
    ("item.exists(linkId='weight')", [True]),
    ("item.where(linkId='nothing').empty()", [True]),
    ("item.all(linkId.exists())", [True]),
    ("item.all(answer.exists())", [False]),
    ("(true | false).allTrue()", [False]),
    ("(true | false).anyTrue()", [True]),
    ("(true | false).allFalse()", [False]),
    ("(true | false).anyFalse()", [True]),
    ("{}.not()", []),
    ("true.not()", [False]),
    ("(1 | 2 | 2).count()", [2]),
    ("(1).combine(1).distinct().count()", [1]),
    ("(1).combine(1).isDistinct()", [False]),
    # numbers
    ("1 + 2 * 3", [7]),
    ("(1 + 2) * 3", [9]),
    ("7 / 2", [Decimal("3.5")]),
    ("7 div 2", [3]),
    ("7 mod 2", [1]),
    ("-7 div 2", [-3]),
    ("1 / 0", []),
    ("1 div 0", []),
    ("-3.abs()", [-3]),
    ("(-3).abs()", [3]),
    ("1.5.ceiling()", [2]),
    ("1.5.floor()", [1]),
    ("(-1.5).truncate()", [-1]),
    ("3.14159.round(2)", [Decimal("3.14")]),
    ("(1 | 2 | 3).sum()", [6]),
    ("(1 | 2 | 3).min()", [1]),
    ("(1 | 2 | 3).max()", [3]),
    ("(1 | 2 | 3).avg()", [2]),
    ("1 + {}", []),
    # comparison
    ("1 < 2", [True]),
    ("2 <= 1", [False]),
    ("'a' < 'b'", [True]),
    ("1 = 1.0", [True]),
    ("1 != 2", [True]),
    ("1 = {}", []),
    ("(1 | 2) = (1 | 2)", [True]),
    ("(1 | 2) = (2 | 1)", [False]),
    ("'Hello  World' ~ 'hello world'", [True]),
    ("'a' !~ 'b'", [True]),
    ("@2020-01-01 < @2020-06-01", [True]),
    ("@2020 = @2020-06", []),
    ("@2020 < @2021-06", [True]),
    ("2 in (1 | 2)", [True]),
    ("(1 | 2) contains 3", [False]),
    # logic
    ("true and false", [False]),
    ("true and {}", []),
    ("false and {}", [False]),
    ("true or {}", [True]),
    ("false or {}", []),
    ("{} or {}", []),
    ("true xor true", [False]),
    ("true xor {}", []),
    ("true implies false", [False]),
    ("false implies {}", [True]),
    ("{} implies true", [True]),
    ("true implies {}", []),
    ("iif(true, 1, 2)", [1]),
    ("iif({}, 1, 2)", [2]),
    ("iif(false, 1)", []),
    # texts
    ("'abc' & {}", ["abc"]),
    ("'abc' + 'def'", ["abcdef"]),
    ("'abc' + {}", []),
    ("'abc'.startsWith('ab')", [True]),
    ("'abc'.endsWith('c')", [True]),
    ("'abc'.contains('bc')", [True]),
    ("'abc'.indexOf('c')", [2]),
    ("'abc'.substring(1)", ["bc"]),
    ("'abc'.substring(1, 1)", ["b"]),
    ("'abc'.substring(9)", []),
    ("'abc'.upper()", ["ABC"]),
    ("'ABC'.lower()", ["abc"]),
    ("'abc'.length()", [3]),
    ("'abc'.replace('b', 'x')", ["axc"]),
    ("'312-555'.matches('[0-9]{3}-[0-9]{3}')", [True]),
    ("'a,b'.split(',')", ["a", "b"]),
    ("('a' | 'b').join('-')", ["a-b"]),
    ("'It\\'s'", ["It's"]),
    # conversions and types
    ("1.toString()", ["1"]),
    ("'12'.toInteger()", [12]),
    ("'x'.toInteger()", []),
    ("'1.5'.toDecimal()", [Decimal("1.5")]),
    ("'yes'.toBoolean()", [True]),
    ("1 is Integer", [True]),
    ("'a' is Integer", [False]),
    ("(1 | 'a').ofType(Integer)", [1]),
    # dates
    ("today() > @2000-01-01", [True]),
    ("now() > @2000-01-01T00:00:00Z", [True]),
    ("@2020-01-31 + 1 month", ["2020-02-29"]),
    ("@2020-02-29 + 1 year", ["2021-02-28"]),
    ("@2020-01-01 - 1 day", ["2019-12-31"]),
    ("@2020-01-01 + 2 weeks", ["2020-01-15"]),
    # sets
    ("(1 | 2).union(2 | 3).count()", [3]),
    ("(1 | 2).intersect(2 | 3)", [2]),
    ("(1 | 2).exclude(2)", [1]),
]
"""Expressions on which the other implementation agrees with us."""

OURS: list[tuple[str, list[Any]]] = [
    (f"({WEIGHT} / {HEIGHT} / {HEIGHT}).round(1)", [Decimal("23.0")]),
    ("item.where(linkId='conditions').answer.value.ofType(Coding).code", ["asthma", "gout"]),
    ("item.where(linkId='born').answer.value + 18 years <= today()", [True]),
    ("item.where(linkId='born').answer.value > today() - 18 years", [False]),
    ("now() - 1 'd'", ["2026-11-22T10:00:00Z"]),
    ("now() + 90 minutes", ["2026-11-23T11:30:00+00:00"]),
    ("(1 | 2) ~ (2 | 1)", [True]),
    ("today() = now()", []),
    ("today() <= now()", []),
    ("@T10:30:00 < @T11:00:00", [True]),
    ("4 'kg' = 4000 'g'", [True]),
    ("4 'kg' < 4 'cm'", []),
    ("(4 'kg' + 500 'g').value", [Decimal("4.5")]),
    ("4 'kg' * 2 = 8 'kg'", [True]),
    ("2.5.round()", [3]),
    ("item.where(linkId='phone').answer.value.matches('^\\\\d{3}-')", [True]),
    ("descendants().where(linkId='dose').answer.value", [100]),
    ("item.where(linkId='medicines').children().count()", [3]),
    ("item.where(linkId='weight').answer.hasValue()", [False]),
    ("item.where(linkId='weight').answer.value.hasValue()", [True]),
    ("QuestionnaireResponse.status", ["completed"]),
    ("item.select($index).sum()", [28]),
    ("0.1 + 0.2 = 0.3", [True]),
    ("@2020-01-31.toString()", ["2020-01-31"]),
    ("'  a '.trim()", ["a"]),
    ("'2020-05-01'.toDate() + 1 day", ["2020-05-02"]),
    ("@9999-12-31 + 1 day", ["9999-12-31"]),
    ("// nothing but\n1 /* one */", [1]),
    ("`item`.where($this.linkId = \"x\" or true)".replace('"', "'") + ".count()", [8]),
]
"""Expressions the other implementation does not know, or answers against the standard."""


@pytest.mark.parametrize(("text", "outcome"), AGREED + OURS, ids=[row[0] for row in AGREED + OURS])
def test_an_expression_has_its_outcome(text: str, outcome: list[Any]) -> None:
    assert problem_of(parse(text), ()) == ""
    found = plain(work_out(text))
    assert found == outcome
    assert [isinstance(value, bool) for value in found] == [isinstance(value, bool) for value in outcome]


@pytest.mark.parametrize("text", [row[0] for row in AGREED])
def test_another_implementation_agrees(text: str) -> None:
    theirs = fhirpathpy.evaluate(RESPONSE, text, {"resource": RESPONSE, "context": RESPONSE})
    ours = plain(work_out(text))
    assert [str(value) if not _is_number(value) else Decimal(str(value)) for value in theirs] == [
        str(value) if not _is_number(value) else Decimal(str(value)) for value in ours
    ]


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


# --- bounds --------------------------------------------------------------------------------------------------------

ENDLESS = [
    "repeat(item | $this)",
    "descendants().select(%resource.descendants().select(%resource.descendants().select(%resource.descendants())))",
    "('aaaaaaaaaa' | 'b').select(%resource.descendants().select('x').join('yyyyyyyyyyyyyyyyyyyyyyyyyyyyyy')).join('z')",
    "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab'.matches('^(a+)+(a+)+(a+)+$')",
    "1" + "0" * 60 + " + 1",
    "9999999999 * 9999999999 * 9999999999 * 9999999999 * 9999999999",
    "(1 | 2) + 1",
    "'a' + 1",
    "'a' < 1",
    "today() + 1 'kg'",
    "item.single()",
    "'x'.replace('', 'y') + 1",
]


@pytest.mark.parametrize("text", ENDLESS)
def test_nothing_hangs_or_raises_anything_else(text: str) -> None:
    try:
        found = work_out(text, budget=Budget(100_000))
    except EvaluationError:
        found = []
    assert len(found) < 1000


@pytest.mark.parametrize(
    "text",
    [
        "(" * 400 + "1" + ")" * 400,
        "-" * 400 + "1",
        "1" + ".not()" * 400,
        "1" + " + 1" * 400,
        "iif(" * 60 + "1" + ", 1, 2)" * 60,
        "1 +",
        "a b",
        "a..b",
        "'open",
        "@2020-13-01",
        "$total",
        "{1}",
        "1.5.6",
        "f(",
        "x" * 20_000,
        "é",
        "",
    ],
)
def test_what_is_no_expression_is_told_with_its_place(text: str) -> None:
    with pytest.raises(SyntaxProblemError, match=r"\(character \d+\)$"):
        parse(text)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("item.trace('x')", "trace"),
        ("resolve()", "resolve"),
        ("item.where()", "where"),
        ("asnwer.value", "asnwer"),
        ("%weight + 1", "%weight"),
        ("'a'.matches('(')", "pattern"),
        ("'a'.matches('b' & 'c')", "written out"),
        ("1 is Observation", "Observation"),
        ("item.ofType(Foo)", "Foo"),
        ("item.aggregate($this)", "aggregate"),
        ("memberOf('http://example.org')", "memberOf"),
        (" and ".join(["true"] * 90), "nested"),
    ],
)
def test_what_is_outside_the_subset_is_named(text: str, word: str) -> None:
    assert word in problem_of(parse(text), ())


@given(st.text(alphabet="item.where(linkId='a')answer%$[]{}|&+-*/<>=!~@0123456789 ", max_size=60))
def test_any_text_is_read_checked_and_worked_out_or_refused(text: str) -> None:
    try:
        tree = parse(text)
    except SyntaxProblemError:
        return
    if problem_of(tree, ()):
        return
    with contextlib.suppress(EvaluationError):
        work_out(text, budget=Budget(20_000))


# --- what is read --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("%resource.item.where(linkId='a').answer.value", {"a"}),
        ("%resource.item.where(linkId='g').item.where(linkId='a' or linkId='b').answer", {"a", "b"}),
        ("%resource.repeat(item).where(linkId='a').answer.value + 1", {"a"}),
        ("%resource.item.item.where(linkId='a').answer", {"a"}),
        ("item.where(linkId='a' and answer.value > 3).exists()", {"a"}),
        ("item.exists(linkId='a')", {"a"}),
        ("answer.value", {SELF}),
        ("%context.item.where(linkId='a').answer", {"a"}),
        ("%known * 2", {"k"}),
        ("today() - 1 year", set()),
        ("%questionnaire.title", set()),
        ("%patient.birthDate", set()),
        ("%resource.item.where(linkId != 'a').answer", None),
        ("%resource.item[0].item.where(linkId='a').answer", None),
        ("%resource.descendants().where(linkId='a')", None),
        ("%resource.item.where(linkId='g').item.answer", None),
        ("%resource.item.where(answer.value > 3).exists()", None),
        ("%open + 1", None),
    ],
)
def test_what_an_expression_reads(text: str, reads: set[str] | None) -> None:
    found = reads_of(parse(text), {"known": frozenset({"k"}), "open": None})
    assert found == (None if reads is None else frozenset(reads))


def test_codings_are_read_with_system_and_code() -> None:
    [found] = work_out("item.where(linkId='conditions').answer.value.first()")
    assert as_coding(found) == Coding("asthma", "urn:c", "Asthma")


def test_a_quantity_is_one_value() -> None:
    assert work_out("4 'kg'") == [Quantity(Decimal(4), "kg", "http://unitsofmeasure.org", "kg")]
