"""What leaves the clinic: a copy of a sealed document, saved at the window and checked from outside."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
from PySide6.QtWidgets import QAbstractButton

from app.documents.outcome import Outcome
from app.documents.verify import verify
from app.services.public_keys import read_public_keys
from tests.journeys.conftest import Practice


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
    driver.click_on(driver.all_of(QAbstractButton, "Save a copy")[-1])  # the dialog's; the page's lies below it
    staff.prove("adeyemi")
    driver.until(lambda: list(folder.glob("*.pdf")), "the saved copy")
    pdf = next(folder.glob("*.pdf")).read_bytes()
    trust = read_public_keys(practice.clinic.folder.public_keys).ca_certificate
    assert verify(pdf, trust, practice.clinic.clock.now()).outcome is Outcome.VALID
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
