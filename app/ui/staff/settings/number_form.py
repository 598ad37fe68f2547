"""Set one number of a form or a safety rule, with the reason: how many months a form lasts, the limit of a rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.errors import KnownError
from app.ui.fonts import Staff
from app.ui.staff.tab import button_row, quiet_banner, show_refusal
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Card
from app.ui.widgets.field import Field, LineField, TextField
from app.ui.widgets.text import TextLabel


@dataclass(frozen=True)
class NumberAsked:
    """Which number is set. ``kind`` is "months" or "limit", ``subject`` the form's or the rule's id."""

    kind: str
    subject: str
    title: str
    explanation: str
    label: str
    lowest: int
    highest: int


@dataclass(frozen=True)
class NumberGiven:
    """The number as entered, and why."""

    value: int
    why: str


class NumberForm(Card):
    """``saved`` carries a NumberGiven."""

    saved = Signal(object)
    cancelled = Signal()

    def __init__(self, asked: NumberAsked, parent: QWidget | None = None) -> None:
        super().__init__(padding=24, spacing=14, parent=parent)
        self.asked = asked
        self.number = LineField(asked.label, hint=f"{asked.lowest} to {asked.highest}")
        self.why = TextField("Why", hint="Kept with the change, for the audit log.", lines=3)
        self.save = Button("Change it", Kind.PRIMARY)
        cancel = Button("Cancel", Kind.SECONDARY)
        self._banner = quiet_banner()
        self.body.addWidget(TextLabel(asked.title, Staff.SECTION))
        self.body.addWidget(TextLabel(asked.explanation, Staff.DETAIL, "ink-2"))
        for widget in (self._banner, self.number, self.why):
            self.body.addWidget(widget)
        self.body.addSpacing(4)
        self.body.addLayout(button_row(self.save, cancel))
        self.save.activated.connect(self._submit)
        self.number.submitted.connect(self.save.click)
        cancel.activated.connect(self.cancelled)

    def typed(self) -> tuple[tuple[str, str], ...]:
        """Return what is typed, by name."""
        texts = (("number", self.number.text()), ("why", self.why.text()))
        return (("set", self.asked.subject), *texts) if any(text for _, text in texts) else ()

    def put_back(self, fields: Mapping[str, str]) -> None:
        """Put back what ``typed`` returned."""
        self.number.set_text(fields.get("number", ""))
        self.why.set_text(fields.get("why", ""))

    def show_refusal(self, error: KnownError) -> None:
        """Show why the service refused."""
        fields: dict[str, Field] = {"months": self.number, "limit": self.number, "why": self.why}
        show_refusal(error, fields, self._banner)

    def _submit(self) -> None:
        self._banner.hide()
        text, asked = self.number.text(), self.asked
        fits = text.isascii() and text.isdigit() and asked.lowest <= int(text[:6]) <= asked.highest
        self.number.set_error("" if fits else f"Enter a whole number from {asked.lowest} to {asked.highest}")
        self.why.set_error("" if self.why.text() else "Say why: the reason is kept with the change")
        wrong = next((field for field in (self.number, self.why) if field.error), None)
        if wrong is not None:
            wrong.setFocus()
        else:
            self.saved.emit(NumberGiven(int(text), self.why.text()))
