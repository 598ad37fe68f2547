"""The power goes at any moment of a visit: after a staff sign-in it goes on at the same page with the same answers."""

from __future__ import annotations

import json
import os
import pickle
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.bootstrap import ServiceDoor
from app.intake.outbox import Outbox
from app.intake.visit import IntakeVisit
from app.services.registry import Services
from app.services.views.patients import HandOver, IdentityCheck
from tests.demo_clinic import PASSWORD, DemoClinic
from tests.integration.tablet_process import PATIENT, state_of
from tests.keyring_file import KeyringFile

_PROMISE = 1.0
"""Seconds that may be lost."""


class TabletProcess:
    """The program in another process, on ``clinic``; ``lines`` are what it said so far."""

    def __init__(self, clinic: DemoClinic, folder: Path, pages: int, *around: str) -> None:
        file = folder / "clinic.pickle"
        file.write_bytes(pickle.dumps(clinic))
        self.lines: list[dict[str, object]] = []
        self._rest = b""
        command = [*around, sys.executable, "-m", "tests.integration.tablet_process", str(file), str(pages)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                         cwd=Path(__file__).parents[2])

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    def read(self, seconds: float) -> None:
        """Take in what it says for so long."""
        assert self._process.stdout is not None
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self._process.stdout], [], [], left)[0]:
                said = os.read(self._process.stdout.fileno(), 65536)
                *whole, self._rest = (self._rest + said).split(b"\n")
                self.lines += [json.loads(line) for line in whole]
                if not said:
                    return

    def wait_for(self, kind: str) -> None:
        """Take in what it says until a line of ``kind`` comes."""
        for _ in range(600):
            if any(line["kind"] == kind for line in self.lines):
                return
            assert self._process.poll() is None, "the process ended by itself"
            self.read(0.1)
        raise AssertionError(f"“{kind}” never came")

    def kill(self) -> float:
        """End it as a power cut does; return when."""
        at = time.monotonic()
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self.read(0.2)
        return at

    def close(self) -> None:
        """End it if it still runs."""
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()


@pytest.fixture
def clinic(demo: DemoClinic, tmp_path: Path) -> DemoClinic:
    """The demo with a keyring that outlives a process."""
    return replace(demo, keyring=KeyringFile(tmp_path / "keyring", demo.keyring))


@pytest.fixture
def tablet(clinic: DemoClinic, tmp_path: Path) -> Iterator[TabletProcess]:
    """The program in another process, up to patient mode."""
    process = TabletProcess(clinic, tmp_path, pages=40)
    process.wait_for("patient")
    yield process
    process.close()


def resumed(clinic: DemoClinic) -> IntakeVisit:
    """Start the app again, sign in, receive, and hand the tablet over once more."""
    services = ServiceDoor(clinic.ports())()
    try:
        return _hand_over(services, clinic)
    finally:
        services.access.lock("The test is over.")


def _hand_over(services: Services, clinic: DemoClinic) -> IntakeVisit:
    clinic.clock.advance(minutes=20)
    services.access.enter_password("elena", PASSWORD)
    actor = services.access.enter_code(clinic.code("elena"))
    report = services.inbox.receive(actor)
    assert report.sentences == ()
    assert list(clinic.folder.outbox.iterdir()) == []
    card = next(card for card in services.visits.board(actor).cards if card.patient_name == PATIENT)
    view = services.visits.prepare(actor, card.visit_id)
    assert view.resumes == bool(report.drafts)
    given = {(each.form_id, each.link_id): each.value for each in view.staff_questions}
    packet = services.visits.hand_over(actor, HandOver(card.visit_id, IdentityCheck("photo_id"), given))
    return IntakeVisit(packet, clinic.clock, Outbox(clinic.folder.outbox, packet, clinic.ports().randomness))


@pytest.mark.parametrize("chance", range(2))
def test_a_visit_killed_at_any_moment_goes_on_with_what_was_entered_a_second_before(
        chance: int, clinic: DemoClinic, tablet: TabletProcess) -> None:
    tablet.read(random.Random(chance).uniform(0.6, 5.0))
    killed_at = tablet.kill()
    said = [line for line in tablet.lines if line["kind"] == "state"]
    late = max(float(str(line["late"])) for line in said)
    at = [float(str(line["at"])) for line in said]
    saved = state_of(resumed(clinic))
    known = [number for number, line in enumerate(said) if line["state"] == saved]
    assert known, (saved, [line["state"] for line in said])
    replaced_at = [*at[1:], killed_at][known[-1]]
    assert killed_at - replaced_at <= _PROMISE + late
