"""Taking consents back, in one act: the ledger, a sealed document, what is to be done and until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from sqlalchemy import func, select

from app.core.canonical import canonical_json
from app.core.clock import clinic_date
from app.core.errors import InvalidInputError
from app.core.text import optional_text
from app.models.audit import AuditEntry
from app.models.consents import ConsentEvent, ConsentWithdrawal, WithdrawalStep
from app.models.documents import SealedDocument
from app.models.patients import Patient
from app.rules.business_days import business_days_after
from app.rules.consent_purposes import WHOSE, ConsentGroup, ConsentPurpose
from app.rules.consents import Channel, EventKind, Standing
from app.services.consents.holding_up import hold_up
from app.services.consents.ledger import EventFacts, TextShown, append_event, ledger, standings
from app.services.consents.offered import open_purposes
from app.services.consents.withdrawal_record import Act, OldDocument, withdrawal_record
from app.services.desk import Work
from app.services.known_patient import known_patient
from app.services.library import LibraryService
from app.services.sealing_documents import Belongings, store_sealed
from app.services.settings import newest_settings
from app.services.views.consents import WITHDRAWAL_CHANNELS, WithdrawalInput
from app.services.views.people import ClinicDetails

CONTENT_PURPOSE: Final = "withdrawal"
_NAMED: Final = 3  # consents that a list names one by one
_WHOSE: Final = {"she": "her", "he": "his", "they": "their"}


@dataclass(frozen=True)
class Place:
    """Where a withdrawal is recorded: the clinic's details, the device, whether it is the fictional clinic."""

    clinic: ClinicDetails
    device: str
    is_demo: bool


@dataclass(frozen=True)
class _Said:
    """What the patient said, tidied and checked."""

    patient: Patient
    purposes: tuple[ConsentPurpose, ...]
    channel: Channel
    words: str
    asked_by: str
    received: date
    is_stop: bool


def withdraw(work: Work, library: LibraryService, wanted: WithdrawalInput, place: Place) -> str:
    """Record a withdrawal, effective at once, and return its id.

    A STOP ends every type of text message unless the setting says otherwise. Raises InvalidInputError (nothing chosen
    that can be taken back, no channel, a day to come) and NotFoundError.
    """
    rows = ledger(work, wanted.patient_id)
    found = standings(rows)
    said = _checked(work, library, wanted, found)
    given = {row.event_id: row for row in rows}
    ended = [given[last.event_id] for purpose in said.purposes
             if (last := found.get(purpose.code, Standing()).last) is not None and last.kind is EventKind.GIVEN]
    steps, title = _steps(said), _title(said)
    at = _moment(work, said.received)
    document_id = _seal(work, said, place, _old_documents(work, ended), steps)
    withdrawal_id = _store(work, said, title, document_id, at)
    _store_steps(work, withdrawal_id, steps)
    for purpose in said.purposes:
        _end(work, said, purpose, withdrawal_id, at, found.get(purpose.code, Standing()), given)
    hold_up(work, library, said.patient.patient_id, said.purposes)
    work.audit("consent.withdraw", patient_id=said.patient.patient_id, subject=withdrawal_id,
               detail=f"{title}. {'STOP received. ' if said.is_stop else ''}{len(steps)} steps follow.",
               new=said.words.encode())
    return withdrawal_id


def _checked(work: Work, library: LibraryService, wanted: WithdrawalInput, found: dict[str, Standing]) -> _Said:
    patient = known_patient(work, wanted.patient_id)
    words, asked_by = optional_text(wanted.words, "words"), optional_text(wanted.asked_by, "asked_by")
    today = clinic_date(work.now, work.zone)
    received = wanted.received or today
    if received > today:
        raise InvalidInputError("Enter the day it was received. It cannot be in the future.", "received")
    if wanted.channel not in WITHDRAWAL_CHANNELS:
        raise InvalidInputError("Choose how the patient said it.", "channel")
    is_stop = library.content.consents.means_stop(words)
    purposes = _purposes(work, library, wanted.purposes, found, is_stop=is_stop)
    of_texts = any(purpose.channel is Channel.TEXT for purpose in purposes)
    return _Said(patient, purposes, Channel(wanted.channel), words, asked_by, received, is_stop and of_texts)


def _purposes(work: Work, library: LibraryService, codes: Sequence[str], found: dict[str, Standing], *,
              is_stop: bool) -> tuple[ConsentPurpose, ...]:
    """Return what is taken back, in the order of the rules; a STOP to one type of text reaches all of them."""
    today = clinic_date(work.now, work.zone)
    can = open_purposes(library, found, today)
    chosen = [purpose for purpose in can if purpose.code in codes]
    if not codes:
        raise InvalidInputError("Choose what the patient takes back.", "purposes")
    if len(chosen) != len(set(codes)):
        raise InvalidInputError("One of these consents is not given now, so it cannot be taken back.", "purposes")
    of_texts = any(purpose.channel is Channel.TEXT for purpose in chosen)
    if is_stop and of_texts and newest_settings(work.session).revoke_all_scope == "all":
        chosen = [purpose for purpose in can if purpose in chosen or purpose.channel is Channel.TEXT]
    return tuple(chosen)


