"""What every form widget is: a heading, a control, a message, and a place for follow-ups."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.forms import Item, ItemState
from app.ui.announce import announce
from app.ui.fonts import Kiosk
from app.ui.form_widgets.look import FieldLook, Place
from app.ui.widgets.field_message import FieldMessage
from app.ui.widgets.text import TextLabel


class FormWidget(QWidget):
    """One item of a form on the screen. It never changes the form itself: it asks, and is told by ``show_state``.

    ``answers_set`` carries (key, tuple of Answer), ``option_toggled`` (key, Answer, chosen) for one option of many,
    ``typed`` (key, text) for what is typed, ``left`` (key) when the person went on, which is the moment to check.
    """

    answers_set = Signal(str, object)
    option_toggled = Signal(str, object, bool)
    typed = Signal(str, str)
    left = Signal(str)
    row_added = Signal(str)  # key of the item with rows
    row_removed = Signal(str)  # key of the row

    half_width = False
    """True for short fields of which two fit side by side on a wide page."""

    def __init__(self, state: ItemState, look: FieldLook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = state.key
        self.item: Item = state.item
        self.look = look
        self._issue = ""
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(look.metrics.px(10))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.message = FieldMessage(look.metrics, self)
        self.message.hide()

    # --- for subclasses --------------------------------------------------------------------------------------------

    def add_heading(self) -> None:
        """Add the question and its help above the control, unless the question is the page's title."""
        if self.look.place is not Place.ALONE:
            style = Kiosk.FOLLOW_UP if self.look.is_follow_up else Kiosk.QUESTION
            self.column.addWidget(TextLabel(self.label(), style.scaled(self.look.metrics.scale)))
        hint = self.hint()
        if hint and self.look.place is not Place.ALONE:
            self.column.addWidget(TextLabel(hint, self.look.metrics.hint, "ink-3"))

    def label(self) -> str:
        """Return the question as it is shown: with its number if it has one, with a star when it must be answered."""
        text = question_text(self.item, self.look.language)
        return f"{text} *" if self.item.required and self.look.place is not Place.ALONE else text

    def hint(self) -> str:
        """Return the help that belongs to the question."""
        own = self.item.look
        help_text = (own.help or own.flyover or own.legal or own.prompt).in_language(self.look.language)
        return "\n".join(filter(None, (help_text, *own.support_links)))  # an address is shown, never opened

    def describe(self, control: QWidget) -> None:
        """Give ``control`` the question as its name for screen readers."""
        control.setAccessibleName(question_text(self.item, self.look.language))
        control.setAccessibleDescription(self.hint())

    # --- for the page ----------------------------------------------------------------------------------------------

    def show_state(self, state: ItemState) -> None:
        """Show the answers as they are now, without asking for anything."""
        raise NotImplementedError  # every subclass says it; a QWidget cannot be an ABC

    def show_issue(self, sentence: str) -> None:
        """Say what is wrong under the control; empty takes it back."""
        if sentence == self._issue:
            return
        self._issue = sentence
        self.message.show_text(sentence, wrong=bool(sentence))
        if sentence:
            announce(self, sentence, urgent=True)

    @property
    def issue(self) -> str:
        """The sentence shown, or empty."""
        return self._issue

    def first_control(self) -> QWidget:
        """Return what takes the focus when the page jumps here."""
        raise NotImplementedError  # every subclass says it; a QWidget cannot be an ABC

    def put_follow_up(self, panel: QWidget, anchor: int | None) -> None:
        """Place a follow-up panel under option ``anchor`` (counted from 0), or under everything."""
        self.column.addWidget(panel)

    def notch_x(self, anchor: int | None) -> int:
        """Return where a panel's notch points to, in this widget's pixels from the left; negative for no notch."""
        return -1

    def finish(self) -> None:
        """Add the message; the last thing a subclass does when it builds itself."""
        self.column.addWidget(self.message)


def question_text(item: Item, language: str) -> str:
    """Return the text of ``item`` with its prefix."""
    text = item.text.in_language(language)
    return f"{item.prefix} {text}" if item.prefix else text
