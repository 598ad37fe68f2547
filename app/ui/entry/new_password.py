"""Choose a password: typed twice, judged while typing, refused with the reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.errors import KnownError
from app.security.passwords import SHORTEST
from app.ui.tasks import Tasks
from app.ui.widgets.field import PasswordField
from app.ui.widgets.field_message import FieldMessage
from app.ui.widgets.metrics import ENTRY, Metrics
from app.ui.widgets.progress_line import StrengthLine

if TYPE_CHECKING:  # services load SQLAlchemy, behind the sign-in window
    from app.services.registry import Services

_PAUSE_MS = 60
"""Keys that follow each other this fast are judged together; the bars keep up with somebody who types on."""

_HINT = "At least 12 characters. Three or four unrelated words work well."
_WORDS = ("Too easy to guess", "Weak", "Fair", "Strong", "Very strong")


@dataclass(frozen=True)
class _Verdict:
    """What the rules say about a password."""

    password: str
    problem: str
    strength: int


class NewPasswordForm(QWidget):
    """Two fields and a strength line. ``names`` returns user name and clinic name, which a password may not hold."""

    submitted = Signal()

    def __init__(self, services: Callable[[], Services], tasks: Tasks, names: Callable[[], tuple[str, str]],
                 metrics: Metrics = ENTRY, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services, self._tasks, self._names = services, tasks, names
        self.password = PasswordField("Password", metrics)
        self.again = PasswordField("Password again", metrics)
        self._line = StrengthLine()
        self._words = FieldMessage(ENTRY, self)
        self._words.show_text(_HINT)
        self._checking = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._judge)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.password)
        column.addSpacing(8)
        column.addWidget(self._line)
        column.addSpacing(6)
        column.addWidget(self._words)
        column.addSpacing(18)
        column.addWidget(self.again)
        self.password.changed.connect(self._on_changed)
        self.password.submitted.connect(self.again.setFocus)
        self.again.submitted.connect(self.submitted)
        self.setFocusProxy(self.password)

    def text(self) -> str:
        """Return the password as typed first."""
        return self.password.text()

    def check(self, on_ok: Callable[[], None]) -> None:
        """Check both fields; call ``on_ok`` when they are fine, else say what is not and go there.

        A second call while the first is still being checked does nothing: Enter is easily pressed twice.
        """
        if not self._checking:
            self._checking = True
            self._ask(lambda verdict: self._decide(verdict, on_ok))

    def refuse(self, sentence: str) -> None:
        """Show why a service refused the password."""
        self.password.set_error(sentence)
        self.password.setFocus()

    def _decide(self, verdict: _Verdict, on_ok: Callable[[], None]) -> None:
        self._checking = False
        self._show(verdict)
        if verdict.problem:
            self.refuse(verdict.problem)
        elif self.again.text() != self.password.text():
            self.again.set_error("The two passwords are different. Type the same one again")
            self.again.setFocus()
        else:
            on_ok()

    def _on_changed(self) -> None:
        self._words.setVisible(True)
        if not self._timer.isActive():
            self._timer.start()

    def _judge(self) -> None:
        self._ask(self._show)

    def _ask(self, then: Callable[[_Verdict], None]) -> None:
        password, (user_name, clinic_name) = self.password.text(), self._names()

        def work() -> _Verdict:
            setup = self._services().setup
            return _Verdict(password, setup.password_problem(password, user_name, clinic_name),
                            setup.password_strength(password, user_name, clinic_name))

        self._tasks.run(work, self, then, self._show_trouble)

    def _show_trouble(self, error: KnownError) -> None:
        self._checking = False
        self._words.show_text(error.sentence, wrong=True)

    def _show(self, verdict: _Verdict) -> None:
        if not self.password.text():
            verdict = _Verdict("", "", 0)  # emptied meanwhile
        count = len(verdict.password)
        if not verdict.password:
            self._line.show_strength(0, "success")
            self._words.show_text(_HINT)
        elif verdict.problem:
            self._line.show_strength(1, "warning")
            if count < SHORTEST:
                self._words.show_text(_HINT)
            else:
                self._words.show_text(verdict.problem, tone="warning", icon="warning")
        else:
            self._line.show_strength(max(1, verdict.strength), "success" if verdict.strength > 2 else "warning")
            tone = "success" if verdict.strength > 2 else "warning"
            icon = "check" if verdict.strength > 2 else "warning"
            self._words.show_text(f"{_WORDS[verdict.strength]}, {count} characters.", tone=tone, icon=icon)
