"""Row counts and hashes of every table of a records file, to compare a copy with what was copied."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from app.models.cipher import Connection


@dataclass(frozen=True)
class TableFingerprint:
    """One table: how many rows, and SHA-256 (hexadecimal) over all of them in key order."""

    name: str
    rows: int
    sha256: str


def fingerprints(connection: Connection) -> tuple[TableFingerprint, ...]:
    """Return the fingerprint of every table, by name. Reads, and so authenticates, every row."""
    return tuple(_fingerprint(connection, name) for name in _tables(connection))


def row_counts(connection: Connection) -> tuple[tuple[str, int], ...]:
    """Return how many rows every table has, by name."""
    return tuple((name, _count(connection, name)) for name in _tables(connection))


def _count(connection: Connection, table: str) -> int:
    query = f'SELECT count(*) FROM "{table}"'  # noqa: S608  # the name comes from the schema, quoted
    row = connection.execute(query).fetchone()
    return int(str(row[0])) if row else 0


def _tables(connection: Connection) -> tuple[str, ...]:
    rows = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, 7) != 'sqlite_' "
                              "ORDER BY name").fetchall()
    return tuple(str(name) for (name,) in rows)


def _fingerprint(connection: Connection, table: str) -> TableFingerprint:
    keys = sorted((int(str(column[5])), str(column[1]))
                  for column in connection.execute(f'PRAGMA table_info("{table}")').fetchall() if column[5])
    order = ", ".join(f'"{name}"' for _position, name in keys) or "rowid"
    digest, rows = hashlib.sha256(), 0
    query = f'SELECT * FROM "{table}" ORDER BY {order}'  # noqa: S608  # names come from the schema, quoted
    cursor = connection.execute(query)
    while (row := cursor.fetchone()) is not None:
        rows += 1
        for value in row:
            _feed(digest, value)
        digest.update(b"\n")
    return TableFingerprint(table, rows, digest.hexdigest())


def _feed(digest: hashlib._Hash, value: object) -> None:
    """Type, length, bytes: no two rows give the same input."""
    data = value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
    digest.update(f"{type(value).__name__}:{len(data)}:".encode())
    digest.update(data)
