"""Writes down that something left the clinic: the one way, used by everything that gives something out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from app.core.canonical import canonical_json
from app.core.clock import clinic_date
from app.core.text import checked_text, optional_text
from app.models.disclosures import DisclosureEntry
from app.rules.disclosure_basis import RULES
from app.services.desk import Work
from app.services.views.disclosures import CHANNEL_WORDS, Channel, Disclosure

PURPOSE: Final = "disclosure"
"""What the content of the rows is encrypted for."""


@dataclass(frozen=True)
class Given:
    """What left, and how. ``description`` is brief plain words (45 CFR 164.528(b)(2)(iii)).

    ``on`` is the clinic's day it left, None for today. ``request_id`` names the rights request that asked for it,
    ``replaces`` an earlier entry that this one corrects.
    """

    description: str
    channel: Channel
    document_ids: tuple[str, ...] = ()
    on: date | None = None
    request_id: str | None = None
    replaces: str | None = None


def checked(disclosure: Disclosure) -> Disclosure:
    """Return ``disclosure`` cleaned. Raises InvalidInputError without recipient or purpose, or with a card number."""
    return replace(
        disclosure, recipient=checked_text(disclosure.recipient, "recipient", "Say who receives it."),
        address=optional_text(disclosure.address, "address"),
        purpose=checked_text(disclosure.purpose, "purpose", "Say what it is for."),
        override_reason=optional_text(disclosure.override_reason, "override_reason"))


def record_disclosure(work: Work, patient_id: str, disclosure: Disclosure, given: Given) -> str:
    """Record, in this transaction, that something about the patient leaves; return the entry's id.

    Recipient, address, purpose and description are encrypted under the patient's key, in the entry and in the audit.
    Raises as ``checked`` does.
    """
    found = checked(disclosure)
    disclosure_id, on = work.new_id(), given.on or clinic_date(work.now, work.zone)
    content = canonical_json({"recipient": found.recipient, "address": found.address, "purpose": found.purpose,
                              "description": given.description, "documents": list(given.document_ids),
                              "override": found.override_reason})
    work.session.add(DisclosureEntry(
        disclosure_id=disclosure_id, patient_id=patient_id, on=on, at=work.now, by=work.actor.user_id,
        by_name=work.actor.display_name, basis=found.basis.value, channel=given.channel.value,
        authorization_id=found.authorization_id or None, request_id=given.request_id, replaces=given.replaces,
        content=work.keys.encrypt(patient_id, content, PURPOSE)))
    work.session.flush()
    work.audit("disclosure.create", patient_id=patient_id, subject=disclosure_id, new=content,
               detail=f"{CHANNEL_WORDS[given.channel]}. Basis: {RULES[found.basis].words}.")
    return disclosure_id
