"""Three fields for a date: month, day, year. Numeric, moves on when full, takes a pasted 3/14/1986."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.ui.widgets.edit import FieldState, LineEdit
from app.ui.widgets.metrics import Metrics

_PASTED = re.compile(r"\s*(\d{1,2})[/.\-\s](\d{1,2})[/.\-\s](\d{4})\s*", re.ASCII)
_PASTED_ISO = re.compile(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*", re.ASCII)


class DateEntry(QWidget):
    """``text`` is ISO 8601 when what was typed is a date (1986-03-14, 1986-03, 1986), else the parts with slashes."""

    edited = Signal()
    left = Signal()

    def __init__(self, name: str, metrics: Metrics, words: tuple[str, str, str], parent: QWidget | None = None) -> None:
        """``words`` are "Month", "Day" and "Year" in the patient's language."""
        super().__init__(parent)
        self._boxes = tuple(
            _Part(f"{name}, {word.lower()}", size, metrics) for word, size in zip(words, (2, 2, 4), strict=True)
        )
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(10)
        widths = (84, 84, 116)
        for box, word, width in zip(self._boxes, words, widths, strict=True):
            box.setPlaceholderText(word)
            box.setFixedWidth(max(metrics.px(width), box.fontMetrics().horizontalAdvance(word) + metrics.px(34)))
            box.textEdited.connect(lambda _text, made=box: self._typed(made))
            box.pasted.connect(self._paste)
            box.stepped_back.connect(lambda made=box: self._step_back(made))
            box.installEventFilter(self)
            line.addWidget(box)
        line.addStretch(1)
        self.setFocusProxy(self._boxes[0])
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def boxes(self) -> tuple[LineEdit, ...]:
        """Month, day, year."""
        return self._boxes

    def text(self) -> str:
        """Return ISO 8601, possibly partial, or the parts as typed with slashes; empty when nothing was typed."""
        month, day, year = (box.text().strip() for box in self._boxes)
        if not (month or day or year):
            return ""
        if len(year) == 4 and month and day:
            return f"{year}-{month.zfill(2)}-{day.zfill(2)}"
        if len(year) == 4 and not day:
            return f"{year}-{month.zfill(2)}" if month else year
        return f"{month}/{day}/{year}"

    def set_text(self, text: str) -> None:
        """Show a date in either form ``text`` returns."""
        parts = text.split("-") if re.fullmatch(r"\d{4}(-\d{1,2}){0,2}", text) else []
        if parts:
            year, month, day = (*parts, "", "")[:3]
        else:
            month, day, year = (*text.split("/"), "", "", "")[:3]
        for box, part in zip(self._boxes, (month, day, year), strict=True):
            box.setText(part)

    def set_state(self, state: FieldState) -> None:
        """Draw as normal, wrong or locked."""
        for box in self._boxes:
            box.set_state(state)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell when the person leaves all three."""
        if event.type() is QEvent.Type.FocusOut:
            window_focus = self.window().focusWidget()
            if window_focus not in self._boxes or window_focus is watched:
                self.left.emit()
        return False

    def _typed(self, box: _Part) -> None:
        index = self._boxes.index(box)
        text = box.text()
        is_full = len(text) == box.maxLength() or (
            index < 2 and text.isdigit() and int(text) > (1 if index == 0 else 3)
        )
        if is_full and index < 2 and box.cursorPosition() == len(text):
            self._boxes[index + 1].setFocus(Qt.FocusReason.OtherFocusReason)
            self._boxes[index + 1].selectAll()
        self.edited.emit()

    def _paste(self, text: str) -> None:
        usual, iso = _PASTED.fullmatch(text), _PASTED_ISO.fullmatch(text)
        if usual:
            month, day, year = usual.groups()
        elif iso:
            year, month, day = iso.groups()
        else:
            return
        for box, part in zip(self._boxes, (month, day, year), strict=True):
            box.setText(part)
        self.edited.emit()

    def _step_back(self, box: _Part) -> None:
        index = self._boxes.index(box)
        if index:
            self._boxes[index - 1].setFocus(Qt.FocusReason.OtherFocusReason)


class _Part(LineEdit):
    """One of the three: digits only."""

    pasted = Signal(str)
    stepped_back = Signal()

    def __init__(self, name: str, size: int, metrics: Metrics) -> None:
        super().__init__(name, metrics)
        self.setMaxLength(size)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhNoPredictiveText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take digits; a slash or point moves on, Backspace in an empty box moves back."""
        text = event.text()
        if event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(QGuiApplication.clipboard().text())
        elif event.key() == Qt.Key.Key_Backspace and not self.text():
            self.stepped_back.emit()
        elif text in {"/", ".", "-"} and text:
            if self.text():
                self.focusNextChild()
        elif len(text) == 1 and text.isprintable() and not (text.isascii() and text.isdigit()):
            event.accept()
        else:
            super().keyPressEvent(event)
