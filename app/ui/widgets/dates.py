"""Dates: one field with a calendar for staff, three fields for the patient's screens."""

from __future__ import annotations

import re
from datetime import date

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtWidgets import QCalendarWidget, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.widgets.button import IconButton
from app.ui.widgets.edit import FieldState, LineEdit
from app.ui.widgets.field import Field, LineField
from app.ui.widgets.metrics import KIOSK, STAFF, Metrics

_TYPED = re.compile(r"\s*(\d{1,2})[/\-. ](\d{1,2})[/\-. ](\d{4})\s*")


def parse_date(text: str) -> date | None:
    """Return the date of "3/14/1986" (also with dashes, dots or spaces), or None when there is no such day."""
    match = _TYPED.fullmatch(text)
    if match is None:
        return None
    month, day, year = (int(part) for part in match.groups())
    return _real(year, month, day)


def show_date(day: date) -> str:
    """Return "11/24/2026"."""
    return f"{day.month:02}/{day.day:02}/{day.year:04}"


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


class DateField(LineField):
    """A date as month/day/year, with a calendar behind a button."""

    def __init__(self, label: str, metrics: Metrics = STAFF, *, hint: str = "Month/day/year", calendar: bool = True,
                 day: date | None = None, parent: QWidget | None = None) -> None:
        """``calendar`` is False for birth dates: nobody pages back forty years. ``day`` is shown to begin with."""
        super().__init__(label, metrics, hint=hint, placeholder="MM/DD/YYYY", parent=parent)
        self.edit.setMaxLength(24)
        self.set_value(day)
        if calendar:
            self._add_button()

    def value(self) -> date | None:
        """Return the date, or None when it is empty or no date."""
        return parse_date(self.edit.text())

    def set_value(self, day: date | None) -> None:
        """Show ``day``."""
        self.edit.setText(show_date(day) if day else "")

    def _add_button(self) -> None:
        side = min(32, self.metrics.field_height - 8)
        self.edit.setTextMargins(0, 0, side, 0)
        button = IconButton("calendar", "Choose a day", side, self.metrics.icon, parent=self.edit)
        inside = QHBoxLayout(self.edit)
        inside.setContentsMargins(0, 0, 6, 0)
        inside.addStretch()
        inside.addWidget(button)
        button.clicked.connect(self._open_calendar)

    def _open_calendar(self) -> None:
        popup = QFrame(self, Qt.WindowType.Popup)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.setProperty("kind", "card-small")
        column = QVBoxLayout(popup)
        column.setContentsMargins(8, 8, 8, 8)
        calendar = QCalendarWidget(popup)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Sunday)
        day = self.value()
        if day is not None:
            calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        column.addWidget(calendar)
        calendar.clicked.connect(lambda chosen: self._take(chosen, popup))
        calendar.activated.connect(lambda chosen: self._take(chosen, popup))
        popup.move(self.edit.mapToGlobal(QPoint(0, self.edit.height() + 4)))
        popup.show()
        calendar.setFocus()

    def _take(self, chosen: QDate, popup: QFrame) -> None:
        self.set_value(date(chosen.year(), chosen.month(), chosen.day()))
        popup.close()
        self.left.emit()


class _Part(LineEdit):
    """Month, day or year: digits only, and full means on to the next."""

    pasted = Signal(object)  # date

    def __init__(self, name: str, digits: int, metrics: Metrics) -> None:
        super().__init__(name, metrics)
        self.setMaxLength(24)  # room for a pasted whole date; shortened below
        self.setPlaceholderText(name)
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhNoPredictiveText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._digits = digits
        self.textEdited.connect(self._clean)

    def _clean(self, text: str) -> None:
        whole = parse_date(text)
        if whole is not None:
            self.pasted.emit(whole)
            return
        kept = "".join(c for c in text if c in "0123456789")[:self._digits]
        if kept != text:
            self.setText(kept)
        if len(kept) == self._digits and self.hasFocus() and self.cursorPosition() == self._digits:
            self.focusNextChild()


class DateParts(Field):
    """Month, day and year, 60 high; takes a pasted 3/14/1986. ``words`` are the three names in the patient's words."""

    def __init__(self, label: str, metrics: Metrics = KIOSK, *, words: tuple[str, str, str] = ("Month", "Day", "Year"),
                 hint: str = "", parent: QWidget | None = None) -> None:
        row = QWidget()
        self._parts = tuple(_Part(name, size, metrics) for name, size in zip(words, (2, 2, 4), strict=True))
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.px(12))
        for part, width in zip(self._parts, (104, 104, 140), strict=True):
            part.setFixedWidth(metrics.px(width))
            part.setAccessibleName(f"{label}, {part.placeholderText()}" if label else part.placeholderText())
            part.textChanged.connect(lambda _text: self._on_changed())
            part.editingFinished.connect(self._on_left)
            part.pasted.connect(self.set_value)
            layout.addWidget(part)
        layout.addStretch()
        super().__init__(label, row, metrics, hint=hint, parent=parent)
        self.setFocusProxy(self._parts[0])

    def value(self) -> date | None:
        """Return the date, or None while it is not complete or no such day."""
        month, day, year = (part.text() for part in self._parts)
        return parse_date(f"{month}/{day}/{year}")

    def text(self) -> str:
        """Return what was typed, half-typed too, as month/day/year; empty when nothing was."""
        texts = [part.text() for part in self._parts]
        return "/".join(texts) if any(texts) else ""

    def set_text(self, text: str) -> None:
        """Put a half-typed date back."""
        texts = (*text.split("/"), "", "", "")[:3]
        for part, piece in zip(self._parts, texts, strict=True):
            part.setText(piece)

    def set_value(self, day: date | None) -> None:
        """Show ``day``."""
        self.set_text(f"{day.month:02}/{day.day:02}/{day.year:04}" if day else "")

    def _show_state(self, state: FieldState) -> None:
        for part in self._parts:
            part.set_state(state)
            part.setAccessibleDescription(self.error)

    def _on_left(self) -> None:
        if not any(part.hasFocus() for part in self._parts):
            self.left.emit()
