"""The small dialogs of a request: identity, a text, the extension, a fee, an opinion."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from app.core.dates import long_date
from app.security.actor import Actor
from app.services.views.rights import Fee, OpinionWanted, RequestRow
from app.ui.screen import Screen
from app.ui.staff.amount_field import WRONG_AMOUNT, AmountField
from app.ui.staff.form_dialog import Call, FormDialog, FormWords
from app.ui.staff.privacy.requests.identity import IdentityFields
from app.ui.widgets.field import ChoiceField, LineField, TextField

if TYPE_CHECKING:  # services load SQLAlchemy; they are imported on the worker thread, behind the sign-in window
    from app.services.registry import Services

_IDENTITY = FormWords("Record the identity check", "Nothing leaves before it is known who asks. Who checked and when "
                                                   "is kept with the request.", "Record")
_FEE = FormWords("Set a fee?", "Only labor for copying, supplies and postage may be charged. Most requests are free.",
                 "Keep the fee")


class IdentityDialog(FormDialog):
    """Record the identity check."""

    def __init__(self, screen: Screen, row: RequestRow, today: date) -> None:
        super().__init__(screen, _IDENTITY)
        self._request_id = row.request_id
        self.identity = IdentityFields(today)
        self.identity.other.toggled.connect(lambda _on: self.fit())
        for key, field in self.identity.fields.items():
            self.watch(key, field)
        self.add_widget(self.identity)

    def call(self) -> Call | None:
        """Return the act, or None when something is missing."""
        seen, request_id = self.identity.read(), self._request_id
        return None if seen is None else lambda services, actor: services.rights.check_identity(
            actor, request_id, seen)


@dataclass(frozen=True)
class TextAct:
    """An act that needs one text: ``key`` is the field's name at the service, ``optional`` lets it be empty."""

    title: str
    about: str
    label: str
    key: str
    act: str
    call: Callable[[Services, Actor, str], Any]  # Any: what the service returns travels on to ``done``
    hint: str = ""
    optional: bool = False


class TextDialog(FormDialog):
    """One text and what is done with it."""

    def __init__(self, screen: Screen, act: TextAct) -> None:
        super().__init__(screen, FormWords(act.title, act.about, act.act))
        self._act_of = act
        self.text = TextField(act.label, lines=4, hint=act.hint)
        self.add(act.key, self.text)

    def call(self) -> Call | None:
        """Return the act, or None while the text is missing."""
        act, text = self._act_of, self.text.text()
        if not act.optional and self.lacks(**{act.key: "Write this down first"}):
            return None
        return lambda services, actor: act.call(services, actor, text)


class ExtendDialog(TextDialog):
    """The one extension: the reason goes to the patient in a letter, with the new date."""

    def __init__(self, screen: Screen, row: RequestRow, due: date) -> None:
        super().__init__(screen, TextAct(
            "Extend once?",
            f"The new deadline is {long_date(due)}. The patient gets a letter with your reason and that date. "
            "The law allows one extension, and only before the deadline.", "Reason", "reason",
            f"Extend to {long_date(due)}", lambda services, actor, text: services.rights.extend(
                actor, row.request_id, text), "The patient reads this, word for word."))


class FeeDialog(FormDialog):
    """A cost-based fee (45 CFR 164.524(c)(4))."""

    def __init__(self, screen: Screen, row: RequestRow) -> None:
        super().__init__(screen, _FEE, width=480)
        self._request_id = row.request_id
        self.amount = AmountField("Amount in dollars", hint="For example 6.50, or 0 for no fee")
        self.basis = LineField("What it covers", hint="For example: labor for copying and a drive")
        self.add("amount", self.amount)
        self.add("basis", self.basis)

    def call(self) -> Call | None:
        """Return the act, or None while the amount is none."""
        cents = self.amount.cents()
        if cents is None or not self.amount.text():
            self.refuse("amount", WRONG_AMOUNT)
            return None
        fee = Fee(cents, self.basis.text())
        request_id = self._request_id
        return lambda services, actor: services.rights.set_fee(actor, request_id, fee)


class OpinionDialog(FormDialog):
    """A clinician's opinion: what the patient asks, what the privacy desk wants to know, the answer."""

    def __init__(self, screen: Screen, wanted: OpinionWanted) -> None:
        super().__init__(screen, FormWords(
            f"{wanted.title}: your opinion",
            f"{wanted.patient_name}, request {wanted.number}. The patient asks: “{wanted.words}” "
            f"The privacy desk asks: “{wanted.question}”", "Give opinion"))
        self._request_id = wanted.request_id
        self.agrees = ChoiceField("Your opinion", (
            ("yes", "The patient is right, or nothing speaks against it"),
            ("no", "The record is accurate, or it would do harm")), placeholder="Choose")
        self.words = TextField("Why", lines=4, hint="It is kept with the request.")
        self.add("agrees", self.agrees)
        self.add("words", self.words)

    def call(self) -> Call | None:
        """Return the act, or None while something is missing."""
        if self.lacks(agrees="Choose first"):
            return None
        agrees, words, request_id = self.agrees.value() == "yes", self.words.text(), self._request_id
        return lambda services, actor: services.rights.give_opinion(actor, request_id, agrees=agrees, words=words)
