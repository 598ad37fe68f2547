"""A whole visit in Spanish, in larger text, on an upright tablet: from hand-over to the sealed Spanish document."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.intake.places import Place, PlaceKind
from app.ui.widgets.button import Button
from app.ui.widgets.text import TextLabel
from tests.journeys.conftest import Practice
from tests.journeys.papers import saved_document
from tests.journeys.tablet import Tablet
from tests.spanish import english_of, words_on

UPRIGHT = (800, 1280)
_LOOKS = 20
PLANNED = {"Product or device planned": "Botox Cosmetic", "Area to be treated": "Forehead"}


def test_a_spanish_visit_in_large_text_on_an_upright_tablet_is_sealed_in_spanish(
        practice: Practice, tmp_path: Path) -> None:
    staff, driver = practice.staff, practice.driver
    staff.sign_in("elena")
    staff.add_patient("Lucía", "Peña", "03/14/1986")
    staff.check_in("Botox", "Dr. Samuel Adeyemi")
    staff.hand_over(answers=PLANNED)
    driver.resize(*UPRIGHT)
    driver.click("Larger text")
    driver.click("Español")
    driver.settle()
    tablet = Tablet(driver, language="es")
    english = english_of(tablet.mode.stage.kiosk.visit.packet)
    places: list[Place] = []
    while tablet.place.kind is not PlaceKind.DONE:
        driver.settle()
        places.append(tablet.place)
        assert not english & words_on(driver.window), tablet.place
        assert stays_cut_off(practice) == [], tablet.place
        if tablet.place.kind is PlaceKind.REVIEW:
            tablet.send()
        else:
            tablet.finish_page()
    assert {place.kind for place in places} >= {PlaceKind.WELCOME, PlaceKind.DISCLOSURE, PlaceKind.PAGE,
                                                PlaceKind.READING, PlaceKind.CHECK, PlaceKind.SIGN, PlaceKind.REVIEW}
    staff.unlock("adeyemi")
    staff.open_card("Peña", "Review")
    driver.wait_for("Your decision")
    assert driver.sees("How you are today")  # staff read English
    staff.decide_everything()
    staff.countersign("adeyemi")
    driver.wait_for("Updated just now")
    staff.wait_for_card("Peña", "Ready")
    text = saved_document(practice, "wrinkle relaxer", tmp_path).replace("\u00a0", " ")
    own, _, for_the_clinic = " ".join(text.split()).partition("How this document was made")
    for words in ("Consentimiento: relajante de arrugas (toxina botulínica)", "Lucía Peña, paciente", "Su acuerdo",
                  "Firmado como la firma electrónica propia de quien firma en este formulario.",
                  "Revisado y contrafirmado por la clínica.", "14 de marzo de 1986", "Cómo se hizo este documento",
                  "Leído y firmado en español. El personal de la clínica lee el mismo formulario en inglés."):
        assert words in own, words
    assert not [sentence for sentence in english if len(sentence) > 24 and sentence in own]
    assert "Read and signed in Spanish." in for_the_clinic


def stays_cut_off(practice: Practice) -> list[str]:
    """What ``cut_off`` finds however often it looks: words that change by themselves ("Saved just now") get their room
    a turn of the event loop later."""
    found = cut_off(practice)
    for _ in range(_LOOKS):
        if not found:
            break
        practice.driver.settle()
        found = cut_off(practice)
    return found


def cut_off(practice: Practice) -> list[str]:
    """What is on screen and got less room than its words need."""
    found = []
    for each in practice.driver.window.findChildren(QWidget):
        if not each.isVisible() or not isinstance(each, TextLabel | Button) or not each.text():
            continue
        least = each.minimumSizeHint()
        height = each.heightForWidth(each.width()) if each.hasHeightForWidth() else least.height()
        if each.width() < least.width() or each.height() < height:
            found.append(f"{each.text()}: {each.width()}x{each.height()}, not {least.width()}x{height}")
    return found
