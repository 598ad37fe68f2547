"""Run by Alembic with the connection that ``upgrade.upgrade_to_head`` hands over; there is no other way in."""

from __future__ import annotations

from alembic import context

from app.models.base import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata,
                  render_as_batch=True, transactional_ddl=False)  # the caller holds the one transaction
context.run_migrations()
