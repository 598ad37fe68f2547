"""To whom a letter about a minor is addressed."""

from __future__ import annotations

import pytest

from app.rules.answers import Answers
from app.rules.minors import OWN_CONSENT, acts_alone, guardian_line

NAMED = {"reg.guardian.name": ("Rosa Hernandez",)}


@pytest.mark.parametrize(("age", "told", "line"), [
    (17, {}, "To the parent or guardian of Maria Hernandez"),
    (17, NAMED, "Rosa Hernandez, parent or guardian of Maria Hernandez"),
    (0, NAMED, "Rosa Hernandez, parent or guardian of Maria Hernandez"),
    (18, NAMED, ""), (40, {}, ""),
    (17, NAMED | {OWN_CONSENT: ("emancipated",)}, ""), (16, {OWN_CONSENT: ("married",)}, ""),
    (17, {OWN_CONSENT: ("none",)}, "To the parent or guardian of Maria Hernandez"),
    (17, NAMED | {OWN_CONSENT: ("unsure",)}, "Rosa Hernandez, parent or guardian of Maria Hernandez"),
])
def test_who_acts_for_a_minor_gets_the_letter(age: int, told: dict[str, tuple[str, ...]], line: str) -> None:
    assert guardian_line("Maria Hernandez", age, Answers(told)) == line


@pytest.mark.parametrize(("exception", "alone"), [
    ("married", True), ("parent", True), ("pregnant", True), ("emancipated", True), ("none", False), ("unsure", False),
    ("", False)])
def test_who_acts_alone(exception: str, alone: bool) -> None:
    assert acts_alone(exception) is alone
