"""Brings the tables to the schema this version of the app works with, triggers included."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text

import app.models  # registers every table
from app.core.errors import DamagedError
from app.models.base import Base
from app.models.guards import assert_triggers, create_triggers
from app.models.migrations import HEAD, SCHEMA

_MIGRATIONS: Final = Path(app.models.__file__).parent / "migrations"


def is_current(connection: Connection) -> bool:
    """Say whether the tables are at ``HEAD``. Raises DamagedError for a file made by a newer version of the app."""
    version = connection.execute(text("PRAGMA user_version")).scalar_one()
    if version > SCHEMA:
        raise DamagedError("The clinic's records were made by a newer version of this app. Install that version. "
                           "Nothing was changed.")
    if not inspect(connection).has_table("alembic_version"):
        return False
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == HEAD


def upgrade_to_head(connection: Connection) -> None:
    """Run every missing migration on ``connection``, within its transaction, and put the triggers back.

    Batch migrations rebuild tables and drop triggers silently, so all are made again and read back.
    """
    from alembic import command  # noqa: PLC0415  # lazy: start-up time, needed only when the schema changes
    from alembic.config import Config  # noqa: PLC0415  # lazy: start-up time

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    create_triggers(connection, Base.metadata)
    assert_triggers(connection, Base.metadata)
    connection.execute(text(f"PRAGMA user_version={SCHEMA}"))
