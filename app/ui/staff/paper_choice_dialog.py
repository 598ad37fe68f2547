"""Enter a choice that a patient made on paper: what it is about, yes or no, the day, and where the sheet is."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from app.core.errors import KnownError
from app.services.views.consents import PaperChoice, PaperQuestion
from app.services.views.patients import PatientView
from app.ui.fonts import Staff
from app.ui.screen import Screen
from app.ui.staff.tab import button_row, quiet_banner, show_refusal
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.dates import DateField
from app.ui.widgets.field import ChoiceField, Field, LineField
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.text import TextLabel

_YES, _NO = "yes", "no"


class PaperChoiceDialog(DialogOverlay):
    """``saved`` comes when the choice is in the ledger."""

    saved = Signal()

    def __init__(self, screen: Screen, view: PatientView) -> None:
        super().__init__(screen.stage(), width=560, spacing=14)
        title = f"What did {view.display_name} choose on paper?"
        self.setAccessibleName(title)
        self._context, self._patient_id = screen.context, view.patient_id
        self._questions: dict[str, PaperQuestion] = {}
        self.purpose = ChoiceField("What it is about", [], placeholder="Choose")
        self.answer = ChoiceField("The answer", [(_YES, "Yes"), (_NO, "No")], placeholder="Choose")
        self.signed_on = DateField("Day on the sheet")
        self.number = LineField("Telephone number on the sheet", hint="The yes is for this number only.")
        self.kept_at = LineField("Where the sheet is kept", hint="For example: paper chart, front office")
        self._banner = quiet_banner()
        self._save = Button("Enter the choice", Kind.PRIMARY)
        self._lay_out(title)

    def begin(self) -> None:
        """Open the dialog and fetch what can be chosen."""
        self.open(self.purpose.combo)
        services, actor = self._context.services, self._context.actor
        self._context.tasks.run(lambda: services().consents.paper_questions(actor), self, self._show, self._refused)

    def _show(self, questions: tuple[PaperQuestion, ...]) -> None:
        self._questions = {each.purpose: each for each in questions}
        self.purpose.set_options([(each.purpose, each.title) for each in questions])

    def _show_number(self) -> None:
        question = self._questions.get(self.purpose.value())
        self.number.setVisible(question is not None and question.needs_number and self.answer.value() == _YES)
        self.refit()

    def _start(self) -> None:
        signed_on = self.signed_on.value()
        if not self.answer.value():
            self.answer.set_error("Choose yes or no")
        if signed_on is None:
            self.signed_on.set_error("Enter the day, for example 11/24/2026")
        if signed_on is None or not self.answer.value():
            self.refit()
            return
        choice = PaperChoice(self.purpose.value(), self.answer.value() == _YES, signed_on, self.kept_at.text(),
                             self.number.text())
        services, actor, patient_id = self._context.services, self._context.actor, self._patient_id
        self._save.set_busy(True)
        self._context.tasks.run(lambda: services().consents.record_choice(actor, patient_id, choice), self,
                                lambda _event_id: self._done(), self._refused)

    def _done(self) -> None:
        self.close_dialog()
        self.saved.emit()

    def _refused(self, error: KnownError) -> None:
        self._save.set_busy(False)
        fields: dict[str, Field] = {"purpose": self.purpose, "signed_on": self.signed_on, "number": self.number,
                                    "kept_at": self.kept_at}
        show_refusal(error, fields, self._banner)
        self.refit()

    def _lay_out(self, title: str) -> None:
        self.body.addWidget(TextLabel(title, Staff.SECTION.scaled(20 / 18)))
        self.body.addWidget(self.purpose)
        pair = QHBoxLayout()
        pair.setSpacing(12)
        pair.addWidget(self.answer, 1)
        pair.addWidget(self.signed_on, 1)
        self.body.addLayout(pair)
        for widget in (self.number, self.kept_at, self._banner):
            self.body.addWidget(widget)
        self.number.hide()
        for field in (self.purpose, self.answer):
            field.changed.connect(self._show_number)
        cancel = Button("Not now", Kind.SECONDARY)
        cancel.activated.connect(self.close_dialog)
        self._save.activated.connect(self._start)
        self.body.addLayout(button_row(cancel, self._save, to_right=True))
