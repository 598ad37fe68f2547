"""Telling people: letters to patients, proof of sending, substitute notice; notices to HHS, Illinois and the media."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time

from app.core.clock import age_on
from app.core.dates import long_date
from app.core.errors import InvalidInputError
from app.core.text import MAX_FIELD, clean, refuse_card_number
from app.models.patients import Patient
from app.rules.breach_clocks import POSTING_DAYS, Duty, Substitute, substitute_for
from app.rules.breach_letter import ELEMENT_MISSING, NoticeText, missing_elements, notice_parts
from app.rules.consents import Channel
from app.rules.legal_clock import due_after
from app.rules.minors import guardian_line
from app.services.communications import log_required_letter
from app.services.desk import Work
from app.services.incidents.fold import EventKind
from app.services.incidents.names import checked_texts
from app.services.incidents.records import Kept, NoticeKind, add_event, add_notice, patients_by_id, today
from app.services.incidents.telling import DUTY_WORDS, UNREACHABLE, delay_of, notice_to
from app.services.opening import newest_clinic
from app.services.rights.letter_texts import LetterText
from app.services.rights.letters import addressee, registered, store_letter
from app.services.rights.restrictions import confidential_contact
from app.services.views.incidents import (
    LETTER_DUE,
    Asked,
    LettersMade,
    NoticeState,
    Sending,
    SendMethod,
    SubstituteNotice,
    Told,
)
from app.services.views.sharing import ContactChannel

SUBJECT = "Notice about your health information"
SUBJECT_MINOR = "Notice about a patient’s health information"
_CHANNELS = {SendMethod.MAIL: Channel.LETTER, SendMethod.HAND: Channel.LETTER, SendMethod.EMAIL: Channel.EMAIL}
_MAY_GO_BY = {
    ContactChannel.EMAIL: (SendMethod.EMAIL, SendMethod.HAND), ContactChannel.MAIL: (SendMethod.MAIL, SendMethod.HAND),
    ContactChannel.PHONE: (SendMethod.HAND,), ContactChannel.TEXT: (SendMethod.HAND,),
    ContactChannel.OTHER: (*SendMethod,),
}
"""How a letter may go to a patient who asked for confidential communications by some channel."""


def save_notice(work: Work, kept: Kept, text: NoticeText) -> None:
    """Keep the text that every letter will hold. Raises InvalidInputError at an element that is missing."""
    found = checked_texts(work.session, {"what": text.what, "steps": text.steps, "doing": text.doing,
                                         "contact": text.contact})
    text = replace(text, what=found["what"], steps=found["steps"], doing=found["doing"], contact=found["contact"],
                   discovered=kept.state.facts.discovered, occurred=kept.state.facts.occurred)
    if missing := missing_elements(text):
        raise InvalidInputError(ELEMENT_MISSING[missing[0]], missing[0].value)
    add_event(work, kept.row.incident_id, EventKind.NOTICE, text)
    work.audit("incident.notice_text", subject=kept.row.incident_id, detail=f"Incident {kept.number}.")


def make_letters(work: Work, kept: Kept, limit: int) -> LettersMade:
    """Make and seal up to ``limit`` letters for those who have none, or one of an earlier text that is not recorded as
    sent, one transaction a call.

    A patient without any address is marked so, and gets a letter once there is one. Raises InvalidInputError while no
    complete text is saved: no letter goes out without the five elements of 164.404(c)(1).
    """
    text = kept.state.notice
    if text is None or missing_elements(text):
        raise InvalidInputError("Save the text of the notice first, with all five parts.")
    letters = {is_minor: _letter(newest_clinic(work.session).name, text, is_minor=is_minor)
               for is_minor in (False, True)}
    waiting = _in_state(work, kept, LETTER_DUE)
    made = tried = 0
    for patient in waiting:
        if made == limit:
            break
        tried += 1
        made += _make_letter(work, kept, patient, letters)
    work.audit("incident.letters", subject=kept.row.incident_id, detail=f"Incident {kept.number}: {made} made.")
    return LettersMade(made, len(waiting) - tried, tried - made)


def record_sending(work: Work, kept: Kept, sending: Sending) -> None:
    """Record that letters went out, with proof. Raises InvalidInputError.

    The day lies between discovery and today and not in a delay of law enforcement; the proof is not empty; each patient
    has a letter; who asked for confidential communications is reached that way alone (164.522(b)).
    """
    proof = clean(sending.proof).strip()
    refuse_card_number(proof, "proof")
    if not 0 < len(proof) <= MAX_FIELD:
        raise InvalidInputError("Enter the proof of sending: a receipt or tracking number, or who sent it.", "proof")
    if not sending.patient_ids:
        raise InvalidInputError("Choose at least one patient.")
    _check_day(work, kept, sending.on)
    affected = {person.patient_id for person in kept.affected}
    for patient_id in dict.fromkeys(sending.patient_ids):
        notice = notice_to(kept, patient_id)
        if patient_id not in affected or notice.document_id is None:
            raise InvalidInputError("One of these patients has no letter yet. Make the letters first.")
        _check_contact(work, patient_id, sending.method)
        add_notice(work, kept.row.incident_id, patient_id, NoticeKind.SENT, day=sending.on,
                   method=sending.method.value, reference=proof, document_id=notice.document_id)
        log_required_letter(work, patient_id, SUBJECT, _CHANNELS[sending.method], _moment(work, sending.on))
        work.audit("incident.sent", patient_id=patient_id, subject=notice.document_id,
                   detail=f"Incident {kept.number}.", new=f"{sending.method}: {proof}".encode())
    work.session.flush()


def record_return(work: Work, kept: Kept, patient_id: str, on: date) -> None:
    """Record that a letter came back: the address is out of date. Raises InvalidInputError when none was sent."""
    notice = notice_to(kept, patient_id)
    if notice.sent is None or notice.state is not NoticeState.SENT:
        raise InvalidInputError("No letter to this patient is out.")
    if not notice.sent.day <= on <= today(work):
        raise InvalidInputError("Enter a day between the sending and today.", "on")
    add_notice(work, kept.row.incident_id, patient_id, NoticeKind.RETURNED, day=on)
    work.audit("incident.returned", patient_id=patient_id, subject=kept.row.incident_id,
               detail=f"Incident {kept.number}.")
    work.session.flush()


def record_substitute(work: Work, kept: Kept, given: SubstituteNotice) -> None:
    """Record the substitute notice to everybody without a current address (164.404(d)(2)). Raises InvalidInputError.

    For ten people or more it is public: at least 90 days, with a toll-free number.
    """
    unreachable = [person.patient_id for person in kept.affected
                   if notice_to(kept, person.patient_id).state in UNREACHABLE]
    if not unreachable:
        raise InvalidInputError("Nobody affected is without a current address.")
    texts = checked_texts(work.session, {"method": given.method, "toll_free": given.toll_free})
    if not texts["method"]:
        raise InvalidInputError("Say how the notice was given.", "method")
    _check_day(work, kept, given.on)
    kind = substitute_for(len(unreachable))
    if kind is Substitute.PUBLIC and (given.until is None or given.until < due_after(given.on, POSTING_DAYS)):
        raise InvalidInputError(f"For ten people or more it stays up for at least {POSTING_DAYS} days.", "until")
    if kind is Substitute.PUBLIC and not texts["toll_free"]:
        raise InvalidInputError("For ten people or more it names a toll-free number.", "toll_free")
    given = replace(given, kind=kind, method=texts["method"], toll_free=texts["toll_free"])
    add_event(work, kept.row.incident_id, EventKind.SUBSTITUTE, given, given.on)
    for patient_id in unreachable:
        add_notice(work, kept.row.incident_id, patient_id, NoticeKind.SUBSTITUTE, day=given.on, reference=given.method)
    work.audit("incident.substitute", subject=kept.row.incident_id,
               detail=f"Incident {kept.number}: {len(unreachable)} without a current address.")


def record_told(work: Work, kept: Kept, told: Told) -> None:
    """Record a notice to HHS, the Attorney General or the media; its clock stops. Raises InvalidInputError."""
    if told.duty is Duty.PATIENTS:
        raise InvalidInputError("Patients are told by letter. Record the sending of the letters.")
    texts = checked_texts(work.session, {"method": told.method, "proof": told.proof})
    if not texts["method"]:
        raise InvalidInputError("Say how the notice was given.", "method")
    if not texts["proof"]:
        raise InvalidInputError("Enter the proof: a confirmation number, or who took it.", "proof")
    _check_day(work, kept, told.on)
    add_event(work, kept.row.incident_id, EventKind.TOLD,
              replace(told, method=texts["method"], proof=texts["proof"]), told.on)
    work.audit("incident.told", subject=kept.row.incident_id,
               detail=f"Incident {kept.number}: {DUTY_WORDS[told.duty]}, on {long_date(told.on)}.")


def record_asked(work: Work, kept: Kept, asked: Asked) -> None:
    """Record that law enforcement asked to wait (164.412). Raises InvalidInputError."""
    official = checked_texts(work.session, {"official": asked.official})["official"]
    if not official:
        raise InvalidInputError("Enter the official’s name and agency (45 CFR 164.412).", "official")
    if not kept.state.facts.discovered <= asked.stated_on <= today(work):
        raise InvalidInputError("Enter a day between the discovery and today.", "stated_on")
    if asked.written and asked.until is None:
        raise InvalidInputError("A written statement names the day until which to wait.", "until")
    if asked.until is not None and asked.until < asked.stated_on:
        raise InvalidInputError("The day to wait for lies before the statement.", "until")
    add_event(work, kept.row.incident_id, EventKind.ASKED, replace(asked, official=official), asked.stated_on)
    work.audit("incident.asked", subject=kept.row.incident_id, detail=f"Incident {kept.number}.")


def _moment(work: Work, on: date) -> datetime:
    """Now for today, else noon of that day where the clinic is."""
    return work.now if on == today(work) else datetime.combine(on, time(12), work.zone)


def _letter(clinic: str, text: NoticeText, *, is_minor: bool) -> LetterText:
    """Return what every letter says: to the patient, or of a minor to the parent or guardian."""
    whose = "the health information of the patient named above, whose parent or guardian you are" if is_minor else \
        "your health information"
    opening = f"{clinic} is writing to tell you about an incident that involved {whose}."
    return LetterText(SUBJECT_MINOR if is_minor else SUBJECT, (opening,),
                      parts=notice_parts(text, "The patient’s" if is_minor else "Your"))


def _make_letter(work: Work, kept: Kept, patient: Patient, letters: Mapping[bool, LetterText]) -> bool:
    name, *address = addressee(work, patient)
    if not address:
        if notice_to(kept, patient.patient_id).state is NoticeState.NONE:
            add_notice(work, kept.row.incident_id, patient.patient_id, NoticeKind.NO_ADDRESS, day=today(work))
        return False
    guardian = guardian_line(name, age_on(patient.birth_date, today(work)), registered(work, patient.patient_id))
    document_id = store_letter(work, patient, letters[bool(guardian)], to=(guardian or name, *address))
    add_notice(work, kept.row.incident_id, patient.patient_id, NoticeKind.MADE, day=today(work),
               document_id=document_id)
    work.audit("incident.letter", patient_id=patient.patient_id, subject=document_id,
               detail=f"Incident {kept.number}.")
    work.session.flush()
    return True


def _in_state(work: Work, kept: Kept, states: Sequence[NoticeState]) -> list[Patient]:
    wanted = [person.patient_id for person in kept.affected
              if notice_to(kept, person.patient_id).state in states]
    return sorted(patients_by_id(work.session, wanted), key=lambda patient: patient.record_number)


def _check_contact(work: Work, patient_id: str, method: SendMethod) -> None:
    contact = confidential_contact(work, patient_id)
    if contact is not None and method not in _MAY_GO_BY[contact.channel]:
        raise InvalidInputError("One of these patients asked to be reached privately in another way, as the list "
                                "shows. Send theirs that way and record it by itself.", "method")


def _check_day(work: Work, kept: Kept, on: date) -> None:
    if not kept.state.facts.discovered <= on <= today(work):
        raise InvalidInputError("Enter a day between the discovery and today.", "on")
    delay = delay_of(kept.state.asked)
    if delay is not None and delay.stated_on <= on < delay.ends():
        raise InvalidInputError(f"Law enforcement asked to wait with notices until {long_date(delay.ends())} "
                                "(45 CFR 164.412).", "on")
