"""Letters about minors go to their parent or guardian, as the registration names them (45 CFR 164.404(d)(1))."""

from __future__ import annotations

import io
from datetime import date

from pypdf import PdfReader

from app.security.actor import Role
from app.services.incidents.service import IncidentService
from app.services.views.incidents import IncidentFacts, PeopleChange
from app.services.views.patients import IdentityCheck
from tests.integration.incidents.conftest import NOTICE
from tests.integration.visits.conftest import Practice, practice
from tests.patient_hand import walk

__all__ = ["practice"]  # a fixture

HOME: dict[str, str | bool] = {
    "reg.contact.line1": "100 N Test Street", "reg.contact.city": "Chicago", "reg.contact.country": "US",
    "reg.contact.state": "IL", "reg.contact.zip": "60601"}
BY_GUARDIAN = IdentityCheck("photo_id", guardian_name="Teresa Brandt", guardian_method="photo_id")


def registered(practice: Practice, born: date, family: str) -> str:
    """A patient whose registration is in the records; a minor's names Rosa Brandt."""
    patient_id = practice.patient(family, born)
    visit_id = practice.checked_in(patient_id, "FACIAL")
    is_minor = born > date(2008, 11, 23)
    tablet = practice.tablet(practice.handed_over(visit_id, BY_GUARDIAN if is_minor else None))
    walk(tablet, HOME | ({"reg.guardian.name": "Rosa Brandt"} if is_minor else {}), guardian=is_minor)
    tablet.send()
    practice.clinic.clock.advance(minutes=10)
    assert practice.inbox.receive(practice.desk_person).received == 1
    return patient_id


def letters(practice: Practice, *patients: str) -> dict[str, str]:
    """The words of the letter to each of ``patients`` after a breach."""
    incidents, officer = IncidentService(practice.clinic.desk), practice.clinic.actor(Role.PRIVACY_OFFICER)
    incidents.report(officer, IncidentFacts("A folder was lost", "On the bus.", date(2026, 11, 23)))
    (row,) = incidents.register(officer).rows
    incidents.change_people(officer, row.incident_id, PeopleChange(patients))
    incidents.save_notice(officer, row.incident_id, NOTICE)
    assert incidents.make_letters(officer, row.incident_id).made == len(patients)
    people = incidents.open(officer, row.incident_id).people
    documents = {person.patient_id: person.document_id or "" for person in people}
    return {patient: _words(practice.documents.open(practice.provider, documents[patient]).pdf)
            for patient in patients}


def test_the_parent_on_record_is_told_of_a_minor_and_an_adult_of_themselves(practice: Practice) -> None:
    child, adult = registered(practice, date(2010, 5, 1), "Brandt"), registered(practice, date(1986, 3, 14), "Adult")
    words = letters(practice, child, adult)
    assert "Rosa Brandt, parent or guardian of Ána Brandt 100 N Test Street Chicago IL 60601" in words[child]
    assert "of the patient named above, whose parent or guardian you are" in words[child]
    assert "The patient’s full name" in words[child]
    assert "Your full name" not in words[child]
    assert "parent or guardian" not in words[adult]
    assert "Your full name" in words[adult]


def _words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())
