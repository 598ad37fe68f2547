"""What is on the tablet's screen at each place of the visit, and how the patient goes from one to the next."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QLocale, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.clock import Clock
from app.core.errors import InvalidInputError, KnownError
from app.intake.places import Place, PlaceKind
from app.intake.visit import IntakeVisit, TextSize
from app.ui.patient.ask import AskDialog, DeclineDialog
from app.ui.patient.consent_page import ConsentPage
from app.ui.patient.end_pages import PanelPage, done_page, help_page, paper_page, someone_else_page
from app.ui.patient.frame import KioskFrame
from app.ui.patient.kiosk import LARGER, NARROW, STAGE, Kiosk, KioskPage
from app.ui.patient.pages import PAGES
from app.ui.patient.review_page import ReviewPage
from app.ui.patient.saver import Saver, SaveState
from app.ui.patient.translator import PatientTranslator
from app.ui.patient.welcome_page import WelcomePage
from app.ui.widgets.card import Surface

LANGUAGES = (("en", "English"), ("es", "Español"))


class VisitStage(Surface):
    """Builds the page of the visit's place and nothing else; what was there before is destroyed."""

    finished = Signal()  # sent, or paper was asked for
    unlock_pressed = Signal()
    reading_changed = Signal(bool)  # True on pages for reading
    failed = Signal(object)  # KnownError that staff should hear of

    def __init__(self, visit: IntakeVisit, saver: Saver, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__("canvas", parent)
        self.setProperty(STAGE, True)
        self._visit, self._saver, self._clock = visit, saver, clock
        self._translator = PatientTranslator(self)
        self._translator.speak(visit.language)
        self.setLocale(QLocale(visit.language))
        self._screen: QWidget | None = None
        self._frame: KioskFrame | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._kiosk = self._make_kiosk()

    @property
    def kiosk(self) -> Kiosk:
        """The layout in use."""
        return self._kiosk

    @property
    def frame(self) -> KioskFrame | None:
        """The bars, while a page has them."""
        return self._frame

    @property
    def page(self) -> QWidget | None:
        """A page between the bars, or a page that fills the window."""
        return self._frame.page if self._frame is not None else self._screen

    def show_saved(self, _state: SaveState | None = None) -> None:
        """Say in the bottom bar whether everything is on disk."""
        if self._frame is not None:
            self._frame.bottom.show_saved(self._saver.state, self._saver.seconds_since)

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

    # --- showing ---------------------------------------------------------------------------------------------------

    def show_place(self) -> None:
        """Build the page of the visit's place from scratch."""
        self._drop_screen()
        self._show_place()

    def _make_kiosk(self) -> Kiosk:
        larger = self._visit.text_size is TextSize.LARGE
        return Kiosk(self._visit, self._clock, LARGER if larger else 1.0, self.width() < NARROW)

    def _rebuild(self) -> None:
        kiosk = self._make_kiosk()
        if kiosk != self._kiosk:
            self._kiosk = kiosk
            self.show_place()

    def _show_place(self, key: str = "") -> None:
        place = self._visit.place
        wholes: dict[PlaceKind, Callable[[], QWidget]] = {
            PlaceKind.WELCOME: self._welcome,
            PlaceKind.DONE: lambda: self._with_unlock(done_page(self._kiosk)),
            PlaceKind.PAPER: lambda: self._with_unlock(paper_page(self._kiosk)),
        }
        if place.kind in wholes:
            self._fill(wholes[place.kind]())
            self.reading_changed.emit(False)
            return
        page = PAGES[place.kind](self._kiosk, place)
        self._connect(page)
        frame = self._frame or self._new_frame()
        frame.show_page(page)
        frame.top.show_steps(self._visit.steps)
        self.show_saved()
        self.reading_changed.emit(page.is_reading)
        QTimer.singleShot(0, page, lambda: page.show_key(key) if key else page.start())

    def _connect(self, page: KioskPage) -> None:
        page.edited.connect(self._saver.touch)
        page.on_requested.connect(self._on)
        page.go_requested.connect(self.go)
        page.key_requested.connect(self.go)
        page.help_requested.connect(self.ask_help)
        page.arrived.connect(self._arrived)
        page.failed.connect(self.failed)
        if isinstance(page, ConsentPage):
            page.decline_button.clicked.connect(self._ask_decline)
        if isinstance(page, ReviewPage):
            page.send_requested.connect(self._send)

    def _new_frame(self) -> KioskFrame:
        other = "English" if self._visit.language == "es" else "Español"
        frame = KioskFrame(self._kiosk, other)
        frame.bottom.back_pressed.connect(self._back)
        frame.bottom.on_pressed.connect(self.press_on)
        frame.bottom.second_pressed.connect(self._choose_second)
        frame.top.help_pressed.connect(self.ask_help)
        frame.top.size_pressed.connect(lambda: self._set_larger(self._visit.text_size is TextSize.NORMAL))
        frame.top.language_pressed.connect(lambda: self._set_language("en" if self._visit.language == "es" else "es"))
        self._fill(frame)
        self._frame = frame
        return frame

    def _welcome(self) -> QWidget:
        page = WelcomePage(self._kiosk, self._visit.place, LANGUAGES)
        page.on_requested.connect(self._on)
        page.larger_chosen.connect(self._set_larger)
        page.language_chosen.connect(self._set_language)
        page.not_me.connect(lambda: self._cover(someone_else_page(self._kiosk)))
        QTimer.singleShot(0, page, page.start)
        return page

    def _cover(self, page: PanelPage) -> None:
        """Show a page that is no place of the visit; "Back" shows the place again."""
        page.back_pressed.connect(self._uncover)
        self._fill(self._with_unlock(page))
        self.reading_changed.emit(False)
        page.back.setFocus(Qt.FocusReason.OtherFocusReason)

    def _uncover(self) -> None:
        self._visit.help_given()
        self.show_place()

    def _with_unlock(self, page: PanelPage) -> PanelPage:
        page.unlock_pressed.connect(self.unlock_pressed)
        return page

    def _fill(self, screen: QWidget) -> None:
        self._drop_screen()
        self._screen = screen
        self._column.addWidget(screen)

    def _drop_screen(self) -> None:
        """Destroy what is up: widgets are never kept for the next patient."""
        if self._screen is not None:
            self._column.removeWidget(self._screen)
            self._screen.hide()
            self._screen.deleteLater()
        self._screen = self._frame = None

    # --- going on --------------------------------------------------------------------------------------------------

    def press_on(self) -> None:
        """The primary button: go on when the page agrees."""
        page = self._frame.page if self._frame is not None else None
        if page is not None and page.may_go_on():
            self._on()

    def _choose_second(self) -> None:
        page = self._frame.page if self._frame is not None else None
        if page is not None:
            page.choose_second()

    def go(self, place: Place, key: str = "") -> None:
        """Jump to ``place``, and to the field ``key`` on it."""
        self._visit.go(place)
        self._saver.touch()
        self._show_place(key)

    def _on(self) -> None:
        self._visit.next()
        self._arrived()

    def _back(self) -> None:
        self._visit.back()
        self._arrived()

    def _arrived(self) -> None:
        if self._visit.place.kind is PlaceKind.PAPER:
            self._end()
            return
        self._saver.touch()
        self._show_place()

    def _end(self) -> None:
        self._saver.stop()
        self.show_place()
        self.finished.emit()

    def _send(self) -> None:
        self._saver.stop()
        try:
            self._visit.send()
        except KnownError as error:
            page = self._frame.page if self._frame is not None else None
            if isinstance(page, ReviewPage):
                page.show_error(error)
            self.failed.emit(error)
            return
        self._end()

    def _ask_decline(self) -> None:
        form_id = self._visit.place.form_id
        dialog = DeclineDialog(self._kiosk, self, self._visit.packet.form(form_id).title_in(self._visit.language))
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

    def ask_help(self) -> None:
        """Show the page that calls for help."""
        self._visit.ask_help()
        self._saver.touch()
        self._cover(help_page(self._kiosk))

    def _set_larger(self, larger: bool) -> None:
        self._visit.set_text_size(TextSize.LARGE if larger else TextSize.NORMAL)
        self._saver.touch()
        QTimer.singleShot(0, self, self._rebuild)  # the control that was pressed is destroyed by it

    def _set_language(self, language: str) -> None:
        """Switch where the whole visit may be read in it; else say so and offer help, in both languages."""
        if language in self._visit.packet.languages:
            self._visit.set_language(language)
            self._translator.speak(language)
            self.setLocale(QLocale(language))
            self._saver.touch()
            QTimer.singleShot(0, self, self.show_place)
            return
        dialog = AskDialog(self._kiosk, self, "Todavía no está en español",
                           "Estas preguntas todavía no están en español. La recepción le puede ayudar. "
                           "These questions are not in Spanish yet. The front desk can help you.",
                           stay="Seguir en inglés", go="Pedir ayuda")
        dialog.confirmed.connect(self.ask_help)
        dialog.closed.connect(self._show_language)
        dialog.open(dialog.go)

    def _show_language(self) -> None:
        """Put the welcome page's switch back to the language that is shown."""
        if isinstance(self._screen, WelcomePage):
            QTimer.singleShot(0, self, self.show_place)
