"""A whole visit at the window, with mouse and keyboard: from check-in to the sealed document."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
from PySide6.QtWidgets import QAbstractButton

from app.documents.outcome import Outcome
from app.documents.verify import verify
from app.services.public_keys import read_public_keys
from tests.journeys.conftest import TABLET_SIZE, Practice
from tests.journeys.tablet import Tablet

PLANNED = {"Product or device planned": "Botox Cosmetic", "Area to be treated": "Forehead"}
WORDS = "I would like to look rested"


def test_from_check_in_to_a_sealed_document_anyone_can_check(practice: Practice, tmp_path: Path) -> None:
    staff, driver = practice.staff, practice.driver
    staff.sign_in("elena")
    staff.add_patient("Ánna", "Zielińska", "03/14/1986")
    staff.check_in("Botox", "Dr. Samuel Adeyemi", hand_over=False)
    staff.wait_for_card("Zielińska", "Waiting")
    staff.open_card("Zielińska", "Hand over tablet")
    staff.hand_over(answers=PLANNED)
    driver.resize(*TABLET_SIZE)
    Tablet(driver, {"mh.goal.words": WORDS}).send()
    assert len(practice.sealed) == 1
    staff.unlock("adeyemi")
    assert practice.sealed == []
    staff.wait_for_card("Zielińska", "To review")
    staff.open_card("Zielińska", "Review")
    driver.wait_for("Your decision")
    assert driver.sees(WORDS)
    staff.decide_everything()
    staff.countersign("adeyemi")
    driver.wait_for("Updated just now")
    staff.wait_for_card("Zielińska", "Ready")
    text = saved_document(practice, "wrinkle relaxer", tmp_path)
    for words in ("Ánna Zielińska", "Samuel Adeyemi", "Forehead", "Botox Cosmetic"):
        assert words in text


def saved_document(practice: Practice, title: str, folder: Path) -> str:
    """Open the newest document called ``title``, save a copy, check it from outside; return its text."""
    staff, driver = practice.staff, practice.driver
    practice.window.dialogs.save_to = folder
    driver.click("Documents")
    driver.settle()
    staff.open_row(title)
    driver.wait_for("What happened")
    driver.click("Save a copy")
    driver.type_into("Who gets it", "The patient")
    staff.choose("What it is for", "")
    driver.click_on(driver.all_of(QAbstractButton, "Save a copy")[-1])  # the dialog's; the page's lies below it
    staff.prove("adeyemi")
    driver.until(lambda: list(folder.glob("*.pdf")), "the saved copy")
    pdf = next(folder.glob("*.pdf")).read_bytes()
    trust = read_public_keys(practice.clinic.folder.public_keys).ca_certificate
    assert verify(pdf, trust, practice.clinic.clock.now()).outcome is Outcome.VALID
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
