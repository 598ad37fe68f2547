"""What the register's dialogs share: a title, fields in a column that scrolls, a refusal shown where it belongs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLayout, QWidget

from app.core.errors import InvalidInputError, KnownError
from app.security.actor import Actor
from app.ui.fonts import Staff
from app.ui.staff.tab import Change, ScreenTab, button_row, quiet_banner, show_refusal
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.dates import DateField
from app.ui.widgets.field import Field
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.scroll_column import ScrollColumn
from app.ui.widgets.text import TextLabel

if TYPE_CHECKING:  # services load SQLAlchemy; they are imported on the worker thread, behind the sign-in window
    from app.services.registry import Services

_ROUND = 56  # what a dialog leaves free of the window above and below, with its border

Call = Callable[["Services", Actor], object]


@dataclass(frozen=True)
class FormWords:
    """Title and sentence of a dialog, and its two buttons. ``why`` is said when fresh proof is asked for."""

    title: str
    intro: str
    act: str
    cancel: str = "Not now"
    why: str = "What is written in the breach register carries your name."


class FormDialog(DialogOverlay):
    """Holds ``fields`` by the names that services refuse them under. ``saved`` comes with what the call returned."""

    saved = Signal(object)

    def __init__(self, tab: ScreenTab, words: FormWords, width: int = 640) -> None:
        super().__init__(tab.screen_of.stage(), width=width, spacing=14)
        self.setAccessibleName(words.title)
        self._tab, self._words = tab, words
        self.fields: dict[str, Field] = {}
        self.act = Button(words.act, Kind.PRIMARY)
        self._form = ScrollColumn(spacing=14)
        self._banner = quiet_banner()
        self._lay_out()

    def begin(self) -> None:
        """Open the dialog with the focus on its first field."""
        self.open(next(iter(self.fields.values()), None))
        self.refit()  # the style sheet has given the fields their heights by now

    def add(self, key: str, field: Field) -> None:
        """Add a field on its own line."""
        self.fields[key] = field
        self._form.column.addWidget(field)

    def add_beside(self, **fields: Field) -> None:
        """Add fields side by side."""
        row = QHBoxLayout()
        row.setSpacing(14)
        for key, field in fields.items():
            self.fields[key] = field
            row.addWidget(field, 1)
        self._form.column.addLayout(row)

    def add_part(self, part: QWidget | QLayout) -> None:
        """Add something that is no field."""
        if isinstance(part, QWidget):
            self._form.column.addWidget(part)
        else:
            self._form.column.addLayout(part)

    def add_heading(self, words: str, detail: str = "") -> None:
        """Add a line above a group of fields."""
        self._form.column.addWidget(TextLabel(words, Staff.NAME))
        if detail:
            self._form.column.addWidget(TextLabel(detail, Staff.DETAIL, "ink-2"))

    def read(self) -> Call | None:
        """Return the call with what the fields hold, or None after saying at a field what is wrong."""
        raise NotImplementedError

    def refuse(self, key: str, sentence: str) -> None:
        """Say what is wrong at the field ``key``, or above the form."""
        self._refused(InvalidInputError(sentence, key))

    def refit(self) -> None:
        """Measure again after the content changed."""
        self._fit_form()
        super().refit()

    def wrong_day(self, *keys: str) -> bool:
        """Say at each date field among ``keys`` that holds no day what is wrong; empty ones are right."""
        wrong = [field for key in keys if isinstance(field := self.fields[key], DateField)
                 and field.text() and field.value() is None]
        for field in wrong:
            field.set_error("Enter a day as month/day/year")
        if wrong:
            wrong[0].setFocus()
            self.refit()
        return bool(wrong)

    def _start(self) -> None:
        self._banner.hide()
        call = self.read()
        if call is not None:
            self._tab.change(Change(call, self._done, self._refused, self.act, self._words.act, self._words.why))

    def _done(self, value: object) -> None:
        self.close_dialog()
        self.saved.emit(value)

    def _refused(self, error: KnownError) -> None:
        show_refusal(error, self.fields, self._banner)
        self.refit()

    def _fit_form(self) -> None:
        """As high as the form, or as the window lets it be; then it scrolls."""
        column, width = self._form.column, self.card.width() - 58
        wanted = column.heightForWidth(width) if column.hasHeightForWidth() else column.sizeHint().height()
        self._form.setFixedHeight(0)
        others = self.body.heightForWidth(self.card.width() - 2)
        room = self._window.height() - _ROUND - max(others, self.body.sizeHint().height())
        self._form.setFixedHeight(min(max(wanted, column.minimumSize().height()), room))

    def _lay_out(self) -> None:
        cancel = Button(self._words.cancel, Kind.SECONDARY)
        cancel.activated.connect(self.close_dialog)
        self.act.activated.connect(self._start)
        self.body.addWidget(TextLabel(self._words.title, Staff.SECTION.scaled(20 / 18)))
        if self._words.intro:
            self.body.addWidget(TextLabel(self._words.intro, Staff.BODY, "ink-2"))
        self.body.addWidget(self._banner)
        self.body.addWidget(self._form)
        row = button_row(cancel, self.act, to_right=True)
        row.setContentsMargins(0, 6, 0, 0)
        self.body.addLayout(row)
