"""What stands between SQL and the records: append-only triggers and the authorizers of a SQLCipher connection."""

from __future__ import annotations

from typing import Final

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, MetaData, Table, text

from app.core.errors import DamagedError
from app.models.base import append_only_tables

_SQLITE_SAVEPOINT: Final = 32
_ALLOW: Final = 0
_DENY: Final = 1

# Questions that change nothing. Every other PRAGMA is refused once the file is open.
_HARMLESS_PRAGMAS: Final = frozenset({
    "integrity_check", "quick_check", "cipher_integrity_check", "foreign_key_check", "wal_checkpoint", "page_count",
    "freelist_count", "table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo",
    "foreign_key_list",
})
# Settings that may be asked for but not changed.
_READ_ONLY_PRAGMAS: Final = frozenset({
    "application_id", "user_version", "journal_mode", "synchronous", "temp_store", "foreign_keys",
    "recursive_triggers", "trusted_schema", "cell_size_check", "secure_delete", "mmap_size", "locking_mode",
    "cipher_version", "page_size", "encoding", "read_uncommitted",
})
_READS_AND_WRITES: Final = frozenset({
    sqlcipher.SQLITE_SELECT, sqlcipher.SQLITE_READ, sqlcipher.SQLITE_INSERT, sqlcipher.SQLITE_UPDATE,
    sqlcipher.SQLITE_DELETE, sqlcipher.SQLITE_TRANSACTION, sqlcipher.SQLITE_RECURSIVE, _SQLITE_SAVEPOINT,
})
_WRITES: Final = frozenset({sqlcipher.SQLITE_INSERT, sqlcipher.SQLITE_UPDATE, sqlcipher.SQLITE_DELETE})
_SCHEMA_TABLES: Final = frozenset({"sqlite_master", "sqlite_schema", "sqlite_temp_master", "sqlite_temp_schema"})


def authorize_work(action: int, first: str | None, second: str | None, _database: str | None,
                   _trigger: str | None) -> int:
    """Authorizer of daily work: rows may be read and written; schema, other files and settings may not be touched."""
    if action in _WRITES and first in _SCHEMA_TABLES:
        return _DENY
    if action in _READS_AND_WRITES:
        return _ALLOW
    if action == sqlcipher.SQLITE_FUNCTION:
        return _DENY if second in ("load_extension", "sqlcipher_export", "writefile", "edit") else _ALLOW
    if action == sqlcipher.SQLITE_PRAGMA:
        return _pragma(first, second)
    return _DENY


def authorize_migration(action: int, first: str | None, second: str | None, _database: str | None,
                        _trigger: str | None) -> int:
    """Authorizer of migrations: the schema may change, other files may not be attached and settings stay."""
    if action in (sqlcipher.SQLITE_ATTACH, sqlcipher.SQLITE_DETACH):
        return _DENY
    if action == sqlcipher.SQLITE_FUNCTION and second == "load_extension":
        return _DENY
    if action == sqlcipher.SQLITE_PRAGMA:
        # Batch migrations rebuild tables and must pause foreign keys; they are read back afterwards.
        return _ALLOW if first in ("foreign_keys", "legacy_alter_table", "user_version") else _pragma(first, second)
    return _ALLOW


def authorize_compaction(action: int, _first: str | None, second: str | None, _database: str | None,
                         _trigger: str | None) -> int:
    """Authorizer for the one statement VACUUM, which attaches a scratch file of its own and writes the schema anew."""
    return _DENY if action == sqlcipher.SQLITE_FUNCTION and second == "load_extension" else _ALLOW


def create_triggers(connection: Connection, metadata: MetaData) -> None:
    """Create (again) the triggers that refuse UPDATE and DELETE on every append-only table."""
    for table in append_only_tables(metadata):
        for operation in ("UPDATE", "DELETE"):
            name = _trigger_name(table, operation)
            connection.execute(text(f'DROP TRIGGER IF EXISTS "{name}"'))
            connection.execute(text(_trigger_sql(table, operation)))


def assert_triggers(connection: Connection, metadata: MetaData) -> None:
    """Raise DamagedError unless every append-only trigger is present, word for word."""
    rows = connection.execute(text("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")).all()
    present = {row.name: row.sql for row in rows}
    for table in append_only_tables(metadata):
        for operation in ("UPDATE", "DELETE"):
            if present.get(_trigger_name(table, operation)) != _trigger_sql(table, operation):
                raise DamagedError("The protection of the clinic's records against changes is missing, so they were "
                                   "not opened. Restore them from a backup.")


def _pragma(name: str | None, value: str | None) -> int:
    known = (name or "").lower()
    if known in _HARMLESS_PRAGMAS or (known in _READ_ONLY_PRAGMAS and value is None):
        return _ALLOW
    return _DENY


def _trigger_name(table: Table, operation: str) -> str:
    return f"append_only_{table.name}_{operation.lower()}"


def _trigger_sql(table: Table, operation: str) -> str:
    return (f'CREATE TRIGGER "{_trigger_name(table, operation)}" BEFORE {operation} ON "{table.name}" '
            f"BEGIN SELECT RAISE(ABORT, 'rows of this table are only ever added'); END")
