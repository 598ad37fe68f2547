"""A backup made by an earlier version of the app has fewer columns; a patient is taken out of it all the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from app.models.cipher import RECORDS, create_encrypted, open_encrypted
from app.models.erasing import erase_in_file, holds_any
from app.models.guards import authorize_migration
from app.models.store import engine_over
from tests.integration.test_upgrade import to_first_schema

KEY = bytearray(range(32))
GONE, STAYS = "0192f0c1-0000-7000-8000-000000000002", "0192f0c1-0000-7000-8000-000000000003"


def _fill(connection: Connection) -> None:
    to_first_schema(connection)
    for number, (patient_id, name) in enumerate(((GONE, "Quillfeather"), (STAYS, "Oakenshaw"))):
        connection.execute(text(
            "INSERT INTO patient (patient_id, record_number, given_name, family_name, preferred_name, pronouns, "
            "birth_date, phone, email, created_at, created_by) VALUES (:id, :number, 'Ana', :name, '', '', "
            "'1986-03-14', '+17735550917', '', '2026-01-05 15:00:00', 'x')"),
            {"id": patient_id, "number": 10001 + number, "name": name})
        connection.execute(text("INSERT INTO patient_term (term, patient_id) VALUES (:term, :id)"),
                           {"term": f"n{name.lower()}".encode(), "id": patient_id})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed file of the first schema with two patients."""
    path = tmp_path / "records.db"
    raw = create_encrypted(path, KEY, RECORDS)
    engine = engine_over(raw)
    raw.set_authorizer(authorize_migration)
    with engine.begin() as connection:
        _fill(connection)
    engine.dispose()
    raw.close()
    return path


def test_a_patient_is_taken_out_of_a_file_of_the_first_schema(path: Path) -> None:
    assert holds_any(path, KEY, [GONE])
    erase_in_file(path, KEY, [GONE], date(2026, 11, 23))
    erase_in_file(path, KEY, [GONE], date(2026, 11, 24))  # again, as after a power cut
    assert not holds_any(path, KEY, [GONE])
    assert holds_any(path, KEY, [GONE, STAYS])
    left = open_encrypted(path, KEY, RECORDS)
    rows = left.execute("SELECT record_number, family_name, phone FROM patient ORDER BY record_number").fetchall()
    assert rows == [(10001, "", ""), (10002, "Oakenshaw", "+17735550917")]
    assert left.execute("SELECT term FROM patient_term").fetchall() == [(b"noakenshaw",)]
    left.close()


def test_a_patient_the_file_never_had_is_no_trouble(path: Path) -> None:
    assert not holds_any(path, KEY, ["0192f0c1-0000-7000-8000-00000000000f"])
