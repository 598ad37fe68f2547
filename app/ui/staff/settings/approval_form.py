"""Record that somebody outside the app approved a form or the rules: who, in what capacity, and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.errors import KnownError
from app.services.views.oversight import Approval, FormRow
from app.ui.fonts import Staff
from app.ui.staff.settings.form_pane import open_scopes
from app.ui.staff.tab import button_row, quiet_banner, show_refusal
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Card
from app.ui.widgets.checks import CheckRow
from app.ui.widgets.dates import DateField
from app.ui.widgets.field import ChoiceField, Field, LineField
from app.ui.widgets.text import TextLabel


class ApprovalForm(Card):
    """``saved`` carries an Approval. What was entered for one form is offered again for the next."""

    saved = Signal(object)
    cancelled = Signal()

    def __init__(self, row: FormRow, *, others: bool = False, parent: QWidget | None = None) -> None:
        """``others`` offers to record the same approval for everything else that still needs it."""
        super().__init__(padding=24, spacing=14, parent=parent)
        self.form_id = row.form_id
        self.scope = ChoiceField("Approved as", [(scope, scope.capitalize()) for scope in open_scopes(row)])
        self.name = LineField("Name", placeholder="Dr. Nora Bellamy")
        self.title = LineField("Title")
        self.number = LineField("License or bar number")
        self.day = DateField("Approved on")
        self.everything = CheckRow("This person approved everything in the list that still needs it")
        if not others:
            self.everything.hide()
        self.save = Button("Record approval", Kind.PRIMARY)
        self._cancel = Button("Cancel", Kind.SECONDARY)
        self._banner = quiet_banner()
        self._lay_out(row)
        self.save.activated.connect(self._submit)
        self._cancel.activated.connect(self.cancelled)
        for field in (self.name, self.title, self.number, self.day):
            field.submitted.connect(self.save.click)

    def typed(self) -> tuple[tuple[str, str], ...]:
        """Return what is typed, by name."""
        texts = (("scope", self.scope.value()), ("name", self.name.text()), ("title", self.title.text()),
                 ("number", self.number.text()), ("day", self.day.text()))
        return texts if any(text for _, text in texts[1:]) else ()

    def put_back(self, fields: Mapping[str, str], *, keep_scope: bool = False) -> None:
        """Put back what ``typed`` returned; ``keep_scope`` leaves the scope that is still missing."""
        if not keep_scope and fields.get("scope"):
            self.scope.set_value(fields["scope"])
        self.name.set_text(fields.get("name", ""))
        self.title.set_text(fields.get("title", ""))
        self.number.set_text(fields.get("number", ""))
        self.day.set_text(fields.get("day", ""))

    def show_refusal(self, error: KnownError) -> None:
        """Show why the service refused."""
        fields: dict[str, Field] = {"by": self.name, "scope": self.scope, "licence_number": self.number, "on": self.day}
        show_refusal(error, fields, self._banner)

    def _submit(self) -> None:
        self._banner.hide()
        day: date | None = self.day.value()
        checks: tuple[tuple[Field, str], ...] = (
            (self.scope, "" if self.scope.value() else "Choose who approved it"),
            (self.name, "" if self.name.text() else "Enter the name of the person who approved it"),
            (self.title, "" if self.title.text() else "Enter the title, for example Medical director"),
            (self.number, "" if self.number.text() else "Enter the license or bar number"),
            (self.day, "" if day else "Enter the day, for example 11/24/2026"))
        for field, sentence in checks:
            field.set_error(sentence)
        wrong = [field for field, sentence in checks if sentence]
        if wrong:
            wrong[0].setFocus()
        elif day is not None:
            self.saved.emit(Approval(self.name.text(), self.title.text(), self.number.text(), day, self.scope.value()))

    def _lay_out(self, row: FormRow) -> None:
        self.body.addWidget(TextLabel("Record an approval", Staff.SECTION))
        self.body.addWidget(TextLabel(f"{row.title}, version {row.version}. It counts for exactly this text; a changed "
                                      "one needs a new approval.", Staff.DETAIL, "ink-2"))
        self.body.addWidget(self._banner)
        for widget in (self.scope, self.name, self.title, self.number, self.day):
            self.body.addWidget(widget)
        self.body.addWidget(self.everything)
        self.body.addSpacing(4)
        self.body.addLayout(button_row(self.save, self._cancel))
