"""Six boxes for a code: one real line edit under painted boxes, so that paste, selection and input methods work."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from app.ui.announce import announce
from app.ui.fonts import Staff
from app.ui.theme import color
from app.ui.widgets.field_message import FieldMessage
from app.ui.widgets.metrics import STAFF

DIGITS = 6


class _Boxes(QLineEdit):
    """The line edit, painted as boxes."""

    def __init__(self, name: str, small: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.wrong = False
        self._box = QSize(44, 52) if small else QSize(56, 64)
        self._gap = 8 if small else 10
        self._dash = not small  # a dash after three
        self.setProperty("bare", True)
        self.setAccessibleName(name)
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhNoPredictiveText)
        self.setFont(Staff.CODE.font())
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setAcceptDrops(False)
        last = self._left(DIGITS - 1) + self._box.width()
        self.setFixedSize(round(last), self._box.height())
        self.cursorPositionChanged.connect(lambda _old, _new: self.update())
        self.selectionChanged.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw boxes, digits, the caret in the active box and the dash."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        text, here = self.text(), min(self.cursorPosition(), DIGITS - 1)
        for number in range(DIGITS):
            box = QRectF(self._left(number), 0, self._box.width(), self._box.height())
            active = self.hasFocus() and number == here
            self._draw_box(painter, box, active, self._is_selected(number))
            if number < len(text):
                self._draw_digit(painter, box, text[number])
            elif active:
                painter.setPen(QPen(color("ink"), 2))
                middle = box.center()
                painter.drawLine(QPointF(middle.x(), middle.y() - 13), QPointF(middle.x(), middle.y() + 13))
        if self._dash:
            painter.setPen(QPen(color("hairline-2"), 2))
            dash = self._left(DIGITS // 2) - 16
            painter.drawLine(QPointF(dash - 6, self.height() / 2), QPointF(dash + 6, self.height() / 2))

    def _draw_box(self, painter: QPainter, box: QRectF, active: bool, selected: bool) -> None:
        name, width = ("danger", 2.0) if self.wrong else ("control", 1.0)
        if active:
            name, width = ("danger" if self.wrong else "focus"), 3.0
        half = width / 2
        painter.setPen(QPen(color(name), width))
        painter.setBrush(color("accent-tint" if selected else "surface"))
        painter.drawRoundedRect(box.adjusted(half, half, -half, -half), 10, 10)

    def _draw_digit(self, painter: QPainter, box: QRectF, digit: str) -> None:
        made = self.font()
        metrics = QFontMetricsF(made)
        painter.setFont(made)
        painter.setPen(color("ink"))
        left = box.center().x() - metrics.horizontalAdvance(digit) / 2
        painter.drawText(QPointF(left, box.center().y() + metrics.capHeight() / 2), digit)

    def _is_selected(self, number: int) -> bool:
        start = self.selectionStart()
        return start >= 0 and start <= number < start + self.selectionLength()

    def _left(self, number: int) -> float:
        dash = 22 if self._dash and number >= DIGITS // 2 else 0
        return number * (self._box.width() + self._gap) + dash


class CodeBoxes(QWidget):
    """A six-digit code. ``filled`` comes when the last digit is in; an error clears with the next digit."""

    filled = Signal(str)
    submitted = Signal()
    changed = Signal()

    def __init__(self, name: str = "6-digit code", *, small: bool = False, hint: str = "", hint_icon: str = "",
                 parent: QWidget | None = None) -> None:
        """``small`` is the set-up size, 44 x 52."""
        super().__init__(parent)
        self._hint, self._hint_icon = hint, hint_icon
        self._boxes = _Boxes(name, small, self)
        self._boxes.textEdited.connect(self._on_edited)
        self._boxes.returnPressed.connect(self.submitted)
        self._message = FieldMessage(STAFF)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._boxes)
        column.addWidget(self._message)
        column.addStretch()
        self.setFocusProxy(self._boxes)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.set_error("")

    @property
    def edit(self) -> QLineEdit:
        """The line edit under the boxes."""
        return self._boxes

    def text(self) -> str:
        """Return the digits typed so far."""
        return self._boxes.text()

    def clear(self) -> None:
        """Empty the boxes."""
        self._boxes.clear()

    def set_error(self, sentence: str) -> None:
        """Turn all six boxes red and say why; empty takes it back."""
        self._boxes.wrong = bool(sentence)
        self._boxes.setAccessibleDescription(sentence or self._hint)
        self._message.show_text(sentence or self._hint, wrong=bool(sentence), icon=self._hint_icon)
        self._boxes.update()
        if sentence:
            self._boxes.selectAll()
            announce(self, sentence, urgent=True)

    def _on_edited(self, text: str) -> None:
        digits = "".join(c for c in text if c in "0123456789")[:DIGITS]  # ASCII only: other digits are refused anyway
        if digits != text:
            self._boxes.setText(digits)
        if self._boxes.wrong:
            self.set_error("")
        self.changed.emit()
        if len(digits) == DIGITS:
            self.filled.emit(digits)
