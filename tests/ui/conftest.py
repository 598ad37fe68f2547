"""What every test with a window needs: the theme, in light unless a test asks for dark; and the demo's privacy desk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.bootstrap import ServiceDoor
from app.ui import motion
from app.ui.tasks import Tasks
from app.ui.theme import PROPERTY, Mode, Theme
from tests.demo_clinic import DemoClinic
from tests.fakes import FakeDialogs
from tests.ui.kiosk_driver import kiosk_clock, start_kiosk
from tests.ui.privacy_desk import Desk

__all__ = ["kiosk_clock", "start_kiosk", "tasks", "theme"]  # fixtures


@pytest.fixture(scope="session")
def _theme(qapp: QApplication) -> Theme:
    made = Theme(Mode.LIGHT, qapp)
    made.apply(qapp)
    motion.set_reduced(True)
    return made


@pytest.fixture(autouse=True)
def theme(_theme: Theme, qapp: QApplication) -> Theme:
    """The application's theme, set back to light; a whole program started by another test had put up its own."""
    _theme.set_mode(Mode.LIGHT)
    if qapp.property(PROPERTY) is not _theme:
        _theme.apply(qapp)
    return _theme


@pytest.fixture
def tasks() -> Iterator[Tasks]:
    """The worker thread, ended after the test."""
    made = Tasks()
    yield made
    made.close()


@pytest.fixture
def desk(demo: DemoClinic, tasks: Tasks, theme: Theme, qtbot: QtBot) -> Iterator[Desk]:
    """The demo's records; signed out after the test."""
    services = ServiceDoor(demo.ports())()
    yield Desk(demo, services, FakeDialogs(), tasks, theme, qtbot)
    services.access.lock("end of the test")
