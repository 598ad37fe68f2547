"""One key of the on-screen keyboard."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.ui import icons
from app.ui.patient.keyboard.layouts import Key, KeyAction
from app.ui.patient.words import say
from app.ui.theme import color
from app.ui.widgets.metrics import Metrics

_ICONS = {KeyAction.SHIFT: "shift", KeyAction.BACKSPACE: "backspace", KeyAction.HIDE: "chevron-down"}
_REPEATED = frozenset({KeyAction.BACKSPACE})


def key_name(key: Key) -> str:
    """Return what a screen reader calls the key."""
    names = {
        KeyAction.SHIFT: say("Capital letters"), KeyAction.BACKSPACE: say("Delete"), KeyAction.LETTERS: say("Letters"),
        KeyAction.ACCENTS: say("Letters with accents"), KeyAction.NUMBERS: say("Numbers and signs"),
        KeyAction.NEXT: say("Next field"), KeyAction.HIDE: say("Hide the keyboard"),
    }
    if key.action is not None:
        return names[key.action]
    return say("Space") if key.text == " " else key.text


def key_label(key: Key) -> str:
    """Return what stands on the key; empty for one with an icon."""
    labels = {KeyAction.LETTERS: say("abc"), KeyAction.ACCENTS: say("áéñ"), KeyAction.NUMBERS: say("123"),
              KeyAction.NEXT: say("Next"), KeyAction.HIDE: say("Done")}
    if key.action is not None:
        return labels.get(key.action, "")
    return say("space") if key.text == " " else key.text


class KeyCap(QAbstractButton):
    """A key. It never takes the focus, so the field being typed into keeps it."""

    def __init__(self, key: Key, metrics: Metrics, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self._metrics = metrics
        self._upper = False
        self._held = False
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(key_name(key))
        self.setAutoRepeat(key.action in _REPEATED)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)

    def set_upper(self, upper: bool, held: bool) -> None:
        """Show capital letters; ``held`` marks the shift key as staying down."""
        self._upper, self._held = upper, held
        self.update()

    @property
    def typed(self) -> str:
        """What the key types now."""
        text = self.key.text
        return text.upper() if self._upper and len(text) == 1 and len(text.upper()) == 1 else text

    def sizeHint(self) -> QSize:
        """A finger's width at least."""
        return QSize(48, self._metrics.px(52))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the cap: letters on white, everything else on grey, Done in the accent."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        action = self.key.action
        is_shift_on = action is KeyAction.SHIFT and self._upper
        is_main = action is KeyAction.NEXT
        fill = "accent" if is_main else "accent-tint" if is_shift_on else "surface" if action is None else "neutral-bg"
        if self.isDown():
            fill = "accent-press" if is_main else "accent-tint-2"
        painter.setPen(QPen(color("accent" if is_shift_on else "hairline-2"), 2 if self._held else 1))
        painter.setBrush(color(fill))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)
        ink = color("on-accent" if is_main else "ink")
        if action in _ICONS:
            side = self._metrics.px(24)
            icons.paint(
                painter, _ICONS[action], QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side), ink
            )
            return
        is_letter = action is None and len(self.key.text) == 1 and self.key.text != " "
        style = self._metrics.field_text if is_letter else self._metrics.detail
        painter.setFont(style.scaled(1.15 if is_letter else 1.06).weighted(500).font())
        painter.setPen(ink if is_letter or is_main else color("ink-2"))
        words = self.typed if action is None and self.key.text != " " else key_label(self.key)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, words)
