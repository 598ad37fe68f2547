"""Phone numbers as people type them, and as they are stored."""

from __future__ import annotations

import pytest

from app.core.phone import phone_words, to_e164


@pytest.mark.parametrize(("typed", "stored"), [
    ("(312) 555-0148", "+13125550148"), ("312.555.0148", "+13125550148"), ("1 312 555 0148", "+13125550148"),
    ("+1 312 555 0148", "+13125550148"), ("+48 22 555 01 48", "+48225550148"), (" 3125550148 ", "+13125550148"),
    ("٣١٢٥٥٥٠١٤٨", "+13125550148"), ("312 555", "312 555"), ("", ""), ("call my sister", "call my sister"),
    ("555-0148 x12", "555-0148 x12"), ("1-773-555-0148", "+17735550148"), ("ext 5", "ext 5"),
])
def test_a_typed_number_is_stored_as_e164_when_it_can_be(typed: str, stored: str) -> None:
    assert to_e164(typed) == stored
    assert to_e164(stored) == stored


@pytest.mark.parametrize(("stored", "shown"), [("+13125550148", "(312) 555-0148"), ("+48225550148", "+48225550148"),
                                               ("312 555", "312 555")])
def test_a_stored_number_is_shown_the_way_people_write_it(stored: str, shown: str) -> None:
    assert phone_words(stored) == shown
