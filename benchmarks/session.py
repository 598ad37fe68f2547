"""The real program signed in, driven through its window."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.bootstrap import Ports, ServiceDoor, ui_parts
from app.core.paths import DataFolder
from app.core.randomness import SystemRandomness
from app.demo.build import PASSWORD, Person
from app.security.device_secret import InMemoryDeviceSecret
from app.ui.application import Program
from app.ui.entry.sign_in import SignInScreen
from app.ui.staff.board_card import VisitCard
from benchmarks.clinic import BenchClinic
from benchmarks.window import application, paint, settle, until
from tests.fakes import FixedClock


@dataclass(frozen=True)
class Handed:
    """What an idle session in another process needs."""

    secret: InMemoryDeviceSecret
    clock: FixedClock
    people: tuple[Person, ...]
    seconds: float


@dataclass
class ProgramSession:
    """The program on a clinic's folder; locked until ``sign_in``."""

    app: QApplication
    program: Program
    clinic: BenchClinic

    def to_code(self, key: str) -> QLineEdit:
        """Enter the password of ``key`` in the window; return the empty code field."""
        self.clinic.pass_time()
        until(lambda: isinstance(self.program.window.part, SignInScreen), "the sign-in window")
        screen = self.program.window.part
        assert isinstance(screen, SignInScreen)  # waited for
        until(lambda: not self.program.tasks.busy, "the names")
        screen.password_page.submitted.emit(self.clinic.user_name(key), PASSWORD)
        field = screen.code_page.code.findChild(QLineEdit)
        assert isinstance(field, QLineEdit)  # the six boxes are one field
        until(lambda: field.isVisible() and not self.program.tasks.busy, "the code field")
        settle()
        return field

    def type_code(self, key: str, field: QLineEdit) -> None:
        """Type the six digits, which signs in."""
        for digit in self.clinic.code(key):
            QTest.keyClick(field, Qt.Key(ord(digit)))

    def until_today(self) -> None:
        """Wait until Today is painted with its cards."""
        until(self._has_cards, "today's board")
        paint(self.program.window)

    def sign_in(self, key: str) -> None:
        """Sign in up to a painted Today."""
        self.type_code(key, self.to_code(key))
        self.until_today()
        until(lambda: not self.program.tasks.busy, "the work behind the window")
        settle()

    def lock(self) -> None:
        """Lock and wait for the sign-in window."""
        self.program.flow.lock("Measured.")
        until(lambda: self.program.flow.shell is None and not self.program.tasks.busy, "the lock")
        settle()

    def close(self) -> None:
        """Lock and end the program's worker."""
        self.lock()
        self.program.tasks.close()
        self.program.window.close()
        self.program.window.deleteLater()
        settle()

    def _has_cards(self) -> bool:
        shell = self.program.flow.shell
        screen = shell.screen_shown if shell is not None else None
        return screen is not None and screen.findChild(VisitCard) is not None


def open_session(folder: Path, secret: InMemoryDeviceSecret, clock: FixedClock,
                 people: tuple[Person, ...]) -> ProgramSession:
    """Start the program on ``folder``."""
    app = application()
    kept, own_clock = copy.deepcopy(secret), copy.deepcopy(clock)
    ports = Ports(DataFolder(folder), own_clock, SystemRandomness(), lambda: kept)
    door = ServiceDoor(ports)
    program = Program(app, ui_parts(ports, door))
    program.start()
    settle()
    return ProgramSession(app, program, BenchClinic(ports, own_clock, people, door))
