"""From when on access is unusual, and when the clinic is open."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.dates import WEEKDAYS, time_of_day
from app.core.errors import KnownError
from app.rules.unusual_access import AccessLimits, OpenHours
from app.ui.fonts import Staff
from app.ui.staff.check_in import parse_time
from app.ui.staff.tab import button_row, quiet_banner, show_refusal
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Card
from app.ui.widgets.field import Field, LineField
from app.ui.widgets.text import TextLabel

_NUMBERS = (("charts_an_hour", "Records opened within an hour"), ("exports_an_hour", "Files that left within an hour"),
            ("failed_sign_ins", "Failed sign-ins a day"), ("refused_a_day", "Refusals a day"),
            ("margin_minutes", "Minutes before and after hours"))


class LimitsForm(Card):
    """``saved`` carries the AccessLimits. A day without hours is a day on which the clinic is closed."""

    saved = Signal(object)
    cancelled = Signal()

    def __init__(self, limits: AccessLimits, parent: QWidget | None = None) -> None:
        super().__init__(padding=24, spacing=14, parent=parent)
        self._limits = limits
        self.numbers = {key: LineField(words, text=str(getattr(limits, key))) for key, words in _NUMBERS}
        known = {each.weekday: each for each in limits.hours}
        self.days = [LineField(name, text=_words(known.get(day)), placeholder="Closed")
                     for day, name in enumerate(WEEKDAYS)]
        self.save = Button("Save changes", Kind.PRIMARY)
        cancel = Button("Cancel", Kind.SECONDARY)
        self._banner = quiet_banner()
        self.body.addWidget(TextLabel("What is unusual", Staff.SECTION))
        self.body.addWidget(TextLabel("More than this is listed. A change is kept in the audit log.", Staff.DETAIL,
                                      "ink-2"))
        self.body.addWidget(self._banner)
        for field in self.numbers.values():
            self.body.addWidget(field)
        self.body.addWidget(TextLabel("Business hours", Staff.SECTION))
        self.body.addWidget(TextLabel("For example 10:00 AM to 7:00 PM. Leave a day empty when you are closed.",
                                      Staff.DETAIL, "ink-2"))
        for day in self.days:
            self.body.addWidget(day)
        self.body.addLayout(button_row(self.save, cancel))
        self.save.activated.connect(self._submit)
        cancel.activated.connect(self.cancelled)

    def show_refusal(self, error: KnownError) -> None:
        """Show why the service refused."""
        fields: dict[str, Field] = {**self.numbers, "hours": self.days[0]}
        show_refusal(error, fields, self._banner)

    def _submit(self) -> None:
        wrong: list[LineField] = []
        for field in self.numbers.values():
            field.set_error("" if field.text().isascii() and field.text()[:6].isdigit() else "Enter a whole number")
            wrong += [field] if field.error else []
        hours: list[OpenHours] = []
        for day, field in enumerate(self.days):
            times = _hours(field.text())
            field.set_error("" if times or not field.text() else "Enter for example 10:00 AM to 7:00 PM")
            wrong += [field] if field.error else []
            hours += [OpenHours(day, *times)] if times else []
        if wrong:
            wrong[0].setFocus()
            return
        numbers = {key: int(field.text()[:6]) for key, field in self.numbers.items()}
        self.saved.emit(replace(self._limits, hours=tuple(hours), **numbers))


def _words(hours: OpenHours | None) -> str:
    return f"{time_of_day(hours.opens)} to {time_of_day(hours.closes)}" if hours is not None else ""


def _hours(text: str) -> tuple[time, time] | None:
    """Return opening and closing of "10:00 AM to 7:00 PM"; None for anything else."""
    first, _, last = text.partition(" to ")
    opens, closes = parse_time(first), parse_time(last)
    return (opens, closes) if opens is not None and closes is not None else None
