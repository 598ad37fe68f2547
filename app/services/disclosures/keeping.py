"""Writes down authorizations that came on paper, their end, and an agency's suspension of the accounting."""

from __future__ import annotations

from datetime import date
from typing import Final

from app.core.canonical import canonical_json
from app.core.clock import clinic_date
from app.core.errors import InvalidInputError
from app.core.text import checked_text, optional_text
from app.models.disclosures import AccountingSuspension, AuthorizationEnd, PaperAuthorization
from app.rules.accounting import SUSPENDABLE, agency_key, suspended_until
from app.rules.disclosure_basis import RULES
from app.services.desk import Work
from app.services.disclosures.authorizations import END_PURPOSE, PAPER_PURPOSE, REVOKED
from app.services.disclosures.reading import SUSPENSION_PURPOSE, disclosed
from app.services.views.disclosures import Authorization, NewAuthorization, NewSuspension

_EVENT: Final = "event"


def keep_authorization(work: Work, patient_id: str, new: NewAuthorization) -> str:
    """Put an authorization that came on paper on file; return its id.

    Raises InvalidInputError naming the field: each core element of 45 CFR 164.508(c)(1) has to be there.
    """
    if new.signed_on > clinic_date(work.now, work.zone):
        raise InvalidInputError("It cannot have been signed in the future.", "signed_on")
    if not new.is_complete:
        raise InvalidInputError("Check that signature, date and the three statements are on the paper. Without them it "
                                "allows nothing (45 CFR 164.508(c)).", "is_complete")
    ends_with = optional_text(new.ends_with, "ends_with")
    if new.expires_on is None and not ends_with:
        raise InvalidInputError("Say on what day, or with what event, it ends.", "expires_on")
    if new.expires_on is not None and new.expires_on < new.signed_on:
        raise InvalidInputError("It ends on or after the day it was signed.", "expires_on")
    content = canonical_json({
        "recipient": checked_text(new.recipient, "recipient", "Say who may receive it."),
        "address": optional_text(new.address, "address"),
        "what": checked_text(new.what, "what", "Say what may be shared."),
        "purpose": checked_text(new.purpose, "purpose", "Say what it is for."),
        "signed_by": checked_text(new.signed_by, "signed_by", "Say who signed it."),
        "authority": optional_text(new.authority, "authority"), "ends_with": ends_with,
        "releases_genetic": new.releases_genetic})
    authorization_id = work.new_id()
    work.session.add(PaperAuthorization(
        authorization_id=authorization_id, patient_id=patient_id, signed_on=new.signed_on, expires_on=new.expires_on,
        releases_genetic=new.releases_genetic, at=work.now, by=work.actor.user_id, by_name=work.actor.display_name,
        content=work.keys.encrypt(patient_id, content, PAPER_PURPOSE)))
    work.session.flush()
    work.audit("authorization.file", patient_id=patient_id, subject=authorization_id, new=content)
    return authorization_id


def end_authorization(work: Work, patient_id: str, ended: Authorization, on: date, note: str, *,
                      revoked: bool) -> None:
    """Record that an authorization was revoked, or that the event it ends with came. Later sharing is refused at once.

    Raises InvalidInputError for a day in the future or before it was signed, or one that has ended already.
    """
    authorization_id = ended.authorization_id
    if on > clinic_date(work.now, work.zone):
        raise InvalidInputError("This cannot have happened in the future.", "on")
    if on < ended.signed_on:
        raise InvalidInputError("It ends on or after the day it was signed.", "on")
    if ended.ended_on is not None:
        raise InvalidInputError("This authorization has ended already.", "authorization")
    content = optional_text(note, "note").encode()
    work.session.add(AuthorizationEnd(
        authorization_id=authorization_id, patient_id=patient_id, kind=REVOKED if revoked else _EVENT, on=on,
        at=work.now, by=work.actor.user_id, by_name=work.actor.display_name,
        note=work.keys.encrypt(patient_id, content, END_PURPOSE)))
    work.session.flush()
    work.audit("authorization.end", patient_id=patient_id, subject=authorization_id, new=content or None,
               detail="Revoked in writing." if revoked else "The event it ends with came.")


def keep_suspension(work: Work, patient_id: str, new: NewSuspension) -> str:
    """Record an agency's statement; return the suspension's id.

    Raises InvalidInputError: not an agency that can ask for it or none by that name on record, no official or
    statement, days that do not fit.
    """
    if new.basis not in SUSPENDABLE:
        raise InvalidInputError("Only law enforcement and health oversight can ask for this "
                                "(45 CFR 164.528(a)(2)(i)).", "basis")
    if new.stated_on > clinic_date(work.now, work.zone):
        raise InvalidInputError("It cannot have been stated in the future.", "stated_on")
    _check_agency(work, patient_id, new)
    until = suspended_until(new.stated_on, new.until, is_oral=new.is_oral)
    content = canonical_json({
        "agency": checked_text(new.agency, "agency", "Say which agency asks for it."),
        "official": checked_text(new.official, "official", "Say which official stated it."),
        "statement": checked_text(new.statement, "statement", "Say how telling the patient would impede the agency.")})
    suspension_id = work.new_id()
    work.session.add(AccountingSuspension(
        suspension_id=suspension_id, patient_id=patient_id, basis=new.basis.value, is_oral=new.is_oral,
        stated_on=new.stated_on, until=until, at=work.now, by=work.actor.user_id, by_name=work.actor.display_name,
        content=work.keys.encrypt(patient_id, content, SUSPENSION_PURPOSE)))
    work.session.flush()
    how = "Spoken" if new.is_oral else "Written"
    work.audit("disclosure.suspend", patient_id=patient_id, subject=suspension_id, new=content,
               detail=f"{RULES[new.basis].words}. {how}. Until {until.isoformat()}.")
    return suspension_id


def _check_agency(work: Work, patient_id: str, new: NewSuspension) -> None:
    """Raise InvalidInputError when disclosures name only other agencies: this name would hold nothing back."""
    names = {each.recipient for each in disclosed(work, patient_id) if each.basis is new.basis}
    if names and agency_key(new.agency) not in set(map(agency_key, names)):
        raise InvalidInputError(f"No disclosure names this agency. On record: {', '.join(sorted(names))}. Write the "
                                "name the same way, or record the disclosure first.", "agency")
