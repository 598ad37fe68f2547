"""Whatever is typed or pasted: the window stays quick, says what is wrong, and shows it as the text it is."""

from __future__ import annotations

import time
import unicodedata

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget

from app.intake.places import PlaceKind
from app.ui.patient.question_page import QuestionPage
from tests.journeys.conftest import Practice
from tests.journeys.driver import Driver, scroll_to
from tests.journeys.tablet import Tablet

MEGABYTE = "long " * 200_000
PATIENCE = 3.0
"""Seconds of its own that the window may work on a paste; what other programs do meanwhile does not count."""

HOSTILE = ('<img src="file:///etc/passwd">', '=cmd|"/C calc"!A1', "שלום \u202eabc\u202c", "Zoë 👩🏽‍⚕️",
           "Z\u0301\u0327a\u030a\u0301lgo")
"""Markup, a formula, a name written from right to left with an override in it, an emoji, piled-up marks."""


def paste(driver: Driver, field: QWidget, text: str) -> float:
    """Paste ``text`` into ``field`` with the keyboard; return how many seconds the window worked on it."""
    QGuiApplication.clipboard().setText(text)
    scroll_to(field)
    driver.click_on(field)
    begun = time.thread_time()
    driver.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    driver.press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    QApplication.sendPostedEvents()
    return time.thread_time() - begun


def fields(driver: Driver) -> list[QLineEdit | QPlainTextEdit]:
    """Every field on screen that can be typed into."""
    lines = [each for each in driver.all_of(QLineEdit) if not each.isReadOnly()]
    return [*lines, *(each for each in driver.all_of(QPlainTextEdit) if not each.isReadOnly())]


def text_of(field: QLineEdit | QPlainTextEdit) -> str:
    """What stands in it."""
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()


def paste_everywhere(driver: Driver) -> None:
    """Paste a megabyte into every field on screen: each stays quick and takes in no more than it holds."""
    driver.settle()
    for field in fields(driver):
        assert paste(driver, field, MEGABYTE) < PATIENCE, field.accessibleName()
        assert len(text_of(field)) <= 4000, field.accessibleName()
    driver.settle()


def test_a_megabyte_pasted_into_any_field_is_cut_with_a_word(practice: Practice) -> None:
    staff, driver = practice.staff, practice.driver
    paste_everywhere(driver)
    driver.press(Qt.Key.Key_Return)
    driver.until(lambda: driver.sees("don’t match") or driver.sees("characters"), "a refusal")
    driver.settle()
    practice.clinic.clock.advance(minutes=6)
    staff.sign_in("elena")
    driver.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    paste_everywhere(driver)
    assert driver.sees("Nobody found")
    driver.click("Add a new patient")
    paste_everywhere(driver)
    assert driver.sees("Only the first 4,000 characters fit here")
    driver.type_into("Birth date", "03/14/1986")
    driver.click("Add patient")
    driver.wait_for("Use at most 100 characters")
    driver.click("Today")
    driver.wait_for("Updated just now")
    staff.open_card("Mariana Ortega", "Hand over tablet")
    driver.wait_for("Hand over to")
    paste_everywhere(driver)


def test_nothing_can_be_pasted_on_the_tablet_and_a_text_that_is_too_long_says_so(practice: Practice) -> None:
    staff, driver = practice.staff, practice.driver
    staff.sign_in("elena")
    staff.open_card("Mariana Ortega", "Hand over tablet")
    staff.hand_over(answers={"Product or device planned": "Botox", "Area to be treated": "Forehead"})
    tablet = Tablet(driver)
    while not (isinstance(tablet.page, QuestionPage)
               and any(each.item.link_id == "mh.goal.words" for each in tablet.page.form.widgets())):
        tablet.finish_page()
    field = tablet.question("mh.goal.words").first_control()
    assert isinstance(field, QPlainTextEdit)
    paste(driver, field, "pasted by somebody")
    assert field.toPlainText() == ""
    field.insertPlainText("word " * 300)  # a keyboard or dictation of the system's
    tablet.press_on()
    driver.wait_for("Shorten this to 1000 characters or less.")
    assert tablet.place.kind is PlaceKind.PAGE


def test_hostile_names_are_found_and_shown_as_the_text_they_are(practice: Practice) -> None:
    staff, driver = practice.staff, practice.driver
    staff.sign_in("elena")
    for name in HOSTILE:
        staff.add_patient("Ana", name, "03/14/1986")
        staff.check_in("Facial", "Maya Thornton", hand_over=False)
    for name in HOSTILE:
        card = staff.card(unicodedata.normalize("NFC", name))
        assert all(label.textFormat() is Qt.TextFormat.PlainText for label in card.findChildren(QLabel))
    driver.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    driver.type_into("Find a patient", "Ana")
    for name in HOSTILE:
        staff.row(unicodedata.normalize("NFC", name))
