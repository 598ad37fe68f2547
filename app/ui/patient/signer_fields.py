"""The row under the signature: name, relationship, date, signing for someone else, and what goes with it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.intake.packet import PacketForm
from app.intake.signing import SignatureInput, SignerCapacity
from app.ui.form_widgets.small_choice import small_tiles
from app.ui.patient.kiosk import Kiosk
from app.ui.patient.words import say, short_date
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.field import ChoiceField, LineField
from app.ui.widgets.text import TextLabel
from app.ui.widgets.tile import OptionTile, RadioTile

_RELATIONS = (
    ("mother", "Mother", SignerCapacity.PARENT), ("father", "Father", SignerCapacity.PARENT),
    ("parent", "Parent", SignerCapacity.PARENT), ("guardian", "Court-named guardian", SignerCapacity.GUARDIAN),
    ("poa", "Health care power of attorney", SignerCapacity.LEGAL_REP),
    ("legal", "Other legal representative", SignerCapacity.LEGAL_REP),
)
"""Value, words, and the capacity each stands for (the codes of the forms' signature groups)."""


class SignerFields(QWidget):
    """Everything about a signature but the signature. ``changed`` after every edit.

    ``alone`` leaves out what is about signing for someone else: the minor signs beside the guardian.
    """

    changed = Signal()

    def __init__(
        self, kiosk: Kiosk, form: PacketForm, signature: SignatureInput, acknowledgement: str,
        parent: QWidget | None = None, *, alone: bool = False,
    ) -> None:
        super().__init__(parent)
        self._kiosk = kiosk
        packet = kiosk.visit.packet
        self._guardian_signs = packet.guardian_signs_form(form)
        self._alone = alone
        self._asks_minor = packet.asks_minor(form) and not alone
        self.name = LineField(self._name_label(signature.capacity), kiosk.metrics, text=signature.printed_name)
        self.name.edit.setInputMethodHints(Qt.InputMethodHint.ImhNoPredictiveText)
        relations = [(value, say(words)) for value, words, _ in _RELATIONS]
        label = say("Relationship to {name}", name=packet.first_name)
        self.relation = ChoiceField(label, relations, kiosk.metrics, placeholder=say("Choose"), parent=self)
        self.relation.set_value(_relation_of(signature))
        self.day = LineField(say("Date"), kiosk.metrics, text=short_date(packet.today))
        self.day.set_locked(True)
        self.day.edit.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.other = OptionTile(say("I’m signing for someone else"), self._other_detail(), small_tiles(kiosk.metrics))
        self.other.setChecked(signature.capacity is not SignerCapacity.PATIENT)
        self.mine = OptionTile(acknowledgement, "", small_tiles(kiosk.metrics))
        self.mine.setChecked(signature.acknowledged)
        self.assent_yes, self.assent_no = (RadioTile(words, metrics=small_tiles(kiosk.metrics))
                                           for words in (say("Yes"), say("No")))
        self.assent_yes.setChecked(signature.assent == "yes")
        self.assent_no.setChecked(signature.assent == "no")
        self.interpreter = LineField(say("Interpreter’s name or ID"), kiosk.metrics, text=signature.interpreter)
        self.helped = Button(say("An interpreter helped me"), Kind.QUIET, kiosk.medium, flush=True)
        self._lay_out(signature)
        self._connect()

    def read(self, signature: SignatureInput) -> SignatureInput:
        """Return ``signature`` with what stands in the fields."""
        capacity, authority = SignerCapacity.PATIENT, ""
        if self.other.isChecked():
            value = self.relation.value()
            capacity, authority = next(((kind, words) for key, words, kind in _RELATIONS if key == value),
                                       (SignerCapacity.PARENT, ""))
        assent = "yes" if self.assent_yes.isChecked() else "no" if self.assent_no.isChecked() else ""
        return replace(signature, printed_name=self.name.text(), capacity=capacity, authority=authority, assent=assent,
                       acknowledged=self.mine.isChecked(), interpreter=self.interpreter.text())

    def first_missing(self) -> QWidget | None:
        """Return the first control that is still empty, marked as such."""
        if not self.name.text():
            self.name.set_error(say("Enter your first and last name"))
            return self.name.edit
        if self.other.isChecked() and not self.relation.value():
            self.relation.set_error(say("Choose how you are related"))
            return self.relation.combo
        if self._asks_minor and not (self.assent_yes.isChecked() or self.assent_no.isChecked()):
            return self.assent_yes
        return None if self.mine.isChecked() else self.mine

    def _connect(self) -> None:
        for field in (self.name, self.relation, self.interpreter):
            field.changed.connect(self.changed)
        for tile in (self.mine, self.assent_yes, self.assent_no):
            tile.toggled.connect(lambda _on: self.changed.emit())
        self.other.toggled.connect(self._switch)
        self.helped.clicked.connect(self._show_interpreter)

    def _lay_out(self, signature: SignatureInput) -> None:
        kiosk = self._kiosk
        across = kiosk.columns == 2
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kiosk.px(14))
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight if across else QBoxLayout.Direction.TopToBottom)
        row.setSpacing(kiosk.px(20) if across else kiosk.px(14))
        row.addWidget(self.name, 5)
        row.addWidget(self.relation, 5)
        row.addWidget(self.day, 0)
        if across:
            self.day.setFixedWidth(kiosk.px(170))
        row.addWidget(self.other, 6)
        if across:
            row.setAlignment(self.other, Qt.AlignmentFlag.AlignBottom)
        self.relation.setVisible(self.other.isChecked())
        column.addLayout(row)
        column.addWidget(self._assent(across))
        last = QBoxLayout(row.direction())
        last.setSpacing(kiosk.px(24))
        last.addWidget(self.mine, 1)
        last.addWidget(self.helped, 0, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        column.addLayout(last)
        column.addWidget(self.interpreter)
        self.interpreter.setVisible(bool(signature.interpreter))
        self.helped.setVisible(not signature.interpreter and not self._alone)
        self.other.setVisible(not self._alone)

    def _assent(self, across: bool) -> QWidget:
        """The minor's own answer, asked when a guardian signs and the form asks for it."""
        kiosk = self._kiosk
        made = QWidget(self)  # without a parent it would flash as a window
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight if across else QBoxLayout.Direction.TopToBottom, made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(kiosk.px(12))
        words = say("{name}, do you want this too? If you say no, we stop.", name=kiosk.visit.packet.first_name)
        row.addWidget(TextLabel(words, kiosk.metrics.body), 1, Qt.AlignmentFlag.AlignVCenter)
        answers = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        answers.setSpacing(kiosk.px(12))
        answers.addWidget(self.assent_yes)
        answers.addWidget(self.assent_no)
        row.addLayout(answers)
        made.setVisible(self._asks_minor)
        return made

    def _switch(self, other: bool) -> None:
        self.relation.setVisible(other)
        self.name.set_label(self._name_label(SignerCapacity.PARENT if other else SignerCapacity.PATIENT))
        packet = self._kiosk.visit.packet
        suggested = packet.guardian_name if other else packet.patient_name
        if self.name.text() in {packet.guardian_name, packet.patient_name}:
            self.name.set_text(suggested)
        self.changed.emit()

    def _show_interpreter(self) -> None:
        self.helped.hide()
        self.interpreter.show()
        self.interpreter.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _name_label(self, capacity: SignerCapacity) -> str:
        return say("Type your full name") if capacity is SignerCapacity.PATIENT else say("Your full name")

    def _other_detail(self) -> str:
        return (
            say("Staff will check your ID") if self._guardian_signs else say("Parent, guardian or legal representative")
        )


def _relation_of(signature: SignatureInput) -> str:
    return next((key for key, words, _ in _RELATIONS if words == signature.authority), "")
