"""Put a patient's name, birth date or contact right. A new name or birth date needs a reason; the old one is kept."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from app.core.clock import clinic_date
from app.core.errors import InvalidInputError, KnownError
from app.services.views.patients import PatientView
from app.ui.fonts import Staff
from app.ui.screen import Screen
from app.ui.staff.patient_fields import PatientFields
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.field import LineField
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.text import TextLabel


class DetailsDialog(DialogOverlay):
    """``saved`` comes when the record was changed."""

    saved = Signal()

    def __init__(self, screen: Screen, view: PatientView) -> None:
        super().__init__(screen.stage(), width=640, spacing=14)
        title = "Change name or contact"
        self.setAccessibleName(title)
        self._context = screen.context
        self._patient_id = view.patient_id
        self.fields = PatientFields()
        self.fields.show_patient(view)
        self.reason = LineField("Reason", hint="Needed for a new name or birth date, for example: married, "
                                               "typing mistake at check-in")
        self._banner = Banner(Tone.DANGER, "")
        self._banner.hide()
        self._save = Button("Save", Kind.PRIMARY)
        self.body.addWidget(TextLabel(title, Staff.SECTION.scaled(20 / 18)))
        self.body.addWidget(TextLabel("Signed documents keep the name they were signed with. What stood here before "
                                      "stays in the record’s history.", Staff.BODY, "ink-2"))
        for widget in (self._banner, self.fields, self.reason):
            self.body.addWidget(widget)
        self._add_buttons()

    def begin(self) -> None:
        """Open the dialog with the focus on the first field."""
        self.open(self.fields)

    def _add_buttons(self) -> None:
        cancel = Button("Not now", Kind.SECONDARY)
        cancel.activated.connect(self.close_dialog)
        self._save.activated.connect(self._start)
        self.fields.submitted.connect(self._start)
        self.reason.submitted.connect(self._start)
        row = QHBoxLayout()
        row.setContentsMargins(0, 10, 0, 0)
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self._save)
        self.body.addLayout(row)

    def _start(self) -> None:
        context = self._context
        typed = self.fields.read(clinic_date(context.clock.now(), context.zone))
        if typed is None:
            self.refit()
            return
        self._save.set_busy(True)
        services, actor, patient_id, reason = context.services, context.actor, self._patient_id, self.reason.text()
        context.tasks.run(lambda: services().patients.change(actor, patient_id, typed, reason), self,
                          lambda _done: self._done(), self._refused)

    def _done(self) -> None:
        self.close_dialog()
        self.saved.emit()

    def _refused(self, error: KnownError) -> None:
        self._save.set_busy(False)
        if isinstance(error, InvalidInputError) and error.field == "reason":
            self.reason.set_error(error.sentence)
            self.reason.setFocus()
        elif not self.fields.show_refusal(error):
            self._banner.show_message(Tone.DANGER, "Nothing was changed", error.sentence, say=True)
            self._banner.show()
        self.refit()
