"""Words patients are found by, and what somebody may type to find them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.search_terms import name_words, terms, wanted

BORN = date(1986, 3, 14)


def _finds(typed: str, names: tuple[str, ...] = ("Ána", "Núñez-O’Brien")) -> bool:
    known = terms(names, BORN, "+17735550148", 20417)
    asked = wanted(typed)
    return bool(asked) and all(any(term.startswith(prefix) for term in known for prefix in one.prefixes)
                               for one in asked)


@pytest.mark.parametrize("typed", [
    "ana", "ANA", "núñez", "nunez ana", "obrien", "o'brien", "ana núñez-o’brien",
    "3/14/1986", "03/14/1986", "3-14-1986", "3.14.1986", "3/14/86", "3/14", "1986-03-14", "1986-3", "March 14, 1986",
    "14 mar 1986", "1986", "ana 1986", "(773) 555-0148", "773555", "+1 773 555 0148", "17735550148", "5550148", "0148",
    "20417", "nunez 0148",
])
def test_a_patient_is_found_by(typed: str) -> None:
    assert _finds(typed)


@pytest.mark.parametrize("typed", ["anna", "3/15/1986", "1987", "5550149", "20418", "nunez 0149", "march 15 1986"])
def test_a_patient_is_not_found_by(typed: str) -> None:
    assert not _finds(typed)


@pytest.mark.parametrize(("name", "typed"), [
    ("Łukasz", "lukasz"), ("Søren", "soren"), ("Straße", "strasse"), ("李小龙", "李"), ("محمد", "محمد"),
    ("d'Alembert", "dalembert"), ("Al-Amin", "amin"), ("İbrahim", "ibrahim"),
])
def test_letters_of_any_script_are_found_plainly(name: str, typed: str) -> None:
    assert _finds(typed, (name,))


@given(st.text(max_size=300))
def test_whatever_is_typed_is_looked_for_without_an_error(typed: str) -> None:
    for one in wanted(typed):
        assert one.prefixes
        assert all(prefix[:1] in b"ndmpr" for prefix in one.prefixes)


@given(st.text(max_size=120))
def test_words_of_a_name_find_that_name(name: str) -> None:
    known = {term.encode() for term in (f"n{word}" for word in name_words(name))}
    assert known <= terms((name,), BORN, "", 1)


def test_a_megabyte_pasted_into_the_search_is_cut_not_processed() -> None:
    assert len(wanted("a b " * 250_000)) <= 200
