"""Ask the patient to correct an answer: the message they read on the tablet."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.fonts import Staff
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.field import TextField
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.text import TextLabel


class SendBackDialog(DialogOverlay):
    """``agreed`` carries the message."""

    agreed = Signal(str)

    def __init__(self, window: QWidget, patient_name: str) -> None:
        super().__init__(window, width=520, spacing=14)
        title = f"Ask {patient_name} to correct something?"
        self.setAccessibleName(title)
        self.message = TextField("What should the patient correct", lines=4,
                                 hint="The patient reads this on the tablet, above their answers.")
        self.body.addWidget(TextLabel(title, Staff.SECTION.scaled(20 / 18)))
        self.body.addWidget(TextLabel("The visit goes back to Waiting with every answer in place. Signatures on forms "
                                      "that change are asked for again.", Staff.BODY, "ink-2"))
        self.body.addWidget(self.message)
        cancel, send = Button("Not now", Kind.SECONDARY), Button("Send back to patient", Kind.PRIMARY)
        cancel.activated.connect(self.close_dialog)
        send.activated.connect(self._start)
        row = QHBoxLayout()
        row.setContentsMargins(0, 10, 0, 0)
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(send)
        self.body.addLayout(row)

    def begin(self) -> None:
        """Open the dialog with the focus on the message."""
        self.open(self.message.edit)

    def _start(self) -> None:
        if not self.message.text():
            self.message.set_error("Write what the patient should correct")
            self.message.setFocus()
            self.refit()
            return
        self.close_dialog()
        self.agreed.emit(self.message.text())
