"""Addresses, seals and stores a letter in the unit of work that caused it."""

from __future__ import annotations

import app
from app.documents.letter import Letter, letter_record
from app.documents.record import PatientLine
from app.models.documents import SealedDocument
from app.models.patients import Patient
from app.rules.answers import Answers, from_responses
from app.services.contact import REGISTRATION
from app.services.desk import Work
from app.services.opening import newest_clinic
from app.services.paper import header
from app.services.rights.letter_texts import LetterText
from app.services.rights.restrictions import confidential_contact
from app.services.sealing_documents import Belongings, store_sealed
from app.services.submission_records import latest_by_form, patient_rows, response_of
from app.services.views.sharing import ContactChannel

_ADDRESS = "reg.contact."


def store_letter(work: Work, patient: Patient, text: LetterText, *, corrects: str = "",
                 to: tuple[str, ...] = ()) -> str:
    """Seal ``text`` as a letter of the clinic to ``patient`` and return the document's id.

    ``corrects`` is the id of a sealed document that the letter amends or answers; ``to`` are the lines it is addressed
    to when the patient's own are not meant. Raises NotFoundError when the clinic has no seal key.
    """
    original = work.session.get(SealedDocument, corrects) if corrects else None
    letter = Letter(
        document_id=work.new_id(), clinic=header(newest_clinic(work.session)),
        patient=PatientLine(patient.display_name, patient.birth_date, patient.record_number),
        addressee=to or addressee(work, patient), written_at=work.now, subject=text.subject, paragraphs=text.paragraphs,
        signed_by=work.actor.display_name, title=work.actor.title, enclosures=text.enclosures, parts=text.parts,
        device=work.actor.device, app_version=app.__version__,
        corrects_sha256=original.sha256 if original is not None else "", is_demo=work.is_demo)
    return store_sealed(work, letter_record(letter), Belongings(
        patient.patient_id, corrects=original.document_id if original is not None else None))


def addressee(work: Work, patient: Patient) -> tuple[str, ...]:
    """Return the lines a letter is addressed to.

    Confidential communications in force come first (45 CFR 164.522(b)): then no other address is used.
    """
    contact = confidential_contact(work, patient.patient_id)
    if contact is not None and contact.channel is ContactChannel.MAIL:
        return (patient.display_name, *contact.how.splitlines())
    if contact is not None:
        return (patient.display_name, f"Not by mail. {contact.sentence}")
    return (patient.display_name, *_home(work, patient.patient_id))


def registered(work: Work, patient_id: str) -> Answers:
    """Return the answers of the patient's newest registration; none when there is none."""
    row = latest_by_form(patient_rows(work.session, patient_id, REGISTRATION)).get(REGISTRATION)
    response = response_of(work, row) if row is not None else None
    return from_responses(response) if response is not None else Answers()


def _home(work: Work, patient_id: str) -> tuple[str, ...]:
    """The address of the newest registration; nothing when there is none."""
    told = registered(work, patient_id)
    place = _text(told, "city"), _text(told, "state", "region"), _text(told, "zip", "postcode")
    lines = (_text(told, "line1"), _text(told, "line2"), " ".join(filter(None, place)))
    return tuple(line for line in lines if line)


def _text(told: Answers, *names: str) -> str:
    return next((text for name in names if (text := told.text(_ADDRESS + name))), "")
