"""Checks a patient as the front desk typed them in: every refusal is a sentence at its field."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from app.core.clock import age_on
from app.core.errors import InvalidInputError
from app.core.phone import to_e164
from app.core.text import clean, refuse_card_number
from app.services.views.patients import NewPatient

MAX_NAME = 100
_MAX_AGE = 120
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]{2,}")


def checked(new: NewPatient, today: date) -> NewPatient:
    """Return ``new`` tidied: NFC, no control characters, single line, phone as E.164 when it can be.

    Raises InvalidInputError naming the first field that cannot be used. Names keep accents, script and marks.
    """
    tidy = NewPatient(
        given_name=_line(new.given_name), family_name=_line(new.family_name), birth_date=new.birth_date,
        phone=to_e164(_line(new.phone)), email=_line(new.email), preferred_name=_line(new.preferred_name),
        pronouns=_line(new.pronouns))
    _check_names(tidy)
    _check_birth_date(tidy.birth_date, today)
    if len(tidy.phone) > 40 or (tidy.phone and sum(c.isdigit() for c in tidy.phone) < 7):
        raise InvalidInputError("Enter the phone number with area code, for example (773) 555-0148.", "phone")
    if tidy.email and (len(tidy.email) > 254 or not _EMAIL.fullmatch(tidy.email)):
        raise InvalidInputError("Enter an email address such as name@example.com, or leave it empty.", "email")
    return replace(tidy)


def _check_names(new: NewPatient) -> None:
    for field in ("given_name", "family_name", "preferred_name", "pronouns"):
        value = getattr(new, field)
        if len(value) > MAX_NAME:
            raise InvalidInputError(f"Use at most {MAX_NAME} characters.", field)
        refuse_card_number(value, field)
    if not any(c.isalpha() for c in new.family_name):
        raise InvalidInputError("Enter the family name. Someone with one name has it here.", "family_name")
    if new.given_name and not any(c.isalpha() for c in new.given_name):
        raise InvalidInputError("Enter the given name in letters, or leave it empty.", "given_name")


def _check_birth_date(birth_date: date, today: date) -> None:
    if birth_date > today:
        raise InvalidInputError("The birth date lies in the future.", "birth_date")
    if age_on(birth_date, today) > _MAX_AGE:
        raise InvalidInputError(f"The birth date is more than {_MAX_AGE} years ago.", "birth_date")


def _line(text: str) -> str:
    return " ".join(clean(text).split())
