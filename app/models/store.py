"""The opened records: SQLCipher behind SQLAlchemy, one connection, one unit of work at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, create_engine, event, inspect, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from app.core.errors import DamagedError, KnownError, LockedError
from app.core.paths import DataFolder
from app.models import cipher
from app.models.base import Base
from app.models.cipher import RECORDS, create_encrypted, known_error, open_encrypted
from app.models.clinic import DatabaseIdentity
from app.models.copies import copy_into
from app.models.fingerprint import row_counts
from app.models.guards import assert_triggers, authorize_migration, authorize_work
from app.models.patient_keys import PatientKeys
from app.models.upgrade import is_current, upgrade_to_head
from app.security.derive import patient_keys_key, records_key
from app.security.process import zero


class Store:
    """The clinic's two database files, open. Made by ``create`` or ``open``; ``close`` leaves nothing open."""

    def __init__(self, raw: cipher.Connection, database_id: str) -> None:
        self._raw = raw
        self._engine = engine_over(raw)
        self._database_id = database_id
        self._lock = threading.RLock()
        self._busy = False
        self._keys: PatientKeys | None = None
        self._open = True

    @classmethod
    def create(cls, folder: DataFolder, dek: bytearray, identity: DatabaseIdentity) -> Store:
        """Create both files in ``folder`` under keys derived from ``dek``, at the newest schema.

        Raises DamagedError when one of them already exists and StorageError when they cannot be written.
        """
        with _zeroed(records_key(dek)) as key:
            store = cls(create_encrypted(folder.records, key, RECORDS), identity.database_id)
        try:
            store._migrate()
            with store.unit() as session:
                session.add(identity)
            with _zeroed(patient_keys_key(dek)) as key:
                store._keys = PatientKeys.create(folder.patient_keys, key, store._database_id)
        except BaseException:
            store.close()
            raise
        return store

    @classmethod
    def open(cls, folder: DataFolder, dek: bytearray, database_id: str) -> Store:
        """Open both files with keys derived from ``dek``; migrate an older schema after a copy was laid beside it.

        Raises DamagedError (wrong key, corrupt, empty, cut short, of another clinic, made by a newer version),
        AlreadyOpenError and StorageError. Nothing is created by opening.
        """
        with _zeroed(records_key(dek)) as key:
            store = cls(open_encrypted(folder.records, key, RECORDS), database_id)
            try:
                store._check_identity()
                store._bring_up_to_date(folder, key)
            except BaseException:
                store.close()
                raise
        try:
            with _zeroed(patient_keys_key(dek)) as key:
                store._keys = PatientKeys.open(folder.patient_keys, key, database_id)
        except BaseException:
            store.close()
            raise
        return store

    @property
    def database_id(self) -> str:
        """Which database this is; the key-slot file, the key file and every backup carry the same id."""
        return self._database_id

    @property
    def patient_keys(self) -> PatientKeys:
        """The opened file of patient keys."""
        if self._keys is None:
            raise LockedError("The clinic's records are closed. Sign in first.")
        return self._keys

    @contextmanager
    def unit(self) -> Iterator[Session]:
        """Open a transaction (BEGIN IMMEDIATE); commit at the end, roll back when anything is raised.

        Units do not nest: a second one inside the first would commit half of it. Raises LockedError after ``close``.
        """
        with self._lock:
            if not self._open:
                raise LockedError("The clinic's records are closed. Sign in first.")
            if self._busy:
                raise RuntimeError("A unit of work is already open on this thread.")
            self._busy = True
            try:
                with known_errors(), Session(self._engine, expire_on_commit=False) as session, session.begin():
                    yield session
            finally:
                self._busy = False

    def check(self) -> bool:
        """Say whether every page of both files is authentic and well-formed. Reads everything, which takes seconds."""
        with self._lock:
            try:
                sound = (self._raw.execute("PRAGMA cipher_integrity_check").fetchall() == []
                         and self._raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
                         and self._raw.execute("PRAGMA foreign_key_check").fetchall() == [])
            except sqlcipher.DatabaseError:
                return False
        return sound and self.patient_keys.check()

    def compact(self) -> None:
        """Write every page of the records anew, so that nothing deleted is left in unused parts; empty the log.

        Raises StorageError: the records are then what they were.
        """
        with self._lock:
            if self._busy:
                raise RuntimeError("A unit of work is open; the records cannot be rewritten now.")
            try:
                cipher.compact(self._raw, authorize_work)
            except sqlcipher.Error as error:
                raise known_error(error, RECORDS) from None

    def copy_records_into(self, target: Path, key: bytearray) -> tuple[tuple[str, int], ...]:
        """Copy the records to the new file ``target`` under another 32-byte ``key`` (SQLite's backup API).

        Returns how many rows each table had at that moment. Raises StorageError.
        """
        with self._lock:
            copy_into(self._raw, target, key)
            return row_counts(self._raw)

    def close(self) -> None:
        """Close both files. Waits for a running unit; calling it twice does no harm."""
        with self._lock:
            self._open = False
            self._engine.dispose()
            self._raw.close()
            if self._keys is not None:
                self._keys.close()

    def _check_identity(self) -> None:
        with known_errors(), self._engine.connect() as connection:
            there = inspect(connection).has_table(DatabaseIdentity.__tablename__)
            found = connection.execute(select(DatabaseIdentity.database_id)).scalars().all() if there else []
        if found != [self._database_id]:
            raise DamagedError("The records in this folder belong to another clinic. Nothing was changed.")

    def _bring_up_to_date(self, folder: DataFolder, key: bytearray) -> None:
        with known_errors(), self._engine.connect() as connection:
            current = is_current(connection)
            if current:
                assert_triggers(connection, Base.metadata)
        if current:
            return
        copy = folder.root / f"{folder.records.name}.before-upgrade"
        copy.unlink(missing_ok=True)
        copy_into(self._raw, copy, key)
        self._migrate()

    def _migrate(self) -> None:
        """Change the schema under the migrations' own authorizer, all of it or none, then go back to the daily one."""
        self._raw.set_authorizer(authorize_migration)
        try:
            with known_errors(), self._engine.begin() as connection:
                upgrade_to_head(connection)
        finally:
            self._raw.set_authorizer(authorize_work)


def engine_over(raw: cipher.Connection) -> Engine:
    """Put SQLAlchemy over the one connection: the plain SQLite dialect, parameters never in messages."""
    raw.set_authorizer(authorize_work)
    creator: Callable[[], cipher.Connection] = lambda: raw  # noqa: E731  # SQLAlchemy asks for a function
    engine = create_engine("sqlite://", module=sqlcipher, creator=creator, poolclass=StaticPool, hide_parameters=True)

    @event.listens_for(engine, "begin")
    def begin_immediate(connection: Connection) -> None:
        """Take the write lock at once; the driver itself opens no transaction."""
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


@contextmanager
def _zeroed(key: bytearray) -> Iterator[bytearray]:
    """Lend ``key`` and overwrite it afterwards."""
    try:
        yield key
    finally:
        zero(key)


@contextmanager
def known_errors() -> Iterator[None]:
    """Turn trouble with the file or the drive into sentences; everything else stays the bug it is."""
    try:
        yield
    except KnownError:
        raise
    except DBAPIError as error:
        if isinstance(error.orig, Exception) and cipher.is_expected(error.orig):
            raise known_error(error.orig, RECORDS) from None
        raise
