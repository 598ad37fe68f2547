"""Unusual access for the privacy officer: listed, explained, and reviewed with the audit log every 30 days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from sqlalchemy import func, select

from app.core.errors import DamagedError, InvalidInputError, NotFoundError
from app.core.text import checked_text
from app.models.patients import Patient
from app.models.registers import AccessExplanation, OwnRecordMark
from app.models.staff import StaffMember
from app.rules.unusual_access import AccessLimits
from app.security.actor import Actor, Role
from app.security.roles import Action, RecordKind, allowed
from app.services.chain import AuditHead
from app.services.clinic_documents import seal_report
from app.services.desk import Desk, Work
from app.services.incidents.names import refuse_patients
from app.services.opening import newest_clinic
from app.services.paper import header
from app.services.registers.access_log import EXPLANATION, findings, unexplained
from app.services.registers.audit_review import chain_holds, draft, keep_review, review_report, review_standing
from app.services.registers.limits import keep_limits, newest_limits
from app.services.views.access_review import AuditReview, Finding, ReviewDraft, ReviewStanding, UnusualAccess
from app.services.views.clinic_documents import ClinicDocumentKind

_LONGEST_RANGE: Final = timedelta(days=366)
_EXPLAINERS: Final = tuple(role for role in Role if allowed(role, Action.CHANGE, RecordKind.REGISTER))


class OversightService:
    """Who looked at what without an ordinary reason, as far as the audit log can tell."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def unusual(self, actor: Actor, first_day: date, last_day: date) -> UnusualAccess:
        """Return what was unusual from ``first_day`` to ``last_day``, newest first; looking is audited.

        Raises InvalidInputError for days in the wrong order or more than a year.
        """
        if not timedelta(0) <= last_day - first_day <= _LONGEST_RANGE:
            raise InvalidInputError("Choose a year at most, the first day first.", "first_day")
        with self._desk.act(actor, Action.VIEW, RecordKind.AUDIT) as work:
            work.audit("oversight.view", detail=f"{first_day.isoformat()} to {last_day.isoformat()}.")
            limits = newest_limits(work.session)
            return UnusualAccess(first_day, last_day, findings(work, first_day, last_day, limits), limits)

    def unexplained(self, actor: Actor) -> int:
        """Return how much of the last 30 days was unusual and is not explained. Counting is not recorded."""
        with self._desk.act(actor, Action.VIEW, RecordKind.AUDIT, unrecorded=True) as work:
            return unexplained(work)

    def explain(self, actor: Actor, finding: Finding, reason: str) -> None:
        """Mark what was unusual as explained. What is done after ``finding`` was looked at stays unexplained.

        Raises InvalidInputError without a reason, for one that names a patient where the finding is about none, and for
        one's own access while somebody else could explain it.
        """
        said = checked_text(reason, "reason", "Enter why this was in order, or what was done about it.")
        with self._desk.act(actor, Action.CHANGE, RecordKind.REGISTER) as work:
            if finding.user_id == actor.user_id and _others(work, actor):
                raise InvalidInputError("This is your own access. Somebody else explains it.", "reason")
            patient_id, content = finding.patient_id, said.encode()
            if patient_id is None:
                refuse_patients(work.session, said, "reason")
            work.session.add(AccessExplanation(
                key=finding.key, up_to=finding.sequences[1], patient_id=patient_id,
                reason=work.keys.encrypt(patient_id, content, EXPLANATION) if patient_id else content,
                at=work.now, by=work.actor.user_id, by_name=work.actor.display_name))
            work.audit("oversight.explain", patient_id=patient_id, subject=finding.user_id,
                       detail=f"{finding.kind.value.replace('_', ' ')} on {finding.day.isoformat()}.", new=content)

    def mark_own(self, actor: Actor, user_id: str, patient_id: str, *, is_own: bool) -> None:
        """Say whether a patient's record is the staff member's own, which a like name alone cannot tell.

        Raises NotFoundError for an unknown person or patient.
        """
        with self._desk.act(actor, Action.CHANGE, RecordKind.REGISTER) as work:
            if work.session.get(StaffMember, user_id) is None or work.session.get(Patient, patient_id) is None:
                raise NotFoundError("This person is not in the records.")
            work.session.add(OwnRecordMark(user_id=user_id, patient_id=patient_id, is_own=is_own, at=work.now,
                                           by=work.actor.user_id))
            work.audit("oversight.own_record", patient_id=patient_id, subject=user_id,
                       detail="The same person." if is_own else "Not the same person.")

    def set_limits(self, actor: Actor, limits: AccessLimits) -> None:
        """Change from when on access is unusual, and the business hours. Raises InvalidInputError naming the field."""
        with self._desk.act(actor, Action.CHANGE, RecordKind.REGISTER) as work:
            keep_limits(work, limits)

    def standing(self, actor: Actor) -> ReviewStanding:
        """Return when the audit log is to be reviewed next, and the reviews made. Not recorded."""
        with self._desk.act(actor, Action.VIEW, RecordKind.REGISTER, unrecorded=True) as work:
            return review_standing(work)

    def prepare(self, actor: Actor) -> ReviewDraft:
        """Return what waits for review, up to the newest entry there is now; looking is audited after that entry."""
        with self._desk.act(actor, Action.VIEW, RecordKind.AUDIT) as work:
            waiting = draft(work, self._desk.store.database_id)
            work.audit("oversight.prepare", detail=f"Entries {waiting.first:,} to {waiting.last:,}.")
            return waiting

    def sign(self, actor: Actor, given: ReviewDraft, note: str) -> AuditReview:
        """Sign the review of exactly the entries in ``given`` and seal it as a document. Needs fresh proof.

        The chain over these entries is checked first; a broken one can be signed and the review says so. Raises
        InvalidInputError (reviewed meanwhile, nothing to review, a note is needed for what nobody explained, or names a
        patient) and DamagedError (the newest entry is not the one that was shown).
        """
        with self._desk.act(actor, Action.CREATE, RecordKind.REGISTER, fresh=True) as work:
            now = draft(work, self._desk.store.database_id)
            _check_still(given, now)
            unexplained = sum(each.explanation is None for each in _of_range(given, now))
            said = checked_text(note, "note", "Say what becomes of what nobody has explained.") if (
                unexplained or note.strip()) else ""
            refuse_patients(work.session, said, "note")
            last = AuditHead(given.last, given.head_hash)
            signed = ReviewDraft(given.first, given.last, given.head_hash, given.first_day, given.last_day,
                                 given.entries, given.refused, _of_range(given, now))
            review = keep_review(work, signed, said, chain_ok=chain_holds(
                work.session, self._desk.store.database_id, given.first, last))
            work.audit("oversight.review", subject=review.review_id,
                       detail=f"Entries {given.first:,} to {given.last:,}, {len(signed.findings)} unusual, "
                              f"{unexplained} unexplained. Chain {'holds' if review.chain_ok else 'broken'}.")
            seal_report(work, review_report(work, review, signed, header(newest_clinic(work.session))),
                        ClinicDocumentKind.REVIEW)
            return review


def _of_range(given: ReviewDraft, now: ReviewDraft) -> tuple[Finding, ...]:
    """The findings that were shown, with the explanations they have now."""
    newest = {each.key: each for each in now.findings}
    return tuple(newest[each.key] if each.key in newest and newest[each.key].sequences == each.sequences else each
                 for each in given.findings)


def _check_still(given: ReviewDraft, now: ReviewDraft) -> None:
    if given.first != now.first:
        raise InvalidInputError("Somebody has reviewed these entries meanwhile. Open the review again.", "note")
    if not given.entries:
        raise InvalidInputError("There is nothing to review yet.", "note")
    if given.last > now.last:
        raise DamagedError("The audit log is shorter than it was a moment ago. Keep this computer as it is, and tell "
                           "the privacy officer.")


def _others(work: Work, actor: Actor) -> bool:
    """Say whether somebody else who is active could explain it: a clinic of one person has nobody else."""
    others = select(func.count()).select_from(StaffMember).where(
        StaffMember.active, StaffMember.user_id != actor.user_id,
        StaffMember.role.in_([role.value for role in _EXPLAINERS]))
    return bool(work.session.scalar(others))
