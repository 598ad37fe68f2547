"""The numbers on the tabs of the privacy desk: what each tab itself would list, counted at once and unrecorded."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.core.errors import PermissionDeniedError
from app.models.audit import AuditEntry
from app.services.views.consents import StepState
from app.services.views.desk_counts import DeskCounts
from tests.integration.promises.conftest import Board, board

__all__ = ["board"]  # a fixture


def test_counts_are_what_the_tabs_list(board: Board) -> None:
    services, actor = board.services, board.actor
    listed = DeskCounts(
        requests=len(services.rights.list(actor).open), retention=services.retention.queue(actor).due,
        withdrawals=sum(row.state is not StepState.DONE for row in services.consents.withdrawals(actor)),
        incidents=services.incidents.register(actor).open,
        registers=sum(each.needs_attention for each in services.registers.standings(actor)))
    assert services.desk_counts.counts(actor) == listed
    assert all((listed.requests, listed.retention, listed.withdrawals, listed.incidents, listed.registers))


def test_a_late_review_of_the_audit_log_counts_among_the_registers(board: Board) -> None:
    board.demo.clock.advance(days=31)
    late = board.services.desk_counts.counts(board.sign_in("judith")).registers
    needs = sum(each.needs_attention for each in board.services.registers.standings(board.actor))
    assert late == needs + 1


def test_counting_leaves_no_trace_and_changes_with_what_is_done(board: Board) -> None:
    services, actor = board.services, board.actor
    before, entries = services.desk_counts.counts(actor), _entries(board)
    services.desk_counts.counts(actor)
    assert _entries(board) == entries
    step = next(row for row in services.consents.withdrawals(actor) if row.state is not StepState.DONE)
    services.consents.finish_step(actor, services.consents.open(actor, step.withdrawal_id).steps[0].step_id,
                                  told="The vendor")
    assert before.withdrawals is not None
    assert services.desk_counts.counts(actor).withdrawals == before.withdrawals - 1


def test_nobody_counts_who_may_not_see_the_desk(board: Board) -> None:
    with pytest.raises(PermissionDeniedError):
        board.services.desk_counts.counts(board.sign_in("elena"))


def _entries(board: Board) -> int:
    with board.services.desk.act_system() as work:
        return work.session.scalar(select(func.count()).select_from(AuditEntry)) or 0
