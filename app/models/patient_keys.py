"""One random key per patient, in a file of its own. Destroying a patient's key is what disposal is.

The file also remembers whose keys were destroyed, and where copies of it went: restored records of an older day know
neither, and must bring nobody back.
"""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path
from typing import Final

import sqlcipher3.dbapi2 as sqlcipher

from app.core.errors import DamagedError, NotFoundError
from app.models.cipher import PATIENT_KEYS, Connection, compact, create_encrypted, known_error, open_encrypted
from app.models.guards import authorize_work

_KEY_BYTES: Final = 32
_REMEMBERED: Final = (  # files of the first release lack these
    "CREATE TABLE IF NOT EXISTS destroyed_key (patient_id TEXT NOT NULL PRIMARY KEY, destroyed_at TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS backup_folder (folder TEXT NOT NULL PRIMARY KEY)",
)
_CREATE: Final = (
    "CREATE TABLE identity (database_id TEXT NOT NULL PRIMARY KEY)",
    "CREATE TABLE patient_key (patient_id TEXT NOT NULL PRIMARY KEY, key BLOB NOT NULL CHECK (length(key) = 32), "
    "created_at TEXT NOT NULL)",
    *_REMEMBERED,
)


class PatientKeys:
    """The opened file of patient keys.

    Every change is committed at once: a key without a patient does no harm, a patient without a key loses the record.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()  # the same connection serves the worker thread and the lock on the GUI thread

    @classmethod
    def create(cls, path: Path, key: bytearray, database_id: str) -> PatientKeys:
        """Create the file for ``database_id`` under the 32-byte ``key``. Raises DamagedError when it already exists."""
        connection = create_encrypted(path, key, PATIENT_KEYS)
        try:
            for statement in _CREATE:
                connection.execute(statement)
            connection.execute("INSERT INTO identity (database_id) VALUES (?)", (database_id,))
            connection.execute("PRAGMA user_version=1")
            connection.set_authorizer(authorize_work)
        except sqlcipher.Error as error:
            connection.close()
            raise known_error(error, PATIENT_KEYS) from None
        return cls(connection)

    @classmethod
    def open(cls, path: Path, key: bytearray, database_id: str) -> PatientKeys:
        """Open the file under the 32-byte ``key``. Raises DamagedError when it belongs to another clinic."""
        connection = open_encrypted(path, key, PATIENT_KEYS)
        try:
            for statement in _REMEMBERED:
                connection.execute(statement)
            row = connection.execute("SELECT database_id FROM identity").fetchone()
        except sqlcipher.Error as error:
            connection.close()
            raise known_error(error, PATIENT_KEYS) from None
        if row is None or row[0] != database_id:
            connection.close()
            raise DamagedError("The file with the patients' keys belongs to another clinic. Nothing was changed.")
        connection.set_authorizer(authorize_work)
        return cls(connection)

    def add(self, patient_id: str, key: bytes, now: datetime) -> None:
        """Keep the 32-byte ``key`` of a new patient. Raises DamagedError when the patient already has one."""
        if len(key) != _KEY_BYTES:
            raise ValueError("A patient's key has 32 bytes.")
        if self.has(patient_id) or patient_id in self.destroyed():
            raise DamagedError("This patient already has a key, or had one. Nothing was changed.")
        self._run("INSERT INTO patient_key (patient_id, key, created_at) VALUES (?, ?, ?)",
                  (patient_id, key, now.isoformat()))

    def get(self, patient_id: str) -> bytes:
        """Return the patient's key. Raises NotFoundError when it was destroyed or never made."""
        rows = self._run("SELECT key FROM patient_key WHERE patient_id = ?", (patient_id,))
        if not rows:
            raise NotFoundError("This patient's record can no longer be opened: its key was destroyed or is missing.")
        key = rows[0][0]
        assert isinstance(key, bytes)
        return key

    def has(self, patient_id: str) -> bool:
        """Say whether the patient has a key."""
        return bool(self._run("SELECT 1 FROM patient_key WHERE patient_id = ?", (patient_id,)))

    def destroy(self, patient_id: str, now: datetime) -> bool:
        """Delete the patient's key for good, remember that, and leave no copy of it in the file or its log.

        Says whether there was one. Doing it again, after a power cut say, does no harm.
        """
        there = self.has(patient_id)
        with self._lock:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                self._connection.execute("DELETE FROM patient_key WHERE patient_id = ?", (patient_id,))
                self._connection.execute("INSERT OR IGNORE INTO destroyed_key (patient_id, destroyed_at) VALUES (?, ?)",
                                         (patient_id, now.isoformat()))
                self._connection.execute("COMMIT")
                compact(self._connection, authorize_work)
            except sqlcipher.Error as error:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise known_error(error, PATIENT_KEYS) from None
        return there

    def destroyed(self) -> frozenset[str]:
        """Return the ids of the patients whose keys were destroyed."""
        return frozenset(str(row[0]) for row in self._run("SELECT patient_id FROM destroyed_key", ()))

    def remember_folder(self, folder: str) -> None:
        """Remember that a copy of this file goes to ``folder``."""
        self._run("INSERT OR IGNORE INTO backup_folder (folder) VALUES (?)", (folder,))

    def folders(self) -> tuple[str, ...]:
        """Return every folder a copy of this file ever went to."""
        return tuple(str(row[0]) for row in self._run("SELECT folder FROM backup_folder ORDER BY folder", ()))

    def count(self) -> int:
        """Return how many patients have a key."""
        return int(str(self._run("SELECT count(*) FROM patient_key", ())[0][0]))

    def check(self) -> bool:
        """Say whether every page of the file is authentic and well-formed."""
        return (self._run("PRAGMA cipher_integrity_check", ()) == []
                and self._run("PRAGMA integrity_check", ()) == [("ok",)])

    def copy_into(self, target: Path, key: bytearray) -> None:
        """Write a copy to ``target`` under another 32-byte ``key``. ``target`` must not exist."""
        destination = create_encrypted(target, key, PATIENT_KEYS)
        try:
            with self._lock:
                self._connection.backup(destination)
        except sqlcipher.Error as error:
            raise known_error(error, PATIENT_KEYS) from None
        finally:
            destination.close()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def _run(self, sql: str, parameters: tuple[object, ...]) -> list[tuple[object, ...]]:
        with self._lock:
            try:
                return self._connection.execute(sql, parameters).fetchall()
            except sqlcipher.Error as error:
                raise known_error(error, PATIENT_KEYS) from None
