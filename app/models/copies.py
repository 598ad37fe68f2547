"""Copies of the records file under other keys: made for backups, opened and examined, made again for a restore."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from app.core.errors import DamagedError
from app.models.cipher import RECORDS, Connection, create_encrypted, known_error, open_encrypted
from app.models.fingerprint import TableFingerprint, fingerprints


@dataclass(frozen=True)
class CopyFacts:
    """What a copy holds: database id, schema number, audit head, tables."""

    database_id: str
    schema: int
    audit_sequence: int
    audit_hash: str
    tables: tuple[TableFingerprint, ...]

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(table.rows for table in self.tables)


def copy_into(source: Connection, target: Path, key: bytearray) -> None:
    """Copy an opened records file page by page into the new file ``target`` under the 32-byte ``key``.

    Raises StorageError (and then removes the part that was written) and DamagedError when ``target`` exists.
    """
    destination = create_encrypted(target, key, RECORDS)
    try:
        source.backup(destination)
        destination.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except sqlcipher.Error as error:
        destination.close()
        target.unlink(missing_ok=True)
        raise known_error(error, RECORDS) from None
    destination.close()


def rekey_copy(source: Path, source_key: bytearray, target: Path, target_key: bytearray) -> None:
    """Copy the closed records file ``source`` to the new file ``target`` under another key."""
    connection = open_encrypted(source, source_key, RECORDS)
    try:
        copy_into(connection, target, target_key)
    finally:
        connection.close()


def examine(path: Path, key: bytearray, *, deep: bool = False) -> CopyFacts:
    """Open a copy, read every row, and say what it holds; ``deep`` also checks every page and index.

    Raises DamagedError when anything is wrong with it.
    """
    connection = open_encrypted(path, key, RECORDS)
    try:
        if deep and not _is_sound(connection):
            raise DamagedError("The copy of the records is damaged. Use another backup. Nothing was changed.")
        identity = connection.execute("SELECT database_id FROM database_identity").fetchone()
        schema = connection.execute("PRAGMA user_version").fetchone()
        audit = connection.execute("SELECT sequence, hash FROM audit_entry ORDER BY sequence DESC LIMIT 1").fetchone()
        return CopyFacts(str(identity[0]) if identity else "", int(str(schema[0])) if schema else 0,
                         int(str(audit[0])) if audit else 0, str(audit[1]) if audit else "", fingerprints(connection))
    except sqlcipher.Error as error:
        raise known_error(error, RECORDS) from None
    finally:
        connection.close()


def _is_sound(connection: Connection) -> bool:
    return (connection.execute("PRAGMA cipher_integrity_check").fetchall() == []
            and connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            and connection.execute("PRAGMA foreign_key_check").fetchall() == [])
