"""Views of what left the clinic about a patient: to whom, why, on what basis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.rules.accounting import Accounting, Disclosed
from app.rules.disclosure_basis import Basis


class Channel(StrEnum):
    """How it left."""

    SAVED = "saved"
    PRINTED = "printed"
    PACKAGE = "package"
    AUDIT_EXPORT = "audit_export"
    PHONE = "phone"
    MAIL = "mail"
    FAX = "fax"
    EMAIL = "email"
    IN_PERSON = "in_person"
    OTHER = "other"


CHANNEL_WORDS: dict[Channel, str] = {
    Channel.SAVED: "Copy saved", Channel.PRINTED: "Printed", Channel.PACKAGE: "Copy of the records",
    Channel.AUDIT_EXPORT: "Audit log exported", Channel.PHONE: "By phone", Channel.MAIL: "By mail",
    Channel.FAX: "By fax", Channel.EMAIL: "By email", Channel.IN_PERSON: "In person", Channel.OTHER: "Another way",
}
"""Each channel in words."""

OUTSIDE = (Channel.PHONE, Channel.MAIL, Channel.FAX, Channel.EMAIL, Channel.IN_PERSON, Channel.OTHER)
"""The channels of a disclosure that happened outside the app and is recorded by hand."""


@dataclass(frozen=True)
class Disclosure:
    """To whom something goes, why, and on what basis (45 CFR 164.528(b)(2)(ii) and (iv)).

    ``address`` is the recipient's, if known. ``authorization_id`` names the authorization on file:
    ``Basis.AUTHORIZATION`` needs one, and genetic information one that releases it, whatever the basis
    (410 ILCS 513/30). ``override_reason`` says why it is shared although the patient asked to limit that.
    """

    recipient: str
    purpose: str
    basis: Basis
    address: str = ""
    authorization_id: str = ""
    override_reason: str = ""


@dataclass(frozen=True)
class DisclosureRow(Disclosed):
    """One disclosure as the patient page lists it. ``counted`` says whether an accounting lists it.

    ``by_name`` recorded it at ``recorded_at`` (aware). ``replaced`` is true for an entry that a later one corrects.
    """

    channel: Channel
    document_ids: tuple[str, ...]
    by_name: str
    recorded_at: datetime
    counted: bool
    replaced: bool = False


@dataclass(frozen=True)
class Authorization:
    """A written authorization on file (45 CFR 164.508). ``expires_on`` is None for one that ends with ``ends_with``.

    ``releases_genetic`` says that it is also the specific release of 410 ILCS 513/30. ``ended_on`` is the day it was
    revoked, or the day its event came.
    """

    authorization_id: str
    recipient: str
    address: str
    what: str
    purpose: str
    signed_by: str
    signed_on: date
    expires_on: date | None
    ends_with: str
    releases_genetic: bool
    is_paper: bool
    ended_on: date | None = None
    was_revoked: bool = False

    def is_usable(self, today: date) -> bool:
        """Say whether something may be shared on it today; its last day counts."""
        return self.ended_on is None and (self.expires_on is None or today <= self.expires_on)


@dataclass(frozen=True)
class NewAuthorization:
    """An authorization that came on paper, as staff read it. ``is_complete`` confirms signature, date and statements.

    ``authority`` is a representative's; empty when the patient signed. ``ends_with`` is an event instead of a date.
    """

    recipient: str
    what: str
    purpose: str
    signed_by: str
    signed_on: date
    expires_on: date | None
    ends_with: str = ""
    address: str = ""
    authority: str = ""
    releases_genetic: bool = False
    is_complete: bool = False


@dataclass(frozen=True)
class Limit:
    """A restriction the patient asked for, as the one who shares reads it. ``bases`` are those it speaks to.

    ``required`` cannot be set aside by giving a reason.
    """

    sentence: str
    required: bool
    bases: frozenset[Basis]


@dataclass(frozen=True)
class ReleaseTerms:
    """What to know before something leaves: limits, usable authorizations, whether genetic information is in it.

    ``papers`` names what goes along with single documents: amendments and disagreement (45 CFR 164.526(d)(5)).
    """

    patient_name: str
    limits: tuple[Limit, ...]
    authorizations: tuple[Authorization, ...]
    holds_genetic: bool
    papers: tuple[str, ...] = ()


@dataclass(frozen=True)
class OutsideDisclosure:
    """A disclosure that was made outside the app, told by phone for example. ``on`` is its day."""

    disclosure: Disclosure
    description: str
    channel: Channel
    on: date
    replaces: str = ""


@dataclass(frozen=True)
class NewSuspension:
    """A suspension to record. ``agency`` is the recipient as its disclosures name it; ``basis`` one of ``SUSPENDABLE``.

    A spoken statement (``is_oral``) holds for at most 30 days, whatever ``until`` says.
    """

    agency: str
    official: str
    statement: str
    basis: Basis
    is_oral: bool
    stated_on: date
    until: date


@dataclass(frozen=True)
class Suspension(NewSuspension):
    """A suspension on file (45 CFR 164.528(a)(2)); ``until`` is the day on which it really ends."""

    suspension_id: str


@dataclass(frozen=True)
class AccountingView(Accounting):
    """What an accounting would say. ``withheld`` is for staff, never for the patient.

    ``free_from`` is None when this accounting is free, else the day from which the next one is.
    """

    free_from: date | None


@dataclass(frozen=True)
class AccountingOrder:
    """An accounting to be made. ``since`` is None for the whole six years; ``fee_cents`` only where one may be asked.

    A fee has to be cost-based, and the patient told of it beforehand (45 CFR 164.528(c)(2)).
    """

    patient_id: str
    requested_on: date
    since: date | None = None
    fee_cents: int = 0
    request_id: str = ""
