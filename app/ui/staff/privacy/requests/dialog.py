"""What the dialogs of a request share: fields, a sentence when it is refused, and the act itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.errors import KnownError
from app.security.actor import Actor
from app.ui.fonts import Staff
from app.ui.screen import Screen
from app.ui.staff.tab import button_row, quiet_banner, show_refusal
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.field import Field
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.scroll_column import ScrollColumn
from app.ui.widgets.text import TextLabel

if TYPE_CHECKING:  # services load SQLAlchemy; they are imported on the worker thread, behind the sign-in window
    from app.services.registry import Services

Call = Callable[["Services", Actor], Any]  # Any: each act returns what it makes, and ``done`` carries it


class RequestDialog(DialogOverlay):
    """Fields in a column that scrolls when the window is low. ``done`` carries what the service returned."""

    done = Signal(object)

    def __init__(self, screen: Screen, title: str, about: str, act: str, *, width: int = 560,
                 cancel: str = "Not now") -> None:
        """``about`` is the sentence under the title; ``act`` names the outcome on the button."""
        super().__init__(screen.stage(), width=width, spacing=14)
        self.setAccessibleName(title)
        self._context = screen.context
        self.fields: dict[str, Field] = {}
        self.area = ScrollColumn(margins=(0, 0, 4, 4), spacing=14)
        self._banner = quiet_banner()
        self.act = Button(act, Kind.PRIMARY)
        self.act.activated.connect(self._start)
        close = Button(cancel, Kind.SECONDARY)
        close.activated.connect(self.close_dialog)
        self.title = TextLabel(title, Staff.SECTION.scaled(20 / 18))
        self.about = TextLabel(about, Staff.BODY, "ink-2")
        self.about.setVisible(bool(about))
        for widget in (self.title, self.about, self._banner, self.area):
            self.body.addWidget(widget)
        row = button_row(close, self.act, to_right=True)
        row.setContentsMargins(0, 8, 4, 0)
        self.body.addLayout(row)

    def add(self, key: str, field: Field) -> Field:
        """Add a field; a refusal that names ``key`` is shown at it."""
        self.fields[key] = field
        self.area.column.addWidget(field)
        field.changed.connect(self.fit)
        return field

    def add_widget(self, widget: QWidget) -> None:
        """Add something that is no field."""
        self.area.column.addWidget(widget)

    def begin(self) -> None:
        """Open the dialog with the focus on its first control."""
        self.open()
        self.fit()

    def call(self) -> Call | None:
        """Return the act on the service with what was typed, or None when something is still missing."""
        raise NotImplementedError  # every subclass says it; a QWidget cannot be an ABC

    def fit(self) -> None:
        """Give the fields the height they need, or what the window has."""
        self.refit_around(self.area)

    def _start(self) -> None:
        call = self.call()
        if call is None:
            self.fit()
            return
        self.act.set_busy(True)
        services, actor = self._context.services, self._context.actor
        self._context.tasks.run(lambda: call(services(), actor), self, self._finished, self._refused)

    def _finished(self, made: object) -> None:
        self.close_dialog()
        self.done.emit(made)

    def _refused(self, error: KnownError) -> None:
        self.act.set_busy(False)
        show_refusal(error, self.fields, self._banner)
        self.fit()
