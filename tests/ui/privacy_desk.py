"""The demo's real records behind one screen: sign somebody in, put the screen up, wait for what it fetches."""

from __future__ import annotations

from dataclasses import dataclass

from pytestqt.qtbot import QtBot

from app.security.actor import Actor
from app.services.registry import Services
from app.services.views.oversight import AppSettings
from app.ui.context import StaffContext
from app.ui.screen import Screen
from app.ui.tasks import Tasks
from app.ui.theme import Theme
from tests.demo_clinic import PASSWORD, DemoClinic
from tests.fakes import FakeDialogs
from tests.waiting import until_idle


@dataclass
class Desk:
    """The demo's records with one person signed in."""

    demo: DemoClinic
    services: Services
    dialogs: FakeDialogs
    tasks: Tasks
    theme: Theme
    qtbot: QtBot

    def sign_in(self, name: str) -> Actor:
        """Sign a person of the demo in, whoever was signed in before."""
        if self.services.access.is_open:
            self.services.access.lock("Next person.")
        outcome = self.services.access.enter_password(name, PASSWORD)
        return outcome.actor or self.services.access.enter_code(self.demo.code(name))

    def context(self, name: str) -> StaffContext:
        """A session of ``name``."""
        actor = self.sign_in(name)
        return StaffContext(lambda: self.services, self.tasks, self.dialogs, self.demo.clock, self.theme, actor,
                            self.services.settings.clinic(), AppSettings(), demo=True)

    def put_up(self, screen: Screen) -> None:
        """Show ``screen`` and wait for what it fetches."""
        self.qtbot.addWidget(screen)
        screen.resize(1212, 900)
        screen.show()
        screen.load()
        self.settle()

    def settle(self) -> None:
        """Wait until everything asked for has arrived."""
        until_idle(self.tasks)
