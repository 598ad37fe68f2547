"""Until when records are kept: a table worked out by hand, and bounds that no combination of dates may break."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import clinic_date
from app.core.errors import InvalidInputError
from app.core.resources import resource
from app.rules.located import RulesError
from app.rules.retention import (
    Covers,
    RecordDates,
    RetentionChoice,
    checked_choice,
    keep_document,
    keep_record,
    load_retention,
    shipped_retention,
    years_after,
)

BOOK = shipped_retention()
PLAIN = RetentionChoice()
NO_FLOOR = RetentionChoice(minor_floor=False)
TEN = RetentionChoice(adult_years=10)

# born, last visit, choice, kept until (the last day), rule
TABLE = [
    # adults: six years after the last visit
    ("1980-05-02", "2016-05-02", PLAIN, "2022-05-02", "R-1"),
    ("1980-05-02", "2020-01-01", PLAIN, "2026-01-01", "R-1"),
    ("1980-05-02", "2020-12-31", PLAIN, "2026-12-31", "R-1"),
    ("1980-05-02", "2019-02-28", PLAIN, "2025-02-28", "R-1"),
    ("1980-05-02", "2020-02-28", PLAIN, "2026-02-28", "R-1"),
    ("1980-05-02", "2020-02-29", PLAIN, "2026-03-01", "R-1"),
    ("1980-05-02", "2018-03-01", PLAIN, "2024-03-01", "R-1"),
    ("1980-05-02", "2018-02-28", PLAIN, "2024-02-28", "R-1"),
    ("1925-01-01", "2026-11-23", PLAIN, "2032-11-23", "R-1"),
    ("1980-02-29", "2020-02-29", PLAIN, "2026-03-01", "R-1"),
    ("2002-11-23", "2026-11-23", PLAIN, "2032-11-23", "R-1"),
    # the day before, of and after the 18th birthday, when the 22nd birthday is earlier than six years on
    ("2000-06-15", "2018-06-14", PLAIN, "2024-06-14", "R-2"),
    ("2000-06-15", "2018-06-15", PLAIN, "2024-06-15", "R-1"),
    ("2000-06-15", "2018-06-16", PLAIN, "2024-06-16", "R-1"),
    # around the day from which six years reach further than the 22nd birthday: the 16th birthday
    ("2000-06-15", "2016-06-14", PLAIN, "2022-06-15", "R-2"),
    ("2000-06-15", "2016-06-15", PLAIN, "2022-06-15", "R-2"),
    ("2000-06-15", "2016-06-16", PLAIN, "2022-06-16", "R-2"),
    ("2000-06-15", "2010-01-01", PLAIN, "2022-06-15", "R-2"),
    ("2000-06-15", "2000-06-15", PLAIN, "2022-06-15", "R-2"),
    ("2000-06-15", "2017-12-31", PLAIN, "2023-12-31", "R-2"),
    ("2000-01-01", "2015-12-31", PLAIN, "2022-01-01", "R-2"),
    ("2000-12-31", "2015-01-01", PLAIN, "2022-12-31", "R-2"),
    # without the floor: the 21st birthday, from the 15th birthday on six years
    ("2000-06-15", "2015-06-14", NO_FLOOR, "2021-06-15", "R-2"),
    ("2000-06-15", "2015-06-15", NO_FLOOR, "2021-06-15", "R-2"),
    ("2000-06-15", "2015-06-16", NO_FLOOR, "2021-06-16", "R-2"),
    ("2000-06-15", "2010-01-01", NO_FLOOR, "2021-06-15", "R-2"),
    ("2000-06-15", "2000-06-15", NO_FLOOR, "2021-06-15", "R-2"),
    ("2000-06-15", "2017-06-15", NO_FLOOR, "2023-06-15", "R-2"),
    ("2000-06-15", "2018-06-14", NO_FLOOR, "2024-06-14", "R-2"),
    ("2000-06-15", "2018-06-15", NO_FLOOR, "2024-06-15", "R-1"),
    ("1980-05-02", "2016-05-02", NO_FLOOR, "2022-05-02", "R-1"),
    # born on February 29: of age on March 1, birthdays on March 1 in common years
    ("2000-02-29", "2018-02-27", PLAIN, "2024-02-27", "R-2"),
    ("2000-02-29", "2018-02-28", PLAIN, "2024-02-28", "R-2"),
    ("2000-02-29", "2018-03-01", PLAIN, "2024-03-01", "R-1"),
    ("2000-02-29", "2010-05-05", PLAIN, "2022-03-01", "R-2"),
    ("2000-02-29", "2010-05-05", NO_FLOOR, "2021-03-01", "R-2"),
    ("2000-02-29", "2016-02-28", PLAIN, "2022-03-01", "R-2"),
    ("2000-02-29", "2016-02-29", PLAIN, "2022-03-01", "R-2"),
    ("2000-02-29", "2016-03-01", PLAIN, "2022-03-01", "R-2"),
    ("2000-02-29", "2016-03-02", PLAIN, "2022-03-02", "R-2"),
    ("2004-02-29", "2014-01-01", PLAIN, "2026-03-01", "R-2"),
    ("2004-02-29", "2014-01-01", NO_FLOOR, "2025-03-01", "R-2"),
    ("2002-02-28", "2012-01-01", PLAIN, "2024-02-28", "R-2"),
    ("2002-03-01", "2012-01-01", PLAIN, "2024-03-01", "R-2"),
    # the clinic keeps adults longer; nobody's record goes earlier for having been a child
    ("1980-05-02", "2016-05-02", TEN, "2026-05-02", "R-1"),
    ("1980-05-02", "2016-05-19", TEN, "2026-05-19", "R-1"),
    ("1980-05-02", "2016-06-08", TEN, "2026-06-08", "R-1"),
    ("1980-05-02", "2016-02-29", TEN, "2026-03-01", "R-1"),
    ("1980-05-02", "2018-02-28", TEN, "2028-02-28", "R-1"),
    ("2000-06-15", "2018-06-14", TEN, "2028-06-14", "R-2"),
    ("2000-06-15", "2010-01-01", TEN, "2022-06-15", "R-2"),
    ("2000-06-15", "2012-06-15", TEN, "2022-06-15", "R-2"),
    ("2000-06-15", "2012-06-16", TEN, "2022-06-16", "R-2"),
    ("1980-05-02", "2016-05-02", RetentionChoice(7), "2023-05-02", "R-1"),
    ("1980-05-02", "2016-05-02", RetentionChoice(30), "2046-05-02", "R-1"),
    ("1980-05-02", "2000-02-29", RetentionChoice(8), "2008-02-29", "R-1"),
    ("1980-05-02", "1996-02-29", RetentionChoice(7), "2003-03-01", "R-2"),
    # a number below the promise, put into the database by hand, changes nothing
    ("1980-05-02", "2016-05-02", RetentionChoice(1), "2022-05-02", "R-1"),
    ("1980-05-02", "2016-05-02", RetentionChoice(0), "2022-05-02", "R-1"),
    ("2000-06-15", "2017-06-15", RetentionChoice(0, minor_floor=False), "2023-06-15", "R-2"),
    # a visit on the day of birth and one before it (a date typed wrong): the later bounds still hold
    ("2010-08-08", "2010-08-08", PLAIN, "2032-08-08", "R-2"),
    ("2010-08-08", "2009-01-01", PLAIN, "2032-08-08", "R-2"),
]


@pytest.mark.parametrize(("born", "visit", "choice", "until", "rule"), TABLE)
def test_the_table(born: str, visit: str, choice: RetentionChoice, until: str, rule: str) -> None:
    keep = keep_record(BOOK, RecordDates(date.fromisoformat(born), date.fromisoformat(visit)), choice)
    assert (keep.until.isoformat(), keep.rule_id) == (until, rule)
    assert not keep.is_over(keep.until - timedelta(days=1))
    assert not keep.is_over(keep.until), "the last day counts"
    assert keep.is_over(keep.until + timedelta(days=1))
    assert keep.rule_id in keep.sentence


def test_the_table_is_as_long_as_promised() -> None:
    assert len(TABLE) >= 60


@pytest.mark.parametrize(("paper", "until", "rule"), [
    (None, "2022-05-02", "R-1"), ("2015-01-01", "2022-05-02", "R-1"), ("2016-05-02", "2022-05-02", "R-1"),
    ("2016-05-03", "2022-05-03", "R-3"), ("2020-02-29", "2026-03-01", "R-3"),
])
def test_a_letter_is_kept_six_years_too(paper: str | None, until: str, rule: str) -> None:
    day = date.fromisoformat(paper) if paper else None
    keep = keep_record(BOOK, RecordDates(date(1980, 5, 2), date(2016, 5, 2), day), PLAIN)
    assert (keep.until.isoformat(), keep.rule_id) == (until, rule)


@pytest.mark.parametrize(("superseded", "until"), [
    ("2020-09-30", "2026-09-30"), ("2020-02-29", "2026-03-01"), ("2018-02-28", "2024-02-28"),
])
def test_documents_of_the_clinic_are_kept_six_years_after_they_were_replaced(superseded: str, until: str) -> None:
    assert keep_document(BOOK, date.fromisoformat(superseded)).until.isoformat() == until


@given(born=st.dates(date(1905, 1, 1), date(2026, 11, 23)), visit_after=st.integers(0, 36_000),
       paper_after=st.none() | st.integers(0, 4_000), years=st.integers(6, 30), floor=st.booleans())
def test_no_record_goes_before_any_bound_that_was_promised(born: date, visit_after: int, paper_after: int | None,
                                                           years: int, floor: bool) -> None:
    """The bounds are counted here by the calendar, without the code under test."""
    visit = born + timedelta(days=visit_after)
    paper = None if paper_after is None else visit + timedelta(days=paper_after)
    until = keep_record(BOOK, RecordDates(born, visit, paper), RetentionChoice(years, floor)).until
    assert _reached(visit, years, until)
    assert paper is None or _reached(paper, 6, until)
    assert _reached(born, 18, visit) or _reached(born, 22 if floor else 21, until)


def _reached(start: date, years: int, day: date) -> bool:
    """Whether ``years`` have passed from ``start`` to ``day``: the later reading of February 29 decides."""
    return (day.year - start.year, day.month, day.day) >= (years, start.month, start.day)


def test_the_day_is_the_clinics_own() -> None:
    """Late evening in Chicago is the next day in UTC; a record kept until today is not over before midnight there."""
    zone = ZoneInfo("America/Chicago")
    keep = keep_record(BOOK, RecordDates(date(1980, 5, 2), date(2020, 11, 23)), PLAIN)
    evening = datetime(2026, 11, 24, 5, 59, tzinfo=UTC)
    assert not keep.is_over(clinic_date(evening, zone))
    assert keep.is_over(clinic_date(evening + timedelta(minutes=1), zone))
    assert keep.is_over(clinic_date(evening, ZoneInfo("Pacific/Kiritimati")))
    summer = keep_record(BOOK, RecordDates(date(1980, 5, 2), date(2020, 3, 8)), PLAIN)  # the day clocks go forward
    assert not summer.is_over(clinic_date(datetime(2026, 3, 9, 4, 59, tzinfo=UTC), zone))
    assert summer.is_over(clinic_date(datetime(2026, 3, 9, 5, 0, tzinfo=UTC), zone))


@pytest.mark.parametrize("years", [0, 5, 31, -1])
def test_a_shorter_or_absurd_choice_is_refused(years: int) -> None:
    with pytest.raises(InvalidInputError, match="6 to 30 years"):
        checked_choice(BOOK, RetentionChoice(years))


def test_every_rule_says_what_it_is_and_where_it_comes_from() -> None:
    known = json.loads(resource("rules/sources.json").read_bytes())["sources"]
    assert {rule.rule_id for rule in BOOK.rules} == {"R-1", "R-2", "R-3"}
    for rule in BOOK.rules:
        assert set(rule.sources) <= set(known)
        assert "{" not in rule.sentence
    assert (BOOK.rule(Covers.MINOR).birthday, BOOK.floor_birthday, BOOK.adult_from) == (21, 22, 18)


@pytest.mark.parametrize("change", [
    {"rules": []}, {"adult_from": "eighteen"}, {"floor": {}}, {"rules": [{"id": "R-9"}]},
])
def test_a_broken_file_is_named(change: dict[str, object]) -> None:
    data = json.loads(resource("rules/retention.json").read_bytes()) | change
    with pytest.raises(RulesError, match="how long records are kept"):
        load_retention(json.dumps(data).encode())


def test_years_after_loses_no_day() -> None:
    assert years_after(date(2020, 2, 29), 4) == date(2024, 2, 29)
    assert years_after(date(2020, 2, 29), 1) == date(2021, 3, 1)
    assert years_after(date(2020, 2, 29), -6) == date(2014, 3, 1)
