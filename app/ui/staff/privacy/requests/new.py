"""Record a request: whose, what is asked, how it came in, the patient's words, and the identity check."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.clock import clinic_date
from app.rules.rights import CHANNELS, KINDS, Channel, RequestKind
from app.services.views.patients import PatientHit
from app.services.views.rights import NewRequest
from app.ui.fonts import Staff
from app.ui.screen import Screen
from app.ui.staff.patient_search import PatientSearch
from app.ui.staff.privacy.requests.dialog import Call, RequestDialog
from app.ui.staff.privacy.requests.identity import IdentityFields
from app.ui.staff.tab import say_missing
from app.ui.widgets.checks import CheckRow
from app.ui.widgets.dates import DateField
from app.ui.widgets.field import ChoiceField, TextField
from app.ui.widgets.text import TextLabel

_SEARCH_WIDTH, _WIDTH, _SEARCH_HEIGHT = 900, 620, 330
_ABOUT = "The clock starts the day after it was received, whenever it is written down."


class NewRequestDialog(RequestDialog):
    """``done`` carries the new request's id. Without a patient, the patient is searched for first."""

    def __init__(self, screen: Screen, patient_id: str = "", patient_name: str = "") -> None:
        super().__init__(screen, "Record a request", "Whose request is it?", "Record the request",
                         width=_WIDTH if patient_id else _SEARCH_WIDTH)
        self._patient_id, self._patient_name = patient_id, patient_name
        today = clinic_date(self._context.clock.now(), self._context.zone)
        self.search = PatientSearch(self._context, adds=False)
        self.search.setFixedHeight(_SEARCH_HEIGHT)
        self.search.setContentsMargins(0, 0, 4, 0)  # as wide as the fields that follow
        self.search.chosen.connect(self._choose)
        self.body.insertWidget(3, self.search)
        self.kind = ChoiceField("What is asked for", [(kind, rule.ask) for kind, rule in KINDS.items()],
                                placeholder="Choose")
        self.channel = ChoiceField("How it came in", CHANNELS, placeholder="Choose")
        self.received = DateField("Received on")
        self.received.set_value(today)
        self.words = TextField("In the patient’s words", lines=3)
        self.checked = CheckRow("An ID was seen")
        self.identity = IdentityFields(today)
        self._add_fields()

    def begin(self) -> None:
        """Open the dialog: at the search, or at what is asked for."""
        if self._patient_id:
            self.search.hide()
            self._show_fields()
            self.open(self.kind.combo)
            self.fit()
            return
        self.area.hide()
        self.act.hide()
        self.open(self.search.field.edit)
        self.search.search()
        self.refit()

    def call(self) -> Call | None:
        """Return the act, or None while something is missing."""
        received = self.received.value()
        if not self.kind.value():
            say_missing(self.kind, "Choose what is asked for")
        elif not self.channel.value():
            say_missing(self.channel, "Choose how it came in")
        elif received is None:
            say_missing(self.received, "Enter the day as month/day/year")
        elif not self.words.text():
            say_missing(self.words, "Write down what the patient asked for")
        else:
            identity = self.identity.read() if self.checked.isChecked() else None
            if self.checked.isChecked() and identity is None:
                return None
            new = NewRequest(self._patient_id, RequestKind(self.kind.value()), received,
                             Channel(self.channel.value()), self.words.text(), identity)
            return lambda services, actor: services.rights.add(actor, new)
        return None

    def _choose(self, hit: PatientHit) -> None:
        self._patient_id, self._patient_name = hit.patient_id, hit.display_name
        self.search.hide()
        self.card.setFixedWidth(_WIDTH)
        self.area.show()
        self.act.show()
        self._show_fields()
        self.fit()
        self.kind.combo.setFocus()

    def _show_fields(self) -> None:
        self.title.setText(f"What does {self._patient_name} ask for?")
        self.about.setText(_ABOUT)

    def _add_fields(self) -> None:
        self.add("kind", self.kind)
        beside = QWidget()
        row = QHBoxLayout(beside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for key, field in (("channel", self.channel), ("received", self.received)):
            row.addWidget(field, 1)
            self.fields[key] = field
            field.changed.connect(self.fit)
        self.add_widget(beside)
        self.add("words", self.words)
        self.add_widget(self.checked)
        self.add_widget(self.identity)
        self.add_widget(TextLabel("Nothing leaves before an ID was seen. It can be recorded later, too.", Staff.DETAIL,
                                  "ink-2"))
        self.fields.update(self.identity.fields)
        self.identity.hide()
        self.checked.toggled.connect(self.identity.setVisible)
        for row_of in (self.checked, self.identity.other):
            row_of.toggled.connect(lambda _on: self.fit())
