"""Patients under 18: which of them act for themselves, and to whom a letter about the others goes."""

from __future__ import annotations

from typing import Final

from app.rules.answers import Answers
from app.rules.derived import ADULT_AGE

OWN_CONSENT: Final = "reg.minor.own_consent"
"""The question of the registration in which staff record an exception; they check the papers."""

_ALONE: Final = frozenset({"married", "parent", "pregnant", "emancipated"})
_GUARDIAN: Final = "reg.guardian.name"


def acts_alone(exception: str) -> bool:
    """Say whether a minor with this answer to ``OWN_CONSENT`` decides for themselves (410 ILCS 210)."""
    return exception in _ALONE


def guardian_line(patient: str, age: int, told: Answers) -> str:
    """Return the line on which a letter about ``patient`` names the parent or guardian, or "" when they get it.

    Whoever acts for a minor is told in their place (45 CFR 164.502(g)(3), 164.404(d)(1)); ``told`` is the registration,
    which names that person or nobody. ``age`` is in whole years on the day of the letter.
    """
    if age >= ADULT_AGE or acts_alone(told.text(OWN_CONSENT)):
        return ""
    guardian = told.text(_GUARDIAN)
    whose = f"parent or guardian of {patient}"
    return f"{guardian}, {whose}" if guardian else f"To the {whose}"
