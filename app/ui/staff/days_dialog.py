"""Choose a range of days: one of the usual ones, or from and to."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.dates import MONTHS
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.dates import DateField
from app.ui.widgets.metrics import COMPACT
from app.ui.widgets.overlay import DialogOverlay


class DaysDialog(DialogOverlay):
    """``agreed`` carries the first and the last day, each a date or None."""

    agreed = Signal(object, object)

    def __init__(self, window: QWidget, today: date, first: date | None, last: date | None) -> None:
        super().__init__(window, spacing=14)
        self.first, self.last = DateField("From"), DateField("To")
        self.first.set_value(first)
        self.last.set_value(last)
        self.add_head("Which days?")
        usual = QHBoxLayout()
        usual.setSpacing(8)
        for words, start, end in (("Any day", None, None), ("Today", today, today),
                                  ("Last 7 days", today - timedelta(days=6), today),
                                  ("Last 30 days", today - timedelta(days=29), today)):
            button = Button(words, Kind.SECONDARY, COMPACT)
            button.activated.connect(lambda a=start, b=end: self._agree(a, b))
            usual.addWidget(button)
        usual.addStretch(1)
        self.body.addLayout(usual)
        days = QHBoxLayout()
        days.setSpacing(12)
        days.addWidget(self.first)
        days.addWidget(self.last)
        self.body.addLayout(days)
        self._add_buttons()

    def _start(self) -> None:
        for field in (self.first, self.last):
            if field.edit.text().strip() and field.value() is None:
                field.set_error("Enter a day like 11/24/2026")
                field.setFocus()
                self.refit()
                return
        first, last = self.first.value(), self.last.value()
        if first and last and first > last:
            self.last.set_error("This day is before the first one")
            self.last.setFocus()
            self.refit()
            return
        self._agree(first, last)

    def _agree(self, first: date | None, last: date | None) -> None:
        self.close_dialog()
        self.agreed.emit(first, last)

    def _add_buttons(self) -> None:
        cancel, show = Button("Not now", Kind.SECONDARY), Button("Show these days", Kind.PRIMARY)
        cancel.activated.connect(self.close_dialog)
        show.activated.connect(self._start)
        row = QHBoxLayout()
        row.setContentsMargins(0, 10, 0, 0)
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(show)
        self.body.addLayout(row)


def range_words(first: date | None, last: date | None) -> str:
    """Return "Any day", "November 24", "November 18 to 24", "Since November 18" or "Until November 24"."""
    if first is None:
        return "Any day" if last is None else f"Until {_short(last)}"
    if last is None:
        return f"Since {_short(first)}"
    if first == last:
        return _short(first)
    same_month = (first.year, first.month) == (last.year, last.month)
    return f"{_short(first)} to {last.day if same_month else _short(last)}"


def _short(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.day}"
