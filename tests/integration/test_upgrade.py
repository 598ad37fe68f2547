"""Records made by the first release open in this one: every table is there, nothing is lost, a copy lies beside."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

import app.models
from app.core.files import make_private_folder
from app.core.paths import DataFolder
from app.models.base import Base
from app.models.cipher import RECORDS, create_encrypted, open_encrypted
from app.models.guards import assert_triggers, authorize_migration
from app.models.migrations import HEAD, SCHEMA
from app.models.patient_keys import PatientKeys
from app.models.store import Store, engine_over
from app.security.derive import patient_keys_key, records_key

FIRST = "0001_initial"
DATABASE_ID = "0192f0c1-0000-7000-8000-000000000001"
PATIENT_ID = "0192f0c1-0000-7000-8000-000000000002"
DEK = bytearray(range(32))


def to_first_schema(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(app.models.__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, FIRST)
    connection.execute(text("PRAGMA user_version=1"))


@pytest.fixture
def first_release(tmp_path: Path) -> DataFolder:
    """A data folder as the first release left it, with one patient and one row of the audit."""
    make_private_folder(tmp_path / "clinic")
    folder = DataFolder(tmp_path / "clinic")
    raw = create_encrypted(folder.records, records_key(DEK), RECORDS)
    engine = engine_over(raw)
    raw.set_authorizer(authorize_migration)
    with engine.begin() as connection:
        to_first_schema(connection)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO database_identity (database_id, created_at, keyslot_generation) "
                                f"VALUES ('{DATABASE_ID}', '2026-01-05 15:00:00', 1)"))
        connection.execute(text(
            "INSERT INTO patient (patient_id, record_number, given_name, family_name, preferred_name, pronouns, "
            "birth_date, phone, email, created_at, created_by) VALUES "
            f"('{PATIENT_ID}', 10001, 'Ana', 'Ortega', '', '', '1986-03-14', '', '', '2026-01-05 15:00:00', 'x')"))
    engine.dispose()
    raw.close()
    PatientKeys.create(folder.patient_keys, patient_keys_key(DEK), DATABASE_ID).close()
    return folder


def test_records_of_the_first_release_are_brought_up_to_date(first_release: DataFolder) -> None:
    store = Store.open(first_release, DEK, DATABASE_ID)
    try:
        with store._engine.connect() as connection:
            found = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata)
            assert found == []
            assert_triggers(connection, Base.metadata)
            assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == HEAD
            assert connection.execute(text("PRAGMA user_version")).scalar() == SCHEMA
            assert connection.execute(text("SELECT family_name FROM patient")).scalars().all() == ["Ortega"]
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    finally:
        store.close()


def test_what_was_there_lies_beside_the_upgraded_records(first_release: DataFolder) -> None:
    Store.open(first_release, DEK, DATABASE_ID).close()
    copy = open_encrypted(first_release.root / "records.db.before-upgrade", records_key(DEK), RECORDS)
    try:
        assert copy.execute("PRAGMA user_version").fetchone() == (1,)
        assert copy.execute("SELECT family_name FROM patient").fetchall() == [("Ortega",)]
    finally:
        copy.close()


def test_a_second_start_changes_nothing(first_release: DataFolder) -> None:
    Store.open(first_release, DEK, DATABASE_ID).close()
    copy = first_release.root / "records.db.before-upgrade"
    before = copy.stat().st_mtime_ns
    Store.open(first_release, DEK, DATABASE_ID).close()
    assert copy.stat().st_mtime_ns == before
