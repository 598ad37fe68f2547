"""Dialogs in patient mode: a plain question, and why a form is left unsigned."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from app.core.errors import InvalidInputError
from app.ui.fonts import Kiosk as Type
from app.ui.patient.kiosk import Kiosk
from app.ui.patient.words import say
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.field import TextField
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.text import TextLabel
from app.ui.widgets.tile import ChoiceChip


class AskDialog(DialogOverlay):
    """A question with two answers; the one that stays is the safe one."""

    confirmed = Signal()

    def __init__(self, kiosk: Kiosk, window: QWidget, title: str, text: str, *, stay: str, go: str) -> None:
        super().__init__(window, width=_width(kiosk, window, 520), spacing=kiosk.px(14))
        self.body.addWidget(TextLabel(title, Type.HEADING_2.scaled(kiosk.scale)))
        self.body.addWidget(TextLabel(text, kiosk.metrics.body, "ink-2"))
        self.body.addSpacing(kiosk.px(8))
        self.stay = Button(stay, Kind.SECONDARY, kiosk.medium)
        self.go = Button(go, Kind.PRIMARY, kiosk.medium)
        self.stay.clicked.connect(self.close_dialog)
        self.go.clicked.connect(self._confirm)
        self.body.addLayout(_buttons(kiosk, self.stay, self.go))

    def _confirm(self) -> None:
        self.close_dialog()
        self.confirmed.emit()


_COMMON = ("I need more time", "I have questions first", "I don’t want this treatment")


class DeclineDialog(DialogOverlay):
    """Why a form is not signed. A tap on a common reason fills the field; own words are welcome.

    A common reason is recorded in English, which staff read; own words stay as they are.
    """

    declined = Signal(str)

    def __init__(self, kiosk: Kiosk, window: QWidget, title: str) -> None:
        super().__init__(window, width=_width(kiosk, window, 640), spacing=kiosk.px(14))
        self.body.addWidget(TextLabel(say("Leave “{form}” unsigned?", form=title), Type.HEADING_2.scaled(kiosk.scale)))
        self.body.addWidget(
            TextLabel(
                say("That is your choice. Your other forms go on, and your care team will talk with you."),
                kiosk.metrics.body,
                "ink-2",
            )
        )
        host = QWidget()
        flow = FlowLayout(host, kiosk.px(10))
        self.chips: list[ChoiceChip] = []
        self._common = {say(words): words for words in _COMMON}
        for words in self._common:
            chip = ChoiceChip(words, kiosk.metrics)
            chip.clicked.connect(lambda _on=False, text=words: self._take_chip(text))
            self.chips.append(chip)
            flow.addWidget(chip)
        self.body.addWidget(host)
        self.reason = TextField(say("Your reason"), kiosk.metrics, lines=2)
        self.reason.changed.connect(self._show_chips)
        self.body.addWidget(self.reason)
        self.stay = Button(say("Go back to it"), Kind.SECONDARY, kiosk.medium)
        self.go = Button(say("Leave it unsigned"), Kind.PRIMARY, kiosk.medium)
        self.stay.clicked.connect(self.close_dialog)
        self.go.clicked.connect(lambda: self.declined.emit(self._common.get(self.reason.text(), self.reason.text())))
        self.body.addLayout(_buttons(kiosk, self.stay, self.go))

    def show_error(self, error: InvalidInputError) -> None:
        """Say at the field what is wrong with the reason."""
        self.reason.set_error(error.sentence)
        self.refit()

    def _take_chip(self, text: str) -> None:
        self.reason.set_text(text)
        self._show_chips()

    def _show_chips(self) -> None:
        for chip in self.chips:
            chip.setChecked(chip.accessibleName() == self.reason.text())
        self.refit()


def _buttons(kiosk: Kiosk, stay: Button, go: Button) -> QBoxLayout:
    across = not (kiosk.is_narrow and kiosk.scale > 1)
    row = QBoxLayout(QBoxLayout.Direction.LeftToRight if across else QBoxLayout.Direction.TopToBottom)
    row.setSpacing(12)
    if across:
        row.addStretch(1)
    row.addWidget(stay)
    row.addWidget(go)
    return row


def _width(kiosk: Kiosk, window: QWidget, wanted: int) -> int:
    return min(kiosk.px(wanted), max(window.width() - 48, 320))
