"""Finds patients in the table of terms: every typed word must begin one of the patient's words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from difflib import SequenceMatcher

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.core.phone import phone_words
from app.models.patients import Patient, PatientTerm
from app.models.visits import Visit
from app.services.rights.restrictions import in_confidence
from app.services.search_terms import Wanted, name_words, terms, wanted
from app.services.views.patients import NewPatient, PatientHit

PRIVATE = "Private contact"
"""What lists show in place of a telephone number that is not to be used."""

_SIMILAR = 0.82
_COMMON = 400
_OVERREAD = 6  # a patient may match with several terms; reading this many times the limit still fills the list


def index_patient(session: Session, patient: Patient) -> None:
    """Write the terms of a new or changed patient."""
    for old in session.scalars(select(PatientTerm).where(PatientTerm.patient_id == patient.patient_id)):
        session.delete(old)
    session.flush()
    names = (patient.given_name, patient.family_name, patient.preferred_name)
    for term in terms(names, patient.birth_date, patient.phone, patient.record_number):
        session.add(PatientTerm(term=term, patient_id=patient.patient_id))


def search(session: Session, text: str, limit: int) -> tuple[PatientHit, ...]:
    """Return up to ``limit`` patients whose words begin with everything typed, in any order; best match first."""
    asked = wanted(text)
    if not asked:
        return ()
    return hits(session, _matching(session, asked, limit))


def duplicates(session: Session, new: NewPatient, phone: str) -> tuple[PatientHit, ...]:
    """Return patients who are likely the same person: a like name, and the same birth date or the same phone."""
    same_day = session.scalars(select(Patient).where(Patient.birth_date == new.birth_date)).all()
    same_phone = session.scalars(select(Patient).where(Patient.patient_id.in_(_by_phone(session, phone)))).all()
    likely = {row.patient_id: row for row in same_day if _like(row, new)}
    likely |= {row.patient_id: row for row in same_phone
               if _like(row, new) and (row.birth_date == new.birth_date or _same_words(row, new))}
    return hits(session, tuple(likely))


def hits(session: Session, patient_ids: Sequence[str]) -> tuple[PatientHit, ...]:
    """Return the patients in the order of ``patient_ids``, each with the day of the last visit."""
    rows = {row.patient_id: row for row in session.scalars(select(Patient).where(Patient.patient_id.in_(patient_ids)))}
    newest = session.execute(select(Visit.patient_id, func.max(Visit.day)).where(Visit.patient_id.in_(patient_ids))
                             .group_by(Visit.patient_id))
    visits: dict[str, date] = dict(newest.all())
    hidden = in_confidence(session, patient_ids)  # 45 CFR 164.522(b): no list shows the number that is not to be used
    return tuple(PatientHit(row.patient_id, row.record_number, row.display_name, row.birth_date,
                            PRIVATE if row.patient_id in hidden else phone_words(row.phone),
                            visits.get(row.patient_id))
                 for row in (rows[patient_id] for patient_id in patient_ids if patient_id in rows))


def _matching(session: Session, asked: tuple[Wanted, ...], limit: int) -> tuple[str, ...]:
    """Walk the index along the rarest word and check the others; stop as soon as the list is full."""
    first, *others = sorted(dict.fromkeys(asked), key=lambda one: (_count(session, one), len(one.prefixes)))
    query = select(PatientTerm.patient_id).where(_starts(PatientTerm, first))
    for other in others:
        term = aliased(PatientTerm)
        query = query.where(exists().where(term.patient_id == PatientTerm.patient_id, _starts(term, other)))
    rows = session.scalars(query.order_by(PatientTerm.term).limit(limit * _OVERREAD))
    return tuple(dict.fromkeys(rows))[:limit]


def _count(session: Session, one: Wanted) -> int:
    """How many terms begin like this, counted up to a bound: enough to tell rare from common."""
    return session.scalar(select(func.count()).select_from(
        select(PatientTerm.term).where(_starts(PatientTerm, one)).limit(_COMMON).subquery())) or 0


def _starts(table: type[PatientTerm], one: Wanted) -> ColumnElement[bool]:
    return or_(*(and_(table.term >= prefix, table.term < prefix + b"\xff") for prefix in one.prefixes))


def _by_phone(session: Session, phone: str) -> tuple[str, ...]:
    digits = "".join(c for c in phone if c in "0123456789")
    if len(digits) < 7:
        return ()
    term = f"p{digits[1:] if len(digits) == 11 and digits.startswith('1') else digits}".encode()
    return tuple(session.scalars(select(PatientTerm.patient_id).where(PatientTerm.term == term)))


def _like(row: Patient, new: NewPatient) -> bool:
    old_words, new_words = _words(row), _new_words(new)
    if set(name_words(row.family_name)) & set(name_words(new.family_name)):
        return _close(name_words(row.given_name), name_words(new.given_name)) or bool(set(old_words) & set(
            name_words(new.given_name)))
    return _close(old_words, new_words) or len(set(old_words) & set(new_words)) >= 2


def _same_words(row: Patient, new: NewPatient) -> bool:
    return set(name_words(row.display_name)) == set(name_words(f"{new.given_name} {new.family_name}"))


def _close(left: Sequence[str], right: Sequence[str]) -> bool:
    first, second = "".join(sorted(left)), "".join(sorted(right))
    short, long = sorted((first, second), key=len)
    return bool(short) and (long.startswith(short) or SequenceMatcher(None, first, second).ratio() >= _SIMILAR)


def _words(row: Patient) -> tuple[str, ...]:
    return name_words(f"{row.given_name} {row.family_name} {row.preferred_name}")


def _new_words(new: NewPatient) -> tuple[str, ...]:
    return name_words(f"{new.given_name} {new.family_name} {new.preferred_name}")
