"""The time a patient has the tablet: the visit, its screens, and the staff credential that takes it back."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.errors import KnownError, SignInRefusedError
from app.intake.packet import Packet
from app.security.idle import IdlePhase, IdleState
from app.services.views.oversight import AppSettings
from app.services.views.people import PasswordOutcome, PasswordStep
from app.ui.entry.demo_code import demo_words
from app.ui.parts import UiParts
from app.ui.patient.mode import PatientMode, UnlockAttempt
from app.ui.tasks import Tasks
from app.ui.theme import Theme


class PatientTurn(QObject):
    """Owns nothing of the clinic's: the visit in memory and the outbox it seals into."""

    taken_back = Signal(object)  # Actor
    reading_changed = Signal(bool)
    still_here = Signal()

    def __init__(self, parts: UiParts, tasks: Tasks, theme: Theme, settings: AppSettings, packet: Packet) -> None:
        super().__init__()
        self._parts, self._tasks = parts, tasks
        self.visit = parts.open_visit(packet)
        self.mode = PatientMode(self.visit, tasks, parts.clock, theme, settings)
        self.mode.unlock_requested.connect(self._unlock)
        self.mode.unlock_given_up.connect(self._give_up)
        self.mode.reading_changed.connect(self.reading_changed)
        self.mode.still_here.connect(self.still_here)

    def flush(self) -> None:
        """Seal everything entered so far; a drive that refuses does not stop the lock."""
        try:
            self.mode.flush()
        except KnownError:
            return

    def show_idle(self, state: IdleState) -> None:
        """Ask "Are you still there?" while the warning lasts."""
        if state.phase is IdlePhase.ACTIVE:
            self.mode.hide_idle()
        elif state.phase is not IdlePhase.EXPIRED:
            self.mode.show_idle(ceil(state.seconds_left))

    def _unlock(self, attempt: UnlockAttempt) -> None:
        self.flush()
        access = self._parts.services
        if attempt.code:
            self._tasks.run(lambda: access().access.enter_code(attempt.code), self.mode, self.taken_back.emit,
                            self._refused)
            return
        self._tasks.run(lambda: access().access.enter_password(attempt.user_name, attempt.password), self.mode,
                        lambda outcome: self._password_accepted(outcome, attempt.user_name), self._refused)

    def _password_accepted(self, outcome: PasswordOutcome, user_name: str) -> None:
        if outcome.step is PasswordStep.SIGNED_IN and outcome.actor is not None:
            self.taken_back.emit(outcome.actor)
        elif outcome.step is PasswordStep.CODE_NEEDED:
            demo_code = self._parts.demo_code
            self.mode.unlock_needs_code(demo_words(demo_code(user_name)) if demo_code is not None else "")
        else:
            self._give_up()
            self.mode.unlock_refused("Sign in on the staff window first to set up your own password.")

    def _give_up(self) -> None:
        """Close the records again if a password had opened them: a patient has the tablet."""
        self._tasks.run(self._abandon, self.mode, lambda _none: None)

    def _abandon(self) -> None:
        self._parts.services().access.abandon()

    def _refused(self, error: KnownError) -> None:
        retry_at = error.retry_at if isinstance(error, SignInRefusedError) else None
        QTimer.singleShot(0, lambda: self.mode.unlock_refused(error.sentence, retry_at))
