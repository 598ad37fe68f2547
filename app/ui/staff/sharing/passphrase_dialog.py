"""The passphrase of a copy: shown once, on the screen alone, with how to hand it over."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.services.views.copies import MadeCopy
from app.ui.fonts import Staff
from app.ui.staff.documents import size_words
from app.ui.staff.tab import button_row
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Card
from app.ui.widgets.checks import CheckRow
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.text import TextLabel

_HOW = ("It opens the file and is kept nowhere. Give it apart from the file: by phone, or on paper by hand, never in "
        "the same message. The hyphens belong to it. Without it the copy has to be made again.")
_OPENS = "7-Zip, Keka, WinZip and other common programs open the file. The page “start-here” in it explains the rest."


class PassphraseDialog(DialogOverlay):
    """``put_away`` comes when the person says that it was written down; Esc does not close it."""

    put_away = Signal()

    def __init__(self, window: QWidget, copy: MadeCopy) -> None:
        super().__init__(window, width=560, spacing=14, dismissable=False)
        self._label = TextLabel(copy.passphrase, Staff.RECOVERY_KEY, wrap=False)
        self._card = Card(kind="well", padding=22)
        self._card.setAccessibleName("Passphrase: " + ", ".join(copy.passphrase.split("-")))
        self._card.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._card.body.addWidget(self._label)
        self.written = CheckRow("I have written it down")
        self.act = Button("Done", Kind.PRIMARY)
        self.act.set_ready(False, "Write the passphrase down first.")
        self.written.toggled.connect(lambda on: self.act.set_ready(on, "Write the passphrase down first."))
        self.act.missing.connect(self.written.setFocus)
        self.act.activated.connect(self._finish)
        documents = "1 sealed document" if copy.documents == 1 else f"{copy.documents} sealed documents"
        self.add_head("Write the passphrase down now", _HOW)
        self.body.addWidget(self._card)
        saved = f"Saved as {copy.file.name}: {documents}, {size_words(copy.size_bytes)}. {_OPENS}"
        self.body.addWidget(TextLabel(saved, Staff.DETAIL, "ink-2"))
        self.body.addWidget(self.written)
        buttons = button_row(self.act, to_right=True)
        buttons.setContentsMargins(0, 8, 0, 0)
        self.body.addLayout(buttons)

    def begin(self) -> None:
        """Open the dialog."""
        self.open(self.written)

    def _finish(self) -> None:
        self._label.setText("")
        self._card.setAccessibleName("")
        self.close_dialog()
        self.put_away.emit()
