"""A visit at the window in a process of its own, to be killed, watched and searched from outside.

``python -m tests.integration.tablet_process CLINIC PAGES [--no-network]`` signs staff in, hands the tablet to a patient
of the demo and fills in so many pages; then it waits. Every line it prints is JSON.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import sys
import time
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.bootstrap import ServiceDoor, ui_parts
from app.core.canonical import canonical_json
from app.intake.visit import IntakeVisit
from app.security.process import harden
from app.ui import motion
from app.ui.application import Program
from tests.demo_clinic import DemoClinic
from tests.fakes import FakeDialogs
from tests.journeys.driver import Driver
from tests.journeys.reception import Reception
from tests.journeys.tablet import Tablet
from tests.no_network import forbid_network_sockets
from tests.waiting import wait

PATIENT = "Mariana Ortega"
PLANNED = {"Product or device planned": "Botox Cosmetic", "Area to be treated": "Forehead"}
ANSWERS = {"reg.name.family": "Ortega Wojciechowska", "mh.goal.words": "I would like to look rested"}
_LOOK_MS, _TICK_MS = 30, 20


def state_of(visit: IntakeVisit) -> str:
    """Where the patient is and everything entered, in one short text that another process can compare."""
    answers = {form.form_id: visit.session(form.form_id).draft() for form in visit.packet.forms}
    digest = hashlib.sha256(canonical_json(answers)).hexdigest()[:16]
    return f"{visit.place.kind.value} {visit.place.form_id} {visit.place.page} {digest}"


class Journal:
    """Prints the visit's state whenever it has changed, and by how much this process was late at worst."""

    def __init__(self, visit: IntakeVisit) -> None:
        self._visit, self._last = visit, ""
        self._ticked, self._late = time.monotonic(), 0.0
        self._ticks, self._looks = QTimer(), QTimer()
        self._ticks.timeout.connect(self._tick)
        self._looks.timeout.connect(self._look)
        self._ticks.start(_TICK_MS)
        self._looks.start(_LOOK_MS)

    @property
    def is_running(self) -> bool:
        """Whether it still looks."""
        return self._looks.isActive()

    def _tick(self) -> None:
        now = time.monotonic()
        self._late, self._ticked = max(self._late, now - self._ticked - _TICK_MS / 1000), now

    def _look(self) -> None:
        state = state_of(self._visit)
        if state != self._last:
            self._last = state
            say("state", state=state, at=time.monotonic(), late=self._late)


def say(kind: str, **facts: object) -> None:
    """Print one line."""
    print(json.dumps({"kind": kind, **facts}), flush=True)


def main(clinic_file: Path, pages: int) -> None:
    """Play the visit."""
    clinic: DemoClinic = pickle.loads(clinic_file.read_bytes())
    app = QApplication([])
    harden()
    ports = clinic.ports()
    program = Program(app, replace(ui_parts(ports, ServiceDoor(ports)), dialogs=FakeDialogs()))
    motion.set_reduced(True)
    program.start()
    program.window.resize(1280, 800)
    program.window.activateWindow()
    driver = Driver(program)
    driver.until(program.window.isActiveWindow, "the window")
    staff = Reception(driver, clinic)
    staff.sign_in("elena")
    say("staff")
    staff.open_card(PATIENT, "Hand over tablet")
    staff.hand_over(answers=PLANNED)
    turn = program.flow.turn
    assert turn is not None
    journal = Journal(turn.visit)
    say("patient")
    tablet = Tablet(driver, ANSWERS)
    for _ in range(pages):
        tablet.finish_page()
    say("filled in")
    while journal.is_running:
        wait(1000)


if __name__ == "__main__":
    if "--no-network" in sys.argv:
        forbid_network_sockets()
    main(Path(sys.argv[1]), int(sys.argv[2]))
