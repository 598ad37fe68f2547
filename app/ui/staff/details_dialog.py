"""Put a patient's name, birth date or contact right. A new name or birth date needs a reason; the old one is kept."""

from __future__ import annotations

from app.services.views.patients import PatientView
from app.ui.screen import Screen
from app.ui.staff.form_dialog import Call, FormDialog, FormWords
from app.ui.staff.patient_fields import PatientFields
from app.ui.widgets.field import LineField

_WORDS = FormWords("Change name or contact", "Signed documents keep the name they were signed with. What stood here "
                                             "before stays in the record’s history.", "Save")


class DetailsDialog(FormDialog):
    """``done`` comes when the record was changed."""

    def __init__(self, screen: Screen, view: PatientView) -> None:
        super().__init__(screen, _WORDS, width=640)
        self._patient_id = view.patient_id
        self.person = PatientFields()
        self.person.show_patient(view)
        self.reason = LineField("Reason", hint="Needed for a new name or birth date, for example: married, "
                                               "typing mistake at check-in")
        self.add_widget(self.person)
        for key, field in self.person.fields.items():
            self.watch(key, field)
        self.add("reason", self.reason)

    def call(self) -> Call | None:
        """Return the change, or None after saying what is missing."""
        typed, patient_id, reason = self.person.read(self.context.today), self._patient_id, self.reason.text()
        return None if typed is None else lambda services, actor: services.patients.change(
            actor, patient_id, typed, reason)
