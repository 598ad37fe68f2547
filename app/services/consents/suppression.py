"""The suppression list: who must not get which messages, for the vendor that sends them. It names no patient."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from app.core.clock import clinic_date
from app.core.dates import long_date
from app.core.phone import phone_words
from app.core.text import defuse_cell
from app.models.consents import ConsentEvent
from app.models.patients import Patient
from app.models.visits import VisitMove
from app.rules.consent_purposes import ConsentPurpose, ConsentRules
from app.rules.consents import Channel, ConsentState
from app.services.consents.ledger import content_of, standings
from app.services.desk import Work
from app.services.rights.restrictions import in_confidence

STATE_WORDS: Final = {
    ConsentState.NOT_ASKED: "never asked", ConsentState.DECLINED: "declined", ConsentState.WITHDRAWN: "taken back",
    ConsentState.EXPIRED: "ran out", ConsentState.ENDED: "ended when the number changed",
}
"""Why a message may not be sent, by the state of the consent to it."""

_OTHER_WAY: Final = "to be reached in another way only"
_HEAD: Final = ("type", "channel", "do not use", "since", "why")


@dataclass(frozen=True)
class Suppressed:
    """One row: this address gets no messages of this type. ``since`` is a day in words, empty when never asked."""

    patient_id: str
    title: str
    channel: Channel
    address: str
    since: str
    why: str


def suppressed(work: Work, rules: ConsentRules) -> list[Suppressed]:
    """Return every row: patients who were asked and have not said yes, and those to be reached in another way only.

    Somebody who was never asked is on no vendor's list in the first place.
    """
    purposes = [purpose for purpose in rules.purposes if purpose.channel is not None]
    today = clinic_date(work.now, work.zone)
    events = _events(work, [purpose.code for purpose in purposes])
    patients = work.session.scalars(select(Patient).where(Patient.disposed_on.is_(None))
                                    .order_by(Patient.record_number)).all()
    private = in_confidence(work.session, [patient.patient_id for patient in patients])
    found = []
    for patient in patients:
        mine = events.get(patient.patient_id, [])
        told = {code: standing.state(today) for code, standing in standings(mine).items()}
        for purpose in purposes:
            state = told.get(purpose.code)
            why = _OTHER_WAY if patient.patient_id in private else \
                STATE_WORDS[state] if state is not None and not state.allows else ""
            address = _address(work, patient, purpose, mine) if why else ""
            if address:
                found.append(_row(work, patient, purpose, mine, (address, why)))
    return found


def as_csv(rows: Sequence[Suppressed]) -> bytes:
    """Return the rows as CSV (UTF-8 with signature, so that spreadsheets read it)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_HEAD)
    for row in rows:
        cells = (row.title, row.channel.value, row.address, row.since, row.why[:1].upper() + row.why[1:])
        writer.writerow([defuse_cell(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def _events(work: Work, codes: Collection[str]) -> dict[str, list[ConsentEvent]]:
    """Return the events of ``codes`` by patient, in the order in which they took effect."""
    moved = select(VisitMove.visit_id)
    rows = work.session.scalars(
        select(ConsentEvent).where(ConsentEvent.purpose.in_(codes),
                                   ConsentEvent.visit_id.is_(None) | ConsentEvent.visit_id.not_in(moved))
        .order_by(ConsentEvent.at, ConsentEvent.sequence))
    found: dict[str, list[ConsentEvent]] = {}
    for row in rows:
        found.setdefault(row.patient_id, []).append(row)
    return found


def _address(work: Work, patient: Patient, purpose: ConsentPurpose, events: Sequence[ConsentEvent]) -> str:
    """Return what is not to be used; empty for a patient without an address on this channel."""
    if purpose.channel is Channel.EMAIL:
        return patient.email
    if purpose.channel is Channel.LETTER:
        return f"Record {patient.record_number}"
    numbers = [content_of(work, event).get("number", "") for event in events if event.purpose == purpose.code] \
        if purpose.number and work.keys.has(patient.patient_id) else []
    return phone_words(next((number for number in reversed(numbers) if number), patient.phone))


def _row(work: Work, patient: Patient, purpose: ConsentPurpose, events: Sequence[ConsentEvent],
         said: tuple[str, str]) -> Suppressed:
    assert purpose.channel is not None  # only purposes with one are asked for
    address, why = said
    days = [clinic_date(event.at, work.zone) for event in events if event.purpose == purpose.code]
    return Suppressed(patient.patient_id, purpose.title, purpose.channel, address,
                      long_date(days[-1]) if days else "", why)
