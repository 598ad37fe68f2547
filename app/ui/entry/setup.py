"""First run: set up the clinic, step by step. Nothing is written before the last step."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.core.clock import Clock
from app.core.errors import KnownError
from app.services.views.people import SetupResult
from app.ui.dialogs import Dialogs
from app.ui.entry.setup_admin import AdministratorPage
from app.ui.entry.setup_authenticator import AuthenticatorPage
from app.ui.entry.setup_clinic import ClinicPage
from app.ui.entry.setup_codes import CodesPage
from app.ui.entry.setup_draft import SetupDone, SetupDraft
from app.ui.entry.setup_page import FORM_WIDTH, SetupPage, SetupTools
from app.ui.entry.setup_panel import PANEL_WIDTH, SetupPanel
from app.ui.entry.setup_policies import PoliciesPage
from app.ui.entry.setup_recovery import RecoveryPage
from app.ui.fonts import Staff
from app.ui.tasks import Tasks
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Rule, Surface
from app.ui.widgets.metrics import ENTRY
from app.ui.widgets.scroll_column import ScrollColumn
from app.ui.widgets.text import TextLabel

if TYPE_CHECKING:  # services load SQLAlchemy, behind the first window
    from app.services.registry import Services

_SIDE = 40
_STEPS = (
    ("Clinic details", "Name, address and phone"), ("Administrator", "Your name and password"),
    ("Authenticator app", "A second lock on your account"), ("Recovery key", "The only spare key"),
    ("Policy and notice", "Your own texts, now or later"),
)


class SetupScreen(QWidget):
    """Emits ``finished`` with a SetupDone when the clinic exists and its codes were seen."""

    finished = Signal(object)  # SetupDone
    restore_wanted = Signal()

    def __init__(self, services: Callable[[], Services], tasks: Tasks, dialogs: Dialogs, clock: Clock, *,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tools = SetupTools(services, tasks, dialogs, clock)
        self._draft = SetupDraft()
        self._at = 0
        self._busy = False
        self.codes_page = CodesPage(self._tools, self._draft)
        self.pages: tuple[SetupPage, ...] = tuple(
            made(self._tools, self._draft)
            for made in (ClinicPage, AdministratorPage, AuthenticatorPage, RecoveryPage, PoliciesPage))
        self.pages = (*self.pages, self.codes_page)
        self._stack = QStackedWidget()
        self.back = Button("Back", Kind.SECONDARY, ENTRY)
        self.next = Button("Continue", Kind.PRIMARY, ENTRY)
        self._restore = Button("Restore from a backup instead", Kind.QUIET, flush=True)
        self._missing = TextLabel("", Staff.DETAIL, "ink-3", wrap=False)
        self._panel = SetupPanel("Set up your clinic", "Five short steps. About 10 minutes.", _STEPS)
        self._lay_out()
        self.back.activated.connect(self._go_back)
        self.next.activated.connect(self._submit)
        self.next.missing.connect(self._submit)
        self._restore.activated.connect(self.restore_wanted)
        self._show(0)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._panel)
        side = Surface("surface")
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for number, page in enumerate(self.pages):
            self._add_page(number, page)
        column.addWidget(self._stack, 1)
        column.addWidget(Rule())
        column.addWidget(self._bar())
        row.addWidget(side, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the panel out where it would cut the form: on a tablet held upright. The step stands on the page."""
        self._panel.setVisible(self.width() >= PANEL_WIDTH + FORM_WIDTH + 2 * _SIDE)
        super().resizeEvent(event)

    def _add_page(self, number: int, page: SetupPage) -> None:
        if page is not self.codes_page:
            page.step_words.setText(f"Step {number + 1} of {len(_STEPS)}")
        page.passed.connect(lambda page=page: self._passed(page))
        page.ready_changed.connect(lambda ready, missing, page=page: self._show_ready(page, ready, missing))
        scroll = ScrollColumn(margins=(_SIDE, 80, _SIDE, 32))
        line = QHBoxLayout()
        line.addStretch()
        line.addWidget(page)
        line.addStretch()
        scroll.column.addLayout(line, 1)
        self._stack.addWidget(scroll)

    def _bar(self) -> QWidget:
        bar = QWidget()
        bar.setFixedHeight(88)
        row = QHBoxLayout(bar)
        row.setContentsMargins(_SIDE, 0, _SIDE, 0)
        row.setSpacing(16)
        row.addWidget(self.back)
        row.addWidget(self._restore, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch()
        row.addWidget(self._missing)
        row.addWidget(self.next)
        return bar

    def _show(self, number: int) -> None:
        self._at = number
        page = self.pages[number]
        self._stack.setCurrentIndex(number)
        self._panel.show_step(number)
        self.back.setVisible(0 < number < len(_STEPS))
        self._restore.setVisible(number == 0)
        self.next.setText(page.next_words)
        self._show_ready(page, ready=True, missing="")
        page.show_trouble(None)
        page.begin()
        page.first_control().setFocus()

    def _show_ready(self, page: SetupPage, ready: bool, missing: str) -> None:
        if page is self.pages[self._at]:
            self.next.set_ready(ready, missing)
            self._missing.setText(missing)

    def _go_back(self) -> None:
        if self._at and not self._busy:
            self._show(self._at - 1)

    def _submit(self) -> None:
        if not self._busy:
            self.pages[self._at].submit()

    def _passed(self, page: SetupPage) -> None:
        if page is not self.pages[self._at]:
            return  # Enter was pressed twice: this step is behind us
        if self._at == len(_STEPS) - 1:
            self._finish()
        elif self._at < len(_STEPS):
            self._show(self._at + 1)
        else:
            self.finished.emit(self._done())

    def _finish(self) -> None:
        self._set_busy(True)
        answers = self._draft.answers()
        self._tools.tasks.run(lambda: self._tools.services().setup.finish(answers), self, self._founded, self._failed)

    def _founded(self, result: SetupResult) -> None:
        self._set_busy(False)
        self._draft.password = ""
        self._draft.recovery_groups = ()
        for page in self.pages:
            if isinstance(page, RecoveryPage):
                page.card.forget()
        self.codes_page.show_codes(result.recovery_codes)
        self._show(len(_STEPS))

    def _failed(self, error: KnownError) -> None:
        self._set_busy(False)
        self.pages[self._at].show_trouble(error)

    def _done(self) -> SetupDone:
        answers = self._draft.answers()
        return SetupDone(answers.administrator.user_name, answers.clinic, tuple(self._draft.policies))

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.next.set_busy(busy)
        self.back.set_busy(busy)
