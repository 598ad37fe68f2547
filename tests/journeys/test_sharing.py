"""A patient's record is copied in the real program: the file opens with what the screen showed, and it is recorded."""

from __future__ import annotations

import json
from pathlib import Path

import pyzipper
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit

from app.ui.staff.sharing.passphrase_dialog import PassphraseDialog
from app.ui.widgets.text import TextLabel
from tests.demo_clinic import PASSWORD
from tests.journeys.conftest import Practice


def test_the_privacy_officer_gives_a_patient_a_copy_of_the_record(practice: Practice, tmp_path: Path) -> None:
    driver = practice.driver
    practice.window.dialogs.save_to = tmp_path
    practice.staff.sign_in("judith")
    driver.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    driver.type_into("Find a patient", "Leila Haddad")
    driver.settle()
    driver.press(Qt.Key.Key_Return)
    driver.click("Disclosures")
    driver.click("Copy of the record")
    driver.click("Look at what it holds")
    driver.wait_for("For Leila Haddad")
    driver.click("Save the copy")
    driver.until(lambda: driver.all_of(PassphraseDialog) or driver.all_of(QLineEdit, "Password"), "proof or passphrase")
    if not driver.all_of(PassphraseDialog):
        driver.type_into("Password", PASSWORD)
        driver.click_on(driver.all_of(QAbstractButton, "Save the copy")[-1])
    dialog = driver.find(PassphraseDialog)
    phrase = next(label.text() for label in driver.all_of(TextLabel, within=dialog) if label.text().count("-") == 4)

    (saved,) = tmp_path.glob("*.zip")
    with pyzipper.AESZipFile(saved) as archive:
        archive.setpassword(phrase.encode())
        bundle = json.loads(archive.read("record.fhir.json"))
        names = archive.namelist()
    assert bundle["entry"][0]["resource"]["name"][0]["family"] == "Haddad"
    assert len([name for name in names if name.startswith("documents/")]) > 3

    driver.click("I have written it down")
    driver.click("Done")
    driver.wait_for("The copy is saved")
    assert not driver.sees(phrase)
    driver.click("Close")
    driver.settle()
    practice.staff.row("Patient asked for it")  # the tab lists it at once
