"""Patient mode: the whole of what a patient sees, from the welcome page to the staff credential that ends it."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QLocale, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.clock import Clock
from app.core.errors import InvalidInputError, KnownError
from app.intake.places import Place, PlaceKind
from app.intake.visit import IntakeVisit, TextSize
from app.services.views.oversight import AppSettings
from app.ui.entry.idle_warning import IdleWarning, IdleWords
from app.ui.fonts import TextStyle
from app.ui.patient.ask import AskDialog, DeclineDialog
from app.ui.patient.consent_page import ConsentPage
from app.ui.patient.end_pages import PanelPage, done_page, help_page, paper_page, someone_else_page
from app.ui.patient.frame import KioskFrame
from app.ui.patient.guard import PatientGuard
from app.ui.patient.keyboard.keyboard import OnScreenKeyboard
from app.ui.patient.kiosk import LARGER, NARROW, STAGE, Kiosk, KioskPage
from app.ui.patient.pages import PAGES
from app.ui.patient.review_page import ReviewPage
from app.ui.patient.saver import Saver, SaveState
from app.ui.patient.unlock import UnlockAttempt, UnlockDialog
from app.ui.patient.welcome_page import WelcomePage
from app.ui.patient.words import say
from app.ui.tasks import Tasks
from app.ui.theme import Mode, Theme
from app.ui.widgets.card import Surface
from app.ui.widgets.metrics import KIOSK_MEDIUM

LANGUAGES = (("en", "English"), ("es", "Español"))
_IDLE_SECONDS = 30

__all__ = ["PatientMode", "UnlockAttempt"]


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
        theme.set_mode(Mode.LIGHT)
        self._visit, self._clock, self._settings = visit, clock, settings
        self._saver = Saver(visit, tasks, clock, self)
        self._saver.state_changed.connect(self._show_saved)
        self._saver.failed.connect(self.failed)
        self._guard: PatientGuard | None = None
        self._idle: IdleWarning | None = None
        self._unlock: UnlockDialog | None = None
        self._screen: QWidget | None = None
        self._frame: KioskFrame | None = None
        self._stage = Surface("canvas")
        self._stage.setProperty(STAGE, True)
        self._stage_column = QVBoxLayout(self._stage)
        self._stage_column.setContentsMargins(0, 0, 0, 0)
        self._kiosk = self._make_kiosk()
        self._keyboard = OnScreenKeyboard(self._kiosk.metrics, settings.on_screen_keyboard)
        self._keyboard.shown_changed.connect(self._keyboard_shown)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._stage, 1)
        column.addWidget(self._keyboard)
        self._minute = QTimer(self)
        self._minute.setInterval(30_000)
        self._minute.timeout.connect(self._show_saved)
        self._minute.start()

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

    def unlock_needs_code(self) -> None:
        """The password matched; ask for the six digits of the authenticator app."""
        if self._unlock is not None:
            self._unlock.ask_code()

    def show_idle(self, seconds_left: int) -> None:
        """Cover the page with "Are you still there?" and count down."""
        if self._idle is not None:
            self._idle.show_seconds(seconds_left)
            return
        self._idle = IdleWarning(self._stage, _idle_words(self._kiosk), max(_IDLE_SECONDS, seconds_left))
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

    @property
    def page(self) -> QWidget | None:
        """What is on screen: a page between the bars, or a page that fills the window."""
        return self._frame.page if self._frame is not None else self._screen

    @property
    def frame(self) -> KioskFrame | None:
        """The bars, while a page has them."""
        return self._frame

    @property
    def keyboard(self) -> OnScreenKeyboard:
        """The on-screen keyboard."""
        return self._keyboard

    # --- showing ---------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """The first page is built once the size is known."""
        super().showEvent(event)
        if self._screen is None:
            self._kiosk = self._make_kiosk()
            self._show_place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turning the tablet lays everything out again; answers and place stay."""
        super().resizeEvent(event)
        if self._screen is not None and (event.size().width() < NARROW) != self._kiosk.is_narrow:
            QTimer.singleShot(0, self, self._rebuild)

    def _make_kiosk(self) -> Kiosk:
        larger = self._visit.text_size is TextSize.LARGE
        return Kiosk(self._visit, self._clock, LARGER if larger else 1.0, self.width() < NARROW)

    def _rebuild(self) -> None:
        kiosk = self._make_kiosk()
        if kiosk == self._kiosk:
            return
        self._kiosk = kiosk
        self._drop_screen()
        self._show_place()

    def _show_place(self, key: str = "") -> None:
        """Build the page of the visit's place; nothing else is kept."""
        place = self._visit.place
        wholes = {PlaceKind.WELCOME: self._welcome, PlaceKind.DONE: self._done, PlaceKind.PAPER: self._paper}
        if place.kind in wholes:
            self._fill(wholes[place.kind]())
            self.reading_changed.emit(False)
            return
        page = PAGES[place.kind](self._kiosk, place)
        self._connect(page)
        if self._frame is None:
            self._fill(self._new_frame())
        assert self._frame is not None  # _fill has just set it
        self._frame.show_page(page)
        self._frame.top.show_steps(self._visit.steps)
        self._show_saved()
        self.reading_changed.emit(page.is_reading)
        QTimer.singleShot(0, page, lambda: page.show_key(key) if key else page.start())

    def _connect(self, page: KioskPage) -> None:
        page.edited.connect(self._saver.touch)
        page.on_requested.connect(self._on)
        page.go_requested.connect(self._go)
        page.key_requested.connect(self._go)
        page.help_requested.connect(self._help)
        page.arrived.connect(self._arrived)
        page.failed.connect(self._failed)
        if isinstance(page, ConsentPage):
            page.decline_button.clicked.connect(self._ask_decline)
        if isinstance(page, ReviewPage):
            page.send_requested.connect(self._send)

    def _new_frame(self) -> KioskFrame:
        other = "English" if self._visit.language == "es" else "Español"
        frame = KioskFrame(self._kiosk, other)
        frame.bottom.back_pressed.connect(self._back)
        frame.bottom.on_pressed.connect(self._try_on)
        frame.top.help_pressed.connect(self._help)
        frame.top.size_pressed.connect(lambda: self._set_larger(self._visit.text_size is TextSize.NORMAL))
        frame.top.language_pressed.connect(lambda: self._set_language("en" if self._visit.language == "es" else "es"))
        return frame

    def _welcome(self) -> QWidget:
        page = WelcomePage(self._kiosk, self._visit.place, LANGUAGES)
        page.on_requested.connect(self._on)
        page.larger_chosen.connect(self._set_larger)
        page.language_chosen.connect(self._set_language)
        page.not_me.connect(lambda: self._cover(someone_else_page(self._kiosk)))
        QTimer.singleShot(0, page, page.start)
        return page

    def _done(self) -> QWidget:
        return self._with_unlock(done_page(self._kiosk))

    def _paper(self) -> QWidget:
        return self._with_unlock(paper_page(self._kiosk))

    def _cover(self, page: PanelPage) -> None:
        """Show a page that is no place of the visit; "Back" shows the place again."""
        page.back_pressed.connect(self._uncover)
        self._fill(self._with_unlock(page))
        page.back.setFocus(Qt.FocusReason.OtherFocusReason)

    def _uncover(self) -> None:
        self._visit.help_given()
        self._drop_screen()
        self._show_place()

    def _with_unlock(self, page: PanelPage) -> PanelPage:
        page.unlock_pressed.connect(self._open_unlock)
        return page

    def _fill(self, screen: QWidget) -> None:
        self._drop_screen()
        self._screen = screen
        self._frame = screen if isinstance(screen, KioskFrame) else None
        self._stage_column.addWidget(screen)

    def _drop_screen(self) -> None:
        """Destroy what is up: widgets are never kept for the next patient."""
        if self._screen is not None:
            self._stage_column.removeWidget(self._screen)
            self._screen.hide()
            self._screen.deleteLater()
        self._screen = self._frame = None

    def _show_saved(self, _state: SaveState | None = None) -> None:
        if self._frame is not None:
            self._frame.bottom.show_saved(self._saver.state, self._saver.seconds_since)

    def _keyboard_shown(self, shown: bool) -> None:
        """The keyboard takes the bottom bar's room; what is typed into stays in sight."""
        if self._frame is not None:
            self._frame.bottom.setVisible(not shown)

    # --- going on --------------------------------------------------------------------------------------------------

    def _try_on(self) -> None:
        page = self._frame.page if self._frame is not None else None
        if page is not None and page.may_go_on():
            self._on()

    def _on(self) -> None:
        self._visit.next()
        self._arrived()

    def _back(self) -> None:
        self._visit.back()
        self._arrived()

    def _go(self, place: Place, key: str = "") -> None:
        self._visit.go(place)
        self._saver.touch()
        self._show_place(key)

    def _arrived(self) -> None:
        if self._visit.place.kind is PlaceKind.PAPER:
            self._end()
            return
        self._saver.touch()
        self._show_place()

    def _end(self) -> None:
        self._saver.stop()
        self._drop_screen()
        self._show_place()
        self.finished.emit()

    def _send(self) -> None:
        self._saver.stop()
        try:
            self._visit.send()
        except KnownError as error:
            page = self._frame.page if self._frame is not None else None
            if isinstance(page, ReviewPage):
                page.show_error(error)
            self._failed(error)
            return
        self._end()

    def _failed(self, error: KnownError) -> None:
        self.failed.emit(error)

    def _ask_decline(self) -> None:
        form_id = self._visit.place.form_id
        dialog = DeclineDialog(self._kiosk, self._stage, self._visit.packet.form(form_id).title)
        dialog.declined.connect(lambda reason: self._decline(dialog, form_id, reason))
        dialog.open(dialog.stay)

    def _decline(self, dialog: DeclineDialog, form_id: str, reason: str) -> None:
        try:
            self._visit.decline(form_id, reason)
        except InvalidInputError as error:
            dialog.show_error(error)
            return
        dialog.close_dialog()
        self._arrived()

    # --- controls on every page ------------------------------------------------------------------------------------

    def _help(self) -> None:
        self._visit.ask_help()
        self._saver.touch()
        self._cover(help_page(self._kiosk))

    def _set_larger(self, larger: bool) -> None:
        self._visit.set_text_size(TextSize.LARGE if larger else TextSize.NORMAL)
        self._saver.touch()
        QTimer.singleShot(0, self, self._rebuild)  # the control pressed is destroyed by it

    def _set_language(self, language: str) -> None:
        """Switch where every form has the language; else say so and offer help, in both languages."""
        forms = self._visit.packet.forms
        if all(language in {form.questionnaire.language[:2], *(tag[:2] for tag in form.questionnaire.languages)} for form in forms):
            self._visit.set_language(language)
            self.setLocale(QLocale(language))
            self._saver.touch()
            QTimer.singleShot(0, self, self._uncover)
            return
        dialog = AskDialog(self._kiosk, self._stage, "Todavía no está en español",
                           "Estas preguntas todavía no están en español. La recepción le puede ayudar. "
                           "These questions are not in Spanish yet. The front desk can help you.",
                           stay="Seguir en inglés", go="Pedir ayuda")
        dialog.confirmed.connect(self._help)
        dialog.closed.connect(self._show_language)
        dialog.open(dialog.go)

    def _show_language(self) -> None:
        """Put the welcome page's switch back to the language that is shown."""
        if isinstance(self._screen, WelcomePage):
            QTimer.singleShot(0, self, self._uncover)

    # --- staff -----------------------------------------------------------------------------------------------------

    def _open_unlock(self) -> None:
        self._unlock = UnlockDialog(self._kiosk, self._stage)
        self._unlock.attempted.connect(self.unlock_requested)
        self._unlock.closed.connect(self._unlock_gone)
        self._unlock.open(self._unlock.name.edit)

    def _unlock_gone(self) -> None:
        self._unlock = None

    def _idle_gone(self) -> None:
        self._idle = None


def _idle_words(kiosk: Kiosk) -> IdleWords:
    metrics = KIOSK_MEDIUM.scaled(kiosk.scale)
    return IdleWords(title=say("Are you still there?"), text=say("Your answers are saved. Tap to go on."),
                     stay=say("I’m still here"), leave="", spoken=say("{{seconds}} seconds left."), metrics=metrics,
                     title_style=TextStyle(30, 38, 600, -0.014).scaled(kiosk.scale),
                     text_style=TextStyle(19, 29).scaled(kiosk.scale))
