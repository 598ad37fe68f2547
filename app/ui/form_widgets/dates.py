"""date, dateTime and time."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.forms import ItemState
from app.ui.form_widgets.base import FormWidget
from app.ui.form_widgets.date_entry import DateEntry
from app.ui.form_widgets.look import FieldLook
from app.ui.form_widgets.typed import typed_text
from app.ui.form_widgets.words import say
from app.ui.widgets.edit import FieldState, LineEdit
from app.ui.widgets.metrics import Metrics
from app.ui.widgets.segmented import Segmented


class DateWidget(FormWidget):
    """Month, day and year. A date without its day or month is passed on as such; the form says whether it will do."""

    half_width = True

    def __init__(self, state: ItemState, look: FieldLook, parent: QWidget | None = None) -> None:
        super().__init__(state, look, parent)
        self.add_heading()
        self.entry = DateEntry(state.item.text.in_language(look.language), look.metrics, date_words())
        self.column.addWidget(self.entry)
        self.finish()
        self.show_state(state)
        self.entry.edited.connect(lambda: self.typed.emit(self.key, self.entry.text()))
        self.entry.left.connect(lambda: self.left.emit(self.key))
        self.setFocusProxy(self.entry)

    def show_state(self, state: ItemState) -> None:
        """Show the date, or the half of one."""
        text = typed_text(state)
        if text != self.entry.text() and not any(box.hasFocus() for box in self.entry.boxes):
            self.entry.set_text(text)
        self.entry.setEnabled(not state.read_only)
        if state.read_only:
            self.entry.set_state(FieldState.LOCKED)

    def show_issue(self, sentence: str) -> None:
        """Say it below and mark the three boxes."""
        super().show_issue(sentence)
        self.entry.set_state(FieldState.ERROR if sentence else FieldState.NORMAL)

    def first_control(self) -> QWidget:
        """The month."""
        return self.entry.boxes[0]


class TimeEntry(QWidget):
    """Hour and minute with AM and PM. ``text`` is hh:mm:ss, or the parts as typed, or empty."""

    def __init__(self, name: str, metrics: Metrics, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hour = _digits(f"{name}, {say('hour')}", metrics, say("Hour"))
        self.minute = _digits(f"{name}, {say('minute')}", metrics, say("Min"))
        self.half = Segmented(say("{name}, morning or afternoon", name=name), [("am", "AM"), ("pm", "PM")], metrics)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(10)
        for part in (self.hour, self.minute, self.half):
            line.addWidget(part)
        line.addStretch(1)
        self.setFocusProxy(self.hour)

    def set_state(self, state: FieldState) -> None:
        """Draw as normal, wrong or locked."""
        for box in (self.hour, self.minute):
            box.set_state(state)

    def text(self) -> str:
        """Return the time as FHIR writes it when it is one."""
        hour, minute = self.hour.text(), self.minute.text()
        if not hour and not minute:
            return ""
        if not (hour.isdigit() and minute.isdigit() and 1 <= int(hour) <= 12):
            return f"{hour}:{minute} {self.half.value()}"
        return f"{int(hour) % 12 + (12 if self.half.value() == 'pm' else 0):02d}:{int(minute):02d}:00"

    def set_text(self, text: str) -> None:
        """Show a time in either form ``text`` returns."""
        clock, _, half = text.partition(" ")
        hour, minute = (*clock.split(":"), "", "")[:2]
        if not half and hour.isdigit():
            half = "pm" if int(hour) >= 12 else "am"
            hour = str((int(hour) % 12) or 12)
        self.hour.setText(hour)
        self.minute.setText(minute)
        self.half.set_value(half or "am")


class TimeWidget(FormWidget):
    """A time of day."""

    half_width = True

    def __init__(self, state: ItemState, look: FieldLook, parent: QWidget | None = None) -> None:
        super().__init__(state, look, parent)
        self.add_heading()
        self.entry = TimeEntry(state.item.text.in_language(look.language), look.metrics)
        self.column.addWidget(self.entry)
        self.finish()
        self.show_state(state)
        for box in (self.entry.hour, self.entry.minute):
            box.textEdited.connect(lambda _text: self._tell())
            box.editingFinished.connect(lambda: self.left.emit(self.key))
        self.entry.half.chosen.connect(lambda _value: self._tell())
        self.setFocusProxy(self.entry)

    def show_state(self, state: ItemState) -> None:
        """Show the time."""
        text = typed_text(state)
        if text != self.entry.text() and not (self.entry.hour.hasFocus() or self.entry.minute.hasFocus()):
            self.entry.set_text(text)
        self.entry.setEnabled(not state.read_only)
        if state.read_only:
            self.entry.set_state(FieldState.LOCKED)

    def show_issue(self, sentence: str) -> None:
        """Say it below and mark the two boxes."""
        super().show_issue(sentence)
        self.entry.set_state(FieldState.ERROR if sentence else FieldState.NORMAL)

    def first_control(self) -> QWidget:
        """The hour."""
        return self.entry.hour

    def _tell(self) -> None:
        self.typed.emit(self.key, self.entry.text())


class DateTimeWidget(FormWidget):
    """A date with a time of day beside it."""

    def __init__(self, state: ItemState, look: FieldLook, parent: QWidget | None = None) -> None:
        super().__init__(state, look, parent)
        self.add_heading()
        name = state.item.text.in_language(look.language)
        self.day = DateEntry(name, look.metrics, date_words())
        self.time = TimeEntry(name, look.metrics)
        self.column.addWidget(self.day)
        self.column.addWidget(self.time)
        self.finish()
        self.show_state(state)
        self.day.edited.connect(self._tell)
        self.day.left.connect(lambda: self.left.emit(self.key))
        for box in (self.time.hour, self.time.minute):
            box.textEdited.connect(lambda _text: self._tell())
            box.editingFinished.connect(lambda: self.left.emit(self.key))
        self.time.half.chosen.connect(lambda _value: self._tell())
        self.setFocusProxy(self.day)

    def show_state(self, state: ItemState) -> None:
        """Show date and time."""
        day, _, clock = typed_text(state).partition("T")
        if day != self.day.text():
            self.day.set_text(day)
        if clock[:8] != self.time.text():
            self.time.set_text(clock[:8])
        for part in (self.day, self.time):
            part.setEnabled(not state.read_only)
            if state.read_only:
                part.set_state(FieldState.LOCKED)

    def show_issue(self, sentence: str) -> None:
        """Say it below and mark the boxes."""
        super().show_issue(sentence)
        for part in (self.day, self.time):
            part.set_state(FieldState.ERROR if sentence else FieldState.NORMAL)

    def first_control(self) -> QWidget:
        """The month."""
        return self.day.boxes[0]

    def _tell(self) -> None:
        day, clock = self.day.text(), self.time.text()
        self.typed.emit(self.key, f"{day}T{clock}" if clock else day)


def date_words() -> tuple[str, str, str]:
    """Return "Month", "Day", "Year"."""
    return say("Month"), say("Day"), say("Year")


def _digits(name: str, metrics: Metrics, placeholder: str) -> LineEdit:
    box = LineEdit(name, metrics)
    box.setMaxLength(2)
    box.setPlaceholderText(placeholder)
    box.setAlignment(Qt.AlignmentFlag.AlignCenter)
    box.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhNoPredictiveText)
    box.setFixedWidth(metrics.px(92))
    return box
