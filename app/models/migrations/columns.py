"""Columns as migrations write them: frozen here, whatever the tables in the code become."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.models.base import Id, UtcDateTime


def ident(name: str, references: str = "", *, key: bool = False, optional: bool = False,
          unique: bool = False) -> sa.Column[Any]:
    """An id (UUIDv7), or a reference to one such as "visit.visit_id"."""
    links = (sa.ForeignKey(references),) if references else ()
    return sa.Column(name, Id(), *links, primary_key=key, nullable=optional, unique=unique or None)


def words(name: str, size: int, *, key: bool = False, optional: bool = False, unique: bool = False) -> sa.Column[Any]:
    """Text of at most ``size`` characters."""
    return sa.Column(name, sa.String(size), primary_key=key, nullable=optional, unique=unique or None)


def text(name: str) -> sa.Column[Any]:
    """Text of any length."""
    return sa.Column(name, sa.Text(), nullable=False)


def moment(name: str, *, optional: bool = False) -> sa.Column[Any]:
    """A moment in UTC."""
    return sa.Column(name, UtcDateTime(), nullable=optional)


def day(name: str, *, optional: bool = False) -> sa.Column[Any]:
    """A calendar day."""
    return sa.Column(name, sa.Date(), nullable=optional)


def number(name: str, *, key: bool = False, optional: bool = False, unique: bool = False) -> sa.Column[Any]:
    """A whole number; as ``key`` alone it counts up by itself."""
    return sa.Column(name, sa.Integer(), primary_key=key, nullable=optional, unique=unique or None)


def big_number(name: str, *, key: bool = False) -> sa.Column[Any]:
    """A whole number of 64 bits, given by the app."""
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column(name, kind, primary_key=key, autoincrement=False, nullable=False)


def yes_no(name: str) -> sa.Column[Any]:
    """True or false."""
    return sa.Column(name, sa.Boolean(), nullable=False)


def data(name: str, size: int | None = None, *, key: bool = False, optional: bool = False) -> sa.Column[Any]:
    """Bytes."""
    return sa.Column(name, sa.LargeBinary(size), primary_key=key, nullable=optional)
