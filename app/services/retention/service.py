"""Retention at the privacy desk: until when records are kept, holds, and disposal by two people.

45 CFR 164.310(d)(2)(i) (disposal), 164.316(b)(2)(i) and 164.530(j) (retention), 815 ILCS 530/40 (disposal).
"""

from __future__ import annotations

from contextlib import suppress

from app.core.errors import InvalidInputError, KnownError
from app.rules.retention import RetentionBook, RetentionChoice
from app.security.actor import Actor
from app.security.roles import Action, RecordKind
from app.services.backup import BackupService
from app.services.desk import Desk
from app.services.retention import holds
from app.services.retention.approving import approve, cancel, propose
from app.services.retention.choice import change_choice, settings_view
from app.services.retention.disposal import DisposalRun
from app.services.retention.journal import journal_of
from app.services.retention.queue import retention_queue, retention_review
from app.services.retention.real_time import clock_problem, confirm_clock
from app.services.sessions import Sessions
from app.services.views.retention import DisposalDone, RetentionQueue, RetentionReview, RetentionSettings


class RetentionService:
    """Nothing is disposed of on its own: two people approve each record, one after the other, with fresh proof."""

    def __init__(self, desk: Desk, sessions: Sessions, backup: BackupService, book: RetentionBook) -> None:
        self._desk = desk
        self._book = book
        self._run = DisposalRun(desk, sessions, backup, book)
        desk.when_opened(self._repeat)

    def queue(self, actor: Actor) -> RetentionQueue:
        """Return the records past their date, disposals under way and done. Raises PermissionDeniedError."""
        with self._desk.act(actor, Action.VIEW, RecordKind.RETENTION, unrecorded=True) as work:
            return retention_queue(work, self._book)

    def review(self, actor: Actor, patient_id: str) -> RetentionReview:
        """Return one record's rule, dates, holds with their reasons, and what stands in the way; the view is audited.

        Raises NotFoundError, PermissionDeniedError.
        """
        with self._desk.act(actor, Action.VIEW, RecordKind.RETENTION, patient_id=patient_id) as work:
            return retention_review(work, self._book, patient_id)

    def set_hold(self, actor: Actor, patient_id: str, reason: str) -> str:
        """Put a legal hold on a record and return its id; the reason is kept under the patient's key.

        Raises InvalidInputError, NotFoundError, PermissionDeniedError.
        """
        with self._desk.act(actor, Action.HOLD, RecordKind.RETENTION, patient_id=patient_id) as work:
            return holds.set_hold(work, patient_id, reason)

    def release_hold(self, actor: Actor, patient_id: str, hold_id: str, reason: str) -> None:
        """End a legal hold. Raises InvalidInputError, NotFoundError, PermissionDeniedError."""
        with self._desk.act(actor, Action.HOLD, RecordKind.RETENTION, patient_id=patient_id) as work:
            holds.release_hold(work, patient_id, hold_id, reason)

    def propose(self, actor: Actor, patient_id: str) -> str:
        """Give the first approval and return the disposal's id. Needs fresh proof.

        Raises InvalidInputError (kept still, held, the clock is in doubt), NotFoundError, ProofNeededError,
        PermissionDeniedError.
        """
        with self._desk.act(actor, Action.APPROVE, RecordKind.RETENTION, patient_id=patient_id) as work:
            return propose(work, self._book, patient_id)

    def cancel(self, actor: Actor, patient_id: str) -> None:
        """Take the first approval back. Raises InvalidInputError once the key was destroyed, PermissionDeniedError."""
        with self._desk.act(actor, Action.CHANGE, RecordKind.RETENTION, patient_id=patient_id) as work:
            cancel(work, patient_id)

    def dispose(self, actor: Actor, patient_id: str) -> DisposalDone:
        """Give the second approval and carry the disposal out. Needs fresh proof, and another person than the first.

        It can take minutes. When it is broken off, ``finish`` goes on. Raises InvalidInputError, NotFoundError,
        ProofNeededError, PermissionDeniedError, StorageError.
        """
        with self._desk.act(actor, Action.DISPOSE, RecordKind.RETENTION, patient_id=patient_id) as work:
            disposal_id = approve(work, self._book, patient_id)
        return self._run.finish(actor, disposal_id)

    def finish(self, actor: Actor, disposal_id: str) -> DisposalDone:
        """Go on with a disposal that two people approved and that was broken off. Needs fresh proof.

        Raises InvalidInputError, NotFoundError, ProofNeededError, PermissionDeniedError, StorageError.
        """
        with self._desk.act(actor, Action.DISPOSE, RecordKind.RETENTION, unrecorded=True) as work:
            if not journal_of(work, disposal_id).is_unfinished:
                raise InvalidInputError("This disposal waits for an approval, or it is finished.")
        return self._run.finish(actor, disposal_id)

    def reach_again(self, actor: Actor, disposal_id: str) -> DisposalDone:
        """Reach places that were away before, and seal a new certificate. Needs fresh proof.

        Raises InvalidInputError (not carried out yet), NotFoundError, ProofNeededError, PermissionDeniedError.
        """
        with self._desk.act(actor, Action.DISPOSE, RecordKind.RETENTION, unrecorded=True) as work:
            journal = journal_of(work, disposal_id)
            if journal.is_unfinished or work.keys.has(journal.disposal.patient_id):
                raise InvalidInputError("This disposal is not finished yet.")
        return self._run.reach_again(actor, disposal_id)

    def settings(self, actor: Actor) -> RetentionSettings:
        """Return how long this clinic keeps records. Raises PermissionDeniedError."""
        with self._desk.act(actor, Action.VIEW, RecordKind.RETENTION, unrecorded=True) as work:
            return settings_view(work, self._book)

    def change_settings(self, actor: Actor, adult_years: int, *, minor_floor: bool, reason: str) -> None:
        """Choose how long adults' records are kept, and whether minors' are kept until the 22nd birthday at least.

        Raises InvalidInputError (shorter than promised; the floor off without a reason), PermissionDeniedError.
        """
        with self._desk.act(actor, Action.CHANGE, RecordKind.RETENTION) as work:
            change_choice(work, self._book, RetentionChoice(adult_years, minor_floor), reason)

    def confirm_clock(self, actor: Actor) -> None:
        """Confirm that today's date is right, after this computer's clock moved far ahead. Needs fresh proof.

        Raises InvalidInputError when the date is not in doubt, ProofNeededError, PermissionDeniedError.
        """
        with self._desk.act(actor, Action.APPROVE, RecordKind.RETENTION) as work:
            if not clock_problem(work):
                raise InvalidInputError("The date is not in doubt.")
            confirm_clock(work)

    def _repeat(self) -> None:
        with suppress(KnownError):  # a full disk must keep nobody from signing in; next time again
            self._run.repeat()
