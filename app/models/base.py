"""What every table shares: the declarative base, portable column types, and the mark for append-only tables."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from sqlalchemy import DateTime, Dialect, MetaData, String, Table
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

_NAMING: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
_APPEND_ONLY: Final = "append_only"


class Id(TypeDecorator[str]):
    """A UUIDv7 as 36 characters."""

    impl = String(36)
    cache_ok = True


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, always timezone-aware and in UTC on both sides.

    Raises ValueError when a naive time is written: a moment without a zone is a bug.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware moment into UTC; SQLite keeps no zone, so it is left out there."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment without a time zone cannot be stored.")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Parent of every table. Constraint names follow one pattern, so that migrations can name them."""

    metadata = MetaData(naming_convention=_NAMING)


Model = TypeVar("Model", bound=type[Base])


def append_only(model: Model) -> Model:
    """Mark ``model`` (use as class decorator) as a table whose rows are only ever added.

    UPDATE and DELETE on it are refused by triggers (``guards``), whoever asks.
    """
    table: Any = model.__table__
    table.info[_APPEND_ONLY] = True
    return model


def append_only_tables(metadata: MetaData) -> tuple[Table, ...]:
    """Return every table marked append-only, by name."""
    return tuple(metadata.tables[name] for name in sorted(metadata.tables)
                 if metadata.tables[name].info.get(_APPEND_ONLY))
