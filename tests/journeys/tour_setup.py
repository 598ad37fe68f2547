"""The tour's first part: set up a clinic from nothing."""

from __future__ import annotations

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox

from app.core.clock import Clock
from app.security.totp import code_at
from app.ui.entry.setup import SetupScreen
from tests.journeys.driver import Driver

PASSWORD = "copper lantern seven"

CLINIC = {"Clinic name": "Better Med Spa", "Street address": "2117 N Halsted St", "City": "Chicago",
          "ZIP code": "60614", "Phone": "(312) 555-0142", "Medical director": "Dr. Samuel Adeyemi"}


def first_run(driver: Driver, clock: Clock) -> None:
    """Fill in every step; leave the clinic set up with the sign-in window showing."""
    setup = driver.find(SetupScreen)
    for name, text in CLINIC.items():
        driver.type_into(name, text)
    choose(driver, "State", "Illinois")
    choose(driver, "Time zone", "Central Time")
    driver.type_into("ZIP code", "606")
    driver.click_on(setup.next)
    driver.picture("15a-first-run-clinic")
    driver.type_into("ZIP code", "60614")
    driver.click_on(setup.next)
    driver.wait_for("Full name")
    driver.type_into("Full name", "Nora Bellamy")
    driver.type_into("Password", PASSWORD)
    driver.picture("15b-first-run-admin")
    driver.type_into("Password again", PASSWORD)
    driver.click_on(setup.next)
    _connect_authenticator(driver, setup, clock)
    _store_recovery_key(driver, setup)
    driver.click_on(setup.next)  # policy and notice: later
    driver.settle()


def _connect_authenticator(driver: Driver, setup: SetupScreen, clock: Clock) -> None:
    driver.wait_for("authenticator")
    driver.settle()
    draft = setup._draft
    assert draft.enrolment is not None
    code = code_at(draft.enrolment.secret, clock.now())
    _type(code[:4])
    driver.picture("15-first-run-setup")
    _type(code[4:])
    driver.settle()
    if driver.sees("Type the last 4 characters"):
        return
    driver.click_on(setup.next)
    driver.wait_for("Type the last 4 characters")


def _type(text: str) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClicks(focus, text)


def _store_recovery_key(driver: Driver, setup: SetupScreen) -> None:
    driver.settle()
    groups = setup._draft.recovery_groups
    driver.type_into("Type the last 4 characters", groups[-1])
    driver.click("I’ve stored this key somewhere safe")
    driver.picture("15d-first-run-recovery-key")
    driver.click_on(setup.next)
    driver.settle()


def choose(driver: Driver, name: str, words: str) -> None:
    """Choose from the list called ``name`` with the keyboard."""
    combo = driver.find(QComboBox, name)
    combo.setFocus()
    QTest.keyClicks(combo, words)
    driver.settle()
