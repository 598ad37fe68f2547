"""The program in its window on a copy of the demo's clinic, with a person who drives it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from app.bootstrap import Ports, ServiceDoor, ui_parts
from app.ui import motion
from app.ui.application import Program
from app.ui.main_window import MainWindow
from tests.demo_clinic import DemoClinic
from tests.fakes import FakeDialogs
from tests.journeys.driver import Driver
from tests.journeys.reception import Reception
from tests.waiting import wait

STAFF_SIZE, TABLET_SIZE = (1440, 900), (1280, 800)


@dataclass
class Window:
    """A running program. ``dialogs`` answers the system's file and print dialogs."""

    driver: Driver
    dialogs: FakeDialogs

    def close(self) -> None:
        """Leave it as the person at the window would: lock, then close. Harmless when that was done."""
        program, flow = self.driver.program, self.driver.program.flow
        if not isValid(program.window):
            return
        if program.window.isVisible():
            flow.lock("The test is over.")
            self.driver.until(lambda: flow.turn is None and flow.shell is None, "the lock")
            self.driver.settle()
            program.window.close()
        program.window.deleteLater()
        wait(1)


class StrayWindows(QObject):
    """Notes every window that comes up beside the main one: it flashes, and takes the keyboard away."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at what is shown; change nothing."""
        if (event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow()
                and not isinstance(watched, MainWindow) and watched.windowType() not in _BRIEF):
            self.seen.append(type(watched).__name__)
        return False


_BRIEF = (Qt.WindowType.Popup, Qt.WindowType.ToolTip)
"""Lists and hints may come up in windows of their own."""


@pytest.fixture(autouse=True)
def _no_stray_windows(qapp: QApplication) -> Iterator[None]:
    watcher = StrayWindows()
    qapp.installEventFilter(watcher)
    yield
    qapp.removeEventFilter(watcher)
    assert watcher.seen == []


StartWindow = Callable[[Ports], Window]


@pytest.fixture
def start(qapp: QApplication) -> Iterator[StartWindow]:
    """Start the program on a data folder, as often as the test likes."""
    windows: list[Window] = []

    def started(ports: Ports) -> Window:
        dialogs = FakeDialogs()
        program = Program(qapp, replace(ui_parts(ports, ServiceDoor(ports)), dialogs=dialogs))
        motion.set_reduced(True)
        program.start()
        program.window.resize(*STAFF_SIZE)
        program.window.activateWindow()
        windows.append(Window(Driver(program), dialogs))
        return windows[-1]

    yield started
    for window in windows:
        window.close()


@dataclass
class Practice:
    """The demo's clinic with its window open."""

    clinic: DemoClinic
    window: Window
    staff: Reception

    @property
    def driver(self) -> Driver:
        """Who drives the window."""
        return self.window.driver

    @property
    def sealed(self) -> list[Path]:
        """What lies sealed in the outbox."""
        return sorted(self.clinic.folder.outbox.glob("*.item"))

    @property
    def open_databases(self) -> list[str]:
        """Which of the clinic's databases this process has open, as Linux lists them."""
        names = (str(self.clinic.folder.records), str(self.clinic.folder.patient_keys))
        return [target for target in _open_files() if target.startswith(names)]


def _open_files() -> Iterator[str]:
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(OSError):  # the descriptor of this very listing is gone by now
            yield str(descriptor.readlink())


@pytest.fixture
def practice(demo: DemoClinic, start: StartWindow) -> Practice:
    """A copy of the demo, at the sign-in page."""
    window = start(demo.ports())
    window.driver.wait_for("Elena Castillo")
    return Practice(demo, window, Reception(window.driver, demo))
