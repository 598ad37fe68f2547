"""Note a phone call that belongs in the record: who called, when, and what was said."""

from __future__ import annotations

from app.core.clock import clinic_date
from app.core.dates import clock_time, field_date
from app.services.views.patients import PatientView
from app.services.views.registers import NewPhoneNote, PhoneNote
from app.ui.screen import Screen
from app.ui.staff.form_dialog import Call, FormDialog, FormWords
from app.ui.staff.moment import MomentFields
from app.ui.widgets.field import ChoiceField, LineField, TextField

_WORDS = FormWords("Note a phone call", "", "Keep the note")
_NONE = ("", "No, this is another call")


class PhoneNoteDialog(FormDialog):
    """``done`` carries the note's id."""

    def __init__(self, screen: Screen, view: PatientView) -> None:
        super().__init__(screen, _WORDS, width=600)
        self._patient_id = view.patient_id
        self.caller = LineField("Who was on the phone", text="the patient", hint="For example: the patient, her mother")
        self.moment = MomentFields(self.context)
        self.text = TextField("What was said", hint="It becomes part of the record and of every copy.")
        self.corrects = ChoiceField("Puts an earlier note right", (_NONE,))
        self.corrects.hide()
        self.add("caller", self.caller)
        self.add_beside(day=self.moment.day, called_at=self.moment.time)
        self.add("text", self.text)
        self.add("corrects", self.corrects)

    def begin(self) -> None:
        """Open the dialog with the focus on what was said, and find out which notes there are."""
        super().begin()
        self.text.setFocus()
        self.fetch(lambda services, actor: services.phone_notes.list(actor, self._patient_id), self._offer)

    def call(self) -> Call | None:
        """Return the note, or None after saying what is missing."""
        called_at = self.moment.read()
        if called_at is None or self.lacks(text="Enter what was said"):
            return None
        note = NewPhoneNote(self._patient_id, called_at, self.caller.text(), self.text.text(),
                            self.corrects.value() or None)
        return lambda services, actor: services.phone_notes.add(actor, note)

    def _offer(self, notes: tuple[PhoneNote, ...]) -> None:
        """Let one of the notes be put right: nothing written is ever changed."""
        zone = self.context.zone
        self.corrects.set_options((_NONE, *((note.note_id, f"{field_date(clinic_date(note.called_at, zone))}, "
                                                           f"{clock_time(note.called_at, zone)}, {note.by}")
                                            for note in notes)))
        self.corrects.setVisible(bool(notes))
        self.fit()
