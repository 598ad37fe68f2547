"""Views of what left the clinic about a patient: to whom, why, on what basis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

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
    (410 ILCS 513/30).
    """

    recipient: str
    purpose: str
    basis: Basis
    address: str = ""
    authorization_id: str = ""


@dataclass(frozen=True)
class DisclosureRow:
    """One disclosure as the patient page lists it. ``counted`` says whether an accounting lists it.

    ``replaced`` is true for an entry that a later one corrects.
    """

    disclosure_id: str
    on: date
    recipient: str
    address: str
    description: str
    purpose: str
    basis: Basis
    channel: Channel
    document_ids: tuple[str, ...]
    by_name: str
    counted: bool
    replaced: bool = False
