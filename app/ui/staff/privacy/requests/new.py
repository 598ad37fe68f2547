"""Record a request: whose, what is asked, how it came in, the patient's words, and the identity check."""

from __future__ import annotations

from app.rules.rights import CHANNELS, KINDS, Channel, RequestKind
from app.services.views.patients import PatientHit
from app.services.views.rights import NewRequest
from app.ui.screen import Screen
from app.ui.staff.form_dialog import Call, FormWords
from app.ui.staff.patient_form_dialog import PatientFormDialog
from app.ui.staff.privacy.requests.identity import IdentityFields
from app.ui.widgets.checks import CheckRow
from app.ui.widgets.dates import DateField
from app.ui.widgets.field import ChoiceField, TextField

_WORDS = FormWords("Record a request", "Whose request is it?", "Record the request")
_ABOUT = "The clock starts the day after it was received, whenever it is written down."


class NewRequestDialog(PatientFormDialog):
    """``done`` carries the new request's id."""

    def __init__(self, screen: Screen, patient_id: str = "", patient_name: str = "") -> None:
        super().__init__(screen, _WORDS, patient_id)
        self._patient_name = patient_name
        today = self.context.today
        self.kind = ChoiceField("What is asked for", [(kind, rule.ask) for kind, rule in KINDS.items()],
                                placeholder="Choose")
        self.channel = ChoiceField("How it came in", CHANNELS, placeholder="Choose")
        self.received = DateField("Received on", day=today)
        self.words = TextField("In the patient’s words", lines=3)
        self.checked = CheckRow("An ID was seen")
        self.identity = IdentityFields(today)
        self._add_fields()

    def take(self, hit: PatientHit) -> None:
        """Keep who it is, and the name."""
        super().take(hit)
        self._patient_name = hit.display_name

    def show_fields(self) -> None:
        """Ask what the patient asks for."""
        self.title.setText(f"What does {self._patient_name} ask for?")
        self.intro.setText(_ABOUT)
        self.kind.setFocus()

    def call(self) -> Call | None:
        """Return the act, or None while something is missing."""
        if self.lacks(kind="Choose what is asked for", channel="Choose how it came in"):
            return None
        received = self.day("received")
        if received is None or self.lacks(words="Write down what the patient asked for"):
            return None
        identity = self.identity.read() if self.checked.isChecked() else None
        if self.checked.isChecked() and identity is None:
            return None
        new = NewRequest(self._patient_id, RequestKind(self.kind.value()), received, Channel(self.channel.value()),
                         self.words.text(), identity)
        return lambda services, actor: services.rights.add(actor, new)

    def _add_fields(self) -> None:
        self.add("kind", self.kind)
        self.add_beside(channel=self.channel, received=self.received)
        self.add("words", self.words)
        self.add_widget(self.checked)
        self.add_widget(self.identity)
        self.add_detail("Nothing leaves before an ID was seen. It can be recorded later, too.")
        for key, field in self.identity.fields.items():
            self.watch(key, field)
        self.identity.hide()
        self.checked.toggled.connect(self.identity.setVisible)
        for row_of in (self.checked, self.identity.other):
            row_of.toggled.connect(lambda _on: self.fit())
