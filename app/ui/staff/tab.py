"""What every tab shares: its screen, calls to services, and fresh proof when a service asks for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.errors import InvalidInputError, KnownError, ProofNeededError
from app.security.actor import Actor
from app.security.roles import Action, RecordKind, allowed
from app.ui.context import StaffContext
from app.ui.screen import Screen
from app.ui.staff.proof_dialog import ask_for_proof
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.button import Button
from app.ui.widgets.field import Field
from app.ui.widgets.scroll_column import ScrollColumn, reveal

if TYPE_CHECKING:  # services load SQLAlchemy; they are imported on the worker thread, behind the sign-in window
    from app.services.registry import Services

T = TypeVar("T")

PAGE_MARGINS = (32, 24, 32, 32)
PANE_WIDTH, _NARROW_PANE = 380, 320
_WIDE = 1180
"""Width of a page from which on its pane is not narrowed."""


@dataclass(frozen=True)
class Change(Generic[T]):
    """A call that changes something. ``act`` and ``why`` are the proof dialog's button and sentence."""

    call: Callable[[Services, Actor], T]
    done: Callable[[T], None]
    refused: Callable[[KnownError], None]
    button: Button
    act: str
    why: str


class ScreenTab(QWidget):
    """One tab. ``typed`` and ``put_back`` carry unsaved input over a logout; secrets are never among it."""

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._screen = screen

    @property
    def screen_of(self) -> Screen:
        """The screen the tab belongs to."""
        return self._screen

    @property
    def context(self) -> StaffContext:
        """The session as it is now; the actor changes with fresh proof."""
        return self._screen.context

    def load(self) -> None:
        """Fetch what the tab shows; called when it comes up."""

    def typed(self) -> tuple[tuple[str, str], ...]:
        """Return unsaved input as names and texts; nothing when there is none."""
        return ()

    def put_back(self, fields: Mapping[str, str]) -> None:
        """Put back what ``typed`` returned."""

    def may(self, action: Action, kind: RecordKind) -> bool:
        """Say whether the person's role allows ``action`` on ``kind``."""
        return allowed(self.context.actor.role, action, kind)

    def fetch(self, call: Callable[[Services, Actor], T], done: Callable[[T], None],
              refused: Callable[[KnownError], None] | None = None) -> None:
        """Read something on the worker; without ``refused`` the shell tells what went wrong."""
        services, actor = self.context.services, self.context.actor
        self.context.tasks.run(lambda: call(services(), actor), self, done, refused)

    def change(self, change: Change[T]) -> None:
        """Change something on the worker; ask for fresh proof when the service does, then try once more.

        The button is busy meanwhile. Not giving the proof leaves everything as typed.
        """
        services, actor = self.context.services, self.context.actor
        change.button.set_busy(True)

        def done(value: T) -> None:
            change.button.set_busy(False)
            change.done(value)

        def refused(error: KnownError) -> None:
            change.button.set_busy(False)
            if isinstance(error, ProofNeededError):
                ask_for_proof(self._screen, change.act, change.why, lambda _actor: self.change(change))
            else:
                change.refused(error)

        self.context.tasks.run(lambda: change.call(services(), actor), self, done, refused)


def show_refusal(error: KnownError, fields: Mapping[str, Field], banner: Banner) -> None:
    """Show why a service refused: at the field it names, else in ``banner``."""
    field = fields.get(error.field) if isinstance(error, InvalidInputError) else None
    if field is not None:
        say_missing(field, error.sentence)
        return
    banner.show_message(Tone.DANGER, "", error.sentence, say=True)
    banner.show()


def say_missing(field: Field, sentence: str) -> None:
    """Say at ``field`` what it still needs, and put the focus there, with the sentence in sight.

    A field that was hidden, as nothing seemed to ask for it, is shown.
    """
    field.show()
    field.set_error(sentence)
    field.setFocus()
    reveal(field)


def quiet_banner() -> Banner:
    """Return a banner that is hidden until something is to be said."""
    banner = Banner(Tone.DANGER, "")
    banner.hide()
    return banner


def pane() -> ScrollColumn:
    """Return the pane at the right of a list: as wide as the visual language says, scrolling by itself."""
    column = ScrollColumn(margins=(0, 24, 32, 32), spacing=16)
    column.setFixedWidth(PANE_WIDTH + 32)
    return column


def fit_pane(column: ScrollColumn, page_width: int) -> None:
    """Narrow a pane on a page of ``page_width`` pixels that leaves its list too little room beside it."""
    column.setFixedWidth((PANE_WIDTH if page_width >= _WIDE else _NARROW_PANE) + 32)


def button_row(*buttons: QWidget, to_right: bool = False) -> QHBoxLayout:
    """Return buttons in a row of their natural widths."""
    row = QHBoxLayout()
    row.setSpacing(8)
    if to_right:
        row.addStretch(1)
    for button in buttons:
        row.addWidget(button)
    if not to_right:
        row.addStretch(1)
    return row
