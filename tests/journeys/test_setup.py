"""The first run at the window: from an empty folder to a clinic that can be worked in, and nothing by accident."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.bootstrap import Ports
from app.core.files import make_private_folder
from app.core.paths import DataFolder
from app.security.device_secret import InMemoryDeviceSecret
from app.security.totp import code_at
from app.ui.entry.setup import SetupScreen
from tests.clinics import KDF
from tests.fakes import FixedClock, SeededRandomness
from tests.journeys.conftest import StartWindow
from tests.journeys.driver import Driver
from tests.journeys.tour_setup import CLINIC, PASSWORD, first_run


@pytest.fixture
def ports(tmp_path: Path) -> Ports:
    """An empty folder on a computer with a keyring."""
    folder = DataFolder(tmp_path / "clinic")
    make_private_folder(folder.root)
    randomness = SeededRandomness(5)
    secret = InMemoryDeviceSecret(randomness)
    return Ports(folder, FixedClock(), randomness, lambda: secret, KDF)


def enrolled_secret(driver: Driver) -> str:
    """What the phone's camera took from the screen."""
    setup = driver.find(SetupScreen)
    enrolment = setup.pages[0].draft.enrolment
    assert enrolment is not None
    return enrolment.secret


def sign_in(driver: Driver, ports: Ports, secret: str) -> None:
    """Give password and code."""
    assert isinstance(ports.clock, FixedClock)
    driver.wait_for("Nora Bellamy")
    driver.type_into("Password", PASSWORD)
    driver.press(Qt.Key.Key_Return)
    driver.wait_for("Enter your 6-digit code")
    ports.clock.advance(seconds=31)
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClicks(focus, code_at(secret, ports.clock.now()))
    driver.wait_for("Updated just now")


def test_an_empty_folder_becomes_a_clinic_that_is_worked_in_and_never_set_up_again(ports: Ports,
                                                                                 start: StartWindow) -> None:
    window = start(ports)
    driver = window.driver
    driver.settle()
    first_run(driver, ports.clock)
    driver.wait_for("Your clinic is ready")
    secret = enrolled_secret(driver)
    driver.click("I’ve written these codes down")
    driver.click("Sign in")
    sign_in(driver, ports, secret)
    assert any("notice" in text.lower() and "polic" in text.lower() for text in driver.words())  # the standing reminder
    driver.click("Check in")
    driver.settle()
    driver.type_into("Find a patient", "Dana Whitfield")
    driver.click("Add a new patient")
    driver.type_into("Birth date", "06/02/1988")
    driver.click("Add patient")
    driver.wait_for("Forms due at this visit")
    window.close()
    again = start(ports).driver
    sign_in(again, ports, secret)


def test_closing_half_way_leaves_nothing_behind(ports: Ports, start: StartWindow) -> None:
    window = start(ports)
    driver = window.driver
    driver.settle()
    for name, text in CLINIC.items():
        driver.type_into(name, text)
    window.close()
    assert [path for path in ports.folder.root.rglob("*") if path.is_file()] == []
    assert start(ports).driver.find(SetupScreen).isVisible()
