"""What holds for sharing and reaching a patient, as screens ask for it; and how it ends."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from app.core.canonical import canonical_json
from app.core.errors import InvalidInputError, NotFoundError
from app.core.phone import phone_words
from app.core.text import checked_text
from app.models.rights import RestrictionVersion
from app.security.actor import Actor
from app.security.roles import Action, RecordKind
from app.services.desk import Desk, Work
from app.services.known_patient import known_patient
from app.services.rights.private_contact import catch_up, end_private_contact
from app.services.rights.restrictions import RESTRICTION_PURPOSE, confidential_contact, restrictions_of
from app.services.views.sharing import RawContact, SharingLimits

_REQUEST: Final = RecordKind.RIGHTS_REQUEST


class SharingService:
    """Restrictions and confidential communications in force. All use cases raise PermissionDeniedError."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        desk.when_opened(lambda: catch_up(desk))

    def limits(self, actor: Actor, patient_id: str) -> SharingLimits:
        """Return what holds for a patient; asked before anything is shared, so it is not recorded by itself."""
        with self._desk.act(actor, Action.VIEW, RecordKind.PATIENT, patient_id=patient_id, unrecorded=True) as work:
            return SharingLimits(restrictions_of(work, patient_id), confidential_contact(work, patient_id))

    def raw_contact(self, actor: Actor, patient_id: str) -> RawContact:
        """Return contact details that are hidden by default; the look is audited. Raises NotFoundError."""
        with self._desk.act(actor, Action.VIEW, RecordKind.PATIENT, patient_id=patient_id) as work:
            patient = known_patient(work, patient_id)
            work.audit("private_contact.reveal", patient_id=patient_id, subject=patient_id)
            return RawContact(phone_words(patient.phone), patient.email)

    def end_restriction(self, actor: Actor, restriction_id: str, reason: str) -> None:
        """End a restriction because the patient agrees or asks for it (45 CFR 164.522(a)(2)).

        ``reason`` says how the patient agreed. Raises InvalidInputError without it, NotFoundError.
        """
        with self._desk.act(actor, Action.CHANGE, _REQUEST) as work:
            _end_restriction(work, restriction_id, reason)

    def end_private_contact(self, actor: Actor, patient_id: str, reason: str) -> None:
        """End private contact because the patient asks for it. Raises InvalidInputError, NotFoundError."""
        with self._desk.act(actor, Action.CHANGE, _REQUEST, patient_id=patient_id) as work:
            known_patient(work, patient_id)
            end_private_contact(work, patient_id, reason)


def _end_restriction(work: Work, restriction_id: str, reason: str) -> None:
    why = checked_text(reason, "reason", "Say how the patient agreed that it ends.")
    newest = work.session.scalars(
        select(RestrictionVersion).where(RestrictionVersion.restriction_id == restriction_id)
        .order_by(RestrictionVersion.sequence.desc()).limit(1)).first()
    if newest is None:
        raise NotFoundError("This restriction is not in the records.")
    if not newest.active:
        raise InvalidInputError("This restriction has already ended.")
    content = canonical_json({"what": why, "whom": "", "visits": []})
    work.session.add(RestrictionVersion(
        restriction_id=restriction_id, patient_id=newest.patient_id, request_id=newest.request_id, active=False,
        party=newest.party, required=newest.required, since=newest.since, at=work.now, by=work.actor.user_id,
        by_name=work.actor.display_name,
        content=work.keys.encrypt(newest.patient_id, content, RESTRICTION_PURPOSE)))
    work.session.flush()
    work.audit("restriction.end", patient_id=newest.patient_id, subject=restriction_id, new=content)
