"""Opens one SQLCipher file the only way it may be opened: raw key, every setting read back, no second opener."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import quote

import sqlcipher3.dbapi2 as sqlcipher

from app.core.errors import AlreadyOpenError, DamagedError, KnownError, StorageError
from app.models.guards import authorize_compaction
from app.security.process import zero

_KEY_BYTES: Final = 32
_SQLITE_NOTADB: Final = 26
_SQLITE_CORRUPT: Final = 11
_SQLITE_FULL: Final = 13
_SQLITE_READONLY: Final = 8
_SQLITE_IOERR: Final = 10
_SQLITE_CANTOPEN: Final = 14
_SQLITE_BUSY: Final = 5
_PRIMARY_CODE: Final = 0xFF  # the low byte of an extended result code is the primary one

# Name, value to set, value that must be read back. Locking comes first: WAL then needs no shared-memory file.
_SETTINGS: Final = (
    ("locking_mode", "EXCLUSIVE", "exclusive"),  # a second instance is refused politely
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", 2),
    ("temp_store", "2", 2),  # 1 writes plaintext to a temporary folder
    ("foreign_keys", "ON", 1),
    ("recursive_triggers", "ON", 1),  # without it REPLACE walks past append-only triggers
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
    ("secure_delete", "ON", 1),
    ("mmap_size", "0", 0),
    ("cache_size", "-16384", -16384),  # 16 MiB of opened pages: search in 50,000 patients decrypts none twice
    ("fullfsync", "ON", 1),  # has an effect on macOS only
)


class Cursor(Protocol):
    """The part of a DB-API cursor that is used below SQLAlchemy."""

    def fetchone(self) -> tuple[object, ...] | None:
        """Return the next row or None."""
        ...

    def fetchall(self) -> list[tuple[object, ...]]:
        """Return all remaining rows."""
        ...


class Connection(Protocol):
    """The part of a sqlcipher3 connection that the app uses."""

    @property
    def in_transaction(self) -> bool:
        """Say whether a transaction is open."""
        ...

    def execute(self, sql: str, parameters: tuple[object, ...] = ...) -> Cursor:
        """Run one statement."""
        ...

    def set_key(self, key: bytearray) -> None:
        """Hand the key to SQLCipher without SQL text."""
        ...

    def set_authorizer(self, callback: object) -> None:
        """Ask ``callback`` about every statement that is prepared."""
        ...

    def enable_load_extension(self, enabled: bool) -> None:
        """Allow or forbid loading of extensions."""
        ...

    def backup(self, target: Connection) -> None:
        """Copy every page into ``target`` (SQLite's online backup)."""
        ...

    def close(self) -> None:
        """Close the file."""
        ...


@dataclass(frozen=True)
class FileKind:
    """What a database file says it is: SQLite's ``application_id``, and the words for it in a sentence."""

    application_id: int
    words: str


RECORDS: Final = FileKind(0x424D5352, "The clinic's records")  # "BMSR"
PATIENT_KEYS: Final = FileKind(0x424D534B, "The file with the patients' keys")  # "BMSK"


def create_encrypted(path: Path, key: bytearray, kind: FileKind) -> Connection:
    """Create a new encrypted file. ``key`` is 32 raw bytes and stays the caller's to zero.

    Raises DamagedError when something already lies at ``path`` (it is never overwritten) and StorageError when it
    cannot be written.
    """
    if path.exists():
        raise DamagedError(f"{kind.words} already exist here. Nothing was changed.")
    connection = _connect(path, key, kind, "rwc")
    try:
        connection.execute(f"PRAGMA application_id={kind.application_id}")
    except sqlcipher.Error as error:
        connection.close()
        raise known_error(error, kind) from None
    return connection


def open_encrypted(path: Path, key: bytearray, kind: FileKind) -> Connection:
    """Open an existing encrypted file. ``key`` is 32 raw bytes and stays the caller's to zero.

    Raises DamagedError for a missing, empty, foreign or unreadable file or the wrong key, AlreadyOpenError when
    another process has it open, StorageError when the folder does not allow writing.
    """
    _refuse_what_sqlite_would_make_new(path, kind)
    connection = _connect(path, key, kind, "rw")
    if _value(connection, "application_id") != kind.application_id:
        connection.close()
        raise DamagedError(f"{kind.words} are not what they should be: the file belongs to something else.")
    return connection


def _refuse_what_sqlite_would_make_new(path: Path, kind: FileKind) -> None:
    """SQLite takes an empty file for a new database; the app never starts one by accident."""
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        raise DamagedError(f"{kind.words} are missing from their folder. Restore them from a backup.") from None
    except OSError:
        raise StorageError(f"{kind.words} cannot be reached. Check the drive and that this computer account may open "
                           "the folder, then try again.") from None
    if size == 0:
        raise DamagedError(f"{kind.words} are empty: the file has no content. Restore them from a backup.")


def compact(connection: Connection, daily: object) -> None:
    """Write every page of the file anew and empty its log, then set the authorizer ``daily`` again.

    ``secure_delete`` overwrites what is deleted, yet pages that were split before may still hold an older copy of a
    row in their unused part. VACUUM leaves none: only rows that exist are written. Raises sqlcipher3's errors.
    """
    connection.set_authorizer(authorize_compaction)
    try:
        connection.execute("VACUUM").fetchall()
    finally:
        connection.set_authorizer(daily)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def known_error(error: Exception, kind: FileKind) -> KnownError:
    """Return the plain sentence for a database error; its text and parameters are dropped."""
    code = getattr(error, "sqlite_errorcode", None)
    primary = (code or 0) & _PRIMARY_CODE
    if primary in (_SQLITE_NOTADB, _SQLITE_CORRUPT):
        return DamagedError(f"{kind.words} cannot be read: the file is damaged, or the key does not belong to it. "
                            "Nothing was changed. Restore from a backup.")
    if primary == _SQLITE_BUSY:
        return AlreadyOpenError("The app is already open in another window on this computer. Use that window.")
    if primary == _SQLITE_FULL:
        return StorageError("The disk is full, so nothing was saved just now. Free some space, then try again. "
                            "What was saved before is safe.")
    if primary in (_SQLITE_READONLY, _SQLITE_CANTOPEN):
        return StorageError(f"{kind.words} cannot be written: the folder or file is read-only. Allow writing to it, "
                            "then try again. What was saved before is safe.")
    if primary == _SQLITE_IOERR:
        return StorageError("The drive reported an error, so nothing was saved just now. Check the drive and its free "
                            "space, then try again. What was saved before is safe.")
    return StorageError(f"{kind.words} could not be read or written. What was saved before is safe.")


def is_expected(error: Exception) -> bool:
    """Say whether ``error`` is about the file or drive; anything else (SQL, constraints) is a bug."""
    primary = (getattr(error, "sqlite_errorcode", None) or 0) & _PRIMARY_CODE
    return primary in (_SQLITE_NOTADB, _SQLITE_CORRUPT, _SQLITE_BUSY, _SQLITE_FULL, _SQLITE_READONLY, _SQLITE_IOERR,
                       _SQLITE_CANTOPEN)


def _connect(path: Path, key: bytearray, kind: FileKind, mode: str) -> Connection:
    connection: Connection | None = None
    try:
        connection = sqlcipher.connect(f"file:{quote(str(path.absolute()))}?mode={mode}", uri=True,
                                       isolation_level=None, check_same_thread=False, timeout=0)
        connection.execute("PRAGMA cipher_log_level=NONE")  # its log goes to standard error
        _set_key(connection, key)
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        _apply_settings(connection)
        connection.enable_load_extension(False)
    except sqlcipher.Error as error:
        if connection is not None:
            connection.close()
        raise known_error(error, kind) from None
    except KnownError:
        if connection is not None:
            connection.close()
        raise
    return connection


def _set_key(connection: Connection, key: bytearray) -> None:
    """Hand over the key as ``x'<64 hex>'``; 32 raw bytes would be taken for a passphrase, PRAGMA text leaves copies."""
    if len(key) != _KEY_BYTES:
        raise ValueError("A database key has 32 bytes.")
    digits = b"0123456789abcdef"
    text = bytearray(b"x'")
    try:
        for byte in key:
            text.append(digits[byte >> 4])
            text.append(digits[byte & 15])
        text.append(ord("'"))
        connection.set_key(text)
    finally:
        zero(text)


def _apply_settings(connection: Connection) -> None:
    if not _value(connection, "cipher_version"):
        raise DamagedError("This build of the app has no database encryption, so it was stopped. Nothing was written.")
    for name, value, expected in _SETTINGS:
        connection.execute(f"PRAGMA {name}={value}").fetchall()
        if _value(connection, name) != expected:
            raise StorageError(f"The database refused a protective setting ({name}), so it was not opened.")


def _value(connection: Connection, pragma: str) -> object:
    row = connection.execute(f"PRAGMA {pragma}").fetchone()
    return row[0] if row else None
