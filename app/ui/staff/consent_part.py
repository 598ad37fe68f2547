"""One signed form in the decision pane: the provider's part, and what a witness or the ID check still has to add."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.views.review import ConsentPart, WitnessReason
from app.ui.fonts import Staff
from app.ui.staff.staff_questions import StaffQuestions
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.metrics import COMPACT
from app.ui.widgets.picture import Icon
from app.ui.widgets.text import TextLabel

_WITNESS_WORDS = {WitnessReason.TYPED: "Signed with a typed name. Who saw it?",
                  WitnessReason.FORM: "This form asks for a witness. Who saw it being signed?"}


def is_declined(part: ConsentPart) -> bool:
    """Say whether the patient declined the form."""
    return part.status == "declined" or bool(part.declined_reason)


def needs_something(part: ConsentPart) -> bool:
    """Say whether the form has anything to do or to know in the decision pane."""
    return (is_declined(part) or bool(part.provider_questions or part.not_attested) or part.needs_witness
            or part.needs_guardian_check)


class ConsentBox(QWidget):
    """``witness`` and ``check_guardian`` ask the screen to record it; ``changed`` follows the provider's part."""

    changed = Signal()
    witness = Signal(str)  # submission id
    check_guardian = Signal()

    def __init__(self, part: ConsentPart, values: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.part = part
        self._questions: StaffQuestions | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(TextLabel(part.title, Staff.NAME))
        if is_declined(part):
            words = f"Declined: “{part.declined_reason}”" if part.declined_reason else "The patient declined."
            column.addLayout(icon_line("cross-circle", words))
            return
        for statement in part.not_attested:
            column.addLayout(icon_line("warning", f"Answered No: {statement}"))
        if part.provider_questions:
            self._questions = StaffQuestions(part.provider_questions, values)
            self._questions.changed.connect(self.changed)
            column.addWidget(self._questions)
        if part.needs_witness:
            self._add_act(column, _WITNESS_WORDS[part.why_witness or WitnessReason.TYPED], "I witnessed the signature",
                          lambda: self.witness.emit(part.submission_id))
        if part.needs_guardian_check:
            self._add_act(column, "Somebody signed for the patient.", "Record the ID check", self.check_guardian.emit)

    def values(self) -> dict[str, str]:
        """Return the provider's part, linkId to value."""
        return self._questions.values() if self._questions is not None else {}

    def missing(self) -> tuple[str, QWidget] | None:
        """Return what is missing, as a sentence, and where; marks nothing."""
        if is_declined(self.part):
            return None
        if self.part.not_attested:
            sentence = "A statement that has to be true was answered No. Ask for a correction, or do not treat."
            return sentence, self
        if self.part.needs_witness:
            return f"“{self.part.title}” needs a witness before you countersign.", self
        if self.part.needs_guardian_check:
            return "Record how the guardian’s ID was checked before you countersign.", self
        values = self.values()
        for question in self.part.provider_questions:
            value = values.get(question.link_id, "")
            if (question.required and not value) or (question.must_be_true and value != "true"):
                return f"Complete your part of “{self.part.title}” to continue.", self
        return None

    def show_problem(self, link_id: str, sentence: str) -> bool:
        """Show a refusal at the question ``link_id``; False when it is not asked here."""
        return self._questions is not None and self._questions.show_error(link_id, sentence)

    def mark_missing(self) -> None:
        """Mark the fields that are missing and go to the first."""
        first = self._questions.missing() if self._questions is not None else None
        target = first or next((each for each in self.findChildren(Button) if each.isVisible()), None)
        if target is not None:
            target.setFocus()

    @staticmethod
    def _add_act(column: QVBoxLayout, words: str, label: str, act: Callable[[], None]) -> None:
        column.addWidget(TextLabel(words, Staff.DETAIL, "ink-2"))
        button = Button(label, Kind.SECONDARY, COMPACT)
        button.activated.connect(act)
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)


def icon_line(icon: str, words: str) -> QHBoxLayout:
    """Return a quiet sentence behind an icon."""
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(Icon(icon, 16, "ink-2", box_height=20), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(TextLabel(words, Staff.DETAIL, "ink-2"), 1)
    return row
