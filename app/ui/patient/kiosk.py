"""What every page of patient mode is handed, and what it offers the frame around it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.core.clock import Clock
from app.intake.places import Place
from app.intake.visit import IntakeVisit
from app.ui.widgets.metrics import KIOSK, KIOSK_MAIN, KIOSK_MEDIUM, Metrics

LARGER = 1.25
"""What "Larger text" multiplies every size by."""

NARROW = 1000
"""Below this width the page is laid out in one column (portrait)."""

STAGE = "stage"
"""Property of the widget that dialogs cover."""


@dataclass(frozen=True)
class Kiosk:
    """One layout of patient mode. A new one is made, and the page built again, when text size or shape changes."""

    visit: IntakeVisit
    clock: Clock
    scale: float = 1.0
    is_narrow: bool = False

    @property
    def metrics(self) -> Metrics:
        """Sizes of ordinary controls."""
        return KIOSK.scaled(self.scale)

    @property
    def medium(self) -> Metrics:
        """Sizes of buttons inside a page."""
        return KIOSK_MEDIUM.scaled(self.scale)

    @property
    def main(self) -> Metrics:
        """Sizes of the one primary button."""
        return KIOSK_MAIN.scaled(self.scale)

    @property
    def columns(self) -> int:
        """Columns of answers: two on a wide page with normal text."""
        return 1 if self.is_narrow or self.scale > 1 else 2

    @property
    def margin(self) -> int:
        """Left and right margin of every page."""
        return 32 if self.is_narrow else 40

    def px(self, value: float) -> int:
        """Return ``value`` logical pixels grown with the text."""
        return round(value * self.scale)


@dataclass(frozen=True)
class BarAction:
    """The primary button of a page. ``missing`` says why it is not ready yet; empty means ready.

    ``second`` is the label of a choice as large as the primary one, beside it; empty on most pages.
    """

    label: str
    trailing: str = ""
    icon: str = ""
    missing: str = ""
    second: str = ""


@dataclass(frozen=True)
class BarNote:
    """The words left of the primary button. ``tone`` is "" or "danger"; without a note the page shows when it saved."""

    strong: str = ""
    text: str = ""
    tone: str = ""


class KioskPage(QWidget):
    """One screen between the bars. Built for one place, destroyed when the patient goes on."""

    edited = Signal()  # something to save
    bar_changed = Signal()  # ``action`` or ``note`` differ now
    go_requested = Signal(object)  # a Place to jump to
    key_requested = Signal(object, str)  # a Place and the key of a field on it
    on_requested = Signal()  # go on; the page has checked what it had to
    help_requested = Signal()
    failed = Signal(object)  # KnownError that staff should hear of
    arrived = Signal()  # the visit moved to another place by itself (declined, refused)

    is_reading = False
    """True for pages of text, where sitting still is normal."""

    has_back = True
    has_line_below_top = False
    """True where the top bar is divided from the page by a hairline."""

    def __init__(self, kiosk: Kiosk, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kiosk = kiosk
        self.visit = kiosk.visit
        self.place = place
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # touching the page itself leaves the field, and the keys go

    def action(self) -> BarAction:
        """Return the primary button as it is now."""
        raise NotImplementedError  # every subclass says it; a QWidget cannot be an ABC

    def note(self) -> BarNote | None:
        """Return the words beside it, or None for "Saved"."""
        return None

    def may_go_on(self) -> bool:
        """The primary button was pressed: return True to go on, or show what is missing and return False."""
        return True

    def choose_second(self) -> None:
        """The second choice beside the primary button was pressed; pages without one ignore it."""

    def start(self) -> None:
        """The page is on screen now: it takes the focus itself, so that Tab begins at its first control and a screen
        reader starts with its name, and nobody who touches the screen sees a ring."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_key(self, key: str) -> None:
        """Bring the field ``key`` into view; pages without fields ignore it."""

    def stage(self) -> QWidget:
        """Return what a dialog covers: everything but the on-screen keyboard."""
        found: QWidget = self
        parent = found.parentWidget()
        while parent is not None and not found.property(STAGE):
            found, parent = parent, parent.parentWidget()
        return found
