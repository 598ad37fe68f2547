"""To whom, why and on what basis something about a patient leaves: the fields every such dialog asks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.dates import field_date
from app.rules.disclosure_basis import RULES, Basis, is_accounted
from app.services.views.disclosures import Authorization, Disclosure, ReleaseTerms
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.field import ChoiceField, Field, LineField

_WHO = {
    Basis.TO_INDIVIDUAL: "The patient", Basis.REPRESENTATIVE: "The patient’s personal representative",
    Basis.TREATMENT: "Another provider, for treatment", Basis.PAYMENT: "A health plan or payer, for payment",
    Basis.OPERATIONS: "An auditor or adviser, for the clinic’s operations",
    Basis.AUTHORIZATION: "Somebody the patient authorized in writing",
}
_WHY = {
    Basis.TO_INDIVIDUAL: "Patient asked for it", Basis.REPRESENTATIVE: "Representative asked for it",
    Basis.TREATMENT: "Treatment", Basis.PAYMENT: "Payment",
}
_OWN = (Basis.TO_INDIVIDUAL, Basis.REPRESENTATIVE)
NOBODY = ReleaseTerms("", (), (), False)
"""Terms of something that is not about one patient."""


def basis_options(bases: Sequence[Basis] = tuple(Basis)) -> list[tuple[str, str]]:
    """Return ``bases`` for a list: the everyday ones by who receives it, then the law's words."""
    everyday = [basis for basis in _WHO if basis in bases]
    rest = [basis for basis in bases if basis not in _WHO]
    return [*((basis.value, _WHO[basis]) for basis in everyday), *((basis.value, RULES[basis].words) for basis in rest)]


class ReleaseFields(QWidget):
    """``resized`` says that fields came or went; ``submitted`` that Enter was pressed in one."""

    resized = Signal()
    submitted = Signal()

    def __init__(self, terms: ReleaseTerms, bases: Sequence[Basis] = tuple(Basis), chosen: Basis | None = None,
                 parent: QWidget | None = None) -> None:
        """``bases`` can be chosen; ``chosen`` is set to begin with."""
        super().__init__(parent)
        self._terms = terms
        self.basis = ChoiceField("Why it may be shared", basis_options(bases), placeholder="Choose")
        self.authorization = ChoiceField("Authorization on file", [], placeholder="Choose")
        self.recipient = LineField("Who gets it", hint="A person or an organization")
        self.address = LineField("Address, fax or email", hint="If it is known")
        self.purpose = LineField("What it is for")
        self.reason = LineField("Why it is shared all the same", hint="It is kept with the disclosure.")
        self._note = Banner(Tone.WARNING, "")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        for widget in (self.basis, self.authorization, self._note, self.recipient, self.address, self.purpose,
                       self.reason):
            column.addWidget(widget)
        for field in (self.recipient, self.address, self.purpose, self.reason):
            field.submitted.connect(self.submitted)
        self.basis.changed.connect(self._on_basis)
        self.authorization.changed.connect(self._on_authorization)
        if chosen is not None:
            self.basis.set_value(chosen.value)
        else:
            self._show_parts()

    @property
    def fields(self) -> dict[str, Field]:
        """The fields by the names services refuse them under."""
        return {"recipient": self.recipient, "purpose": self.purpose, "address": self.address,
                "authorization": self.authorization, "override_reason": self.reason}

    def first(self) -> QWidget:
        """Return the control to begin with."""
        if not self.basis.value():
            return self.basis.combo
        return next((field.edit for field in (self.recipient, self.purpose) if not field.text()), self.purpose.edit)

    def chosen(self) -> Basis | None:
        """Return the basis chosen."""
        return Basis(self.basis.value()) if self.basis.value() else None

    def value(self) -> Disclosure | None:
        """Return what was entered, or None with the first thing that is missing marked and focused."""
        basis = self.chosen()
        missing = self._missing()
        if missing is not None or basis is None:
            field, sentence = missing or (self.basis, "Choose why it may be shared")
            field.set_error(sentence)
            field.setFocus()
            self.resized.emit()
            return None
        return Disclosure(
            self.recipient.text(), self.purpose.text(), basis, self.address.text(),
            self.authorization.value() if self.authorization.isVisibleTo(self) else "",
            self.reason.text() if self.reason.isVisibleTo(self) else "")

    def _missing(self) -> tuple[Field, str] | None:
        if not self.basis.value():
            return self.basis, "Choose why it may be shared"
        if self.authorization.isVisibleTo(self) and not self.authorization.value():
            return self.authorization, "Choose the authorization that allows this"
        if not self.recipient.text():
            return self.recipient, "Enter who gets it"
        if not self.purpose.text():
            return self.purpose, "Enter what it is for"
        if self.reason.isVisibleTo(self) and not self.reason.text():
            return self.reason, "Enter why it is shared all the same"
        return None

    def _on_basis(self) -> None:
        basis = self.chosen()
        self.recipient.set_text(self._terms.patient_name if basis is Basis.TO_INDIVIDUAL else "")
        self.purpose.set_text(_WHY.get(basis, "") if basis is not None else "")
        self._offer_authorizations()
        self._show_parts()

    def _on_authorization(self) -> None:
        found = next((each for each in self._terms.authorizations
                      if each.authorization_id == self.authorization.value()), None)
        if found is not None:
            self.recipient.set_text(found.recipient)
            self.address.set_text(found.address)
            if self.chosen() is Basis.AUTHORIZATION:
                self.purpose.set_text(found.purpose)
        self._show_parts()

    def _show_parts(self) -> None:
        basis = self.chosen()
        needs_release = self._needs_release()
        self.authorization.setVisible(basis is Basis.AUTHORIZATION or needs_release)
        self.recipient.set_locked(bool(self.authorization.isVisibleTo(self) and self.authorization.value()))
        self.address.setVisible(basis is not None and (is_accounted(basis) or basis is Basis.AUTHORIZATION))
        limits = [each for each in self._terms.limits if basis in each.bases]
        self.reason.setVisible(any(not each.required for each in limits))
        title = "The patient asked for limits" if limits else "This holds genetic information" if needs_release else ""
        text = " ".join(each.sentence for each in limits) if limits else (
            "It goes only to whom the patient’s own written release names (410 ILCS 513/30)." if needs_release else "")
        if self._terms.papers:
            title = title or "The patient asked to amend this"
            text = f"{text} Give documents {', '.join(self._terms.papers)} with it (45 CFR 164.526(d)(5)).".strip()
        self._note.show_message(Tone.WARNING, title, text)
        self._note.setVisible(bool(title))
        self.resized.emit()

    def _offer_authorizations(self) -> None:
        offered = [each for each in self._terms.authorizations if each.releases_genetic or not self._needs_release()]
        self.authorization.combo.setCurrentIndex(-1)
        self.authorization.set_options([(each.authorization_id, _words(each)) for each in offered])
        self.authorization.combo.setCurrentIndex(-1)
        self.authorization.set_hint("" if offered else "None on file. Ask the patient for one at check-in.")

    def _needs_release(self) -> bool:
        basis = self.chosen()
        return self._terms.holds_genetic and basis is not None and basis not in _OWN


def _words(authorization: Authorization) -> str:
    until = f"until {field_date(authorization.expires_on)}" if authorization.expires_on else authorization.ends_with
    genetic = ", genetic too" if authorization.releases_genetic else ""
    return f"{authorization.recipient}, {until}{genetic}"
