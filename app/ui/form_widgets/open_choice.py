"""open-choice: the options, and "Something else" with a line to type in."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.forms import Answer, ItemState
from app.ui.form_widgets.choice import TilesWidget
from app.ui.form_widgets.look import FieldLook
from app.ui.form_widgets.options import Choice, other_text
from app.ui.form_widgets.words import say
from app.ui.widgets.edit import FieldState, LineEdit


class OpenChoiceWidget(TilesWidget):
    """Tiles with one more that opens a line. What is typed there is the answer, as text."""

    def __init__(self, state: ItemState, look: FieldLook, parent: QWidget | None = None) -> None:
        self._line: LineEdit | None = None
        self._opened = False
        super().__init__(state, look, parent)
        self._line = LineEdit(f"{state.item.text.in_language(look.language)}, {say('something else')}", look.metrics)
        self._line.setPlaceholderText(say("Type your answer"))
        self._line.setInputMethodHints(Qt.InputMethodHint.ImhNoPredictiveText)
        self.column.insertWidget(self.column.indexOf(self.message), self._line)
        self._line.textEdited.connect(lambda _text: self._tell())
        self._line.editingFinished.connect(lambda: self.left.emit(self.key))
        self.show_state(state)

    def _fill(self) -> None:
        self.shown = (*self.shown, Choice("", say("Something else")))
        super()._fill()

    def show_state(self, state: ItemState) -> None:
        """Tick what is answered; a typed answer ticks the last tile."""
        super().show_state(state)
        other = other_text(state)
        answered = any(button.isChecked() for button in self.buttons[:-1])
        self._opened = bool(other) or (self._opened and (self.item.repeats or not answered))
        self._showing = True
        self.buttons[-1].setChecked(self._opened)
        self._showing = False
        if self._line is not None:
            self._line.setVisible(self._opened)
            self._line.set_state(FieldState.LOCKED if state.read_only else FieldState.NORMAL)
            if not self._line.hasFocus() and other != self._line.text():
                self._line.setText(other)

    def _toggled(self, index: int, on: bool) -> None:
        if self._showing:
            return
        if index < len(self.buttons) - 1:
            if on and not self.item.repeats:
                self._opened = False
            super()._toggled(index, on)
            return
        self._opened = on
        if self._line is None:
            return
        self._line.setVisible(on)
        if on:
            self._line.setFocus(Qt.FocusReason.MouseFocusReason)
        self._tell()

    def _tell(self) -> None:
        assert self._line is not None  # it is built before anything can be typed
        text = self._line.text().strip() if self._opened else ""
        chosen = tuple(Answer(choice.value) for choice, button in zip(self.shown[:-1], self.buttons[:-1], strict=True)
                       if button.isChecked() and self.item.repeats)
        self.answers_set.emit(self.key, (*chosen, *((Answer(text),) if text else ())))
