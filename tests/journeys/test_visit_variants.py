"""Visits that go another way: a minor, a declined consent, paper, a returning patient, a correction."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QAbstractButton, QPlainTextEdit

from app.intake.places import PlaceKind
from app.ui.patient.sign_page import SignPage
from app.ui.staff.board_card import VisitCard
from tests.journeys.conftest import Practice
from tests.journeys.driver import type_text
from tests.journeys.tablet import Tablet

BOTOX = {"Product or device planned": "Botox Cosmetic", "Area to be treated": "Forehead"}
FACIAL = {"Product or device planned": "Enzyme facial", "Area to be treated": "Face"}


def shown_on(practice: Practice, name: str) -> list[str]:
    """Every text on the card of ``name``."""
    card: VisitCard = practice.staff.card(name)
    return practice.staff.texts(card)


def to_review(practice: Practice, name: str) -> None:
    """Open the review of ``name``."""
    practice.staff.open_card(name, "Review")
    practice.driver.wait_for("Your decision")
    practice.driver.settle()


def test_a_guardian_signs_for_a_minor_and_their_id_is_checked(practice: Practice) -> None:
    staff, driver = practice.staff, practice.driver
    staff.sign_in("elena")
    staff.add_patient("Nora", "Whitfield", "06/02/2011")
    staff.check_in("Facial", "Maya Thornton")
    driver.click("Photo ID")
    driver.click("Hand over tablet")
    driver.wait_for("Enter the name of the parent or guardian who is here")
    staff.hand_over(guardian="Dana Whitfield", answers={**FACIAL, "May this minor sign alone": "No"})
    tablet = Tablet(driver, {"reg.who.completing": "parent", "reg.guardian.present": "True"}, guardian="Dana Whitfield")
    tablet.go_to(PlaceKind.SIGN)
    assert isinstance(tablet.page, SignPage)
    assert driver.sees("Sign for Nora")
    tablet.send()
    staff.unlock("adeyemi")
    assert "Signed by guardian" in shown_on(practice, "Nora Whitfield")
    to_review(practice, "Nora Whitfield")
    staff.decide_everything()
    staff.countersign("adeyemi")
    driver.wait_for("Updated just now")
    staff.wait_for_card("Nora Whitfield", "Ready")


def test_a_declined_consent_is_recorded_with_its_reason_and_blocks_no_other_form(practice: Practice) -> None:
    staff, driver = practice.staff, practice.driver
    staff.sign_in("elena")
    staff.open_card("Mariana Ortega", "Hand over tablet")
    staff.hand_over(answers=BOTOX)
    tablet = Tablet(driver, declined=("c_btx",))
    tablet.go_to(PlaceKind.REVIEW)
    assert driver.sees("You chose not to sign: I need more time")
    tablet.send()
    staff.unlock("adeyemi")
    assert "1 declined" in shown_on(practice, "Mariana Ortega")
    to_review(practice, "Mariana Ortega")
    assert driver.sees("I need more time")


def test_who_refuses_electronic_records_gets_paper_which_is_filed(practice: Practice) -> None:
    staff, driver = practice.staff, practice.driver
    practice.window.dialogs.prints = True
    staff.sign_in("elena")
    staff.open_card("Grace Lindqvist", "Hand over tablet")
    staff.hand_over(answers=FACIAL)
    Tablet(driver).go_to(PlaceKind.DISCLOSURE)
    driver.click("I want paper instead")
    driver.click("Use paper")
    driver.wait_for("We’ll use paper")
    staff.unlock("elena")
    assert "Asked for paper forms." in shown_on(practice, "Grace Lindqvist")
    staff.open_card("Grace Lindqvist", "Hand over tablet")
    driver.wait_for("Hand over to")
    driver.settle()
    while driver.all_of(QAbstractButton, "On paper instead"):
        driver.click("On paper instead")
        driver.click("Print the form")
        driver.wait_for("sent to the printer")
        driver.type_into("Where the signed paper is kept", "Paper chart, shelf 3")
        driver.click("File as paper")
        driver.settle()
        if driver.sees("Nothing is due at this visit."):
            break
    assert all(pdf.startswith(b"%PDF-") for pdf in practice.window.dialogs.printed)
    driver.click("Today")
    driver.wait_for("Updated just now")
    staff.wait_for_card("Grace Lindqvist", "To review")


def test_a_returning_patient_finds_the_earlier_answers_and_staff_see_what_changed(practice: Practice) -> None:
    staff, driver = practice.staff, practice.driver
    staff.sign_in("elena")
    staff.open_card("Tomás Villareal", "Hand over tablet")
    staff.hand_over(answers={"Product or device planned": "Dysport", "Area to be treated": "Forehead"})
    tablet = Tablet(driver)
    prefilled = changed = False
    while tablet.place.kind is not PlaceKind.REVIEW:
        if tablet.place.kind is PlaceKind.PAGE:
            for widget in tablet.page.form.widgets():  # type: ignore[attr-defined]  # a page of questions
                if widget.item.link_id.endswith("reg.emerg.name"):
                    prefilled = widget.first_control().text() == "Inés Villareal"
                if widget.item.link_id.endswith("mh.goal.words"):
                    edit = widget.first_control()
                    driver.click_on(edit)
                    edit.selectAll()
                    type_text(edit, "Only the forehead this time")
                    changed = True
        tablet.finish_page()
    tablet.send()
    assert prefilled or changed
    staff.unlock("adeyemi")
    to_review(practice, "Tomás Villareal")
    if changed:
        assert any("Only the forehead this time" in text and "Changed, was" in text for text in driver.words())


def test_a_correction_goes_back_with_a_message_and_every_answer_in_place(practice: Practice) -> None:
    staff, driver = practice.staff, practice.driver
    staff.sign_in("adeyemi")
    to_review(practice, "Ruth Abernathy")
    driver.click("Ask patient to correct")
    box = driver.find(QPlainTextEdit, "What should the patient correct")
    driver.click_on(box)
    type_text(box, "Please look at your medicines again.")
    driver.click("Send back to patient")
    driver.settle()
    driver.click("Today")
    driver.wait_for("Updated just now")
    staff.wait_for_card("Ruth Abernathy", "Waiting")
    staff.open_card("Ruth Abernathy", "Hand over tablet")
    staff.hand_over()
    tablet = Tablet(driver)
    driver.wait_for("Please look at your medicines again.")
    assert tablet.place.kind is PlaceKind.REVIEW
    tablet.send()
    staff.unlock("adeyemi")
    staff.wait_for_card("Ruth Abernathy", "To review")


@pytest.mark.parametrize("size", [(800, 1280), (1280, 800)])
def test_larger_text_and_portrait_work_through_a_whole_visit(practice: Practice, size: tuple[int, int]) -> None:
    staff, driver = practice.staff, practice.driver
    staff.sign_in("elena")
    staff.open_card("Grace Lindqvist", "Hand over tablet")
    staff.hand_over(answers=FACIAL)
    driver.resize(*size)
    driver.click("Larger text")
    driver.settle()
    Tablet(driver).send()
    staff.unlock("elena")
    staff.wait_for_card("Grace Lindqvist", "To review")
