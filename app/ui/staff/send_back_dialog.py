"""Ask the patient to correct an answer: which ones, and the message they read on the tablet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.intake.correction import correction
from app.ui.fonts import Staff
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.chips import FilterChip
from app.ui.widgets.field import TextField
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.text import TextLabel

_MOST = 12
"""More changed answers than this would fill the window; the message can name them."""

_BACK = "The visit goes back to Waiting with every answer in place."
_OPEN = f"{_BACK} Signatures on forms that change are asked for again."
_SEALED = (f"{_BACK} Forms that change are signed, reviewed and sealed again as amendments. What was sealed before is "
           "kept as it is.")


class SendBackDialog(DialogOverlay):
    """``agreed`` carries the message, which names the questions that were ticked."""

    agreed = Signal(str)

    def __init__(self, window: QWidget, patient_name: str, changed: Sequence[str] = (), *,
                 questioned: Sequence[str] = (), is_sealed: bool = False) -> None:
        """``changed`` are the questions whose answers differ from last time's: the likeliest to be asked about. Those
        in ``questioned`` are ticked.

        ``is_sealed``: the visit was accepted already, and what changes becomes an amendment.
        """
        super().__init__(window, width=520, spacing=14)
        title = f"Ask {patient_name} to correct something?"
        self.message = TextField("What should the patient correct", lines=4,
                                 hint="The patient reads this on the tablet, above their answers.")
        self.add_head(title, _SEALED if is_sealed else _OPEN)
        offered = tuple(dict.fromkeys((*questioned, *changed)))[:max(_MOST, len(questioned))]
        self._chips = [FilterChip(question, question in questioned, height=30) for question in offered]
        if self._chips:
            self.body.addWidget(TextLabel("Question a changed answer", Staff.DETAIL.weighted(600)))
            self.body.addWidget(self._row_of_chips())
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

    def _row_of_chips(self) -> QWidget:
        host = QWidget()
        flow = FlowLayout(host, 8)
        for chip in self._chips:
            flow.addWidget(chip)
        return host

    def text(self) -> str:
        """Return the message as the patient reads it."""
        return correction([chip.accessibleName() for chip in self._chips if chip.isChecked()], self.message.text())

    def _start(self) -> None:
        if not self.text():
            self.message.set_error("Write what the patient should correct")
            self.message.setFocus()
            self.refit()
            return
        self.close_dialog()
        self.agreed.emit(self.text())
