"""Patients: find, add, open. Looking at a record is an event of its own."""

from __future__ import annotations

from sqlalchemy import func, select

from app.core.clock import clinic_date
from app.core.errors import NotFoundError
from app.core.phone import to_e164
from app.models.patients import Patient
from app.security.actor import Actor
from app.security.roles import Action, RecordKind
from app.services.desk import Desk, Work
from app.services.library import LibraryService
from app.services.new_patient import checked
from app.services.patient_page import patient_view
from app.services.patient_search import duplicates, hits, index_patient, search
from app.services.views.patients import NewPatient, PatientHit, PatientView

FIRST_RECORD_NUMBER = 10_001
_RECENT = 12


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

    def open(self, actor: Actor, patient_id: str) -> PatientView:
        """Return the whole record as the patient page shows it; the view is audited.

        Raises NotFoundError, PermissionDeniedError.
        """
        with self._desk.act(actor, Action.VIEW, RecordKind.PATIENT, patient_id=patient_id) as work:
            patient = known_patient(work, patient_id)
            patient.last_opened_at = work.now
            work.audit("patient.view", patient_id=patient_id, subject=patient_id)
            return patient_view(work, self._library, patient)


def known_patient(work: Work, patient_id: str) -> Patient:
    """Return the patient's row. Raises NotFoundError."""
    patient = work.session.get(Patient, patient_id)
    if patient is None:
        raise NotFoundError("This patient is not in the records.")
    return patient
