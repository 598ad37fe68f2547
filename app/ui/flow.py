"""From start to set-up, sign-in, staff, patient and back: which part comes when, and what each change of part needs."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:  # imported where they come up: the sign-in window does not wait for them
    from app.intake.packet import Packet
    from app.ui.entry.setup_draft import PolicyFile, SetupDone
    from app.ui.patient_turn import PatientTurn
    from app.ui.staff.shell import StaffShell

from app.core.errors import KnownError
from app.core.preferences import WindowPreferences
from app.security.actor import Actor
from app.security.idle import IdlePhase, IdlePolicy, IdleState
from app.services.views.oversight import AppSettings, StaffDraft
from app.services.views.people import ClinicDetails, DataState
from app.ui.context import StaffContext
from app.ui.entry.idle_warning import IdleWarning, staff_words
from app.ui.entry.sign_in import SignInScreen
from app.ui.idle_watcher import IdleWatcher
from app.ui.main_window import MainWindow
from app.ui.messages import tell
from app.ui.navigation import SettingsRoute, TodayRoute
from app.ui.parts import UiParts
from app.ui.preload import preload
from app.ui.session_start import SessionStart, back_up_if_due, begin
from app.ui.tasks import BUG_SENTENCE, Tasks
from app.ui.theme import Mode, Theme


class SessionFlow(QObject):
    """Puts the parts of the app up in the main window, and takes them down again."""

    def __init__(self, parts: UiParts, tasks: Tasks, theme: Theme, window: MainWindow, idle: IdleWatcher) -> None:
        super().__init__(window)
        self._parts, self._tasks, self._theme, self._window, self._idle = parts, tasks, theme, window, idle
        self._shell: StaffShell | None = None
        self._turn: PatientTurn | None = None
        self._in_session = False  # from an accepted sign-in until the lock, also while no part is up in between
        self._settings = AppSettings()
        self._actor: Actor | None = None
        self._last_user = ""
        self._policies: tuple[PolicyFile, ...] = ()
        self._warning: IdleWarning | None = None
        window.lock_wanted.connect(lambda: self.lock("Locked with F9."))
        window.close_wanted.connect(self._close)
        idle.ticked.connect(self._show_idle)
        idle.expired.connect(self.lock)
        tasks.unhandled.connect(self._tell)
        tasks.bug.connect(self._lock_after_bug)
        theme.changed.connect(self._keep_theme)

    @property
    def shell(self) -> StaffShell | None:
        """The staff part while it is up."""
        return self._shell

    @property
    def turn(self) -> PatientTurn | None:
        """The patient's part while it is up."""
        return self._turn

    def start(self) -> None:
        """Show what the data folder asks for: set-up, sign-in, or the ways out of damage."""
        state = self._parts.start_state()
        self._theme.set_mode(Mode(self._parts.preferences().theme))
        if state.state is DataState.EMPTY:
            self._show_setup()
        elif state.state is DataState.DAMAGED:
            self._show_restore(state.sentence)
        else:
            self._show_sign_in()

    # Before anybody is signed in

    def _show_setup(self) -> None:
        from app.ui.entry.setup import SetupScreen  # noqa: PLC0415  # lazy: once in a clinic's life

        setup = SetupScreen(self._parts.services, self._tasks, self._parts.dialogs, self._parts.clock)
        setup.finished.connect(lambda done: QTimer.singleShot(0, lambda: self._after_setup(done)))
        setup.restore_wanted.connect(lambda: QTimer.singleShot(0, lambda: self._show_restore("")))
        self._window.show_part(setup)

    def _after_setup(self, done: SetupDone) -> None:
        """The policies chosen during set-up are loaded at the first sign-in, when somebody stands behind them."""
        self._last_user, self._policies = done.user_name, done.policies
        self._keep_preferences(done.clinic, self._parts.preferences().theme)
        self._show_sign_in()

    def _show_restore(self, sentence: str) -> None:
        from app.ui.entry.restore import RestoreScreen  # noqa: PLC0415  # lazy: hardly ever

        restore = RestoreScreen(self._parts.services, self._tasks, self._parts.dialogs, sentence=sentence)
        restore.finished.connect(lambda: QTimer.singleShot(0, self._show_sign_in))
        restore.back.connect(lambda: QTimer.singleShot(0, self.start))
        self._window.show_part(restore)

    def _show_sign_in(self) -> None:
        shown = self._parts.preferences()
        self._theme.set_mode(Mode(shown.theme))  # the patient's screens ran light
        footer = [line for line in (shown.address, self._parts.device()) if line]
        sign_in = SignInScreen(self._parts.services, self._tasks, self._parts.clock, clinic_name=shown.clinic_name,
                               footer=footer, user_name=self._last_user, demo_code=self._parts.demo_code,
                               people=self._parts.people)
        sign_in.ready.connect(self._preload)
        sign_in.signed_in.connect(self._begin_session)
        sign_in.half_open.connect(lambda: self._idle.start(IdlePolicy.staff()))
        sign_in.restore_wanted.connect(lambda: QTimer.singleShot(0, lambda: self._show_restore("")))
        self._window.show_part(sign_in)

    def _preload(self) -> None:
        """Load what comes after signing in while somebody types."""
        services = self._parts.services
        self._tasks.run(lambda: preload(services), self, lambda _none: None, lambda _error: None)

    # Staff

    def _begin_session(self, actor: Actor) -> None:
        self._in_session = True
        services, policies = self._parts.services, self._policies
        self._tasks.run(lambda: begin(services(), actor, policies), self,
                        lambda start: self._show_staff(actor, start), self._lock_and_tell)

    def _show_staff(self, actor: Actor, start: SessionStart) -> None:
        from app.ui.staff.screens import SCREENS  # noqa: PLC0415  # lazy: ``preload`` has loaded it by now
        from app.ui.staff.shell import StaffShell  # noqa: PLC0415  # lazy: as above

        if not self._in_session:  # locked meanwhile
            return
        self._end_turn()
        self._policies = ()
        self._actor, self._last_user, self._settings = actor, actor.user_name, start.settings
        self._keep_preferences(start.clinic, start.settings.theme)
        self._theme.set_mode(Mode(start.settings.theme))
        parts, services = self._parts, self._parts.services
        context = StaffContext(services, self._tasks, parts.dialogs, parts.clock, self._theme, actor, start.clinic,
                               start.settings, bool(parts.demo_banner), parts.demo_code)
        shell = StaffShell(context, SCREENS)
        shell.lock_requested.connect(lambda: self.lock("Locked from the rail."))
        shell.left_staff_mode.connect(self.lock)
        shell.hand_over.connect(self._hand_over)
        shell.settings_changed.connect(self._take_settings)
        self._shell = shell
        self._window.show_part(shell)
        shell.offer_drafts(start.drafts)
        shell.go(SettingsRoute("security") if actor.is_recovery else TodayRoute())
        self._idle.start(IdlePolicy.staff(start.settings.staff_idle_minutes))
        self._idle.poll()  # the rail says from its first moment how long the session lasts
        if start.notices:
            tell(self._window, "Look at this first", "\n".join(start.notices))
        if not actor.is_recovery:
            self._tasks.run(lambda: back_up_if_due(services(), actor), shell, self._backup_done)

    def _backup_done(self, sentence: str) -> None:
        if sentence:
            tell(self._window, "Today’s backup was not made", sentence)

    def _keep_preferences(self, clinic: ClinicDetails, theme: str) -> None:
        self._parts.keep_preferences(WindowPreferences(clinic.name, clinic.address_line, clinic.zone, theme))

    def _keep_theme(self) -> None:
        """What staff choose in Settings holds for the sign-in page too."""
        if self._shell is not None:
            self._parts.keep_preferences(replace(self._parts.preferences(), theme=self._theme.mode.value))

    def _take_settings(self, settings: AppSettings) -> None:
        """Changed limits hold at once; the time that has passed stays."""
        self._settings = settings
        self._idle.use(IdlePolicy.staff(settings.staff_idle_minutes))

    def lock(self, reason: str) -> None:
        """Take everything about patients off the screen and close the records. Harmless when locked already."""
        if self._in_session:
            QTimer.singleShot(0, lambda: self._lock_now(reason))  # never destroy a widget inside its own signal
        elif isinstance(part := self._window.part, SignInScreen):
            part.give_up()

    def _lock_now(self, reason: str) -> None:
        if not self._in_session:
            return
        actor, drafts = self._take_down()
        self._tasks.run(lambda: self._close_records(actor, drafts, reason), self, lambda _none: None, self._tell)
        self._show_sign_in()

    def _lock_and_tell(self, error: KnownError) -> None:
        """A session that cannot begin, or cannot be handed over, must not stay open behind the sign-in page."""
        self._lock_now("Locked after a failure.")
        self._tell(error)

    def _take_down(self) -> tuple[Actor | None, tuple[StaffDraft, ...]]:
        """Destroy what is up; return who was signed in and their unfinished input."""
        actor, drafts = self._actor, self._shell.unfinished() if self._shell is not None else ()
        if self._turn is not None:
            self._turn.flush()
        self._end_turn()
        self._shell, self._actor, self._warning, self._in_session = None, None, None, False
        self._idle.stop()
        self._window.clear()
        return actor, drafts

    def _close_records(self, actor: Actor | None, drafts: tuple[StaffDraft, ...], reason: str) -> None:
        """Seal what is unfinished, then lock whatever became of that. On the worker, or when that has ended."""
        services = self._parts.services()
        try:
            self._keep(actor, drafts)
        finally:
            services.access.lock(reason)

    def _keep(self, actor: Actor | None, drafts: tuple[StaffDraft, ...]) -> None:
        if actor is not None:
            for draft in drafts:
                self._parts.services().drafts.keep(actor, draft)

    # Patient

    def _hand_over(self, packet: Packet) -> None:
        QTimer.singleShot(0, lambda: self._close_for(packet))

    def _close_for(self, packet: Packet) -> None:
        """The staff part goes first; the records are closed before the patient's part comes up."""
        actor, drafts = self._actor, self._shell.unfinished() if self._shell is not None else ()
        self._shell, self._actor, self._warning = None, None, None
        self._idle.stop()
        self._window.clear()
        self._tasks.run(lambda: self._to_patient_mode(actor, drafts, packet.visit_id), self,
                        lambda _none: self._show_patient(packet), self._lock_and_tell)

    def _to_patient_mode(self, actor: Actor | None, drafts: tuple[StaffDraft, ...], visit_id: str) -> None:
        self._keep(actor, drafts)
        self._parts.services().access.to_patient_mode(visit_id)

    def _show_patient(self, packet: Packet) -> None:
        from app.ui.patient_turn import PatientTurn  # noqa: PLC0415  # lazy: ``preload`` has loaded it by now

        if not self._in_session:  # locked meanwhile
            return
        self._theme.set_mode(Mode.LIGHT)
        turn = PatientTurn(self._parts, self._tasks, self._theme, self._settings, packet)
        turn.taken_back.connect(lambda actor: QTimer.singleShot(0, lambda: self._begin_session(actor)))
        turn.still_here.connect(self._idle.extend)
        turn.reading_changed.connect(lambda reading: self._idle.use(self._patient_policy(reading)))
        self._turn = turn
        self._window.show_part(turn.mode, kiosk=True)
        turn.mode.engage(full_screen=not self._window.is_offscreen())
        self._idle.start(self._patient_policy(False))

    def _patient_policy(self, reading: bool) -> IdlePolicy:
        return IdlePolicy.patient(self._settings.patient_idle_minutes, reading=reading)

    def _end_turn(self) -> None:
        """Let go of the window; the screens are destroyed with the part."""
        if self._turn is not None:
            self._turn.mode.release()
            self._turn = None

    # Time

    def _show_idle(self, state: IdleState) -> None:
        if self._turn is not None:
            self._turn.show_idle(state)
            return
        if self._shell is None:
            return
        self._shell.show_left(state.seconds_left, self._settings.staff_idle_minutes * 60)
        if state.phase is IdlePhase.ACTIVE:
            if self._warning is not None:
                self._warning.close_dialog()
        elif state.phase is not IdlePhase.EXPIRED:
            self._warn(state)

    def _warn(self, state: IdleState) -> None:
        if self._warning is None:
            self._warning = IdleWarning(self._window, staff_words(self._settings.staff_idle_minutes), 60)
            self._warning.stay.connect(self._idle.extend)
            self._warning.leave.connect(lambda: self.lock("Signed out at the idle warning."))
            self._warning.closed.connect(self._warning_gone)
        self._warning.show_seconds(ceil(state.seconds_left))

    def _warning_gone(self) -> None:
        """It closes by itself when somebody stays; the next one is a new dialog."""
        self._warning = None

    # Trouble

    def _tell(self, error: KnownError) -> None:
        tell(self._window, "That did not work", error.sentence)

    def _lock_after_bug(self, _error: object) -> None:
        if not self._in_session:
            return
        self.lock("Locked after an unexpected error.")
        QTimer.singleShot(0, lambda: tell(self._window, "Something went wrong", BUG_SENTENCE))

    def _close(self) -> None:
        """Nothing may be dropped here: the worker ends first, then the rest is done on this thread."""
        was_open = self._in_session
        actor, drafts = self._take_down()
        self._tasks.close()
        if was_open:
            with suppress(KnownError):  # the window is gone; nobody could be told
                self._close_records(actor, drafts, "The window was closed.")
