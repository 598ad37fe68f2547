"""Record that a patient takes consents back, or said STOP: who, what, how, in which words, and on which day."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.clock import clinic_date
from app.core.errors import KnownError
from app.rules.consent_purposes import holds_stop
from app.services.views.consents import (
    CHANNEL_WORDS,
    WITHDRAWAL_CHANNELS,
    ConsentChoice,
    WithdrawalInput,
    WithdrawalOffer,
)
from app.services.views.patients import PatientHit
from app.ui.context import StaffContext
from app.ui.fonts import Staff
from app.ui.staff.patient_search import PatientSearch
from app.ui.staff.tab import button_row, quiet_banner, show_refusal
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.checks import CheckRow
from app.ui.widgets.dates import DateField
from app.ui.widgets.field import ChoiceField, LineField, TextField
from app.ui.widgets.layouts import clear
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.scroll_column import ScrollColumn
from app.ui.widgets.text import TextLabel

_TITLE = "Record a withdrawal"
_ABOUT = "It counts from this moment. Past records stay; what rests on the consent stops."
_SEARCH_WIDTH, _WIDTH, _SEARCH_HEIGHT = 900, 620, 330
_ALL_TEXTS = "This means STOP: every type of text message ends with it."
_STOP = "This means STOP."


class WithdrawalDialog(DialogOverlay):
    """``recorded`` carries the withdrawal's id. Without ``patient_id`` the patient is searched for first."""

    recorded = Signal(str)

    def __init__(self, window: QWidget, context: StaffContext, patient_id: str = "", purpose: str = "") -> None:
        """``purpose`` is a consent to tick beforehand."""
        super().__init__(window, width=_WIDTH if patient_id else _SEARCH_WIDTH, spacing=14)
        self.setAccessibleName(_TITLE)
        self._context, self._patient_id, self._purpose = context, patient_id, purpose
        self._offer: WithdrawalOffer | None = None
        self._rows: dict[str, CheckRow] = {}
        self._title = TextLabel(_TITLE, Staff.SECTION.scaled(20 / 18))
        self._about = TextLabel("Whose consent is it?", Staff.BODY, "ink-2")
        self.search = PatientSearch(context, adds=False)
        self.search.setFixedHeight(_SEARCH_HEIGHT)
        self.search.setContentsMargins(0, 0, 4, 0)  # as wide as the fields that follow
        self.search.chosen.connect(self._choose)
        self._choices = QVBoxLayout()
        self.channel = ChoiceField("How did the patient say it", [(key, CHANNEL_WORDS[key])
                                                                  for key in WITHDRAWAL_CHANNELS], placeholder="Choose")
        self.received = DateField("Received on")
        self.words = TextField("In the patient’s words", lines=2, hint="Optional. STOP, QUIT and the like are noticed.")
        self.asked_by = LineField("Asked for by somebody else", hint="Leave empty when it was the patient.")
        self._said = TextLabel("", Staff.DETAIL, "warning-text")
        self._banner = quiet_banner()
        self._act = Button("Record withdrawal", Kind.PRIMARY)
        self._details = ScrollColumn(margins=(0, 0, 4, 4), spacing=14)
        self._lay_out()

    def begin(self) -> None:
        """Open the dialog: at the search, or at the patient's consents."""
        if self._patient_id:
            self.search.hide()
            self.open()
            self._fetch()
            return
        self._details.hide()
        self._act.hide()
        self.open(self.search.field.edit)
        self.search.search()

    def _choose(self, hit: PatientHit) -> None:
        self._patient_id = hit.patient_id
        self.search.hide()
        self.card.setFixedWidth(_WIDTH)
        self._fetch()

    def _fetch(self) -> None:
        services, actor, patient_id = self._context.services, self._context.actor, self._patient_id
        self._context.tasks.run(lambda: services().consents.offer(actor, patient_id), self, self._show, self._refused)

    def _show(self, offer: WithdrawalOffer) -> None:
        self._offer = offer
        self._title.setText(f"What does {offer.patient_name} take back?")
        self._about.setText(_ABOUT if offer.choices else "There is nothing to take back: no consent is given now.")
        clear(self._choices)
        self._rows = {}
        for choice in offer.choices:
            row = self._row(choice)
            self._choices.addWidget(row)
            row.show()  # hidden ones are not measured
        self._details.setVisible(bool(offer.choices))
        self._act.setVisible(bool(offer.choices))
        if not self.received.text():
            self.received.set_value(self._today())
        if self._purpose in self._rows:
            self._rows[self._purpose].setChecked(True)
        self._fit_fields()
        first = self._rows.get(self._purpose) or next(iter(self._rows.values()), None)
        if first is not None:
            first.setFocus()

    def _row(self, choice: ConsentChoice) -> QWidget:
        row = CheckRow(f"{choice.title}. {choice.detail}")
        self._rows[choice.purpose] = row
        return row

    def _look(self) -> None:
        """Say at once when the words are a STOP: more ends with it than was ticked."""
        offer = self._offer
        is_stop = offer is not None and holds_stop(self.words.text(), offer.stop_words)
        words = "" if not is_stop or offer is None else _ALL_TEXTS if offer.stop_ends_all else _STOP
        if words != self._said.text():
            self._said.setText(words)
            self._said.setVisible(bool(words))
            self._fit_fields()

    def _start(self) -> None:
        chosen = tuple(purpose for purpose, row in self._rows.items() if row.isChecked())
        received = self.received.value()
        if received is None:
            self.received.set_error("Enter the day as month/day/year")
            self.received.setFocus()
            self._fit_fields()
            return
        wanted = WithdrawalInput(self._patient_id, chosen, self.channel.value(), self.words.text(), received,
                                 self.asked_by.text())
        services, actor = self._context.services, self._context.actor
        self._act.set_busy(True)
        self._context.tasks.run(lambda: services().consents.withdraw(actor, wanted), self, self._done, self._refused)

    def _done(self, withdrawal_id: str) -> None:
        self.close_dialog()
        self.recorded.emit(withdrawal_id)

    def _refused(self, error: KnownError) -> None:
        self._act.set_busy(False)
        fields = {"channel": self.channel, "received": self.received, "words": self.words, "asked_by": self.asked_by}
        show_refusal(error, fields, self._banner)
        self._fit_fields()

    def _fit_fields(self) -> None:
        self.refit_around(self._details)

    def _today(self) -> date:
        return clinic_date(self._context.clock.now(), self._context.zone)

    def _lay_out(self) -> None:
        details = self._details.column
        self._choices.setSpacing(0)
        beside = QHBoxLayout()
        beside.setSpacing(16)
        for field in (self.channel, self.received):
            beside.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        details.addLayout(self._choices)
        details.addLayout(beside)
        for widget in (self.words, self._said, self.asked_by):
            details.addWidget(widget)
        self._said.hide()
        self.words.changed.connect(self._look)
        cancel = Button("Not now", Kind.SECONDARY)
        cancel.activated.connect(self.close_dialog)
        self._act.activated.connect(self._start)
        for part in (self._title, self._about, self.search, self._details, self._banner):
            self.body.addWidget(part)
        buttons = button_row(cancel, self._act, to_right=True)
        buttons.setContentsMargins(0, 8, 4, 0)
        self.body.addLayout(buttons)
