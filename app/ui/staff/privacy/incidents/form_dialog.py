"""What the register's dialogs add to those of a request: fields side by side, headings, dates that are none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QLayout

from app.core.clock import clinic_date
from app.core.errors import InvalidInputError, KnownError, ProofNeededError
from app.security.actor import Actor
from app.ui.context import StaffContext
from app.ui.fonts import Staff
from app.ui.screen import Screen
from app.ui.staff.privacy.requests.dialog import Call, RequestDialog
from app.ui.staff.proof_dialog import ask_for_proof
from app.ui.widgets.dates import DateField
from app.ui.widgets.field import Field
from app.ui.widgets.text import TextLabel

__all__ = ["Call", "FormDialog", "FormWords", "today_of"]

_WRONG_DAY = "Enter a day as month/day/year"


@dataclass(frozen=True)
class FormWords:
    """Title and sentence of a dialog, and its two buttons."""

    title: str
    intro: str
    act: str
    cancel: str = "Not now"


class FormDialog(RequestDialog):
    """Holds ``fields`` by the names that services refuse them under."""

    def __init__(self, screen: Screen, words: FormWords, width: int = 640) -> None:
        super().__init__(screen, words.title, words.intro, words.act, width=width, cancel=words.cancel)
        self._screen = screen

    def begin(self) -> None:
        """Open the dialog with the focus on its first field."""
        super().begin()
        first = next(iter(self.fields.values()), None)
        if first is not None:
            first.setFocus()

    def add_beside(self, **fields: Field) -> None:
        """Add fields side by side."""
        row = QHBoxLayout()
        row.setSpacing(14)
        for key, field in fields.items():
            self.fields[key] = field
            field.changed.connect(self.fit)
            row.addWidget(field, 1)
        self.add_layout(row)

    def add_layout(self, layout: QLayout) -> None:
        """Add a row of things that are no fields."""
        self.area.column.addLayout(layout)

    def add_heading(self, words: str) -> None:
        """Add a line above a group of fields."""
        self.add_widget(TextLabel(words, Staff.NAME))

    def refuse(self, key: str, sentence: str) -> None:
        """Say what is wrong at the field ``key``, or above the form."""
        self._refused(InvalidInputError(sentence, key))

    def day(self, key: str) -> date | None:
        """Return the day in the date field ``key``, or None after saying there that none was entered."""
        field = self.fields[key]
        found = field.value() if isinstance(field, DateField) else None
        if found is None:
            self.refuse(key, _WRONG_DAY)
        return found

    def wrong_day(self, *keys: str) -> bool:
        """Say at the first date field among ``keys`` that holds something else than a day what is wrong."""
        for key in keys:
            field = self.fields[key]
            if isinstance(field, DateField) and field.text() and field.value() is None:
                self.refuse(key, _WRONG_DAY)
                return True
        return False

    def _refused(self, error: KnownError) -> None:
        if isinstance(error, ProofNeededError):
            self.act.set_busy(False)
            ask_for_proof(self._screen, self.act.words(), error.sentence, self._go_on)
        else:
            super()._refused(error)

    def _go_on(self, _actor: Actor) -> None:
        self._context = self._screen.context  # the person's proof is fresh now
        self._start()


def today_of(context: StaffContext) -> date:
    """Return the clinic's day."""
    return clinic_date(context.clock.now(), context.zone)
