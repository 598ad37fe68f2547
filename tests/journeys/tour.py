"""``make tour OUT=DIR``: a whole visit in the demo clinic through real windows, each screen saved as a picture.

The pictures are named like the reference pictures of the design. The sealed consent and the clinic's certificate are
left beside them, so that anyone can try ``medspa-intake verify`` on them.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.bootstrap import Ports, ServiceDoor, ui_parts
from app.core.files import make_private_folder
from app.core.paths import DataFolder
from app.demo.store import open_demo
from app.security.device_secret import InMemoryDeviceSecret
from app.services.public_keys import read_public_keys
from app.ui.application import Program
from tests.demo_clinic import DemoClinic
from tests.fakes import FakeDialogs, FixedClock, SeededRandomness
from tests.journeys.driver import Driver
from tests.journeys.tour_scenes import Scenes
from tests.journeys.tour_setup import first_run

STAFF = (1440, 900)
SEALED = "consent-sealed.pdf"
MORNING = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)
"""10:30 AM in Chicago: the time of every picture, so that two tours can be compared."""


def main(out: Path) -> int:
    """Draw everything into ``out``; return 0."""
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    with tempfile.TemporaryDirectory(prefix="medspa-tour-") as place:
        _first_run(app, Path(place) / "new", out)
        _demo(app, Path(place) / "demo", out)
    return 0


def _first_run(app: QApplication, folder: Path, out: Path) -> None:
    make_private_folder(folder)
    random, clock = SeededRandomness(3), FixedClock(MORNING)
    secret = InMemoryDeviceSecret(random)
    program, driver = _start(app, Ports(DataFolder(folder), clock, random, lambda: secret), out)
    first_run(driver, clock)
    _close(program)


def _demo(app: QApplication, folder: Path, out: Path) -> None:
    clock = FixedClock(MORNING)
    demo = open_demo(DataFolder(folder), clock, SeededRandomness(7))
    clinic = DemoClinic(DataFolder(folder), clock, demo.ports.secrets(), demo.people)
    program, driver = _start(app, clinic.ports(), out)
    try:
        Scenes(driver, clinic, out / SEALED).play()
    except AssertionError:
        driver.picture("failure")  # what the tour waited for is best seen
        raise
    _close(program)
    (out / "clinic-ca.cer").write_bytes(read_public_keys(clinic.folder.public_keys).ca_certificate)


def _start(app: QApplication, ports: Ports, out: Path) -> tuple[Program, Driver]:
    parts = replace(ui_parts(ports, ServiceDoor(ports)), dialogs=FakeDialogs(save_to=out / SEALED))
    program = Program(app, parts)
    program.start()
    driver = Driver(program, out)
    driver.resize(*STAFF)
    return program, driver


def _close(program: Program) -> None:
    program.flow.lock("The tour is over.")
    Driver(program).settle()
    program.window.close()
    program.window.deleteLater()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "out")))
