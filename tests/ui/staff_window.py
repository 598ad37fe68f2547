"""Puts one staff screen up in the real shell over stand-in services, and waits for what it fetches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.ui.navigation import Route
from app.ui.staff.screens import SCREENS
from app.ui.staff.shell import StaffShell
from app.ui.tasks import Tasks
from app.ui.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.text import TextLabel
from tests.ui.staff_services import StaffServices, staff_context
from tests.waiting import until_idle

W = TypeVar("W", bound=QWidget)


@dataclass
class StaffWindow:
    """The shell with one screen up."""

    qtbot: QtBot
    tasks: Tasks
    services: StaffServices
    shell: StaffShell

    @property
    def screen(self) -> Any:
        """The screen that is up."""
        return self.shell.screen_shown

    @property
    def route(self) -> Route:
        """Where the person is."""
        return self.shell.route

    def settle(self) -> None:
        """Wait until everything asked for has arrived and is laid out."""
        until_idle(self.tasks)
        self.qtbot.wait(5)

    def go(self, route: Route) -> None:
        """Go somewhere and wait for it."""
        self.shell.go(route)
        self.settle()

    def all_of(self, kind: type[W], within: QWidget | None = None) -> list[W]:
        """Every visible widget of ``kind``."""
        return [each for each in (within or self.shell).findChildren(kind) if each.isVisible()]

    def button(self, words: str) -> QAbstractButton:
        """The last visible button called ``words``: a dialog's comes after the page's."""
        found = [each for each in self.all_of(QAbstractButton) if each.accessibleName() == words]
        assert found, f"no button {words!r}"
        return found[-1]

    def click(self, words: str) -> None:
        """Press a button with the keyboard and wait for what follows."""
        button = self.button(words)
        button.setFocus()
        self.qtbot.keyClick(button, Qt.Key.Key_Space)
        self.settle()

    def menu(self, button: str, words: str) -> None:
        """Open the menu of ``button`` and choose ``words`` with the keyboard."""
        self.click(button)
        (menu,) = self.all_of(QMenu)
        at = [action.text() for action in menu.actions()].index(words)
        for _ in range(at + 1):
            self.qtbot.keyClick(menu, Qt.Key.Key_Down)
        self.qtbot.keyClick(menu, Qt.Key.Key_Return)
        self.settle()

    def texts(self) -> list[str]:
        """Every line of text in sight."""
        return [label.text() for label in self.all_of(TextLabel)]

    def dialog(self) -> Any:
        """The dialog that is open."""
        found = self.all_of(DialogOverlay)
        assert len(found) == 1
        return found[0]

    def is_ready(self, words: str) -> bool:
        """Say whether the button ``words`` does what it says."""
        button = self.button(words)
        assert isinstance(button, Button)
        return button.ready


def put_up(qtbot: QtBot, tasks: Tasks, theme: Theme, route: Route, services: StaffServices | None = None,
           **changes: Any) -> StaffWindow:
    """Show ``route`` in a shell 1440 x 900; ``changes`` replace parts of the context."""
    services = services or StaffServices()
    shell = StaffShell(staff_context(tasks, theme, services, **changes), SCREENS)
    shell.resize(1440, 900)
    qtbot.addWidget(shell)
    shell.show()
    window = StaffWindow(qtbot, tasks, services, shell)
    window.go(route)
    return window
