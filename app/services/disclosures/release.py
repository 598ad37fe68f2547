"""May this leave? Authorization, genetic information and the limits a patient asked for, checked in one place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from app.core.clock import clinic_date
from app.core.errors import InvalidInputError
from app.core.text import fold
from app.models.patients import Patient
from app.models.rights import RestrictionVersion
from app.rules.disclosure_basis import Basis
from app.services.desk import Work
from app.services.disclosures.authorizations import authorizations_of
from app.services.disclosures.record import checked
from app.services.library import LibraryService
from app.services.rights.restrictions import restrictions_of
from app.services.views.disclosures import Authorization, Disclosure, Limit
from app.services.views.sharing import RestrictedParty, Restriction

OWN: Final = frozenset({Basis.TO_INDIVIDUAL, Basis.REPRESENTATIVE})
"""Bases on which the patient's own copy leaves: complete, and limited by no restriction."""

_LIMITED: Final = {
    RestrictedParty.HEALTH_PLAN: frozenset({Basis.PAYMENT, Basis.OPERATIONS}),
    RestrictedParty.FAMILY: frozenset({Basis.PERSONS_INVOLVED}),
    RestrictedParty.PROVIDER: frozenset({Basis.TREATMENT}),
}
_ANY: Final = frozenset({Basis.TREATMENT, Basis.PAYMENT, Basis.OPERATIONS, Basis.PERSONS_INVOLVED, Basis.AUTHORIZATION,
                         Basis.LIMITED_DATA_SET, Basis.INCIDENTAL})
"""What a restriction can limit. What the law requires or permits under 164.512 it cannot (164.522(a)(1)(v))."""

GENETIC_REFUSED: Final = ("This holds genetic information. It goes only to the patient, or to whom the patient's own "
                          "written release of it names (410 ILCS 513/30). Choose that release, or do not share this.")
_PAID_IN_FULL: Final = ("The patient paid for this in full and asked that the health plan is not told. The law lets no "
                        "reason set that aside (45 CFR 164.522(a)(1)(vi)).")


@dataclass(frozen=True)
class Release:
    """What was checked: the cleaned ``disclosure``, whether genetic information may be in it, and what stays out.

    ``withheld_visits`` are the visits a required restriction keeps from this recipient.
    """

    disclosure: Disclosure
    may_hold_genetic: bool
    withheld_visits: frozenset[str]

    @property
    def is_own_copy(self) -> bool:
        """True for the patient or the patient's personal representative (45 CFR 164.502(g))."""
        return self.disclosure.basis in OWN


def release_for(work: Work, library: LibraryService, patient: Patient, disclosure: Disclosure) -> Release:
    """Return what may go to the recipient of ``disclosure``.

    Raises InvalidInputError: recipient or purpose missing (``checked``), no usable authorization for that recipient, a
    restriction without a reason to set it aside, or one that no reason sets aside.
    """
    found = checked(disclosure)
    authorization = _authorization(work, library, patient, found)
    limits = [each for each in restrictions_of(work, patient.patient_id) if found.basis in limit_of(each).bases]
    if any(each.required and not each.visit_ids for each in limits):
        raise InvalidInputError(_PAID_IN_FULL, "recipient")
    open_limits = [each for each in limits if not each.required]
    if open_limits and not found.override_reason:
        raise InvalidInputError(f"{open_limits[0].sentence} Say why it is shared all the same.", "override_reason")
    return Release(found, found.basis in OWN or (authorization is not None and authorization.releases_genetic),
                   frozenset(visit for each in limits if each.required for visit in each.visit_ids))


def limit_of(restriction: Restriction) -> Limit:
    """Return a restriction as the one who shares reads it."""
    return Limit(restriction.sentence, restriction.required, _LIMITED.get(restriction.party, _ANY))


def limited_among(work: Work, patient_ids: Iterable[str], basis: Basis) -> frozenset[str]:
    """Return those of ``patient_ids`` who asked for a limit that speaks to ``basis``: lists leave them out."""
    asked = set(work.session.scalars(select(RestrictionVersion.patient_id).where(RestrictionVersion.active)))
    return frozenset(patient_id for patient_id in asked.intersection(patient_ids)
                     if any(basis in limit_of(each).bases for each in restrictions_of(work, patient_id)))


def refuse_genetic() -> None:
    """Raise InvalidInputError: the recipient may not have genetic information."""
    raise InvalidInputError(GENETIC_REFUSED, "authorization")


def refuse_withheld() -> None:
    """Raise InvalidInputError: a required restriction keeps this from the recipient."""
    raise InvalidInputError(_PAID_IN_FULL, "recipient")


def _authorization(work: Work, library: LibraryService, patient: Patient,
                   disclosure: Disclosure) -> Authorization | None:
    if not disclosure.authorization_id:
        if disclosure.basis is Basis.AUTHORIZATION:
            raise InvalidInputError("Choose the authorization on file that allows this.", "authorization")
        return None
    found = next((each for each in authorizations_of(work, library, patient)
                  if each.authorization_id == disclosure.authorization_id), None)
    if found is None or not found.is_usable(clinic_date(work.now, work.zone)):
        raise InvalidInputError("This authorization has ended or is not on file. Ask the patient for a new one.",
                                "authorization")
    if fold(found.recipient) != fold(disclosure.recipient):
        raise InvalidInputError("The authorization names another recipient. Share with the one it names, or ask the "
                                "patient for a new one.", "recipient")
    return found
