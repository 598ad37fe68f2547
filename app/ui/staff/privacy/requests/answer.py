"""Answer a request: what becomes of it, why, what changes, and how the answer reaches the patient."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.rules.rights import KINDS, Outcome, RequestKind
from app.rules.rights_basis import BASES
from app.services.views.consents import WithdrawalOffer
from app.services.views.rights import DELIVERIES, RequestAnswer, RequestView
from app.ui.fonts import Staff
from app.ui.screen import Screen
from app.ui.staff.form_dialog import Call, FormDialog, FormWords
from app.ui.staff.privacy.requests.terms import AmendmentFields, WithdrawalFields, terms_fields
from app.ui.widgets.checks import CheckRow
from app.ui.widgets.field import ChoiceField, TextField
from app.ui.widgets.text import TextLabel

_WORDS: Final = {Outcome.GRANTED: "Grant it", Outcome.PARTLY: "Grant a part of it", Outcome.DENIED: "Deny it",
                 Outcome.DROPPED: "The patient took it back"}
_COMPLAINT: Final = {Outcome.GRANTED: "Found to be right", Outcome.PARTLY: "Found to be right in part",
                     Outcome.DENIED: "Not found to be right", Outcome.DROPPED: "The patient took it back"}
_ABOUT: Final = ("The answer goes out as a sealed letter and stops the clock. A denial names its ground, the way to a "
                 "review and how to complain.")
_FROM_PLAN: Final = (Outcome.DENIED, Outcome.PARTLY)


class AnswerDialog(FormDialog):
    """Fields come and go with the outcome."""

    def __init__(self, screen: Screen, view: RequestView, *, first: Outcome | None = None) -> None:
        """``first`` is the outcome chosen beforehand."""
        kind = view.row.kind
        super().__init__(screen, FormWords(f"Answer request {view.row.number}", _ABOUT, "Answer"), width=620)
        self._view = view
        words = _COMPLAINT if kind is RequestKind.COMPLAINT else _WORDS
        outcomes = (*KINDS[kind].outcomes, Outcome.DROPPED)
        self.outcome = ChoiceField("What becomes of it", [(each, words[each]) for each in outcomes],
                                   placeholder="Choose")
        self.delivery = ChoiceField("How the answer reaches the patient", DELIVERIES, placeholder="Choose")
        self.reasons = TextField("Reasons", lines=3, hint="The patient reads this, word for word.")
        self.bases = _Bases(kind)
        self.terms = terms_fields(kind)
        self.add("outcome", self.outcome)
        self.add_widget(self.bases)
        if self.terms is not None:
            self.add_widget(self.terms)
            for key, field in self.terms.fields.items():
                self.watch(key, field)
        self.add("reasons", self.reasons)
        self.add("delivery", self.delivery)
        self.outcome.changed.connect(self._show_fields)
        if first is not None:
            self.outcome.set_value(first)
        self._show_fields()

    def begin(self) -> None:
        """Open the dialog, and fetch what can be chosen."""
        super().begin()
        patient_id, terms = self._view.row.patient_id, self.terms
        if isinstance(terms, AmendmentFields):
            self.fetch(lambda services, actor: services.documents.rows(actor, patient_id), terms.offer)
        elif isinstance(terms, WithdrawalFields):
            self.fetch(lambda services, actor: services.consents.offer(actor, patient_id), self._offer_consents)

    def call(self) -> Call | None:
        """Return the act, or None while nothing is chosen."""
        if self.lacks(outcome="Choose what becomes of it"):
            return None
        outcome, request_id = Outcome(self.outcome.value()), self._view.row.request_id
        terms = self.terms.terms() if self.terms is not None and outcome is not Outcome.DROPPED else None
        basis = self.bases.codes() if outcome in _FROM_PLAN else ()
        if outcome in _FROM_PLAN and not basis:
            self.bases.say_missing()
            return None
        answer = RequestAnswer(outcome, self.reasons.text(), basis, self.delivery.value(), terms)
        return lambda services, actor: services.rights.answer(actor, request_id, answer)

    def _offer_consents(self, offer: WithdrawalOffer) -> None:
        if isinstance(self.terms, WithdrawalFields):
            self.terms.offer(offer.choices)
            self.fit()

    def _show_fields(self) -> None:
        chosen = self.outcome.value()
        grants = chosen in {Outcome.GRANTED, Outcome.PARTLY}
        refuses = chosen in _FROM_PLAN
        if self.terms is not None:  # a limit that may not be denied is recognized by its terms
            self.terms.setVisible(grants or (refuses and self._view.row.kind is RequestKind.RESTRICT))
        self.bases.setVisible(refuses and bool(BASES.get(self._view.row.kind)))
        self.delivery.setVisible(bool(chosen) and chosen != Outcome.DROPPED)
        self.reasons.setVisible(bool(chosen))
        self._say_what_for(chosen)
        if self.isVisible():
            self.fit()

    def _say_what_for(self, chosen: str) -> None:
        if chosen == Outcome.DROPPED:
            self.reasons.set_label("How the patient took it back")
            self.reasons.set_hint("Kept with the request; no letter is sent.")
            return
        needed = chosen != Outcome.GRANTED or self._view.row.kind is RequestKind.COMPLAINT
        self.reasons.set_label("Reasons" if needed else "Reasons (optional)")
        self.reasons.set_hint("The patient reads this, word for word.")


class _Bases(QWidget):
    """The grounds the law gives, each to be ticked."""

    def __init__(self, kind: RequestKind) -> None:
        super().__init__()
        self._rows = {each.code: CheckRow(f"{each.words}\n{each.law}") for each in BASES.get(kind, ())}
        self._error = TextLabel("Choose the ground the law gives for this", Staff.DETAIL, "danger-text")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(TextLabel("Ground", Staff.DETAIL.weighted(600)))
        for row in self._rows.values():
            column.addWidget(row)
            row.toggled.connect(lambda _on: self._error.hide())
        column.addWidget(self._error)
        self._error.hide()

    def codes(self) -> tuple[str, ...]:
        """Return what is ticked."""
        return tuple(code for code, row in self._rows.items() if row.isChecked())

    def say_missing(self) -> None:
        """Ask for a choice."""
        self._error.show()
        first = next(iter(self._rows.values()), None)
        if first is not None:
            first.setFocus()
