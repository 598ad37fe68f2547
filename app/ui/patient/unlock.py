"""Coming back: a staff member types their name and password, and the code when the last one is too old (picture 06b).

Names are typed, not listed: a bored patient must learn nothing and lock nobody out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from app.ui.fonts import Kiosk as Type
from app.ui.patient.code_pad import CodePad
from app.ui.patient.kiosk import Kiosk
from app.ui.patient.words import say, say_count
from app.ui.theme import color
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.field import LineField, PasswordField
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.text import TextLabel

_NARROW, _WIDE, _PAD = 440, 760, 340


@dataclass(frozen=True)
class UnlockAttempt:
    """What a staff member typed to leave patient mode. ``code`` is empty until the shell asks for one."""

    user_name: str
    password: str
    code: str = ""


class _Pane(QWidget):
    """The right part of the card: canvas, with the card's own corners."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw fill and the line on its left."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("canvas"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(-24, 0, 0, 0), 19, 19)
        painter.fillRect(0, 0, 1, self.height(), color("hairline"))


class UnlockDialog(DialogOverlay):
    """Name and password; then, if asked for, the code on a pad beside them."""

    attempted = Signal(object)  # UnlockAttempt

    def __init__(self, kiosk: Kiosk, window: QWidget) -> None:
        super().__init__(window, width=min(_NARROW, window.width() - 32), padding=0, spacing=0)
        self._kiosk = kiosk
        self._retry_at: datetime | None = None
        self._refusal = ""
        self.name = LineField(say("Your user name"), kiosk.metrics)
        self.name.edit.setInputMethodHints(
            Qt.InputMethodHint.ImhNoAutoUppercase | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self.password = PasswordField(say("Password"), kiosk.metrics)
        self.pad = CodePad(kiosk)
        self.unlock = Button(say("Unlock"), Kind.PRIMARY, kiosk.medium)
        self.cancel = Button(say("Cancel"), Kind.SECONDARY, kiosk.medium)
        self._text = TextLabel(
            say("For clinic staff. Type your name and password."), kiosk.metrics.detail.scaled(1.06), "ink-2"
        )
        self._right = self._pad_pane()
        self._lay_out()
        self._wait = QTimer(self)
        self._wait.setInterval(1000)
        self._wait.timeout.connect(self._count_down)
        self.name.submitted.connect(self.password.setFocus)
        self.password.submitted.connect(self.unlock.click)
        self.unlock.activated.connect(self._try)
        self.cancel.activated.connect(self.close_dialog)
        self.pad.filled.connect(self._try_code)

    def show_refusal(self, sentence: str, retry_at: datetime | None) -> None:
        """Say why it did not work. Until ``retry_at`` nothing is sent."""
        self._busy(False)
        self._retry_at, self._refusal = retry_at, sentence
        if self._right.isVisible():
            self.pad.clear(sentence)
            self.pad.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.password.clear_secret()
            self.password.set_error(sentence)
            self.password.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        if retry_at is not None:
            self._wait.start()
            self._count_down()
        self.refit()

    def ask_code(self, note: str = "") -> None:
        """The password matched; open the pad. ``note`` stands below the sentence (the demo's code)."""
        self._busy(False)
        self._text.setText("\n".join(filter(None, (say("Enter the code from your authenticator app."), note))))
        self.name.set_locked(True)
        self.password.setEnabled(False)
        self.unlock.hide()
        self._right.show()
        self.card.setFixedWidth(min(_WIDE, self.width() - 32))
        self.pad.clear()
        self.pad.setFocus(Qt.FocusReason.OtherFocusReason)
        self.refit()

    def _pad_pane(self) -> QWidget:
        pane = _Pane()
        pane.setFixedWidth(min(self._kiosk.px(_PAD), _PAD + 40))
        column = QVBoxLayout(pane)
        column.setContentsMargins(24, 36, 24, 32)
        column.addStretch(1)
        column.addWidget(self.pad, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        pane.hide()
        return pane

    def _lay_out(self) -> None:
        kiosk = self._kiosk
        left = QVBoxLayout()
        left.setContentsMargins(36, 34, 36, 32)
        left.setSpacing(0)
        left.addWidget(TextLabel(say("Staff unlock"), Type.HEADING_2.scaled(kiosk.scale)))
        left.addSpacing(6)
        left.addWidget(self._text)
        left.addSpacing(kiosk.px(20))
        left.addWidget(self.name)
        left.addSpacing(kiosk.px(14))
        left.addWidget(self.password)
        left.addItem(QSpacerItem(0, kiosk.px(26), QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding))
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        buttons.addWidget(self.unlock)
        left.addLayout(buttons)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(self._right)
        self.body.addLayout(row)

    def _try(self) -> None:
        if not self.name.text():
            self.name.set_error(say("Type your user name"))
            self.name.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not self.password.text():
            self.password.set_error(say("Type your password"))
            self.password.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._seconds_left() <= 0:
            self._busy(True)
            self.attempted.emit(UnlockAttempt(self.name.text(), self.password.text()))

    def _try_code(self, code: str) -> None:
        if self._seconds_left() <= 0:
            self.attempted.emit(UnlockAttempt(self.name.text(), self.password.text(), code))

    def _busy(self, busy: bool) -> None:
        self.unlock.set_busy(busy)
        self.unlock.setText(say("Checking") if busy else say("Unlock"))

    def _seconds_left(self) -> int:
        if self._retry_at is None:
            return 0
        return max(0, round((self._retry_at - self._kiosk.clock.now()).total_seconds()))

    def _count_down(self) -> None:
        left = self._seconds_left()
        words = say_count(left, "Try again in {n} second", "Try again in {n} seconds") if left else ""
        self.unlock.set_ready(not left, words)
        self.unlock.setText(words or say("Unlock"))
        if not left:
            self._wait.stop()
        self.refit()
