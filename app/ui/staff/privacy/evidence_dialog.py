"""Before an evidence pack is made: for which days, for whom, and what for. All of it stands in the pack and the log."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.views.promises import EvidenceRange
from app.services.views.review import Disclosure
from app.ui.staff.tab import button_row
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.dates import DateField
from app.ui.widgets.field import Field, LineField
from app.ui.widgets.overlay import DialogOverlay

_TITLE = "Export evidence"


class EvidenceDialog(DialogOverlay):
    """``agreed`` carries the EvidenceRange and the Disclosure."""

    agreed = Signal(object, object)

    def __init__(self, window: QWidget, today: date) -> None:
        super().__init__(window, width=540, spacing=14)
        self._today = today
        self.first, self.last = DateField("From"), DateField("To")
        self.first.set_value(today - timedelta(days=364))
        self.last.set_value(today)
        self.recipient = LineField("Who gets it", placeholder="Office for Civil Rights")
        self.purpose = LineField("What it is for", placeholder="Audit of the privacy rule")
        self._cancel, self._act = Button("Not now", Kind.SECONDARY), Button("Make the pack", Kind.PRIMARY)
        for field in (self.recipient, self.purpose):
            field.submitted.connect(self._start)
        self._lay_out()

    def begin(self) -> None:
        """Open the dialog with the focus on the first thing to enter."""
        self.open(self.recipient)

    def _start(self) -> None:
        wrong = self._first_wrong()
        if wrong is not None:
            field, sentence = wrong
            field.set_error(sentence)
            field.setFocus()
            self.refit()
            return
        first, last = self.first.value(), self.last.value()
        assert first is not None  # checked just above, as is the other
        assert last is not None
        said = Disclosure(self.recipient.text(), self.purpose.text())
        self.close_dialog()
        self.agreed.emit(EvidenceRange(first, last), said)

    def _first_wrong(self) -> tuple[Field, str] | None:
        first, last = self.first.value(), self.last.value()
        for field, day in ((self.first, first), (self.last, last)):
            if day is None:
                return field, "Enter a day like 11/24/2026"
        if last is not None and last > self._today:
            return self.last, "This day is still to come"
        if first is not None and last is not None and first > last:
            return self.last, "This day is before the first one"
        if not self.recipient.text().strip():
            return self.recipient, "Say who gets it"
        return None if self.purpose.text().strip() else (self.purpose, "Say what it is for")

    def _lay_out(self) -> None:
        self.add_head(_TITLE,
                      "Makes a sealed PDF: every promise with its proof, what happened in these days "
                      "in numbers, the head of the audit log, backups, reviews, registers and sealed "
                      "documents. It names no patient.")
        days = QHBoxLayout()
        days.setSpacing(12)
        days.addWidget(self.first)
        days.addWidget(self.last)
        self.body.addLayout(days)
        self.body.addWidget(self.recipient)
        self.body.addWidget(self.purpose)
        self._cancel.activated.connect(self.close_dialog)
        self._act.activated.connect(self._start)
        self.body.addSpacing(10)
        self.body.addLayout(button_row(self._cancel, self._act, to_right=True))
