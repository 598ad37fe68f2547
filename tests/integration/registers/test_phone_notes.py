"""Notes of phone calls: part of the record, encrypted for the patient, never changed, put right by another note."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core.errors import InvalidInputError, NotFoundError
from app.security.actor import Role
from app.services.registers.phone_notes import phone_notes
from app.services.views.patients import TimelineKind
from app.services.views.registers import NewPhoneNote, PhoneNote
from tests.integration.registers.conftest import Office

SAID = "Asked whether the swelling behind the left ear is usual."


def _note(office: Office, patient_id: str, text: str = SAID, *, corrects: str | None = None) -> str:
    return office.services.phone_notes.add(office.actor(Role.FRONT_DESK), NewPhoneNote(
        patient_id, office.clinic.clock.now() - timedelta(minutes=3), "her mother", text, corrects))


def _notes(office: Office, patient_id: str) -> tuple[PhoneNote, ...]:
    with office.clinic.desk.act_system() as work:
        return phone_notes(work, patient_id)


def test_a_call_stands_on_the_timeline_and_its_words_nowhere_in_plain(office: Office) -> None:
    patient_id = office.patient()
    _note(office, patient_id)
    view = office.services.patients.open(office.actor(Role.PROVIDER), patient_id)
    [call] = [entry for entry in view.timeline if entry.kind is TimelineKind.CALL]
    assert (call.title, call.detail, call.by) == ("Phone call with her mother", SAID, "Test front_desk")
    [entry] = office.audited("phone_note.create")
    assert entry.detail == ""
    assert entry.new_value is not None
    assert SAID.encode() not in entry.new_value
    assert [note.text for note in _notes(office, patient_id)] == [SAID]


def test_a_note_is_put_right_by_another_and_both_stay(office: Office) -> None:
    patient_id = office.patient()
    first = _note(office, patient_id)
    office.clinic.clock.advance(minutes=1)
    _note(office, patient_id, "Behind the right ear.", corrects=first)
    notes = _notes(office, patient_id)
    assert [(note.text, note.corrects) for note in notes] == [("Behind the right ear.", first), (SAID, None)]
    titles = [entry.title for entry in office.services.patients.open(office.actor(), patient_id).timeline]
    assert titles == ["Phone call with her mother", "Phone call with her mother, put right later"]


def test_a_note_of_one_patient_cannot_put_another_patients_right(office: Office) -> None:
    first = _note(office, office.patient())
    other = office.patient("Ben", "Holt")
    with pytest.raises(NotFoundError):
        _note(office, other, corrects=first)
    assert _notes(office, other) == ()


@pytest.mark.parametrize(("text", "field"), [("  \n", "text"), ("x" * 4001, "text"), ("4111 1111 1111 1111", "text")])
def test_a_note_without_words_or_with_a_card_number_is_refused(office: Office, text: str, field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        _note(office, office.patient(), text)
    assert refused.value.field == field


def test_a_call_that_is_still_to_come_is_refused(office: Office) -> None:
    later = office.clinic.clock.now() + timedelta(minutes=6)
    with pytest.raises(InvalidInputError) as refused:
        office.services.phone_notes.add(office.actor(Role.FRONT_DESK), NewPhoneNote(office.patient(), later, "x", "y"))
    assert refused.value.field == "called_at"
