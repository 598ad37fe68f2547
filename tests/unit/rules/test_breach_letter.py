"""A notice of a breach: its five elements, a way to ask, and the paragraphs they become."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.rules.breach_letter import (
    ELEMENT_MISSING,
    Element,
    NoticeText,
    PhiKind,
    missing_elements,
    names_a_way_to_ask,
    notice_parts,
)

WHOLE = NoticeText("A folder was lost.", (PhiKind.PHOTO, PhiKind.NAME), "Call us.", "We look for it.",
                   "privacy@example.com", date(2026, 11, 16), date(2026, 11, 14))
WITHOUT = {Element.WHAT: replace(WHOLE, what=" \n"), Element.KINDS: replace(WHOLE, kinds=()),
           Element.STEPS: replace(WHOLE, steps=""), Element.DOING: replace(WHOLE, doing="\t"),
           Element.CONTACT: replace(WHOLE, contact="the front desk")}


@pytest.mark.parametrize("element", [*Element])
def test_each_of_the_five_elements_is_missed(element: Element) -> None:
    assert missing_elements(WITHOUT[element]) == (element,)
    assert f"({'ABCDE'[[*Element].index(element)]})" in ELEMENT_MISSING[element]
    with pytest.raises(ValueError, match="five elements"):
        notice_parts(WITHOUT[element])


def test_a_whole_notice_says_all_five_with_both_days() -> None:
    assert missing_elements(WHOLE) == ()
    assert notice_parts(WHOLE) == (
        ("What happened", ("A folder was lost.",
                           "It happened on November 14, 2026, and we found out on November 16, 2026.")),
        ("What information was involved", ("• Your full name", "• Your photos")), ("What you can do", ("Call us.",)),
        ("What we are doing", ("We look for it.",)), ("If you have questions", ("privacy@example.com",)))
    assert notice_parts(replace(WHOLE, occurred=None))[0][1][1] == "We found out on November 16, 2026."


@pytest.mark.parametrize(("contact", "is_one"), [
    ("privacy@example.com", True), ("1-800-555-0199", True), ("(888) 555-0199", True), ("877.555.0199", True),
    ("www.example.com/privacy", True), ("https://example.com", True), ("100 N Test Street\nChicago, IL 60601", True),
    ("100 N Test Street, Chicago, IL 60601", True), ("(312) 555-0199", False), ("the front desk", False), ("", False),
    ("800", False), ("me@home", False),
])
def test_a_way_to_ask_is_toll_free_email_web_or_postal(contact: str, is_one: bool) -> None:
    assert names_a_way_to_ask(contact) is is_one
