"""Connect an authenticator app: the square, the key to type instead, and the first code. Used by set-up and by
people who sign in for the first time."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.views.people import TotpEnrolment
from app.ui.entry.qr_square import QrSquare
from app.ui.fonts import Staff, TextStyle
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Card
from app.ui.widgets.code_boxes import CodeBoxes
from app.ui.widgets.number_disc import NumberDisc
from app.ui.widgets.text import TextLabel

_OPEN = ("Open an authenticator app on your phone",
         "Google Authenticator, Microsoft Authenticator, 1Password or similar.")
_SCAN = ("Scan the square", "Tap the plus sign in the app, then point the camera here.")
_TYPE = ("Type the key into the app", "Choose to enter a key by hand, and codes that change with time.")
_LAST = "Type the code it shows"
_STEP = Staff.NAME.weighted(600)
_KEY = TextStyle(17, 28, 600, 0.04, True)


class AuthenticatorForm(QWidget):
    """Square on the left, three numbered steps on the right. ``stacked`` puts them below each other."""

    filled = Signal(str)

    def __init__(self, *, stacked: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.square = QrSquare()
        self.code = CodeBoxes(small=True)
        self._key = TextLabel("", _KEY)
        self._key.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self._key_card = Card(padding=16)
        self._key_card.setFixedSize(self.square.size())
        self._key_card.body.addStretch()
        self._key_card.body.addWidget(self._key)
        self._key_card.body.addStretch()
        self._key_card.hide()
        self._how = (TextLabel(_SCAN[0], _STEP), TextLabel(_SCAN[1], Staff.BODY, "ink-2"))
        self._toggle = Button("Type a key instead", Kind.QUIET, icon="key", flush=True)
        self._toggle.activated.connect(self._switch)
        self.code.filled.connect(self.filled)
        row = QVBoxLayout(self) if stacked else QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(20 if stacked else 40)
        row.addLayout(self._left(stacked))
        row.addLayout(self._right(), 1)

    def show_enrolment(self, enrolment: TotpEnrolment) -> None:
        """Show the square and the key of ``enrolment``."""
        self.square.show_text(enrolment.uri)
        secret = enrolment.secret
        self._key.setText(" ".join(secret[at:at + 4] for at in range(0, len(secret), 4)))

    def set_error(self, sentence: str) -> None:
        """Turn the boxes red and say why."""
        self.code.set_error(sentence)
        self.code.setFocus()

    def _left(self, stacked: bool) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        middle = Qt.AlignmentFlag.AlignLeft if stacked else Qt.AlignmentFlag.AlignHCenter
        column.addWidget(self.square, 0, middle)
        column.addWidget(self._key_card, 0, middle)
        column.addWidget(self._toggle, 0, middle)
        column.addStretch()
        return column

    def _right(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(18)
        opening = (TextLabel(_OPEN[0], _STEP), TextLabel(_OPEN[1], Staff.BODY, "ink-2"))
        for number, (title, below) in enumerate((opening, self._how, (TextLabel(_LAST, _STEP), self.code)), 1):
            row = QHBoxLayout()
            row.setSpacing(14)
            row.addWidget(NumberDisc(number), 0, Qt.AlignmentFlag.AlignTop)
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(title)
            if below is self.code:
                words.addSpacing(12)
            words.addWidget(below)
            row.addLayout(words, 1)
            column.addLayout(row)
        column.addStretch()
        return column

    def _switch(self) -> None:
        typed = self._key_card.isHidden()
        self._key_card.setVisible(typed)
        self.square.setVisible(not typed)
        for label, words in zip(self._how, _TYPE if typed else _SCAN, strict=True):
            label.setText(words)
        self._toggle.setText("Show the square" if typed else "Type a key instead")
