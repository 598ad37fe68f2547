"""Notes of phone calls that belong in the record: part of it from then on, on its timeline and in every copy."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Final

from sqlalchemy import select

from app.core.canonical import canonical_json
from app.core.errors import InvalidInputError, NotFoundError
from app.core.text import checked_text
from app.models.registers import PhoneNoteRow
from app.security.actor import Actor
from app.security.roles import Action, RecordKind
from app.services.desk import Desk, Work
from app.services.known_patient import known_patient
from app.services.views.registers import NewPhoneNote, PhoneNote

PHONE_NOTE: Final = "phone_note"
"""The purpose under which a note is encrypted for its patient."""

_LONGEST_CALLER: Final = 120
_AHEAD: Final = timedelta(minutes=5)
"""How far a call may lie ahead of this computer's clock: people round up."""


class PhoneNotesService:
    """Whoever answers the phone writes notes; they are never changed, only put right by another note."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def add(self, actor: Actor, note: NewPhoneNote) -> str:
        """Add a note to a patient's record and return its id.

        Raises InvalidInputError naming the field (nothing said, nobody named, a call that is still to come, a card
        number), and NotFoundError for an unknown patient or note to be put right.
        """
        caller = checked_text(note.caller, "caller", "Enter who was on the phone.", _LONGEST_CALLER)
        text = checked_text(note.text, "text", "Enter what was said.")
        with self._desk.act(actor, Action.CREATE, RecordKind.COMMUNICATION, patient_id=note.patient_id) as work:
            if note.called_at > work.now + _AHEAD:
                raise InvalidInputError("This time is still to come.", "called_at")
            known_patient(work, note.patient_id)
            _check_corrected(work, note)
            note_id = work.new_id()
            content = canonical_json({"caller": caller, "text": text})
            work.session.add(PhoneNoteRow(
                note_id=note_id, patient_id=note.patient_id, called_at=note.called_at, written_at=work.now,
                by=work.actor.user_id, by_name=work.actor.display_name, corrects=note.corrects,
                content=work.keys.encrypt(note.patient_id, content, PHONE_NOTE)))
            work.audit("phone_note.correct" if note.corrects else "phone_note.create", patient_id=note.patient_id,
                       subject=note_id, new=content)
            return note_id

    def list(self, actor: Actor, patient_id: str) -> tuple[PhoneNote, ...]:
        """Return the notes in a patient's record, newest call first; reading them is audited."""
        with self._desk.act(actor, Action.VIEW, RecordKind.PATIENT, patient_id=patient_id) as work:
            work.audit("phone_note.view", patient_id=patient_id)
            return phone_notes(work, patient_id)


def phone_notes(work: Work, patient_id: str) -> tuple[PhoneNote, ...]:
    """Return every note of a patient, newest call first; those put right later are among them."""
    rows = work.session.scalars(select(PhoneNoteRow).where(PhoneNoteRow.patient_id == patient_id)
                                .order_by(PhoneNoteRow.called_at.desc(), PhoneNoteRow.note_id.desc()))
    return tuple(_view(work, row) for row in rows)


def _view(work: Work, row: PhoneNoteRow) -> PhoneNote:
    content = json.loads(work.keys.decrypt(row.patient_id, row.content, PHONE_NOTE))
    return PhoneNote(row.note_id, row.patient_id, row.called_at, str(content["caller"]), str(content["text"]),
                     row.by_name, row.written_at, row.corrects)


def _check_corrected(work: Work, note: NewPhoneNote) -> None:
    if note.corrects is None:
        return
    before = work.session.get(PhoneNoteRow, note.corrects)
    if before is None or before.patient_id != note.patient_id:
        raise NotFoundError("The note to be put right is not in this patient’s record.")
