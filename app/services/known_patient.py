"""The one way to a patient's row: there, and not disposed of."""

from __future__ import annotations

from app.core.dates import long_date
from app.core.errors import NotFoundError
from app.models.patients import Patient
from app.services.desk import Work


def known_patient(work: Work, patient_id: str) -> Patient:
    """Return the patient's row. Raises NotFoundError, for a record that was disposed of too."""
    patient = work.session.get(Patient, patient_id)
    if patient is None:
        raise NotFoundError("This patient is not in the records.")
    if patient.disposed_on is not None:
        raise NotFoundError(disposed_words(patient))
    return patient


def disposed_words(patient: Patient) -> str:
    """Return what to say of a record that was disposed of."""
    day = f" on {long_date(patient.disposed_on)}" if patient.disposed_on is not None else ""
    return (f"Record {patient.record_number} was disposed of{day}. Only its number remains. The certificate is at the "
            "Privacy desk, under Retention.")
