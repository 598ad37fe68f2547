"""Before a register leaves: as what file, for whom and why. Both are kept in the audit log."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.services.views.review import Disclosure
from app.ui.staff.tab import button_row
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.field import LineField
from app.ui.widgets.metrics import STAFF
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.segmented import Segmented

_FILES = (("pdf", "Sealed PDF"), ("csv", "Table (CSV)"))


class ExportDialog(DialogOverlay):
    """``agreed`` carries the Disclosure and whether it is to be a PDF."""

    agreed = Signal(object, bool)

    def __init__(self, window: QWidget, title: str) -> None:
        super().__init__(window, width=540, spacing=14)
        self.file = Segmented("File", _FILES, STAFF)
        self.file.set_value("pdf")
        self.recipient = LineField("Who gets it")
        self.purpose = LineField("What it is for")
        self.add_head(title,
                      "The copy is no longer protected by this app. The audit log keeps who gets it "
                      "and why.")
        for widget in (self.file, self.recipient, self.purpose):
            self.body.addWidget(widget)
        cancel, act = Button("Not now", Kind.SECONDARY), Button("Export", Kind.PRIMARY)
        cancel.activated.connect(self.close_dialog)
        act.activated.connect(self._start)
        self.recipient.submitted.connect(self._start)
        self.purpose.submitted.connect(self._start)
        self.body.addLayout(button_row(cancel, act, to_right=True))

    def begin(self) -> None:
        """Open the dialog with the focus on who gets it."""
        self.open(self.recipient)

    def _start(self) -> None:
        for field, sentence in ((self.purpose, "Enter what it is for"), (self.recipient, "Enter who gets it")):
            field.set_error("" if field.text() else sentence)
            if not field.text():
                field.setFocus()
        if self.recipient.text() and self.purpose.text():
            self.close_dialog()
            self.agreed.emit(Disclosure(self.recipient.text(), self.purpose.text()), self.file.value() == "pdf")
        else:
            self.refit()
