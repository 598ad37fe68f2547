"""A whole visit at the window, with mouse and keyboard: from check-in to the sealed document."""

from __future__ import annotations

from pathlib import Path

from tests.journeys.conftest import TABLET_SIZE, Practice
from tests.journeys.papers import saved_document
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
