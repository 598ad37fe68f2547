"""Record that a patient takes consents back, or said STOP: who, what, how, in which words, and on which day."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from app.rules.consent_purposes import holds_stop
from app.services.views.consents import CHANNEL_WORDS, WITHDRAWAL_CHANNELS, WithdrawalInput, WithdrawalOffer
from app.ui.fonts import Staff
from app.ui.screen import Screen
from app.ui.staff.form_dialog import Call, FormWords
from app.ui.staff.patient_form_dialog import PatientFormDialog
from app.ui.widgets.checks import CheckRow
from app.ui.widgets.dates import DateField
from app.ui.widgets.field import ChoiceField, LineField, TextField
from app.ui.widgets.layouts import clear
from app.ui.widgets.text import TextLabel

_SEARCHING = FormWords("Record a withdrawal", "Whose consent is it?", "Record withdrawal")
_ABOUT = "It counts from this moment. Past records stay; what rests on the consent stops."
_NOTHING = "There is nothing to take back: no consent is given now."
_ALL_TEXTS = "This means STOP: every type of text message ends with it."
_STOP = "This means STOP."


class WithdrawalDialog(PatientFormDialog):
    """``done`` carries the withdrawal's id."""

    def __init__(self, screen: Screen, patient_id: str = "", purpose: str = "") -> None:
        """``purpose`` is a consent to tick beforehand."""
        super().__init__(screen, _SEARCHING, patient_id)
        self._purpose = purpose
        self._offer: WithdrawalOffer | None = None
        self._rows: dict[str, CheckRow] = {}
        self._choices = QVBoxLayout()
        self._choices.setSpacing(0)
        self.channel = ChoiceField("How did the patient say it", [(key, CHANNEL_WORDS[key])
                                                                  for key in WITHDRAWAL_CHANNELS], placeholder="Choose")
        self.received = DateField("Received on", day=self.context.today)
        self.words = TextField("In the patient’s words", lines=2, hint="Optional. STOP, QUIT and the like are noticed.")
        self.asked_by = LineField("Asked for by somebody else", hint="Leave empty when it was the patient.")
        self._said = TextLabel("", Staff.DETAIL, "warning-text")
        self._said.hide()
        self.add_layout(self._choices)
        self.add_beside(channel=self.channel, received=self.received)
        self.add("words", self.words)
        self.add_widget(self._said)
        self.add("asked_by", self.asked_by)
        self.words.changed.connect(self._look)

    def show_fields(self) -> None:
        """Fetch what the patient can take back."""
        self.fetch(lambda services, actor: services.consents.offer(actor, self._patient_id), self._show)

    def call(self) -> Call | None:
        """Return the withdrawal, or None while the day is none; the service says what else is missing."""
        received = self.day("received")
        if received is None:
            return None
        chosen = tuple(purpose for purpose, row in self._rows.items() if row.isChecked())
        wanted = WithdrawalInput(self._patient_id, chosen, self.channel.value(), self.words.text(), received,
                                 self.asked_by.text())
        return lambda services, actor: services.consents.withdraw(actor, wanted)

    def _show(self, offer: WithdrawalOffer) -> None:
        self._offer = offer
        self.title.setText(f"What does {offer.patient_name} take back?")
        self.intro.setText(_ABOUT if offer.choices else _NOTHING)
        clear(self._choices)
        self._rows = {choice.purpose: CheckRow(f"{choice.title}. {choice.detail}") for choice in offer.choices}
        for row in self._rows.values():
            self._choices.addWidget(row)
            row.show()  # hidden ones are not measured
        self.area.setVisible(bool(offer.choices))
        self.act.setVisible(bool(offer.choices))
        if self._purpose in self._rows:
            self._rows[self._purpose].setChecked(True)
        self.fit()
        first = self._rows.get(self._purpose) or next(iter(self._rows.values()), None)
        if first is not None:
            first.setFocus()

    def _look(self) -> None:
        """Say at once when the words are a STOP: more ends with it than was ticked."""
        offer = self._offer
        is_stop = offer is not None and holds_stop(self.words.text(), offer.stop_words)
        words = "" if not is_stop or offer is None else _ALL_TEXTS if offer.stop_ends_all else _STOP
        if words != self._said.text():
            self._said.setText(words)
            self._said.setVisible(bool(words))
            self.fit()
