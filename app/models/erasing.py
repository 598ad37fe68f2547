"""Takes out of a records file what is plain about one patient; the rest is ciphertext that no key opens any more.

What happened to a record stays: append-only rows keep ids, days, kinds and titles. Who it was does not.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import ColumnElement, Connection, Table, delete, inspect, select, update

from app.core.errors import DamagedError
from app.models.base import Base
from app.models.cipher import RECORDS, compact, known_error, open_encrypted
from app.models.guards import authorize_work
from app.models.store import engine_over, known_errors

_VISIT_LEFT: Final = "left"
BLANKS: Final[Mapping[str, Mapping[str, object]]] = MappingProxyType({
    "patient": MappingProxyType({
        "given_name": "", "family_name": "", "preferred_name": "", "pronouns": "", "birth_date": date.min, "phone": "",
        "email": "", "last_opened_at": None}),
    "visit": MappingProxyType({
        "stage": _VISIT_LEFT, "first_visit": False, "consent_note": "", "step": 0, "step_count": 0, "step_label": "",
        "asked_for_help": False, "paper_asked": False, "guardian_signed": False, "stops": 0, "cautions": 0,
        "ready_note": "", "blocked_note": "", "declined_note": "", "message": None}),
})
"""Columns of rows that stay, and what they hold after a disposal."""
REMOVED: Final = ("patient_term", "visit_draft", "visit_treatment")
"""Tables whose rows about the patient go, found by ``patient_id`` or ``visit_id``."""


def erase_patient(connection: Connection, patient_id: str, on: date) -> None:
    """Blank and delete what is plain about the patient, and mark the row as disposed of on day ``on``.

    Works on records of an older schema too: what they do not have is passed over. Doing it again does no harm.
    """
    there = {name: {column["name"] for column in inspect(connection).get_columns(name)}
             for name in inspect(connection).get_table_names()}
    for name in REMOVED:
        table = Base.metadata.tables[name]
        connection.execute(delete(table).where(_about(table, patient_id)))
    for name, blanks in BLANKS.items():
        table = Base.metadata.tables[name]
        values = {column: value for column, value in blanks.items() if column in there[name]}
        connection.execute(update(table).where(table.c.patient_id == patient_id).values(values))
    if "disposed_on" in there["patient"]:
        patient = Base.metadata.tables["patient"]
        connection.execute(update(patient).where(patient.c.patient_id == patient_id, patient.c.disposed_on.is_(None))
                           .values(disposed_on=on))


def is_erased(connection: Connection, patient_id: str) -> bool:
    """Say whether nothing plain about the patient is left; also for a patient the records never had."""
    patient = Base.metadata.tables["patient"]
    row = connection.execute(select(*(patient.c[name] for name in ("given_name", "family_name", "birth_date")))
                             .where(patient.c.patient_id == patient_id)).first()
    if row is not None and tuple(row) != ("", "", date.min):
        return False
    return not any(connection.execute(select(1).select_from(table).where(_about(table, patient_id)).limit(1)).first()
                   for table in map(Base.metadata.tables.__getitem__, REMOVED))


def holds_any(path: Path, key: bytearray, patient_ids: Collection[str]) -> bool:
    """Say whether the closed records file at ``path`` still says who one of the patients was. Changes nothing.

    Raises DamagedError (the key does not open it) and StorageError.
    """
    raw = open_encrypted(path, key, RECORDS)
    engine = engine_over(raw)
    try:
        with known_errors(), engine.begin() as connection:
            return not all(is_erased(connection, patient_id) for patient_id in patient_ids)
    finally:
        engine.dispose()
        raw.close()


def erase_in_file(path: Path, key: bytearray, patient_ids: Collection[str], on: date) -> None:
    """Erase the patients from the closed records file at ``path``, write all its pages anew, and look again.

    Raises DamagedError (the key does not open it, or a patient is still there) and StorageError.
    """
    raw = open_encrypted(path, key, RECORDS)
    engine = engine_over(raw)
    try:
        with known_errors(), engine.begin() as connection:
            for patient_id in patient_ids:
                erase_patient(connection, patient_id, on)
        compact(raw, authorize_work)
        with known_errors(), engine.begin() as connection:
            if not all(is_erased(connection, patient_id) for patient_id in patient_ids):
                raise DamagedError("The copy still names the patient after it was written anew.")
    except sqlcipher.Error as error:
        raise known_error(error, RECORDS) from None
    finally:
        engine.dispose()
        raw.close()


def _about(table: Table, patient_id: str) -> ColumnElement[bool]:
    if "patient_id" in table.c:
        return table.c.patient_id == patient_id
    visit = Base.metadata.tables["visit"]
    return table.c.visit_id.in_(select(visit.c.visit_id).where(visit.c.patient_id == patient_id))
