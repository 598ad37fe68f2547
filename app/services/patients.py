"""Patients: find, add, open. Looking at a record is an event of its own."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select

from app.core.canonical import canonical_json
from app.core.clock import clinic_date
from app.core.errors import InvalidInputError, NotFoundError
from app.core.phone import to_e164
from app.core.text import clean, refuse_card_number
from app.models.patients import Patient
from app.security.actor import Actor
from app.security.roles import Action, RecordKind
from app.services.consents.numbers import number_changed
from app.services.desk import Desk
from app.services.known_patient import disposed_words, known_patient
from app.services.library import LibraryService
from app.services.new_patient import checked
from app.services.patient_page import patient_view, revealed
from app.services.patient_search import duplicates, hits, index_patient, search
from app.services.views.patients import AnswerLine, NewPatient, PatientHit, PatientView

FIRST_RECORD_NUMBER = 10_001
_IDENTITY = ("given_name", "family_name", "birth_date")
_DETAILS = (*_IDENTITY, "preferred_name", "pronouns", "phone", "email")
_RECENT = 12
_LONGEST_NUMBER = 12


class PatientService:
    """Use cases around one patient's record."""

    def __init__(self, desk: Desk, library: LibraryService) -> None:
        self._desk = desk
        self._library = library

    def search(self, actor: Actor, text: str, limit: int = 20) -> tuple[PatientHit, ...]:
        """Return patients found by name parts in any order, birth date, phone digits or record number.

        Accents and case do not matter. Typing is not recorded; opening a record is. Raises PermissionDeniedError.
        """
        with self._desk.act(actor, Action.VIEW, RecordKind.PATIENT, unrecorded=True) as work:
            return search(work.session, text, limit)

    def disposed(self, actor: Actor, text: str) -> str:
        """Say that the record with the number ``text`` was disposed of, and when; nothing for any other text.

        Raises PermissionDeniedError.
        """
        digits = text.strip() if text.isascii() else ""
        number = int(digits) if digits.isdigit() and len(digits) <= _LONGEST_NUMBER else 0
        with self._desk.act(actor, Action.VIEW, RecordKind.PATIENT, unrecorded=True) as work:
            found = work.session.scalars(select(Patient).where(
                Patient.record_number == number, Patient.disposed_on.is_not(None))).first()
            return disposed_words(found) if found is not None else ""

    def recent(self, actor: Actor) -> tuple[PatientHit, ...]:
        """Return the records opened last in this clinic, newest first. Raises PermissionDeniedError."""
        with self._desk.act(actor, Action.VIEW, RecordKind.PATIENT, unrecorded=True) as work:
            ids = work.session.scalars(select(Patient.patient_id).where(Patient.last_opened_at.is_not(None))
                                       .order_by(Patient.last_opened_at.desc()).limit(_RECENT)).all()
            return hits(work.session, ids)

    def possible_duplicates(self, actor: Actor, new: NewPatient) -> tuple[PatientHit, ...]:
        """Return patients who are likely the same person as ``new``. Raises PermissionDeniedError."""
        with self._desk.act(actor, Action.CREATE, RecordKind.PATIENT, unrecorded=True) as work:
            return duplicates(work.session, new, to_e164(new.phone))

    def add(self, actor: Actor, new: NewPatient) -> str:
        """Add a patient and return the id. The record number is the next free one.

        Raises InvalidInputError naming the field, PermissionDeniedError.
        """
        with self._desk.act(actor, Action.CREATE, RecordKind.PATIENT) as work:
            tidy = checked(new, clinic_date(work.now, work.zone))
            last = work.session.scalar(select(func.max(Patient.record_number)))
            patient = Patient(
                patient_id=work.new_id(), record_number=(last or FIRST_RECORD_NUMBER - 1) + 1,
                given_name=tidy.given_name, family_name=tidy.family_name, preferred_name=tidy.preferred_name,
                pronouns=tidy.pronouns, birth_date=tidy.birth_date, phone=tidy.phone, email=tidy.email,
                created_at=work.now, created_by=work.actor.user_id, last_opened_at=work.now)
            work.keys.new(patient.patient_id)
            work.session.add(patient)
            work.session.flush()
            index_patient(work.session, patient)
            work.audit("patient.create", patient_id=patient.patient_id, subject=patient.patient_id,
                       detail=f"Record {patient.record_number} opened.")
            return patient.patient_id

    def change(self, actor: Actor, patient_id: str, new: NewPatient, reason: str = "") -> None:
        """Put name, birth date or contact right; what stood there before is kept in the audit, under the patient's key.

        A new name or birth date needs a ``reason``: it decides who this is, who may sign and how long the record is
        kept. Raises InvalidInputError naming the field, NotFoundError, PermissionDeniedError.
        """
        why = clean(reason).strip()
        refuse_card_number(why, "reason")
        with self._desk.act(actor, Action.CHANGE, RecordKind.PATIENT, patient_id=patient_id) as work:
            patient = known_patient(work, patient_id)
            tidy = checked(new, clinic_date(work.now, work.zone))
            old = {name: getattr(patient, name) for name in _DETAILS}
            after = {name: getattr(tidy, name) for name in _DETAILS}
            if not why and any(old[name] != after[name] for name in _IDENTITY):
                raise InvalidInputError("Say why the name or birth date changes.", "reason")
            for name, value in after.items():
                setattr(patient, name, value)
            work.session.flush()
            index_patient(work.session, patient)
            work.audit("patient.change", patient_id=patient_id, subject=patient_id, detail="Details changed by staff.",
                       old=_as_json(old), new=_as_json({**after, "reason": why}))
            number_changed(work, self._library.content.consents, patient_id, str(old["phone"]), tidy.phone)

    def open(self, actor: Actor, patient_id: str) -> PatientView:
        """Return the whole record as the patient page shows it; the view is audited.

        Raises NotFoundError, PermissionDeniedError.
        """
        with self._desk.act(actor, Action.VIEW, RecordKind.PATIENT, patient_id=patient_id) as work:
            patient = known_patient(work, patient_id)
            patient.last_opened_at = work.now
            work.audit("patient.view", patient_id=patient_id, subject=patient_id)
            return patient_view(work, self._library, patient)

    def reveal(self, actor: Actor, patient_id: str, link_id: str) -> tuple[AnswerLine, ...]:
        """Return what the patient answered to one sensitive question that the page masks; audited as an act of its own.

        Raises NotFoundError for a question that was not answered or is not masked, and PermissionDeniedError.
        """
        with self._desk.act(actor, Action.REVEAL, RecordKind.PATIENT, patient_id=patient_id) as work:
            found = revealed(work, self._library, known_patient(work, patient_id), link_id)
            if not found:
                raise NotFoundError("There is no masked answer to this question.")
            work.audit("patient.reveal", patient_id=patient_id, subject=link_id)
            return found


def _as_json(details: Mapping[str, object]) -> bytes:
    return canonical_json({name: str(value) for name, value in details.items()})
