"""Sign-in: password, code or recovery code, first sign-in, and the ways back in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.clock import Clock
from app.core.errors import InvalidInputError, KnownError, SignInRefusedError
from app.security.actor import Actor
from app.services.views.people import PasswordOutcome, PasswordStep, PersonTile, TotpEnrolment
from app.ui.entry.enrol_pages import ConnectPage, OwnPasswordPage
from app.ui.entry.frame import EntryFrame
from app.ui.entry.help_pages import HelpPage, RecoveryKeyPage, UnlockPage
from app.ui.entry.page import EntryPage
from app.ui.entry.sign_in_pages import CodePage, PasswordPage, RecoveryCodePage
from app.ui.tasks import Tasks

if TYPE_CHECKING:  # services load SQLAlchemy, behind the sign-in window
    from app.services.registry import Services


class SignInScreen(QWidget):
    """Emits ``signed_in`` with the Actor. Everything typed is forgotten when the screen is destroyed."""

    signed_in = Signal(object)  # Actor; is_recovery when the recovery key opened the records
    half_open = Signal()  # a password was accepted: the records are open for the code check
    restore_wanted = Signal()
    ready = Signal()  # names and focus are there: somebody can begin to type

    def __init__(self, services: Callable[[], Services], tasks: Tasks, clock: Clock, *, clinic_name: str,
                 footer: Sequence[str] = (), user_name: str = "", demo_code: Callable[[str], str] | None = None,
                 people: Callable[[], tuple[PersonTile, ...]] | None = None, parent: QWidget | None = None) -> None:
        """``footer`` are the lines at the foot of the panel; ``user_name`` is selected when it is on the list.

        ``people`` reads the names on the worker without loading the services, when there is such a way. ``demo_code``
        gives the demo's code of a user name; the code page shows it.
        """
        super().__init__(parent)
        self._services, self._tasks, self._clock = services, tasks, clock
        self._clinic_name = clinic_name
        self._user_name = user_name
        self._people = people or self._names_of_services
        self._own_password = ""
        self.frame = EntryFrame(clinic_name, footer)
        self.password_page = PasswordPage()
        self.code_page = CodePage(clinic_name, demo_code)
        self.recovery_code_page = RecoveryCodePage()
        self.own_password_page = OwnPasswordPage(services, tasks, lambda: (self._user_name, clinic_name))
        self.connect_page = ConnectPage()
        self.help_page = HelpPage()
        self.unlock_page = UnlockPage()
        self.recovery_key_page = RecoveryKeyPage()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.frame)
        self._page: EntryPage = self.password_page
        for page in self._pages():
            self.frame.add_page(page)
        self._connect()
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.timeout.connect(lambda: self.password_page.password.set_error(""))

    def showEvent(self, event: QShowEvent) -> None:
        """Fetch the names each time the screen comes up."""
        super().showEvent(event)
        self._tasks.run(self._people, self, self._show_people, self._trouble)

    def _names_of_services(self) -> tuple[PersonTile, ...]:
        return self._services().access.people()

    def _abandon(self) -> None:
        self._services().access.abandon()

    def _pages(self) -> tuple[EntryPage, ...]:
        return (self.password_page, self.code_page, self.recovery_code_page, self.own_password_page,
                self.connect_page, self.help_page, self.unlock_page, self.recovery_key_page)

    def _connect(self) -> None:
        self.password_page.submitted.connect(self._enter_password)
        self.password_page.help_wanted.connect(lambda: self._show(self.help_page))
        self.code_page.submitted.connect(self._enter_code)
        self.code_page.back.connect(self._start_over)
        self.code_page.recovery_wanted.connect(lambda: self._show(self.recovery_code_page))
        self.recovery_code_page.submitted.connect(self._enter_recovery_code)
        self.recovery_code_page.back.connect(lambda: self._show(self.code_page))
        self.own_password_page.done.connect(self._connect_phone)
        self.own_password_page.back.connect(self._start_over)
        self.connect_page.submitted.connect(self._enrol)
        self.connect_page.back.connect(lambda: self._show(self.own_password_page))
        self.help_page.back.connect(lambda: self._show(self.password_page))
        self.help_page.unlock_wanted.connect(lambda: self._show(self.unlock_page))
        self.help_page.recovery_key_wanted.connect(lambda: self._show(self.recovery_key_page))
        self.help_page.restore_wanted.connect(self.restore_wanted)
        self.unlock_page.submitted.connect(self._unlock)
        self.unlock_page.back.connect(lambda: self._show(self.help_page))
        self.recovery_key_page.submitted.connect(self._open_with_key)
        self.recovery_key_page.back.connect(lambda: self._show(self.help_page))

    def _show(self, page: EntryPage) -> None:
        self._page = page
        page.show_trouble(None)
        if page is self.unlock_page:
            self.unlock_page.begin(self._user_name)
        self.frame.show_page(page)
        first: QWidget | None = {
            self.password_page: self.password_page.first_control(), self.code_page: self.code_page.code,
            self.recovery_code_page: self.recovery_code_page.code,
            self.own_password_page: self.own_password_page.form, self.connect_page: self.connect_page.form.code,
            self.unlock_page: self.unlock_page.user_name, self.recovery_key_page: self.recovery_key_page.key,
            self.help_page: self.help_page.rows[0],
        }.get(page)
        if first is not None:
            first.setFocus()

    def _show_people(self, people: tuple[PersonTile, ...]) -> None:
        self.password_page.show_people(people, self._user_name)
        if self._page is self.password_page:
            self.password_page.first_control().setFocus()
        self.ready.emit()

    def _enter_password(self, user_name: str, password: str) -> None:
        self._user_name = user_name
        self._run(lambda: self._services().access.enter_password(user_name, password), self._password_accepted)

    def _password_accepted(self, outcome: PasswordOutcome) -> None:
        self.password_page.wipe()
        if outcome.step is PasswordStep.SIGNED_IN and outcome.actor is not None:
            self.signed_in.emit(outcome.actor)
            return
        self.half_open.emit()
        if outcome.step is PasswordStep.ENROL:
            self._show(self.own_password_page)
        else:
            self.code_page.begin(outcome.display_name, self._user_name)
            self.recovery_code_page.begin(outcome.display_name)
            self._show(self.code_page)

    def _enter_code(self, code: str) -> None:
        self._run(lambda: self._services().access.enter_code(code), self._done)

    def _enter_recovery_code(self, code: str) -> None:
        self._run(lambda: self._services().access.enter_recovery_code(code), self._done)

    def _connect_phone(self, password: str) -> None:
        self._own_password = password
        self._run(lambda: self._services().setup.new_enrolment(self._user_name, self._clinic_name), self._show_square)

    def _show_square(self, enrolment: TotpEnrolment) -> None:
        self.connect_page.begin(enrolment)
        self._show(self.connect_page)

    def _enrol(self, enrolment: TotpEnrolment, code: str) -> None:
        password = self._own_password
        self._run(lambda: self._services().access.enrol_first(password, enrolment, code), self._done)

    def _unlock(self, user_name: str, code: str) -> None:
        self._user_name = user_name
        self._run(lambda: self._services().access.unlock_with_recovery_code(user_name, code),
                  lambda _nothing: self._show(self.password_page))

    def _open_with_key(self, key: str, reason: str) -> None:
        self._run(lambda: self._services().recovery.open_with_recovery_key(key, reason), self._done)

    def give_up(self) -> None:
        """Close the records again when a password was accepted, and start over: nobody finished signing in."""
        self.password_page.wipe()
        self._start_over()

    def _start_over(self) -> None:
        self._tasks.run(self._abandon, self, lambda _nothing: None, self._trouble)
        self._own_password = ""
        self._show(self.password_page)

    def _done(self, actor: Actor) -> None:
        self._own_password = ""
        self.signed_in.emit(actor)

    def _run(self, work: Callable[[], object], on_done: Callable[..., None]) -> None:
        """Run a check for the page on screen; a refusal goes to its field, anything else to its banner."""
        page = self._page
        page.set_busy(True)
        page.show_trouble(None)

        def done(value: object) -> None:
            page.set_busy(False)
            on_done(value)

        def failed(error: KnownError) -> None:
            page.set_busy(False)
            self._refused(page, error)

        self._tasks.run(work, self, done, failed)

    def _refused(self, page: EntryPage, error: KnownError) -> None:
        if isinstance(error, SignInRefusedError):
            self._show_refusal(page, error)
        elif isinstance(error, InvalidInputError) and page is self.connect_page:
            self._show(self.own_password_page)
            self.own_password_page.form.refuse(error.sentence)
        elif isinstance(error, InvalidInputError) and page is self.recovery_key_page:
            self.recovery_key_page.key.set_error(error.sentence)
            self.recovery_key_page.key.setFocus()
        else:
            page.show_trouble(error)

    def _show_refusal(self, page: EntryPage, error: SignInRefusedError) -> None:
        match page:
            case PasswordPage():
                page.show_refusal(error.sentence)
                self._clear_when_due(error)
            case CodePage() | RecoveryCodePage() | UnlockPage():
                page.show_refusal(error.sentence)
            case ConnectPage():
                page.form.set_error(error.sentence)
            case RecoveryKeyPage():
                page.key.set_error(error.sentence)
            case _:
                page.show_trouble(error)

    def _clear_when_due(self, error: SignInRefusedError) -> None:
        """Take "Try again in 16 seconds" back when the time is over."""
        if error.retry_at is not None:
            seconds = (error.retry_at - self._clock.now()).total_seconds()
            self._retry.start(max(0, round(seconds * 1000)))

    def _trouble(self, error: KnownError) -> None:
        self._page.show_trouble(error)
