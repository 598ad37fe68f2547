"""Views of what holds for a patient wherever something is shared: restrictions and confidential communications."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class RestrictedParty(StrEnum):
    """With whom information may not be shared under a restriction (45 CFR 164.522(a))."""

    HEALTH_PLAN = "health_plan"
    FAMILY = "family"
    PROVIDER = "provider"
    EVERYONE = "everyone"
    OTHER = "other"


@dataclass(frozen=True)
class Restriction:
    """A limit on sharing that is in force. ``required`` marks one that no override may set aside.

    ``what`` says in the patient's words what is limited, ``whom`` names a person or organization when the party alone
    does not; ``visit_ids`` are the visits it covers (none: everything). A required one is of 164.522(a)(1)(vi): a
    service paid in full out of pocket, toward a health plan.
    """

    restriction_id: str
    patient_id: str
    party: RestrictedParty
    what: str
    whom: str
    since: date
    required: bool
    visit_ids: tuple[str, ...] = ()
    request_number: str = ""

    @property
    def sentence(self) -> str:
        """What staff read wherever something is shared."""
        return f"Do not share with {self.whom or PARTY_WORDS[self.party]}: {self.what}"


PARTY_WORDS = {
    RestrictedParty.HEALTH_PLAN: "a health plan",
    RestrictedParty.FAMILY: "family or friends",
    RestrictedParty.PROVIDER: "other providers",
    RestrictedParty.EVERYONE: "anybody",
    RestrictedParty.OTHER: "the person named",
}


class ContactChannel(StrEnum):
    """How the clinic may reach a patient who asked for confidential communications (45 CFR 164.522(b))."""

    PHONE = "phone"
    EMAIL = "email"
    MAIL = "mail"
    TEXT = "text"
    OTHER = "other"


@dataclass(frozen=True)
class ConfidentialContact:
    """The alternative means or place that is in force. While it is, other contact details are hidden by default.

    ``how`` is the number, address or place in the patient's words; ``source`` says where it comes from (the
    registration, or a request's number).
    """

    patient_id: str
    channel: ContactChannel
    how: str
    since: date
    source: str

    @property
    def sentence(self) -> str:
        """What staff read wherever contact data is shown."""
        return f"Private contact only: {self.how}"


@dataclass(frozen=True)
class SharingLimits:
    """What holds for a patient wherever contact data is shown or something is shared."""

    restrictions: tuple[Restriction, ...] = ()
    contact: ConfidentialContact | None = None

    @property
    def sentences(self) -> tuple[str, ...]:
        """Every limit, one sentence each."""
        first = (self.contact.sentence,) if self.contact is not None else ()
        return (*first, *(each.sentence for each in self.restrictions))


@dataclass(frozen=True)
class RawContact:
    """Contact details that are hidden while confidential communications are in force."""

    phone: str
    email: str
