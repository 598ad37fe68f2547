"""Before a copy leaves: for whom and why. Both are written to the audit log with the copy."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.views.review import Disclosure
from app.ui.fonts import Staff
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.field import ChoiceField, LineField
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.text import TextLabel

_OTHER = "Other"
PURPOSES = ("Patient asked for it", "Treatment by another provider", "Payment or insurance", "Audit or accreditation",
            "Required by law", "Clinic’s own paper chart", _OTHER)
"""What a copy can be for; the words themselves are recorded."""


class DisclosureDialog(DialogOverlay):
    """``agreed`` carries the Disclosure; the patient's name as recipient can be offered."""

    agreed = Signal(object)  # Disclosure

    def __init__(self, window: QWidget, title: str, act: str, recipient: str = "") -> None:
        """``title`` is a question naming the thing; ``act`` names the outcome on the button."""
        super().__init__(window, spacing=14)
        self.setAccessibleName(title)
        self.recipient = LineField("Who gets it", hint="A person or an organization", text=recipient)
        self.purpose = ChoiceField("What it is for", [(words, words) for words in PURPOSES], placeholder="Choose")
        self.other = LineField("In your words")
        self._cancel = Button("Not now", Kind.SECONDARY)
        self._act = Button(act, Kind.PRIMARY)
        self.body.addWidget(TextLabel(title, Staff.SECTION.scaled(20 / 18)))
        self.body.addWidget(TextLabel("The copy is no longer protected by this app. Who gets it and why is written to "
                                      "the audit log.", Staff.BODY, "ink-2"))
        for field in (self.recipient, self.purpose, self.other):
            self.body.addWidget(field)
        self._add_buttons()
        self.other.hide()
        self.purpose.changed.connect(self._show_other)
        self.recipient.submitted.connect(self._start)
        self.other.submitted.connect(self._start)

    def begin(self) -> None:
        """Open the dialog with the focus on the first empty field."""
        self.open(self.purpose.combo if self.recipient.text() else self.recipient.edit)

    def _show_other(self) -> None:
        self.other.setVisible(self.purpose.value() == _OTHER)
        self.refit()

    def _start(self) -> None:
        why = self.other.text() if self.purpose.value() == _OTHER else self.purpose.value()
        if not self.recipient.text():
            self.recipient.set_error("Enter who gets the copy")
            self.recipient.setFocus()
        elif not self.purpose.value():
            self.purpose.set_error("Choose what the copy is for")
            self.purpose.setFocus()
        elif not why:
            self.other.set_error("Enter what the copy is for")
            self.other.setFocus()
        else:
            self.close_dialog()
            self.agreed.emit(Disclosure(self.recipient.text(), why))
            return
        self.refit()

    def _add_buttons(self) -> None:
        self._cancel.activated.connect(self.close_dialog)
        self._act.activated.connect(self._start)
        row = QHBoxLayout()
        row.setContentsMargins(0, 10, 0, 0)
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self._cancel)
        row.addWidget(self._act)
        self.body.addLayout(row)
