"""What a person typed: card numbers are found in every form people write them, and little else is taken for one."""

from __future__ import annotations

import random
from time import perf_counter

import pytest

from app.core.errors import InvalidInputError
from app.core.text import checked_text, defuse_cell, has_card_number, initials, optional_text, refuse_card_number, slug

_SEED = random.Random(20261124)  # made-up numbers, no secrets


def _card(length: int) -> str:
    digits = [_SEED.choice("3456")] + [_SEED.choice("0123456789") for _ in range(length - 2)]
    for last in "0123456789":
        number = "".join(digits) + last
        total = sum(sum(divmod(int(digit) * (2 if place % 2 else 1), 10))
                    for place, digit in enumerate(reversed(number)))
        if total % 10 == 0:
            return number
    raise AssertionError("one of ten digits always fits")


def _in_fours(number: str, between: str) -> str:
    return between.join(number[start:start + 4] for start in range(0, len(number), 4))


_WRITTEN = (
    str, lambda number: _in_fours(number, " "), lambda number: _in_fours(number, "-"),
    lambda number: _in_fours(number, "."), " ".join,
    lambda number: number.translate({ord("0") + digit: 0x0660 + digit for digit in range(10)}),
    lambda number: _in_fours(number, "\u200b"), lambda number: _in_fours(number, "\u2013"),
    lambda number: _in_fours(number, "\u00a0"), "\ufe0f\u20e3".join,
)


@pytest.mark.parametrize("size", [13, 15, 16, 19])
def test_every_card_number_is_found_however_it_is_written(size: int) -> None:
    for number in (_card(size) for _ in range(100)):
        for written in _WRITTEN:
            assert has_card_number(written(number))
            assert has_card_number(f"On 12/15/2025 the card {written(number)} expires 11/29, ask for it.")


@pytest.mark.parametrize("text", [
    "4111 1111 1111 1112", "4111 1111 1111", "(312) 555-0148", "312-555-0148, 312-555-0149", "+49 1512 3456 784",
    "4111 1111 and 1111 1111", "1" * 40, "", "no digits", "born 03/14/1986",
])
def test_what_is_no_card_number_is_left_alone(text: str) -> None:
    assert not has_card_number(text)


def test_phones_dates_and_short_ids_are_hardly_ever_taken_for_one() -> None:
    def phone() -> str:
        return f"({_SEED.randint(200, 999)}) {_SEED.randint(200, 999)}-{_SEED.randint(0, 9999):04d}"

    texts = [f"{phone()} or {phone()}, since {_SEED.randint(1, 12)}/{_SEED.randint(1, 28)}/2024, id "
             f"{_SEED.randint(10**8, 10**11)}" for _ in range(500)]
    assert sum(map(has_card_number, texts)) <= 5


def test_a_card_number_is_refused_with_a_sentence_at_its_field() -> None:
    with pytest.raises(InvalidInputError, match="card number") as refused:
        refuse_card_number("4111-1111-1111-1111", "note")
    assert refused.value.field == "note"
    assert "4111" not in refused.value.sentence


@pytest.mark.parametrize("text", ["1" * 1_000_000, "1 " * 500_000, "12/" * 300_000])
def test_a_megabyte_of_digits_is_looked_at_quickly(text: str) -> None:
    began = perf_counter()
    has_card_number(text)
    assert perf_counter() - began < 5


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@cmd", "\t=1", "  =1", "\u00a0=1", "＝1"])
def test_a_cell_that_could_be_a_formula_is_defused(cell: str) -> None:
    assert defuse_cell(cell) == f"'{cell}"


@pytest.mark.parametrize(("name", "letters"), [
    ("Dr. Samuel Adeyemi", "SA"), ("Priya Raman, RN", "PR"), ("Mary Anne Poe", "MP"), ("Dr", "D"), ("Cher", "C"),
    ("", "")])
def test_an_avatar_shows_the_letters_of_the_name_alone(name: str, letters: str) -> None:
    assert initials(name) == letters


@pytest.mark.parametrize(("typed", "sentence"), [(" \n\x00", "Say why."), ("x" * 11, "At most 10 characters fit here."),
                                                 ("4111 1111 1111 1111", "At most 10")])
def test_what_is_typed_into_a_field_is_refused_there_with_a_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(InvalidInputError, match=sentence) as refused:
        checked_text(typed, "reason", "Say why.", 10)
    assert refused.value.field == "reason"
    with pytest.raises(InvalidInputError, match="card number"):
        checked_text("4111 1111 1111 1111", "reason", "Say why.")
    assert checked_text("  e\u0301t\x07é ", "reason", "Say why.") == "été"


def test_what_may_stay_empty_is_checked_all_the_same() -> None:
    assert optional_text(" \x00\n", "reason") == ""
    for typed in ("x" * 20, "4111 1111 1111 1111"):
        with pytest.raises(InvalidInputError):
            optional_text(typed, "reason", 19)


@pytest.mark.parametrize(("title", "part"), [
    ("Privacy policy, version 2.0", "privacy-policy-version-2-0"),
    ("Evidence pack: the promises of the privacy policy", "evidence-pack-the-promises-of-the"),
    ("Consent for botulinum toxin in the face..", "consent-for-botulinum-toxin-in-the-face"),
    ("x" * 60, "x" * 40), ("Ünïcode", "unicode"), ("日本", "document"), ("", "document")])
def test_a_file_name_is_cut_between_words(title: str, part: str) -> None:
    assert slug(title) == part