def _moment(work: Work, received: date) -> datetime:
    """Return now, or the end of an earlier day of the clinic: from then on nothing may rest on the consent."""
    if received == clinic_date(work.now, work.zone):
        return work.now
    return datetime.combine(received, time(23, 59, 59), work.zone)


def _seal(work: Work, said: _Said, place: Place, old: tuple[OldDocument, ...],
          steps: Sequence[tuple[str, str, date]]) -> str:
    """Seal the record of the withdrawal and return its id. It corrects the first of the ``old`` documents."""
    document_id, newest = work.new_id(), work.session.scalar(select(func.max(AuditEntry.sequence))) or 0
    record = withdrawal_record(Act(
        document_id, said.patient, place.clinic, said.purposes, said.channel.value, said.words, said.asked_by,
        said.received, work.now, work.actor.display_name, place.device, old,
        tuple((title, due) for title, _counted, due in steps), newest + 1, place.is_demo))
    return store_sealed(work, record, Belongings(
        said.patient.patient_id, corrects=old[0].document_id if old else None, filed_as=f"Withdrawal: {_title(said)}"))


def _old_documents(work: Work, given: Sequence[ConsentEvent]) -> tuple[OldDocument, ...]:
    submissions = {row.submission_id for row in given if row.submission_id is not None}
    rows = work.session.scalars(select(SealedDocument).where(SealedDocument.submission_id.in_(submissions))
                                .order_by(SealedDocument.sealed_at))
    return tuple(OldDocument(row.document_id, row.title, row.short_id, clinic_date(row.sealed_at, work.zone),
                             row.sha256) for row in rows)


def _steps(said: _Said) -> list[tuple[str, str, date]]:
    """Return title, what is counted and last day of each step; the same step for several purposes is done once."""
    found: dict[str, tuple[str, date]] = {}
    whose = _WHOSE.get(said.patient.pronouns.partition("/")[0].strip().casefold(), "the")
    for purpose in said.purposes:
        for step in purpose.steps:
            title = step.title.replace(WHOSE, whose)
            due = business_days_after(said.received, step.business_days)
            earlier = found.get(title)
            found[title] = (step.counted, min(due, earlier[1]) if earlier else due)
    return [(title, counted, due) for title, (counted, due) in found.items()]


def _title(said: _Said) -> str:
    titles = [purpose.title for purpose in said.purposes]
    texts = [purpose for purpose in said.purposes if purpose.group is ConsentGroup.TEXTS]
    if len(texts) > 1 and len(texts) == len(said.purposes):
        return "Text messages"
    return titles[0] if len(titles) == 1 else f"{titles[0]} and {len(titles) - 1} more"


def _stops(purposes: Sequence[ConsentPurpose]) -> str:
    if len(purposes) == 1:
        return purposes[0].stops
    named = [purpose.title.lower() if number and purpose.group is ConsentGroup.TEXTS else purpose.title
             for number, purpose in enumerate(purposes[:_NAMED])]
    more = len(purposes) - len(named)
    return f"{', '.join(named)} and {more} more" if more else " and ".join([", ".join(named[:-1]), named[-1]])


def _store(work: Work, said: _Said, title: str, document_id: str, at: datetime) -> str:
    withdrawal_id, patient_id = work.new_id(), said.patient.patient_id
    content = canonical_json({"words": said.words, "asked_by": said.asked_by})
    work.session.add(ConsentWithdrawal(
        withdrawal_id=withdrawal_id, patient_id=patient_id, title=title,
        purposes=" ".join(purpose.code for purpose in said.purposes),
        stops=_stops(said.purposes), is_stop=said.is_stop, channel=said.channel.value, at=at,
        recorded_at=work.now, by=work.actor.user_id, by_name=work.actor.display_name, document_id=document_id,
        content=work.keys.encrypt(patient_id, content, CONTENT_PURPOSE)))
    work.session.flush()
    return withdrawal_id


def _store_steps(work: Work, withdrawal_id: str, steps: Sequence[tuple[str, str, date]]) -> None:
    work.session.add_all(WithdrawalStep(step_id=work.new_id(), withdrawal_id=withdrawal_id, position=position,
                                        title=title, counted=counted, due=due)
                         for position, (title, counted, due) in enumerate(steps))
    work.session.flush()


def _end(work: Work, said: _Said, purpose: ConsentPurpose, withdrawal_id: str, at: datetime, standing: Standing,
         given: dict[str, ConsentEvent]) -> None:
    last = standing.last
    row = given[last.event_id] if last is not None and last.kind is EventKind.GIVEN else None
    text = TextShown(row.form_id, row.form_url, row.form_version, row.form_sha256, row.language) if row is not None \
        else TextShown()
    kind = EventKind.REVOKED if said.is_stop and purpose.channel is Channel.TEXT else EventKind.WITHDRAWN
    append_event(work, EventFacts(
        said.patient.patient_id, purpose.code, kind, max(at, last.at) if last is not None else at, said.channel,
        work.actor.user_id, work.actor.display_name, text, withdrawal_id=withdrawal_id,
        ends=row.event_id if row is not None else None))
