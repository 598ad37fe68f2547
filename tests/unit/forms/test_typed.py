"""Reading what people type, limits relative to today, and units."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from app.forms import Answer, Coding, FhirDate, FhirDateTime, FhirTime, Item, ItemType, Quantity, Value
from app.forms.compare import order
from app.forms.extensions import NORMALIZE
from app.forms.messages import MESSAGES
from app.forms.model import Rules
from app.forms.relative import RelativeDate
from app.forms.typed import read_typed
from app.forms.ucum import UCUM, convert
from tests.unit.forms.forms import extension, form, item, options, session

CENTRAL = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("America/Chicago"))
HEIGHT = Item("h", ItemType.QUANTITY, rules=Rules(units=(Coding("cm", UCUM, "cm"), Coding("[in_i]", UCUM, "in"))))


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("date", "5/17/1990", FhirDate(1990, 5, 17)),
        ("date", " 05-17-1990 ", FhirDate(1990, 5, 17)),
        ("date", "1990-05-17", FhirDate(1990, 5, 17)),
        ("date", "5/1990", FhirDate(1990, 5)),
        ("date", "1990", FhirDate(1990)),
        ("time", "2:30 pm", FhirTime("14:30:00")),
        ("time", "12 am", FhirTime("00:00:00")),
        ("time", "14:30", FhirTime("14:30:00")),
        ("dateTime", "5/17/1990 2:30 pm", FhirDateTime("1990-05-17T14:30:00-05:00")),
        ("dateTime", "1990-12-17T14:30:00", FhirDateTime("1990-12-17T14:30:00-06:00")),
        ("dateTime", "1990-05-17T09:05:00", FhirDateTime("1990-05-17T09:05:00-05:00")),
        ("dateTime", "1990-05-17", FhirDateTime("1990-05-17")),
        ("integer", "1,200", 1200),
        ("integer", "-3", -3),
        ("decimal", "12.50", Decimal("12.50")),
        ("decimal", "1,200.5", Decimal("1200.5")),
        ("url", "https://example.org", "https://example.org"),
        ("string", "  kept as typed ", "  kept as typed "),
        ("boolean", "Sí", True),
    ],
)
def test_what_reads_as_an_answer(kind: str, text: str, value: Value) -> None:
    outcome = read_typed(Item("q", ItemType(kind)), text, CENTRAL)
    assert (outcome.value, outcome.missing) == (value, "")


@pytest.mark.parametrize(
    ("kind", "text", "missing"),
    [
        ("date", "5/17", "type-date-year"),
        ("date", "5/17/90", "type-date-year"),
        ("date", "2/30/2024", "type-date-none"),
        ("date", "soon", "type-date"),
        ("time", "25:00", "type-time"),
        ("time", "7", "type-time"),
        ("time", "13 pm", "type-time"),
        ("integer", "1.5", "type-integer"),
        ("integer", "12 years", "type-integer"),
        ("integer", "99999999999", "type-integer"),
        ("decimal", "1,2", "type-decimal"),
        ("decimal", "nan", "type-decimal"),
        ("url", "example", "type-url"),
        ("boolean", "maybe", "type"),
    ],
)
def test_what_is_only_half_typed(kind: str, text: str, missing: str) -> None:
    outcome = read_typed(Item("q", ItemType(kind)), text, CENTRAL)
    assert (outcome.value, outcome.missing) == (None, missing)


def test_blank_text_is_no_answer_and_nothing_is_missing() -> None:
    assert read_typed(Item("q", ItemType.DATE), " \x00 ") == read_typed(Item("q", ItemType.STRING), "")


def test_quantities_take_one_of_the_units_offered() -> None:
    assert read_typed(HEIGHT, "170 cm").value == Quantity(Decimal(170), "cm", UCUM, "cm")
    assert read_typed(HEIGHT, "67in").value == Quantity(Decimal(67), "in", UCUM, "[in_i]")
    assert read_typed(HEIGHT, "170").missing == "type-quantity"
    assert read_typed(HEIGHT, "170 ft").missing == "type-quantity"


def test_a_choice_can_be_typed_by_its_words() -> None:
    asked = form(item("q", "choice", answerOption=options("yes", "no"))).item("q")
    outcome = read_typed(asked, "YES")
    assert outcome.value is not None
    assert Answer(outcome.value) == Answer(Coding("yes", "urn:codes", "Yes"))
    assert read_typed(asked, "perhaps").missing == "option"


@pytest.mark.parametrize(
    ("expression", "today", "day"),
    [
        ("today()", date(2026, 11, 23), date(2026, 11, 23)),
        ("today() - 18 'months'", date(2026, 11, 23), date(2025, 5, 23)),
        ("today() - 18 months", date(2026, 8, 31), date(2025, 2, 28)),
        ("today()+2 years", date(2024, 2, 29), date(2026, 2, 28)),
        ("today() - 120 'a'", date(2026, 11, 23), date(1906, 11, 23)),
        ("today() - 2 weeks", date(2026, 1, 7), date(2025, 12, 24)),
        ("today() + 1 day", date(2026, 12, 31), date(2027, 1, 1)),
        ("today() - 99999 years", date(2026, 1, 1), date.min),
        ("today() + 99999 days", date(9999, 12, 1), date.max),
    ],
)
def test_limits_relative_to_today(expression: str, today: date, day: date) -> None:
    relative = RelativeDate.parse(expression)
    assert relative is not None
    assert relative.on(today) == day


@pytest.mark.parametrize(
    "expression", ["", "now()", "today() - 18", "today() - x 'months'", "today() * 2 days", "today() -- 1 day"]
)
def test_other_expressions_are_not_taken_for_limits(expression: str) -> None:
    assert RelativeDate.parse(expression) is None


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (FhirDate(2024), FhirDate(2023, 12, 31), 1),
        (FhirDate(2024, 5), FhirDate(2024, 5, 17), None),
        (FhirDate(2024, 5), FhirDate(2024, 5), 0),
        (FhirDateTime("2024-05-17T10:00:00Z"), FhirDateTime("2024-05-17T05:00:00-05:00"), 0),
        (FhirDateTime("2024-05-17T10:00:00+14:00"), FhirDateTime("2024-05-17T10:00:00Z"), -1),
        (FhirDate(2024, 5, 17), FhirDateTime("2024-05-18T00:00:00Z"), -1),
        (FhirTime("10:00:00"), FhirTime("10:00:00.5"), -1),
        (1, Decimal("1.0"), 0),
        ("a", "b", None),
    ],
)
def test_ordering(left: Value, right: Value, expected: int | None) -> None:
    assert order(left, right) == expected


def test_units_convert_within_what_they_measure() -> None:
    pounds = Quantity(Decimal(100), "lb", UCUM, "[lb_av]")
    assert convert(pounds, UCUM, "kg", "kg") == Decimal("45.359237")
    assert convert(pounds, UCUM, "cm", "cm") is None
    assert convert(Quantity(Decimal(1), "Kg"), "", "", "Kg") == 1
    assert convert(Quantity(Decimal(1), "Kg"), UCUM, "kg", "kg") is None


def test_every_sentence_is_there_in_every_language() -> None:
    for table in MESSAGES.values():
        assert table.keys() == MESSAGES["en"].keys()
        assert all(("{limit}" in table[name]) == ("{limit}" in MESSAGES["en"][name]) for name in table)


def test_a_moment_is_kept_as_written() -> None:
    moment = FhirDateTime.parse("2024-05-17T10:00:00.1234567Z")
    assert moment is not None
    assert str(moment) == "2024-05-17T10:00:00.1234567Z"
    assert moment.earliest() == datetime(2024, 5, 17, 10, 0, 0, 123456, UTC)


@pytest.mark.parametrize(
    ("way", "text", "value"), [("e164", "(312) 555-0148", "+13125550148"), ("upper", " il ", "IL")]
)
def test_typed_text_is_written_in_one_way(way: str, text: str, value: str) -> None:
    filling = session(item("q", extension=[extension(NORMALIZE, "Code", way)]))
    filling.set_raw("q", text)
    assert filling.answers("q") == (Answer(value),)
