"""Messages made to patients: what staff log of them, and the list of who must not get which.

The app sends nothing. Staff log what the clinic's messaging vendor, or they themselves, sent. An ordinary text message
is not encrypted from end to end, so nothing clinical belongs in one, nor in this log of it.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select

from app.core.canonical import canonical_json
from app.core.clock import clinic_date
from app.core.errors import InvalidInputError
from app.core.text import checked_text, fold, optional_text
from app.forms import decode_json
from app.models.consents import Communication
from app.rules.consent_purposes import MessageType
from app.rules.consents import Channel, Standing
from app.rules.treatments import Catalogue
from app.security.actor import Actor
from app.security.roles import Action, RecordKind
from app.services.consents.ledger import ledger, standings
from app.services.consents.suppression import STATE_WORDS, as_csv, suppressed
from app.services.desk import Desk, Work
from app.services.disclosures.record import Given, checked, record_disclosure
from app.services.known_patient import known_patient
from app.services.library import LibraryService
from app.services.rights.restrictions import confidential_contact
from app.services.views.consents import MessageChoice, MessageInput, MessageOffer, MessageRow
from app.services.views.disclosures import Channel as Way
from app.services.views.disclosures import Disclosure
from app.services.views.sharing import ContactChannel

REQUIRED_LETTER: Final = "letter_required"
"""The type of message of a letter that the law requires (``resources/rules/consents.json``)."""

_CONTENT_PURPOSE: Final = "communication"
_MINUTE: Final = timedelta(minutes=1)  # times are typed without seconds
_LONGEST: Final = 80  # characters of a template's name: a name, not the message
_SHORT_WORD: Final = 4  # words of treatment names from this length on are telling
_PLAIN_WORDS: Final = frozenset({"with", "light", "medium", "skin", "treatment", "treatments", "therapy", "under",
                                 "vitamin", "vitamins", "care", "removal", "only", "without", "visit", "other"})
"""Words of treatment names that say nothing by themselves."""
_WAYS: Final = {ContactChannel.PHONE: Channel.PHONE, ContactChannel.EMAIL: Channel.EMAIL,
                ContactChannel.MAIL: Channel.LETTER, ContactChannel.TEXT: Channel.TEXT}
_GIVEN: Final = Given("How to reach the patient, and which messages they do not want", Way.SAVED)


class CommunicationsService:
    """Use cases around messages that were sent elsewhere."""

    def __init__(self, desk: Desk, library: LibraryService) -> None:
        self._desk = desk
        self._library = library

    def offer(self, actor: Actor, patient_id: str) -> MessageOffer:
        """Return the types of messages and why each may not be sent now.

        Raises NotFoundError, PermissionDeniedError.
        """
        with self._desk.act(actor, Action.CREATE, RecordKind.COMMUNICATION, patient_id=patient_id,
                            unrecorded=True) as work:
            patient = known_patient(work, patient_id)
            contact = confidential_contact(work, patient_id)
            found = _standings_at(work, patient_id, work.now)
            choices = tuple(MessageChoice(each.code, each.title, each.channel.value,
                                          _problem(each, found, contact.channel if contact else None,
                                                   clinic_date(work.now, work.zone)))
                            for each in self._library.content.consents.messages)
            return MessageOffer(patient_id, patient.display_name, choices, contact.how if contact is not None else "")

    def log(self, actor: Actor, message: MessageInput) -> str:
        """Record a message that was sent and return its id. What counts is the consent that stood when it was sent.

        Raises InvalidInputError (an unknown type, no consent and no reason, a name that tells something clinical, a
        time to come), NotFoundError, PermissionDeniedError.
        """
        with self._desk.act(actor, Action.CREATE, RecordKind.COMMUNICATION, patient_id=message.patient_id) as work:
            known_patient(work, message.patient_id)
            rules = self._library.content.consents
            kind = next((each for each in rules.messages if each.code == message.kind), None)
            if kind is None:
                raise InvalidInputError("Choose the type of message.", "kind")
            sent_at = message.sent_at or work.now
            if sent_at > work.now + _MINUTE:
                raise InvalidInputError("Enter when it was sent. It cannot be in the future.", "sent_at")
            template = _checked_template(message.template, self._library.content.catalogue)
            contact = confidential_contact(work, message.patient_id)
            found = _standings_at(work, message.patient_id, sent_at)
            problem = _problem(kind, found, contact.channel if contact else None, clinic_date(sent_at, work.zone))
            override = optional_text(message.override, "override")
            if problem and not override:
                raise InvalidInputError(f"{problem} Say why it was sent all the same.", "override")
            return self._keep(work, message.patient_id, kind, found, (template, override if problem else ""), sent_at)

    def of_patient(self, actor: Actor, patient_id: str) -> tuple[MessageRow, ...]:
        """Return the messages logged for a patient, newest first; the view is audited.

        Raises NotFoundError, PermissionDeniedError.
        """
        with self._desk.act(actor, Action.VIEW, RecordKind.COMMUNICATION, patient_id=patient_id) as work:
            known_patient(work, patient_id)
            titles = {each.code: each.title for each in self._library.content.consents.messages}
            rows = work.session.scalars(select(Communication).where(Communication.patient_id == patient_id)
                                        .order_by(Communication.sent_at.desc(), Communication.recorded_at.desc()))
            found = []
            for row in rows:
                content = decode_json(work.keys.decrypt(patient_id, row.content, _CONTENT_PURPOSE))
                assert isinstance(content, dict)  # written by ``log``
                found.append(MessageRow(row.communication_id, titles.get(row.kind, row.kind), row.channel,
                                        str(content["template"]), row.sent_at, row.by_name, str(content["override"])))
            return tuple(found)

    def suppression_list(self, actor: Actor, disclosure: Disclosure) -> bytes:
        """Return, for the messaging vendor, who must not get which messages: CSV, one row a type and address.

        It names no patient. Patients who are to be reached in another way only are on it for every type. Each of them
        has it in their disclosures. Raises InvalidInputError, ProofNeededError, PermissionDeniedError.
        """
        with self._desk.act(actor, Action.EXPORT, RecordKind.COMMUNICATION) as work:
            said = checked(disclosure)
            rows = suppressed(work, self._library.content.consents)
            for patient_id in sorted({row.patient_id for row in rows if work.keys.has(row.patient_id)}):
                record_disclosure(work, patient_id, said, _GIVEN)
            work.audit("communication.export", detail=f"{len(rows)} rows of the suppression list.",
                       new=canonical_json({"recipient": said.recipient, "purpose": said.purpose}))
            return as_csv(rows)

    def _keep(self, work: Work, patient_id: str, kind: MessageType, found: dict[str, Standing],
              said: tuple[str, str], sent_at: datetime) -> str:
        template, override = said
        last = found.get(kind.purpose, Standing()).last
        communication_id = work.new_id()
        work.session.add(Communication(
            communication_id=communication_id, patient_id=patient_id, kind=kind.code, channel=kind.channel.value,
            sent_at=sent_at, recorded_at=work.now, by=work.actor.user_id, by_name=work.actor.display_name,
            basis=last.event_id if last is not None and not override else None, is_override=bool(override),
            content=work.keys.encrypt(patient_id, canonical_json({"template": template, "override": override}),
                                      _CONTENT_PURPOSE)))
        work.audit("communication.create", patient_id=patient_id, subject=communication_id,
                   detail=f"{kind.title}{', without consent' if override else ''}.", new=override.encode())
        return communication_id


def log_required_letter(work: Work, patient_id: str, template: str, channel: Channel, sent_at: datetime) -> None:
    """Log a letter that the law requires, in the caller's unit of work. It needs no consent of the patient."""
    communication_id = work.new_id()
    work.session.add(Communication(
        communication_id=communication_id, patient_id=patient_id, kind=REQUIRED_LETTER, channel=channel.value,
        sent_at=sent_at, recorded_at=work.now, by=work.actor.user_id, by_name=work.actor.display_name, basis=None,
        is_override=False, content=work.keys.encrypt(
            patient_id, canonical_json({"template": template, "override": ""}), _CONTENT_PURPOSE)))
    work.audit("communication.create", patient_id=patient_id, subject=communication_id,
               detail="Letter the law requires.")


