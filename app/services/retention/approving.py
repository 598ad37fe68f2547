"""Two people approve a disposal. What stands in the way is asked anew each time, in the transaction of the act."""

from __future__ import annotations

from sqlalchemy import select

from app.core.clock import clinic_date
from app.core.dates import long_date
from app.core.errors import InvalidInputError
from app.models.patients import Patient
from app.models.retention import Disposal
from app.models.staff import StaffMember
from app.rules.retention import RetentionBook
from app.security.actor import Role
from app.services.desk import Work
from app.services.known_patient import known_patient
from app.services.retention.dates import keep_until
from app.services.retention.journal import Journal, current, note
from app.services.retention.matters import ANSWER_FIRST, waits_for_deletion
from app.services.retention.real_time import clock_problem
from app.services.views.retention import DisposalStage, KeepUntil

_RECOVERY = "The recovery key cannot approve a disposal: it does not say who uses it. Sign in with your own account."
_OTHER_PERSON = "You approved this disposal. A second person has to approve it too."
_NO_OFFICER = "One of the two has to be the privacy officer."
_TOO_NEW = "Your account is newer than the first approval. Somebody who was here before has to approve it."


def obstacle(work: Work, patient_id: str, keep: KeepUntil) -> str:
    """Return why the person who acts cannot approve the disposal now, or an empty text."""
    return _in_the_way(work, patient_id, keep) or _person(work, current(work, patient_id))


def propose(work: Work, book: RetentionBook, patient_id: str) -> str:
    """Note the first approval and return the disposal's id. Raises InvalidInputError and NotFoundError."""
    patient, keep = _checked(work, book, patient_id)
    if current(work, patient_id) is not None:
        raise InvalidInputError("This disposal was approved once already. A second person has to approve it now.")
    disposal_id = work.new_id()
    work.session.add(Disposal(
        disposal_id=disposal_id, patient_id=patient_id, record_number=patient.record_number, rule_id=keep.rule_id,
        rule_words=keep.why, last_visit=keep.last_visit, keep_until=keep.until, at=work.now, by=work.actor.user_id,
        by_name=work.actor.display_name, by_title=work.actor.title))
    work.session.flush()
    work.audit("retention.propose", patient_id=patient_id, subject=disposal_id,
               detail=f"Record {patient.record_number}: {keep.why}")
    return disposal_id


def approve(work: Work, book: RetentionBook, patient_id: str) -> str:
    """Note the second approval and return the disposal's id. Raises InvalidInputError and NotFoundError."""
    patient, _keep = _checked(work, book, patient_id)
    journal = current(work, patient_id)
    if journal is None:
        raise InvalidInputError("A first person has to approve this disposal before.")
    note(work, journal.disposal.disposal_id, DisposalStage.APPROVED)
    work.audit("retention.approve", patient_id=patient_id, subject=journal.disposal.disposal_id,
               detail=f"Record {patient.record_number}: the second approval.")
    return journal.disposal.disposal_id


def cancel(work: Work, patient_id: str) -> None:
    """Take an approval back, as long as nothing was destroyed. Raises InvalidInputError."""
    journal = current(work, patient_id)
    if journal is None or not work.keys.has(patient_id):
        raise InvalidInputError("There is no disposal that could be cancelled.")
    note(work, journal.disposal.disposal_id, DisposalStage.CANCELLED)
    work.audit("retention.cancel", patient_id=patient_id, subject=journal.disposal.disposal_id,
               detail=f"Record {journal.disposal.record_number} stays.")


def still_free(work: Work, book: RetentionBook, disposal: Disposal) -> None:
    """Raise InvalidInputError when what two people approved must not be carried out any more.

    Days may lie between their approval and the destruction of the key: somebody cancels, the patient comes again, a
    hold is set, or the clock moves. So everything is asked again in the transaction that destroys the key.
    """
    journal = current(work, disposal.patient_id)
    if journal is None or journal.disposal.disposal_id != disposal.disposal_id or not journal.is_unfinished:
        raise InvalidInputError("Nothing was destroyed. This disposal was cancelled, or it waits for an approval.")
    problem = _in_the_way(work, disposal.patient_id, keep_until(work, disposal.patient_id, book))
    if problem:
        raise InvalidInputError(f"Nothing was destroyed. {problem}")


def _checked(work: Work, book: RetentionBook, patient_id: str) -> tuple[Patient, KeepUntil]:
    patient, keep = known_patient(work, patient_id), keep_until(work, patient_id, book)
    problem = obstacle(work, patient_id, keep)
    if problem:
        raise InvalidInputError(problem)
    return patient, keep


def _in_the_way(work: Work, patient_id: str, keep: KeepUntil) -> str:
    """Return why nobody may dispose of the record now, whoever asks, or an empty text."""
    if clinic_date(work.now, work.zone) <= keep.until:
        return f"This record is kept until {long_date(keep.until)}."
    return keep.hold or (ANSWER_FIRST if waits_for_deletion(work, patient_id) else "") or clock_problem(work)


def _person(work: Work, journal: Journal | None) -> str:
    """Return why this person cannot give the next approval: each is one's own, and nobody gives both."""
    if work.actor.is_recovery:
        return _RECOVERY
    if journal is None:
        return ""
    if journal.disposal.by == work.actor.user_id:
        return _OTHER_PERSON
    account = work.session.get(StaffMember, work.actor.user_id)
    if account is None or account.created_at > journal.disposal.at:
        return _TOO_NEW
    return "" if _officer_takes_part(work, journal) else _NO_OFFICER


def _officer_takes_part(work: Work, journal: Journal) -> bool:
    """Say whether one of the two is the privacy officer; a clinic without one does with two administrators."""
    first = work.session.get(StaffMember, journal.disposal.by)
    if Role.PRIVACY_OFFICER in {work.actor.role, first.as_role if first else None}:
        return True
    return work.session.scalar(select(StaffMember.user_id).where(
        StaffMember.active, StaffMember.role == Role.PRIVACY_OFFICER.value).limit(1)) is None
