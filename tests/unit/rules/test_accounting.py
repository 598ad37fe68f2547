"""Accounting of disclosures: the period, what is left out and why, repeated ones, suspensions, the free one."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from app.core.errors import InvalidInputError
from app.rules.accounting import AccountLine, Disclosed, Suspension, account, free_again, period, suspended_until
from app.rules.disclosure_basis import RULES, Basis, is_accounted

TODAY = date(2026, 11, 24)
EXCLUDED = {
    "164.528(a)(1)(i)": {Basis.TREATMENT, Basis.PAYMENT, Basis.OPERATIONS},
    "164.528(a)(1)(ii)": {Basis.TO_INDIVIDUAL, Basis.REPRESENTATIVE},
    "164.528(a)(1)(iii)": {Basis.INCIDENTAL},
    "164.528(a)(1)(iv)": {Basis.AUTHORIZATION},
    "164.528(a)(1)(v)": {Basis.PERSONS_INVOLVED},
    "164.528(a)(1)(vi)": {Basis.NATIONAL_SECURITY},
    "164.528(a)(1)(vii)": {Basis.CUSTODY},
    "164.528(a)(1)(viii)": {Basis.LIMITED_DATA_SET},
}
"""The paragraphs of 45 CFR 164.528(a)(1), written out once more from the regulation."""

PERIODS = [
    # asked for on, first day: the same day six years before; of February 29 the 28th, so that no day is lost
    ("2026-11-24", "2020-11-24"), ("2028-02-29", "2022-02-28"), ("2030-02-28", "2024-02-28"),
    ("2030-03-01", "2024-03-01"), ("2026-01-01", "2020-01-01"),
    ("2026-01-31", "2020-01-31"), ("2026-02-28", "2020-02-28"), ("2026-03-01", "2020-03-01"),
    ("2026-03-08", "2020-03-08"), ("2026-11-01", "2020-11-01"), ("2026-12-31", "2020-12-31"),
    ("2027-01-31", "2021-01-31"), ("2027-02-28", "2021-02-28"), ("2027-03-01", "2021-03-01"),
    ("2027-03-08", "2021-03-08"), ("2027-11-01", "2021-11-01"), ("2027-12-31", "2021-12-31"),
    ("2028-01-31", "2022-01-31"), ("2028-02-28", "2022-02-28"), ("2028-03-01", "2022-03-01"),
    ("2028-03-08", "2022-03-08"), ("2028-11-01", "2022-11-01"), ("2028-12-31", "2022-12-31"),
    ("2029-01-31", "2023-01-31"), ("2029-02-28", "2023-02-28"), ("2029-03-01", "2023-03-01"),
    ("2029-03-08", "2023-03-08"), ("2029-11-01", "2023-11-01"), ("2029-12-31", "2023-12-31"),
    ("2030-01-31", "2024-01-31"), ("2030-02-28", "2024-02-28"), ("2030-03-01", "2024-03-01"),
    ("2030-03-08", "2024-03-08"), ("2030-11-01", "2024-11-01"), ("2030-12-31", "2024-12-31"),
    ("2031-01-31", "2025-01-31"), ("2031-02-28", "2025-02-28"), ("2031-03-01", "2025-03-01"),
    ("2031-03-08", "2025-03-08"), ("2031-11-01", "2025-11-01"), ("2031-12-31", "2025-12-31"),
    ("2032-01-31", "2026-01-31"), ("2032-02-28", "2026-02-28"), ("2032-03-01", "2026-03-01"),
    ("2032-03-08", "2026-03-08"), ("2032-11-01", "2026-11-01"), ("2032-12-31", "2026-12-31"),
    ("2024-02-29", "2018-02-28"), ("2032-02-29", "2026-02-28"), ("2036-02-29", "2030-02-28"),
    ("2106-02-28", "2100-02-28"),
]


def disclosed(number: int, on: date, basis: Basis, recipient: str = "", purpose: str = "") -> Disclosed:
    """One disclosure; without a recipient it has one of its own."""
    return Disclosed(f"d{number:04d}", on, recipient or f"Recipient {number}", "", "Records", purpose or "Why", basis)


def test_exactly_the_paragraphs_of_the_rule_are_left_out() -> None:
    found: dict[str, set[Basis]] = {}
    for basis, rule in RULES.items():
        if rule.excluded_by:
            found.setdefault(rule.excluded_by, set()).add(basis)
    assert found == EXCLUDED
    assert set(RULES) == set(Basis)


def test_of_500_disclosures_exactly_the_right_ones_are_listed() -> None:
    draw = random.Random(528)  # test data, not a secret
    first, last = date(2020, 11, 24), TODAY
    everything = [disclosed(number, TODAY - timedelta(days=draw.randrange(-30, 8 * 366)), draw.choice(list(Basis)),
                            f"Agency {draw.randrange(12)}", f"Purpose {draw.randrange(3)}") for number in range(500)]
    held = Suspension(Basis.LAW_ENFORCEMENT, "AGENCY  3", TODAY, TODAY)
    left_out = set().union(*EXCLUDED.values())
    expected = {each.disclosure_id for each in everything if first <= each.on <= last and each.basis not in left_out
                and not (each.basis is Basis.LAW_ENFORCEMENT and each.recipient == "Agency 3")}

    found = account(everything, *period(TODAY), (held,), TODAY)

    told = {each.disclosure_id for line in found.lines for each in everything if _belongs(each, line)
            and first <= each.on <= last}
    assert told == expected
    assert found.count == len(expected)
    assert sum(count for _why, count in found.excluded) == sum(
        first <= each.on <= last and each.basis in left_out for each in everything)
    assert found.withheld == sum(first <= each.on <= last and each.basis is Basis.LAW_ENFORCEMENT
                                 and each.recipient == "Agency 3" for each in everything)


def _belongs(each: Disclosed, line: AccountLine) -> bool:
    same = (each.basis, each.recipient, each.purpose) == (line.basis, line.recipient, line.purpose)
    is_same_line = same and is_accounted(each.basis) and each.basis is not Basis.BREACH
    return each.disclosure_id == line.disclosure_id or is_same_line


def test_repeated_disclosures_to_one_recipient_are_told_once_with_number_and_last_day() -> None:
    days = [date(2026, month, 5) for month in (1, 3, 6)]
    found = account([disclosed(number, day, Basis.PUBLIC_HEALTH, "IDPH ", "Reporting")
                     for number, day in enumerate(days)]
                    + [disclosed(9, days[1], Basis.PUBLIC_HEALTH, "idph", "Another purpose")],
                    *period(TODAY), (), TODAY)
    assert [(line.on, line.count, line.last_on) for line in found.lines] == [
        (days[0], 3, days[2]), (days[1], 1, days[1])]


def test_a_breach_is_never_summed_up() -> None:
    twice = [disclosed(number, TODAY, Basis.BREACH, "Somebody", "Sent by mistake") for number in range(2)]
    assert len(account(twice, *period(TODAY), (), TODAY).lines) == 2


@pytest.mark.parametrize(("requested", "first"), PERIODS)
def test_the_period_is_six_years_and_both_ends_count(requested: str, first: str) -> None:
    _check_period(date.fromisoformat(requested), date.fromisoformat(first))


def _check_period(requested: date, first: date) -> None:
    assert period(requested) == (first, requested)
    ends = [disclosed(number, day, Basis.ABUSE) for number, day in enumerate(
        (first - timedelta(days=1), first, requested, requested + timedelta(days=1)))]
    found = account(ends, *period(requested), (), requested)
    assert [line.disclosure_id for line in found.lines] == ["d0001", "d0002"]


def test_the_patient_may_ask_for_less_but_not_for_more() -> None:
    assert period(TODAY, date(2026, 1, 1)) == (date(2026, 1, 1), TODAY)
    assert period(TODAY, date(2001, 1, 1)) == (date(2020, 11, 24), TODAY)
    with pytest.raises(InvalidInputError):
        period(TODAY, TODAY + timedelta(days=1))


def test_a_suspension_holds_back_only_its_agency_and_only_its_time() -> None:
    entries = [disclosed(1, TODAY, Basis.LAW_ENFORCEMENT, "Chicago Police"),
               disclosed(2, TODAY, Basis.LAW_ENFORCEMENT, "Cook County Sheriff"),
               disclosed(3, TODAY, Basis.JUDICIAL, "Chicago Police")]
    held = Suspension(Basis.LAW_ENFORCEMENT, "chicago police", TODAY, TODAY + timedelta(days=10))
    for day, told in ((TODAY, 2), (held.until, 2), (held.until + timedelta(days=1), 3)):
        found = account(entries, *period(TODAY), (held,), day)
        assert (len(found.lines), found.withheld) == (told, 3 - told)
        assert found.withheld_until == (held.until if found.withheld else None)


def test_staff_see_until_when_something_is_held_back_and_not_until_when_nothing_is() -> None:
    entries = [disclosed(number, TODAY, Basis.LAW_ENFORCEMENT, name) for number, name in enumerate(("FBI", "DEA"))]
    held = [Suspension(Basis.LAW_ENFORCEMENT, name, TODAY, TODAY + timedelta(days=days))
            for name, days in (("FBI", 10), ("F.B.I.", 20), ("DEA", 5), ("A sheriff", 90))]
    found = account(entries, *period(TODAY), held, TODAY)
    assert (found.withheld, found.withheld_until) == (2, TODAY + timedelta(days=20))


@pytest.mark.parametrize(("typed", "on_record"), [
    ("chicago police department", "Chicago Police Dept."),
    ("Chicago P.D.", "Chicago Police Department"),
    ("  Illinois   Department of  Public Health ", "The Ill. Dept. of Public Health"),
    ("Illinois Dept.of Public Health", "Illinois Department of Public-Health"),
    ("U.S. Attorney’s Office", "us attorneys ofc"),
    ("U.S.Attorney's Office", "US Attorneys Office"),
    ("F.B.I", "FBI"),
    ("Cook County Sheriff, Investigations", "COOK CO. SHERIFF (INVESTIGATIONS)"),
    ("Drug & Device Control", "Drug and Device Control"),
    ("Policía de Peoria", "policia de peoria"),
    ("???", "???"),
])
def test_an_agency_is_held_back_however_its_name_is_spelled(typed: str, on_record: str) -> None:
    entry = disclosed(1, TODAY, Basis.OVERSIGHT, on_record)
    held = Suspension(Basis.OVERSIGHT, typed, TODAY, TODAY)
    assert held.holds_back(entry, TODAY)


@pytest.mark.parametrize(("typed", "on_record"), [
    ("Cook County Sheriff", "Cook County Sheriff, Investigations"), ("Chicago Police", "Oak Park Police"),
    ("Area 3", "Area 5"), ("???", "!!!"), ("The", ""), ("Peoria Police", "Peoria Department of Health"),
])
def test_another_agency_is_another_name(typed: str, on_record: str) -> None:
    entry = Disclosed("d1", TODAY, on_record, "", "Records", "Why", Basis.OVERSIGHT)
    assert not Suspension(Basis.OVERSIGHT, typed, TODAY, TODAY).holds_back(entry, TODAY)


@pytest.mark.parametrize(("asked", "is_oral", "until"), [
    (date(2027, 6, 1), False, date(2027, 6, 1)),
    (date(2027, 6, 1), True, date(2026, 12, 24)),
    (date(2026, 11, 30), True, date(2026, 11, 30)),
])
def test_a_spoken_statement_lasts_at_most_30_days(asked: date, is_oral: bool, until: date) -> None:
    assert suspended_until(TODAY, asked, is_oral=is_oral) == until


def test_a_suspension_cannot_end_before_it_began() -> None:
    with pytest.raises(InvalidInputError):
        suspended_until(TODAY, TODAY - timedelta(days=1), is_oral=False)


@pytest.mark.parametrize(("given", "free"), [
    ((), None),
    ((date(2025, 11, 24),), None),
    ((date(2025, 11, 25),), date(2026, 11, 25)),
    ((date(2024, 2, 29), date(2026, 3, 1)), date(2027, 3, 1)),
    ((date(2026, 12, 1),), None),  # asked for later
    ((date(2025, 11, 1), date(2026, 6, 1)), None),  # the list of June was one more within the year from November
    ((date(2026, 6, 1), date(2025, 11, 1)), None),
    ((date(2024, 11, 1), date(2025, 6, 1), date(2025, 12, 1)), date(2026, 12, 1)),
])
def test_the_first_in_twelve_months_is_free(given: tuple[date, ...], free: date | None) -> None:
    assert free_again(given, TODAY) == free
