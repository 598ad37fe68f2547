"""Note a phone call that belongs in the record: who called, when, and what was said."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from app.core.clock import clinic_date
from app.core.dates import clock_time, field_date
from app.core.errors import KnownError
from app.services.views.patients import PatientView
from app.services.views.registers import NewPhoneNote, PhoneNote
from app.ui.fonts import Staff
from app.ui.screen import Screen
from app.ui.staff.moment import read_moment
from app.ui.staff.tab import button_row, quiet_banner, show_refusal
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.dates import DateField
from app.ui.widgets.field import ChoiceField, Field, LineField, TextField
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.text import TextLabel

_NONE = ("", "No, this is another call")


class PhoneNoteDialog(DialogOverlay):
    """``saved`` comes when the note is in the record."""

    saved = Signal()

    def __init__(self, screen: Screen, view: PatientView) -> None:
        super().__init__(screen.stage(), width=600, spacing=14)
        title = "Note a phone call"
        self.setAccessibleName(title)
        self._context = screen.context
        self._patient_id = view.patient_id
        now = self._context.clock.now()
        self.caller = LineField("Who was on the phone", text="the patient", hint="For example: the patient, her mother")
        self.day = DateField("Day")
        self.day.set_value(clinic_date(now, self._context.zone))
        self.time = LineField("Time", text=clock_time(now, self._context.zone), hint="For example 10:30 AM")
        self.text = TextField("What was said", hint="It becomes part of the record and of every copy.")
        self.corrects = ChoiceField("Puts an earlier note right", (_NONE,))
        self.corrects.hide()
        self._banner = quiet_banner()
        self.save = Button("Keep the note", Kind.PRIMARY)
        self.body.addWidget(TextLabel(title, Staff.SECTION.scaled(20 / 18)))
        self.body.addWidget(self._banner)
        self.body.addWidget(self.caller)
        pair = QHBoxLayout()
        pair.setSpacing(12)
        pair.addWidget(self.day, 1)
        pair.addWidget(self.time, 1)
        self.body.addLayout(pair)
        self.body.addWidget(self.text)
        self.body.addWidget(self.corrects)
        cancel = Button("Not now", Kind.SECONDARY)
        cancel.activated.connect(self.close_dialog)
        self.save.activated.connect(self._start)
        self.body.addLayout(button_row(cancel, self.save, to_right=True))

    def begin(self) -> None:
        """Open the dialog with the focus on what was said, and find out which notes there are."""
        self.open(self.text)
        services, actor, patient_id = self._context.services, self._context.actor, self._patient_id
        self._context.tasks.run(lambda: services().phone_notes.list(actor, patient_id), self, self._offer)

    def _offer(self, notes: tuple[PhoneNote, ...]) -> None:
        """Let one of the notes be put right: nothing written is ever changed."""
        zone = self._context.zone
        self.corrects.set_options((_NONE, *((note.note_id, f"{field_date(clinic_date(note.called_at, zone))}, "
                                                           f"{clock_time(note.called_at, zone)}, {note.by}")
                                            for note in notes)))
        self.corrects.setVisible(bool(notes))
        self.refit()

    def _start(self) -> None:
        called_at = read_moment(self.day, self.time, self._context.zone)
        if not self.text.text():
            self.text.set_error("Enter what was said")
        if called_at is None or not self.text.text():
            self.refit()
            return
        self.save.set_busy(True)
        note = NewPhoneNote(self._patient_id, called_at, self.caller.text(), self.text.text(),
                            self.corrects.value() or None)
        services, actor = self._context.services, self._context.actor
        self._context.tasks.run(lambda: services().phone_notes.add(actor, note), self, lambda _id: self._done(),
                                self._refused)

    def _done(self) -> None:
        self.close_dialog()
        self.saved.emit()

    def _refused(self, error: KnownError) -> None:
        self.save.set_busy(False)
        fields: dict[str, Field] = {"caller": self.caller, "text": self.text, "called_at": self.time}
        show_refusal(error, fields, self._banner)
        self.refit()
