"""Patient mode: the whole of what a patient sees, from the welcome page to the staff credential that ends it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.clock import Clock
from app.intake.visit import IntakeVisit
from app.services.views.oversight import AppSettings
from app.ui.tasks import Tasks
from app.ui.theme import Theme


@dataclass(frozen=True)
class UnlockAttempt:
    """What a staff member typed to leave patient mode. ``code`` is empty until the shell asks for one."""

    user_name: str
    password: str
    code: str = ""


class PatientMode(QWidget):
    """Fills the window, always light, and holds no key. The shell destroys it as a whole when it ends."""

    finished = Signal()  # the submission is sealed, or paper was asked for; the patient may hand the tablet back
    unlock_requested = Signal(object)  # UnlockAttempt
    reading_changed = Signal(bool)  # True on pages for reading, which may idle longer
    still_here = Signal()  # the answer to "Are you still there?"
    failed = Signal(object)  # KnownError the patient cannot do anything about; staff should know

    def __init__(self, visit: IntakeVisit, tasks: Tasks, clock: Clock, theme: Theme, settings: AppSettings,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)

    def unlock_refused(self, sentence: str, retry_at: datetime | None = None) -> None:
        """Show why the credential was not taken; until ``retry_at`` (UTC) no further try is sent."""

    def unlock_needs_code(self) -> None:
        """The password matched; ask for the six digits of the authenticator app."""

    def show_idle(self, seconds_left: int) -> None:
        """Cover the page with "Are you still there?" and count down."""

    def hide_idle(self) -> None:
        """Take the cover away: somebody is there."""

    def flush(self) -> None:
        """Seal everything entered so far before the mode is taken down. Raises StorageError when it cannot be."""
