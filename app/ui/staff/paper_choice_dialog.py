"""Enter a choice that a patient made on paper: what it is about, yes or no, the day, and where the sheet is."""

from __future__ import annotations

from app.services.views.consents import PaperChoice, PaperQuestion
from app.services.views.patients import PatientView
from app.ui.fonts import Staff
from app.ui.screen import Screen
from app.ui.staff.form_dialog import Call, FormDialog, FormWords
from app.ui.widgets.dates import DateField
from app.ui.widgets.field import ChoiceField, LineField
from app.ui.widgets.text import TextLabel

_YES, _NO = "yes", "no"


class PaperChoiceDialog(FormDialog):
    """``done`` carries the id of the ledger's entry."""

    def __init__(self, screen: Screen, view: PatientView) -> None:
        super().__init__(screen, FormWords(f"What did {view.display_name} choose on paper?", "", "Enter the choice"))
        self._patient_id = view.patient_id
        self._questions: dict[str, PaperQuestion] = {}
        self.purpose = ChoiceField("What it is about", [], placeholder="Choose")
        self.answer = ChoiceField("The answer", [(_YES, "Yes"), (_NO, "No")], placeholder="Choose")
        self.signed_on = DateField("Day on the sheet")
        self.ends = TextLabel("", Staff.DETAIL, "ink-2")
        self.number = LineField("Telephone number on the sheet", hint="The yes is for this number only.")
        self.kept_at = LineField("Where the sheet is kept", hint="For example: paper chart, front office")
        self.add("purpose", self.purpose)
        self.add_beside(answer=self.answer, signed_on=self.signed_on)
        self.add_widget(self.ends)
        self.add("number", self.number)
        self.add("kept_at", self.kept_at)
        for hidden in (self.number, self.ends):
            hidden.hide()
        for field in (self.purpose, self.answer):
            field.changed.connect(self._show_parts)

    def begin(self) -> None:
        """Open the dialog and fetch what can be chosen."""
        super().begin()
        self.fetch(lambda services, actor: services.consents.paper_questions(actor), self._show)

    def call(self) -> Call | None:
        """Return the choice, or None after saying what is missing."""
        if self.lacks(answer="Choose yes or no") or (signed_on := self.day("signed_on")) is None:
            return None
        patient_id = self._patient_id
        choice = PaperChoice(self.purpose.value(), self.answer.value() == _YES, signed_on, self.kept_at.text(),
                             self.number.text())
        return lambda services, actor: services.consents.record_choice(actor, patient_id, choice)

    def _show(self, questions: tuple[PaperQuestion, ...]) -> None:
        self._questions = {each.purpose: each for each in questions}
        self.purpose.set_options([(each.purpose, each.title) for each in questions])

    def _show_parts(self) -> None:
        question = self._questions.get(self.purpose.value()) if self.answer.value() == _YES else None
        self.number.setVisible(question is not None and question.needs_number)
        months = question.months if question is not None else 0
        self.ends.setText(f"A yes on paper ends {months} months after that day.")
        self.ends.setVisible(months > 0)
        self.fit()
