"""Texts that belong to the clinic outlive the records of patients, so they name none. Here is the check."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.errors import InvalidInputError
from app.core.text import MAX_FIELD, clean, refuse_card_number
from app.models.patients import Patient, PatientTerm
from app.services.incidents.records import patients_by_id
from app.services.search_terms import name_words
from app.services.views.review import Disclosure

_NEAR: Final = 2
"""Given and family name stand at most this many words apart: "Maria L. Hernandez", "Hernandez, Maria"."""

_EMAIL: Final = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+")
_PHONE: Final = re.compile(r"\+?\(?\d[\d\s().\-]{8,}\d")
_POSSESSIVE: Final = re.compile(r"['’]s\b", re.IGNORECASE)
_BATCH: Final = 500
NAMED: Final = "This names a patient. Leave the name out here: this text stays when their record goes."
_NAMED: Final = ("This names a patient. Leave the name out here and pick the person under People affected: what is "
                 "kept there goes when their record goes.")
_REACHED: Final = ("This holds a patient’s phone number or email. Leave it out: this text stays when their record "
                   "goes.")


def checked_texts(session: Session, texts: Mapping[str, str]) -> dict[str, str]:
    """Return ``texts`` (by field) cleaned.

    Raises InvalidInputError at the field that is too long, holds a card number, or names a patient.
    """
    found = {field: clean(text).strip() for field, text in texts.items()}
    for field, text in found.items():
        if len(text) > MAX_FIELD:
            raise InvalidInputError(f"This is too long: at most {MAX_FIELD:,} characters.", field)
        refuse_card_number(text, field)
        refuse_patients(session, text, field, _NAMED)
    return found


def refuse_patients(session: Session, text: str, field: str, named: str = NAMED) -> None:
    """Raise InvalidInputError when ``text`` names a patient (saying ``named``) or holds how one is reached."""
    if _names_a_patient(session, text):
        raise InvalidInputError(named, field)
    if _reaches_a_patient(session, text):
        raise InvalidInputError(_REACHED, field)


def refuse_patients_in(session: Session, said: Disclosure) -> None:
    """Raise InvalidInputError when recipient or purpose of a paper of the clinic itself names a patient.

    Such a paper is about none, so both stand in the log in plain words.
    """
    refuse_patients(session, said.recipient, "recipient")
    refuse_patients(session, said.purpose, "purpose")


def _names_a_patient(session: Session, text: str) -> bool:
    words = name_words(_POSSESSIVE.sub(" ", text))
    places: dict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(words):
        places[word].append(place)
    named: dict[str, set[str]] = defaultdict(set)
    wanted = sorted(places)
    for start in range(0, len(wanted), _BATCH):
        terms = [f"n{word}".encode() for word in wanted[start:start + _BATCH]]
        for term, patient_id in session.execute(
                select(PatientTerm.term, PatientTerm.patient_id).where(PatientTerm.term.in_(terms))):
            named[patient_id].add(term.decode()[1:])
    likely = [patient_id for patient_id, found in named.items() if len(found) > 1]
    return any(_stands_in(row.given_name, row.family_name, places) or _stands_in(row.preferred_name, row.family_name,
                                                                               places)
               for row in patients_by_id(session, likely))


def _stands_in(given: str, family: str, places: Mapping[str, Sequence[int]]) -> bool:
    """Say whether a word of the given and one of the family name stand close to one another."""
    return any(0 < abs(first - last) <= _NEAR
               for one, other in product(name_words(given), name_words(family)) if one != other
               for first, last in product(places.get(one, ()), places.get(other, ())))


def _reaches_a_patient(session: Session, text: str) -> bool:
    emails = [found.casefold() for found in _EMAIL.findall(text)]
    if emails and session.scalar(select(Patient.patient_id).where(func.lower(Patient.email).in_(emails)).limit(1)):
        return True
    numbers = ["".join(c for c in found if c.isdigit()) for found in _PHONE.findall(text)]
    terms = [f"p{number[-10:]}".encode() for number in numbers]
    return bool(terms) and session.scalar(
        select(PatientTerm.patient_id).where(PatientTerm.term.in_(terms)).limit(1)) is not None
