"""Six digits on large keys, for staff who come back to the tablet (picture 06b). Real keys work too."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QVBoxLayout, QWidget

from app.ui import icons
from app.ui.fonts import Kiosk as Type
from app.ui.patient.kiosk import Kiosk
from app.ui.patient.words import say
from app.ui.theme import color
from app.ui.widgets.focus_ring import set_ring
from app.ui.widgets.text import TextLabel

DIGITS = 6
_BACK = "back"


class PadKey(QAbstractButton):
    """One key, 64 high."""

    def __init__(self, kiosk: Kiosk, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kiosk, self._text = kiosk, text
        self.setAccessibleName(say("Delete digit") if text == _BACK else text)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """84 × 64."""
        return QSize(self._kiosk.px(84), self._kiosk.px(64))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the key; delete has no frame."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._text != _BACK or self.isDown():
            painter.setPen(QPen(color("hairline-2"), 1))
            painter.setBrush(color("accent-tint-2" if self.isDown() else "surface"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 14, 14)
        if self._text == _BACK:
            side = self._kiosk.px(26)
            icons.paint(
                painter,
                "backspace",
                QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side),
                color("ink"),
            )
            return
        painter.setFont(Type.SECTION.weighted(500).digits().scaled(1.1 * self._kiosk.scale).font())
        painter.setPen(color("ink"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)


class _Dots(QWidget):
    """How many digits are in."""

    def __init__(self) -> None:
        super().__init__()
        self._count, self._wrong = 0, False
        self.setFixedSize(6 * 16 + 5 * 16, 20)

    def show_count(self, count: int, wrong: bool) -> None:
        """Fill ``count`` dots."""
        self._count, self._wrong = count, wrong
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw six dots."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number in range(DIGITS):
            filled = number < self._count
            painter.setPen(QPen(color("danger" if self._wrong else "accent" if filled else "control"), 2))
            painter.setBrush(color("accent") if filled else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QRectF(number * 32 + 1, 3, 14, 14))


class CodePad(QWidget):
    """``filled`` comes with the sixth digit. The digits are never shown."""

    filled = Signal(str)

    def __init__(self, kiosk: Kiosk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._digits = ""
        self._dots = _Dots()
        self._words = TextLabel("", kiosk.metrics.detail, "ink-2", wrap=True, align=Qt.AlignmentFlag.AlignHCenter)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(say("6-digit code"))
        set_ring(self, 14)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kiosk.px(10))
        column.addWidget(self._dots, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._words)
        grid = QGridLayout()
        grid.setSpacing(10)
        for index, text in enumerate((*"123456789", "", "0", _BACK)):
            if text:
                key = PadKey(kiosk, text)
                key.clicked.connect(lambda _on=False, typed=text: self.press(typed))
                grid.addWidget(key, index // 3, index % 3)
        column.addLayout(grid)
        self._show()

    def press(self, text: str) -> None:
        """Type a digit, or delete the last one."""
        self._digits = self._digits[:-1] if text == _BACK else (self._digits + text)[:DIGITS]
        self._show()
        if len(self._digits) == DIGITS:
            self.filled.emit(self._digits)

    def clear(self, error: str = "") -> None:
        """Empty it, and say why."""
        self._digits = ""
        self._show(error)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take digits and Backspace from a real keyboard."""
        text = event.text()
        if text and text in "0123456789":
            self.press(text)
        elif event.key() == Qt.Key.Key_Backspace:
            self.press(_BACK)
        else:
            super().keyPressEvent(event)

    def _show(self, error: str = "") -> None:
        self._dots.show_count(len(self._digits), bool(error))
        self._words.setText(error or say("{n} of 6 digits", n=len(self._digits)))
        self._words.set_color("danger-text" if error else "ink-2")
        self.setAccessibleDescription(self._words.text())
