"""The risk assessment: four factors, each with its weight and reasons, and what they come to (45 CFR 164.402(2))."""

from __future__ import annotations

from app.rules.breach_assessment import (
    EXCEPTION_WORDS,
    FACTOR_WORDS,
    Assessment,
    BreachException,
    Conclusion,
    Factor,
    FactorAnswer,
    Risk,
)
from app.ui.screen import Screen
from app.ui.staff.form_dialog import Call, FormDialog, FormWords
from app.ui.widgets.field import ChoiceField, TextField

_WORDS = FormWords(
    "Risk assessment",
    "The law takes it for a breach unless these four factors show a low probability that the information was "
    "compromised. Write without names of patients.", "Save assessment")
_RISKS = [(Risk.LOW.value, "Low"), (Risk.MEDIUM.value, "Medium"), (Risk.HIGH.value, "High")]
_RISK_WIDTH = 150
CONCLUSIONS = {
    Conclusion.BREACH: "It is a breach: notices are due",
    Conclusion.LOW_PROBABILITY: "Low probability: no notices are due",
    Conclusion.EXCEPTION: "An exception applies: it is no breach"}
"""Each conclusion in words."""


class AssessmentDialog(FormDialog):
    """The newest assessment counts; earlier ones stay."""

    def __init__(self, screen: Screen, incident_id: str, before: Assessment | None) -> None:
        super().__init__(screen, _WORDS, width=760)
        self._incident_id = incident_id
        self.risks: dict[Factor, ChoiceField] = {}
        self.reasons: dict[Factor, TextField] = {}
        for factor in Factor:
            self._add_factor(factor)
        self.conclusion = ChoiceField("What it comes to", [(key.value, words) for key, words in CONCLUSIONS.items()],
                                      placeholder="Choose")
        self.exception = ChoiceField("Which exception (45 CFR 164.402(1))",
                                     [(key.value, words) for key, words in EXCEPTION_WORDS.items()],
                                     placeholder="Choose")
        self.words = TextField("Reasons", lines=3)
        self.conclusion.changed.connect(self._show_exception)
        self.add("conclusion", self.conclusion)
        self.add("exception", self.exception)
        self.add("words", self.words)
        self.exception.hide()
        if before is not None:
            self._fill(before)

    def call(self) -> Call | None:
        """Return the assessment; no factor has a weight before somebody has thought about it."""
        for factor, risk in self.risks.items():
            if not risk.value():
                self.refuse(f"{factor.value}_risk", "Choose one")
                return None
        if not self.conclusion.value():
            self.refuse("conclusion", "Choose what it comes to")
            return None
        assessment = Assessment(
            tuple(FactorAnswer(factor, Risk(self.risks[factor].value()), self.reasons[factor].text())
                  for factor in Factor),
            Conclusion(self.conclusion.value()), self.words.text(), BreachException(self.exception.value()))
        return lambda services, actor: services.incidents.assess(actor, self._incident_id, assessment)

    def _add_factor(self, factor: Factor) -> None:
        title, detail = FACTOR_WORDS[factor]
        number = [*Factor].index(factor) + 1
        self.reasons[factor] = TextField(f"{number}. {title}", lines=2, hint=detail)
        self.risks[factor] = risk = ChoiceField("Risk", _RISKS, placeholder="Choose")
        risk.setFixedWidth(_RISK_WIDTH)
        risk.combo.setAccessibleName(f"{title}: risk")
        self.add_beside(**{factor.value: self.reasons[factor], f"{factor.value}_risk": risk})

    def _show_exception(self) -> None:
        self.exception.setVisible(self.conclusion.value() == Conclusion.EXCEPTION)
        self.fit()

    def _fill(self, before: Assessment) -> None:
        for answer in before.factors:
            self.risks[answer.factor].set_value(answer.risk.value)
            self.reasons[answer.factor].set_text(answer.words)
        self.conclusion.set_value(before.conclusion.value)
        self.exception.set_value(before.exception.value)
        self.words.set_text(before.words)
        self._show_exception()
