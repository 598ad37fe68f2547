"""Patient mode: the whole of what a patient sees, from the welcome page to the staff credential that ends it."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.clock import Clock
from app.intake.places import PlaceKind
from app.intake.visit import IntakeVisit
from app.services.views.oversight import AppSettings
from app.ui.entry.idle_warning import IdleWarning, IdleWords
from app.ui.fonts import TextStyle
from app.ui.patient.frame import KioskFrame
from app.ui.patient.guard import PatientGuard
from app.ui.patient.keyboard.keyboard import OnScreenKeyboard
from app.ui.patient.kiosk import Kiosk
from app.ui.patient.saver import Saver
from app.ui.patient.stage import VisitStage
from app.ui.patient.unlock import UnlockAttempt, UnlockDialog
from app.ui.patient.words import say
from app.ui.tasks import Tasks
from app.ui.theme import Mode, Theme
from app.ui.widgets.metrics import KIOSK_MEDIUM

IDLE_SECONDS = 30
"""How long "Are you still there?" stays before the page closes."""

_SAVED_NOTE_MS = 30_000

__all__ = ["IDLE_SECONDS", "PatientMode", "UnlockAttempt"]


class PatientMode(QWidget):
    """Fills the window, always light, and holds no key. The shell destroys it as a whole when it ends."""

    finished = Signal()  # the submission is sealed, or paper was asked for; the patient may hand the tablet back
    unlock_requested = Signal(object)  # UnlockAttempt
    unlock_given_up = Signal()  # the dialog was closed without a credential that was taken
    reading_changed = Signal(bool)  # True on pages for reading, which may idle longer
    still_here = Signal()  # the answer to "Are you still there?"
    failed = Signal(object)  # KnownError the patient cannot do anything about; staff should know

    def __init__(self, visit: IntakeVisit, tasks: Tasks, clock: Clock, theme: Theme, settings: AppSettings,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.set_mode(Mode.LIGHT)
        self._visit = visit
        self._guard: PatientGuard | None = None
        self._idle: IdleWarning | None = None
        self._unlock: UnlockDialog | None = None
        self._saver = Saver(visit, tasks, clock, self)
        self._stage = VisitStage(visit, self._saver, clock)
        self._keyboard = OnScreenKeyboard(self._stage.kiosk.metrics, settings.on_screen_keyboard)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._stage, 1)
        column.addWidget(self._keyboard)
        self._note_timer = QTimer(self)
        self._note_timer.setInterval(_SAVED_NOTE_MS)
        self._note_timer.start()
        self._connect()

    def _connect(self) -> None:
        self._saver.state_changed.connect(self._stage.show_saved)
        self._saver.failed.connect(self.failed)
        self._note_timer.timeout.connect(self._stage.show_saved)
        self._stage.finished.connect(self.finished)
        self._stage.failed.connect(self.failed)
        self._stage.reading_changed.connect(self.reading_changed)
        self._stage.unlock_pressed.connect(self._open_unlock)
        self._keyboard.shown_changed.connect(self._keyboard_shown)

    # --- for the shell ---------------------------------------------------------------------------------------------

    def engage(self, full_screen: bool = True) -> None:
        """Close every way out: chords, menus, drag and drop, closing. Call once the window is up."""
        self._guard = PatientGuard(self.window(), self)
        self._guard.engage(full_screen)

    def release(self) -> None:
        """Let go of the window, before the mode is destroyed."""
        if self._guard is not None:
            self._guard.release()
            self._guard = None

    def unlock_refused(self, sentence: str, retry_at: datetime | None = None) -> None:
        """Show why the credential was not taken; until ``retry_at`` (UTC) no further try is sent."""
        if self._unlock is not None:
            self._unlock.show_refusal(sentence, retry_at)

    def unlock_needs_code(self, note: str = "") -> None:
        """The password matched; ask for the six digits of the authenticator app. ``note`` is the demo's code."""
        if self._unlock is not None:
            self._unlock.ask_code(note)

    def show_idle(self, seconds_left: int) -> None:
        """Cover the page with "Are you still there?" and count down."""
        if self._idle is None:
            self._idle = IdleWarning(self._stage, _idle_words(self._stage.kiosk), max(IDLE_SECONDS, seconds_left))
            self._idle.stay.connect(self.still_here)
            self._idle.closed.connect(self._idle_gone)
        self._idle.show_seconds(seconds_left)

    def hide_idle(self) -> None:
        """Take the cover away: somebody is there."""
        if self._idle is not None:
            self._idle.close_dialog()

    def flush(self) -> None:
        """Seal everything entered so far before the mode is taken down. Raises StorageError when it cannot be."""
        if not self._visit.is_sent and self._visit.place.kind is not PlaceKind.PAPER:
            self._saver.flush()

    # --- parts, for the tour and the tests -------------------------------------------------------------------------

    @property
    def stage(self) -> VisitStage:
        """What is above the keyboard."""
        return self._stage

    @property
    def page(self) -> QWidget | None:
        """What is on screen: a page between the bars, or a page that fills the window."""
        return self._stage.page

    @property
    def frame(self) -> KioskFrame | None:
        """The bars, while a page has them."""
        return self._stage.frame

    @property
    def keyboard(self) -> OnScreenKeyboard:
        """The on-screen keyboard."""
        return self._keyboard

    @property
    def unlock(self) -> UnlockDialog | None:
        """The staff unlock dialog while it is open."""
        return self._unlock

    def _keyboard_shown(self, shown: bool) -> None:
        """The keyboard takes the bottom bar's room; what is typed into stays in sight."""
        if self.frame is not None:
            self.frame.bottom.setVisible(not shown)

    def _open_unlock(self) -> None:
        self._unlock = UnlockDialog(self._stage.kiosk, self._stage)
        self._unlock.attempted.connect(self.unlock_requested)
        self._unlock.closed.connect(self._unlock_gone)
        self._unlock.open(self._unlock.name.edit)

    def _unlock_gone(self) -> None:
        self._unlock = None
        self.unlock_given_up.emit()

    def _idle_gone(self) -> None:
        self._idle = None


def _idle_words(kiosk: Kiosk) -> IdleWords:
    metrics = KIOSK_MEDIUM.scaled(kiosk.scale)
    return IdleWords(title=say("Are you still there?"), text=say("Your answers are saved. Tap to go on."),
                     stay=say("I’m still here"), leave="", spoken=say("{seconds} seconds left."), metrics=metrics,
                     title_style=TextStyle(30, 38, 600, -0.014).scaled(kiosk.scale),
                     text_style=TextStyle(19, 29).scaled(kiosk.scale))
