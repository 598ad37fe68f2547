"""How much waits on the privacy desk, counted in one unit of work for the numbers on its tabs."""

from __future__ import annotations

from collections.abc import Callable

from app.rules.retention import RetentionBook
from app.security.actor import Actor
from app.security.roles import Action, RecordKind, allowed
from app.services.consents.service import open_steps
from app.services.desk import Desk, Work
from app.services.incidents.page import register
from app.services.registers.audit_review import review_standing
from app.services.registers.registers import RegistersService
from app.services.retention.queue import retention_queue
from app.services.rights.listing import request_list
from app.services.views.desk_counts import DeskCounts


class DeskCountsService:
    """Counts with what the tabs themselves list with, so that a tab never shows another number once it is opened."""

    def __init__(self, desk: Desk, registers: RegistersService, book: RetentionBook) -> None:
        self._desk = desk
        self._registers = registers
        self._book = book

    def counts(self, actor: Actor) -> DeskCounts:
        """Return what waits on each tab ``actor`` may see. Not recorded: no record is looked at.

        Raises PermissionDeniedError.
        """
        with self._desk.act(actor, Action.VIEW, RecordKind.RIGHTS_REQUEST, unrecorded=True) as work:
            def seen(kind: RecordKind, count: Callable[[Work], int]) -> int | None:
                return count(work) if allowed(actor.role, Action.VIEW, kind) else None

            return DeskCounts(
                requests=seen(RecordKind.RIGHTS_REQUEST, lambda work: len(request_list(work).open)),
                retention=seen(RecordKind.RETENTION, lambda work: retention_queue(work, self._book).due),
                withdrawals=seen(RecordKind.CONSENT, lambda work: open_steps(work)[0]),
                incidents=seen(RecordKind.INCIDENT, lambda work: register(work).open),
                registers=seen(RecordKind.REGISTER, self._entries))

    def _entries(self, work: Work) -> int:
        """Entries of registers that need something, and the review of the audit log when it is late."""
        needs = sum(each.needs_attention for each in self._registers.all_standings(work))
        return needs + int(review_standing(work).days_left < 0)
