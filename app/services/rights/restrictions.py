"""Restrictions on sharing (45 CFR 164.522(a)) and confidential communications (164.522(b)): what is in force now.

This is the one place that says so; whatever shows contact data or lets something leave the clinic asks here.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.rights import ConfidentialContactVersion, RestrictionVersion, RightsRequest
from app.services.desk import Work
from app.services.rights.numbers import number_words
from app.services.views.sharing import ConfidentialContact, ContactChannel, RestrictedParty, Restriction

RESTRICTION_PURPOSE: Final = "rights.restriction"
CONTACT_PURPOSE: Final = "rights.contact"
FROM_REGISTRATION: Final = "Registration"
CONTACT_ANSWERS: Final = frozenset({"reg.contact.mobile", "reg.contact.other_phone", "reg.contact.email",
                                    "reg.pref.never", "reg.pref.confidential_how"})
"""The registration's questions that are contact details: hidden with the others while private contact is in force."""


def restrictions_of(work: Work, patient_id: str) -> tuple[Restriction, ...]:
    """Return the restrictions in force for a patient, oldest first. What leaves the clinic is checked against them."""
    newest = (select(func.max(RestrictionVersion.sequence)).where(RestrictionVersion.patient_id == patient_id)
              .group_by(RestrictionVersion.restriction_id))
    rows = work.session.execute(
        select(RestrictionVersion, RightsRequest)
        .outerjoin(RightsRequest, RightsRequest.request_id == RestrictionVersion.request_id)
        .where(RestrictionVersion.sequence.in_(newest), RestrictionVersion.active)
        .order_by(RestrictionVersion.sequence))
    return tuple(_restriction(work, row, request) for row, request in rows)


def confidential_contact(work: Work, patient_id: str) -> ConfidentialContact | None:
    """Return the alternative way to reach a patient that is in force, or None.

    While there is one, other contact details are hidden until somebody asks for them.
    """
    row = work.session.execute(
        select(ConfidentialContactVersion, RightsRequest)
        .outerjoin(RightsRequest, RightsRequest.request_id == ConfidentialContactVersion.request_id)
        .where(ConfidentialContactVersion.patient_id == patient_id)
        .order_by(ConfidentialContactVersion.sequence.desc()).limit(1)).first()
    if row is None:
        return None
    version, request = row
    if not version.active:
        return None
    content = json.loads(work.keys.decrypt(patient_id, version.content, CONTACT_PURPOSE))
    source = f"Request {number_words(request.year, request.number)}" if version.request_id else FROM_REGISTRATION
    return ConfidentialContact(patient_id, ContactChannel(version.channel), str(content["how"]), version.since, source)


def in_confidence(session: Session, patient_ids: Collection[str]) -> frozenset[str]:
    """Return those of ``patient_ids`` whose contact details are hidden by default, for lists. Decrypts nothing."""
    newest = (select(func.max(ConfidentialContactVersion.sequence))
              .where(ConfidentialContactVersion.patient_id.in_(patient_ids))
              .group_by(ConfidentialContactVersion.patient_id))
    return frozenset(session.scalars(
        select(ConfidentialContactVersion.patient_id)
        .where(ConfidentialContactVersion.sequence.in_(newest), ConfidentialContactVersion.active)))


def _restriction(work: Work, row: RestrictionVersion, request: RightsRequest) -> Restriction:
    content = json.loads(work.keys.decrypt(row.patient_id, row.content, RESTRICTION_PURPOSE))
    return Restriction(
        row.restriction_id, row.patient_id, RestrictedParty(row.party), str(content["what"]), str(content["whom"]),
        row.since, row.required, tuple(content["visits"]),
        number_words(request.year, request.number) if row.request_id else "")
