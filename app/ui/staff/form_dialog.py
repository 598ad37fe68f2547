"""A dialog of fields that asks a service for one act: what every such dialog shares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLayout, QWidget

from app.core.errors import InvalidInputError, KnownError, ProofNeededError
from app.security.actor import Actor
from app.ui.context import StaffContext
from app.ui.fonts import Staff
from app.ui.screen import Screen
from app.ui.staff.proof_dialog import ask_for_proof
from app.ui.staff.tab import button_row, quiet_banner, show_refusal
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.dates import DateField
from app.ui.widgets.field import ChoiceField, Field, LineField, TextField
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.scroll_column import ScrollColumn
from app.ui.widgets.text import TextLabel

if TYPE_CHECKING:  # services load SQLAlchemy; they are imported on the worker thread, behind the sign-in window
    from app.services.registry import Services

Call = Callable[["Services", Actor], Any]  # Any: each act returns what it makes, and ``done`` carries it

_WRONG_DAY = "Enter the day as month/day/year, for example 11/24/2026"


@dataclass(frozen=True)
class FormWords:
    """Title and sentence of a dialog, and its two buttons: the outcome and the safe choice."""

    title: str
    intro: str
    act: str
    cancel: str = "Not now"


class FormDialog(DialogOverlay):
    """Fields in a column that scrolls when the window is low, held by the names services refuse them under.

    The act is asked of the service on the worker; when it wants fresh proof, the person is asked for it and the act
    is tried again. ``done`` carries what the service returned, after the dialog closed.
    """

    done = Signal(object)

    def __init__(self, screen: Screen, words: FormWords, *, width: int = 560) -> None:
        super().__init__(screen.stage(), width=width, spacing=14)
        self._screen = screen
        self.fields: dict[str, Field] = {}
        self.area = ScrollColumn(margins=(0, 0, 4, 4), spacing=14)
        self._banner = quiet_banner()
        self.act = Button(words.act, Kind.PRIMARY)
        self.act.activated.connect(self._start)
        self.cancel = Button(words.cancel, Kind.SECONDARY)
        self.cancel.activated.connect(self.close_dialog)
        self.title, self.intro = self.add_head(words.title, words.intro)
        self.body.addWidget(self._banner)
        self.body.addWidget(self.area)
        row = button_row(self.cancel, self.act, to_right=True)
        row.setContentsMargins(0, 8, 4, 0)
        self.body.addLayout(row)

    @property
    def context(self) -> StaffContext:
        """The session as it is now; the actor changes with fresh proof."""
        return self._screen.context

    def add(self, key: str, field: Field) -> Field:
        """Add a field; a refusal that names ``key`` is shown at it."""
        self.area.column.addWidget(field)
        self.watch(key, field)
        return field

    def add_beside(self, **fields: Field) -> None:
        """Add fields side by side."""
        beside = QWidget()  # a widget, so that the fields have a parent before one of them is shown
        row = QHBoxLayout(beside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        for key, field in fields.items():
            row.addWidget(field, 1)
            self.watch(key, field)
        self.add_widget(beside)

    def watch(self, key: str, field: Field) -> None:
        """Know a field that stands in a widget of its own under the name ``key``."""
        self.fields[key] = field
        field.changed.connect(self.fit)
        if isinstance(field, LineField):
            field.submitted.connect(self.submit)

    def add_widget(self, widget: QWidget) -> None:
        """Add something that is no field."""
        self.area.column.addWidget(widget)

    def add_layout(self, layout: QLayout) -> None:
        """Add a row of things that are no fields."""
        self.area.column.addLayout(layout)

    def add_heading(self, words: str) -> None:
        """Add a line above a group of fields."""
        self.add_widget(TextLabel(words, Staff.NAME))

    def add_detail(self, words: str) -> None:
        """Add a quiet line that explains."""
        self.add_widget(TextLabel(words, Staff.DETAIL, "ink-2"))

    def begin(self) -> None:
        """Open the dialog with the focus on its first control."""
        self.open()
        self.fit()

    def call(self) -> Call | None:
        """Return the act on the service with what was typed, or None after saying at a field what is missing."""
        raise NotImplementedError  # every subclass says it; a QWidget cannot be an ABC

    def submit(self) -> None:
        """Do what Enter in a field stands for: the act."""
        self.act.click()  # ignored while the act is under way

    def refuse(self, key: str, sentence: str) -> None:
        """Say what is wrong at the field ``key``, or above the form when there is no such field."""
        self._refused(InvalidInputError(sentence, key))

    def lacks(self, **sentences: str) -> bool:
        """Say at the first of these fields that is empty what it needs; return whether there is one."""
        for key, sentence in sentences.items():
            field = self.fields[key]
            entered = field.value() if isinstance(field, ChoiceField) else field.text() if isinstance(
                field, LineField | TextField) else None
            if not entered:
                self.refuse(key, sentence)
                return True
        return False

    def day(self, key: str) -> date | None:
        """Return the day in the date field ``key``, or None after saying there that none was entered."""
        field = self.fields[key]
        found = field.value() if isinstance(field, DateField) else None
        if found is None:
            self.refuse(key, _WRONG_DAY)
        return found

    def wrong_day(self, *keys: str) -> bool:
        """Say at the first date field among ``keys`` that holds something else than a day what is wrong."""
        for key in keys:
            field = self.fields[key]
            if isinstance(field, DateField) and field.text() and field.value() is None:
                self.refuse(key, _WRONG_DAY)
                return True
        return False

    def fetch(self, call: Call, done: Callable[[Any], None]) -> None:  # Any: as ``call`` returns it
        """Read something for the dialog on the worker; a refusal is said above the form."""
        services, actor = self.context.services, self.context.actor
        self.context.tasks.run(lambda: call(services(), actor), self, done, self._refused)

    def fit(self) -> None:
        """Give the fields the height they need, or what the window has."""
        self.refit_around(self.area)

    def _start(self) -> None:
        call = self.call()
        if call is None:
            self.fit()
            return
        self.act.set_busy(True)
        services, actor = self.context.services, self.context.actor
        self.context.tasks.run(lambda: call(services(), actor), self, self._finished, self._refused)

    def _finished(self, made: object) -> None:
        self.close_dialog()
        self.done.emit(made)

    def _refused(self, error: KnownError) -> None:
        self.act.set_busy(False)
        if isinstance(error, ProofNeededError):
            ask_for_proof(self._screen, self.act.words(), error.sentence, lambda _actor: self._start())
            return
        show_refusal(error, self.fields, self._banner)
        self.fit()

