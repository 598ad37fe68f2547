"""Private contact from the registration, and its end: the other ways a confidential communication comes and goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import exists, select

from app.core.canonical import canonical_json
from app.core.clock import clinic_date
from app.core.errors import InvalidInputError, KnownError
from app.core.text import checked_text
from app.models.rights import ConfidentialContactVersion
from app.models.submissions import FormSubmission
from app.models.visits import VisitMove
from app.rules.answers import from_responses
from app.services.contact import REGISTRATION
from app.services.desk import Desk, Work
from app.services.rights.restrictions import CONTACT_PURPOSE, confidential_contact
from app.services.submission_records import response_of
from app.services.views.sharing import ContactChannel

_ASKED: Final = "reg.pref.confidential"
_HOW: Final = "reg.pref.confidential_how"
_NEVER: Final = "reg.pref.never"


def take_over_private_contact(work: Work, rows: Sequence[FormSubmission]) -> None:
    """Take over what registrations among ``rows`` (oldest first) ask for, from the moment they are received.

    A later registration that no longer asks ends what an earlier registration began; what was granted on a request
    ends only when the patient says so.
    """
    for row in rows:
        if row.form_id == REGISTRATION:
            _take_over(work, row)


def catch_up(desk: Desk) -> None:
    """Take over the registrations on file when nothing was taken over yet: records made before there was a table."""
    with desk.act_system() as work:
        if work.session.scalar(select(exists().where(ConfidentialContactVersion.sequence.is_not(None)))):
            return
        moved = select(VisitMove.visit_id)
        for row in work.session.scalars(
                select(FormSubmission).where(FormSubmission.form_id == REGISTRATION,
                                             FormSubmission.visit_id.not_in(moved))
                .order_by(FormSubmission.received_at)).all():
            try:
                _take_over(work, row)
            except KnownError:  # the patient's key was destroyed: there is nobody left to reach
                continue


def leave_with_visit(work: Work, patient_id: str, visit_id: str) -> None:
    """End what the registration of a visit began that was filed under the wrong patient."""
    newest = _newest(work, patient_id)
    row = work.session.get(FormSubmission, newest.submission_id) if newest and newest.submission_id else None
    if newest is not None and newest.active and row is not None and row.visit_id == visit_id:
        _end(work, patient_id, "The registration was filed under the wrong record.", row.submission_id)


def end_private_contact(work: Work, patient_id: str, reason: str) -> None:
    """End what is in force because the patient asked for it. Raises InvalidInputError when there is nothing to end."""
    why = checked_text(reason, "reason", "Say how the patient asked for this to end.")
    if confidential_contact(work, patient_id) is None:
        raise InvalidInputError("No private contact is in force for this patient.")
    _end(work, patient_id, why, None)


def _take_over(work: Work, row: FormSubmission) -> None:
    response = response_of(work, row)
    if response is None:
        return
    told = from_responses(response)
    newest = _newest(work, row.patient_id)
    if True not in told.get(_ASKED):
        if newest is not None and newest.active and newest.submission_id is not None:
            _end(work, row.patient_id, "A later registration no longer asks for it.", row.submission_id)
        return
    never = told.text(_NEVER)
    how = told.text(_HOW) or "Ask the patient how"
    how = f"{how} (never use: {never})" if never else how
    in_force = confidential_contact(work, row.patient_id)
    if in_force is None or in_force.how != how:
        _add(work, row.patient_id, how, row.submission_id, active=True)


def _end(work: Work, patient_id: str, why: str, submission_id: str | None) -> None:
    _add(work, patient_id, why, submission_id, active=False)


def _add(work: Work, patient_id: str, words: str, submission_id: str | None, *, active: bool) -> None:
    content = canonical_json({"how": words})
    by, name = (patient_id, "Patient") if submission_id else (work.actor.user_id, work.actor.display_name)
    work.session.add(ConfidentialContactVersion(
        patient_id=patient_id, request_id=None, submission_id=submission_id, active=active,
        channel=ContactChannel.OTHER.value, since=clinic_date(work.now, work.zone), at=work.now, by=by, by_name=name,
        content=work.keys.encrypt(patient_id, content, CONTACT_PURPOSE)))
    work.session.flush()
    work.audit("private_contact.change" if active else "private_contact.end", patient_id=patient_id,
               subject=patient_id, detail="From the registration." if submission_id else "", new=content)


def _newest(work: Work, patient_id: str) -> ConfidentialContactVersion | None:
    return work.session.scalars(
        select(ConfidentialContactVersion).where(ConfidentialContactVersion.patient_id == patient_id)
        .order_by(ConfidentialContactVersion.sequence.desc()).limit(1)).first()