def _standings_at(work: Work, patient_id: str, sent_at: datetime) -> dict[str, Standing]:
    """Return where the consents stood when a message was sent: a yes or a STOP of later does not count."""
    return standings([row for row in ledger(work, patient_id) if row.at < sent_at + _MINUTE])


def _problem(kind: MessageType, found: dict[str, Standing], way: ContactChannel | None, day: date) -> str:
    """Return why a message of this type may not be sent on ``day``; empty when it may."""
    if way is not None and _WAYS.get(way) is not kind.channel:  # a way in the patient's own words fits none by itself
        return "The patient asked to be reached in another way only."
    state = found.get(kind.purpose, Standing()).state(day)
    if kind.purpose and not state.allows:
        return f"There is no consent to this: {STATE_WORDS[state]}."
    return ""


def _checked_template(typed: str, catalogue: Catalogue) -> str:
    """Return the template's name. Raises InvalidInputError when it is empty, long, or names a treatment."""
    template = checked_text(typed, "template", "Enter the name of the template that was sent.")
    if len(template) > _LONGEST or "\n" in template:
        raise InvalidInputError(f"Enter the template's name, at most {_LONGEST} characters, not the message.",
                                "template")
    names = {word for treatment in catalogue.treatments for word in _words(treatment.name)
             if len(word) >= _SHORT_WORD} - _PLAIN_WORDS
    if names & set(_words(template)):
        raise InvalidInputError("Leave treatments out: the log holds nothing clinical.", "template")
    return template


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", fold(text))
