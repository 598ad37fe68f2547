"""Leaving and coming back: whatever ends a session closes the records, and nothing that was entered is lost."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QWidget

from app.intake.places import PlaceKind
from app.ui.patient.question_page import QuestionPage
from tests.demo_clinic import PASSWORD
from tests.journeys.conftest import Practice, StartWindow
from tests.journeys.driver import type_text
from tests.journeys.reception import Reception
from tests.journeys.tablet import Tablet

WORDS = "I would like to look rested, says Wojciechowska"
_NONE, _CTRL, _ALT = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier,
                      Qt.KeyboardModifier.AltModifier)
CHORDS = ((Qt.Key.Key_F9, _NONE), (Qt.Key.Key_Escape, _NONE), (Qt.Key.Key_F1, _NONE), (Qt.Key.Key_K, _CTRL),
          (Qt.Key.Key_Q, _CTRL), (Qt.Key.Key_P, _CTRL), (Qt.Key.Key_F4, _ALT), (Qt.Key.Key_Left, _ALT))


def to_the_tablet(practice: Practice, name: str = "Mariana Ortega") -> Tablet:
    """Hand the tablet to a patient of the demo who waits."""
    practice.staff.sign_in("elena")
    practice.staff.open_card(name, "Hand over tablet")
    practice.staff.hand_over(answers={"Product or device planned": "Botox", "Area to be treated": "Forehead"})
    return Tablet(practice.driver)


def to_a_question(tablet: Tablet, link_id: str) -> None:
    """Go on to the page with the question ``link_id``."""
    while not (isinstance(tablet.page, QuestionPage)
               and any(each.item.link_id == link_id for each in tablet.page.form.widgets())):
        tablet.finish_page()


# Staff


def test_f9_locks_and_unfinished_input_is_offered_back(practice: Practice) -> None:
    staff, driver = practice.staff, practice.driver
    staff.sign_in("elena")
    driver.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    driver.type_into("Find a patient", "Nobody Yet")
    driver.click("Add a new patient")
    driver.type_into("Last name", "Wojciechowska")
    driver.type_into("Mobile phone", "(312) 555-0177")
    staff.lock()
    assert practice.open_databases == []
    assert not driver.sees("Wojciechowska")
    assert not any("Wojciechowska" in each.text() for each in driver.window.findChildren(QLineEdit))
    staff.sign_in("elena")
    driver.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    driver.type_into("Find a patient", "Nobody Yet")
    driver.click("Add a new patient")
    driver.settle()
    assert driver.find(QLineEdit, "Last name").text() == "Wojciechowska"
    assert driver.find(QLineEdit, "Mobile phone").text() == "(312) 555-0177"


def test_unfinished_input_survives_handing_the_tablet_over_and_closing_the_window(practice: Practice,
                                                                                 start: StartWindow) -> None:
    staff, driver = practice.staff, practice.driver
    staff.sign_in("elena")
    driver.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    driver.type_into("Find a patient", "Nobody Yet")
    driver.click("Add a new patient")
    driver.type_into("Last name", "Wojciechowska")
    driver.click("Today")
    driver.wait_for("Updated just now")
    staff.open_card("Grace Lindqvist", "Hand over tablet")
    staff.hand_over(answers={"Product or device planned": "Enzyme facial", "Area to be treated": "Face"})
    driver.click("No, I’m someone else")
    staff.unlock("elena")
    driver.window.close()
    assert practice.open_databases == []
    again = Reception(start(practice.clinic.ports()).driver, practice.clinic)
    again.sign_in("elena")
    again.driver.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    again.driver.type_into("Find a patient", "Nobody Yet")
    again.driver.click("Add a new patient")
    again.driver.settle()
    assert again.driver.find(QLineEdit, "Last name").text() == "Wojciechowska"


def test_an_idle_computer_warns_then_signs_out(practice: Practice) -> None:
    staff, driver, clock = practice.staff, practice.driver, practice.clinic.clock
    staff.sign_in("elena")
    clock.advance(seconds=241)
    driver.wait_for("Signing out in")
    driver.click("Stay signed in")
    driver.until(lambda: not driver.sees("Signing out in"), "the end of the warning")
    clock.advance(seconds=239)
    driver.program.idle.poll()
    assert not driver.sees("Signing out in")
    clock.advance(seconds=61)
    driver.until(lambda: driver.program.flow.shell is None, "the sign-out")
    driver.settle()
    assert driver.sees("Sign in")
    assert practice.open_databases == []


def test_a_shorter_idle_time_holds_from_the_moment_it_is_saved(practice: Practice) -> None:
    staff, driver, clock = practice.staff, practice.driver, practice.clinic.clock
    staff.sign_in("rosa")
    driver.click("Settings")
    driver.click("Security")
    driver.choose(driver.find(QComboBox, "Staff are signed out after"), "2")
    driver.click("Save changes")
    driver.wait_for("Saved. It holds from now on.")
    clock.advance(seconds=61)
    driver.wait_for("Signing out in")
    clock.advance(seconds=60)
    driver.until(lambda: driver.program.flow.shell is None, "the sign-out")


def test_a_computer_that_was_suspended_is_locked_even_half_way_through_signing_in(practice: Practice) -> None:
    staff, driver, program = practice.staff, practice.driver, practice.driver.program
    staff.sign_in("elena")
    program.signals.left.emit("The computer was suspended.")
    driver.until(lambda: program.flow.shell is None, "the lock")
    driver.settle()
    practice.clinic.clock.advance(minutes=16)  # a code is needed again
    driver.type_into("Password", PASSWORD)
    driver.press(Qt.Key.Key_Return)
    driver.wait_for("Enter your 6-digit code")
    assert practice.open_databases
    program.signals.left.emit("The computer was suspended.")
    driver.wait_for("Choose your name")
    driver.settle()
    assert practice.open_databases == []


def test_a_code_that_is_never_typed_closes_the_records_again(practice: Practice) -> None:
    driver = practice.driver
    driver.click("Elena Castillo")
    driver.type_into("Password", PASSWORD)
    driver.press(Qt.Key.Key_Return)
    driver.wait_for("Enter your 6-digit code")
    practice.clinic.clock.advance(minutes=5, seconds=1)
    driver.wait_for("Choose your name")
    driver.settle()
    assert practice.open_databases == []


def test_a_second_window_on_the_same_clinic_is_refused_politely(practice: Practice, start: StartWindow) -> None:
    practice.staff.sign_in("elena")
    second = start(practice.clinic.ports()).driver
    second.click("Rosa Mendes")
    second.type_into("Password", PASSWORD)
    second.press(Qt.Key.Key_Return)
    second.wait_for("already open")
    practice.staff.open_card("Leila Haddad", "Open record")  # the first one goes on as if nothing had happened
    practice.driver.wait_for("Timeline")


# The patient


def test_patient_mode_holds_no_open_database_and_giving_up_an_unlock_closes_it_again(practice: Practice) -> None:
    driver, staff = practice.driver, practice.staff
    tablet = to_the_tablet(practice)
    assert practice.open_databases == []
    tablet.go_to(PlaceKind.PAGE, "reg")
    practice.clinic.clock.advance(minutes=1)
    driver.click("Help")
    driver.click("Staff unlock")
    driver.type_into("Your user name", "rosa")  # a code is needed: Rosa has not signed in on this start
    driver.type_into("Password", PASSWORD)
    driver.press(Qt.Key.Key_Return)
    driver.wait_for("Enter the code")
    assert practice.open_databases
    driver.click("Cancel")
    driver.settle()
    assert practice.open_databases == []
    driver.click("Back to my form")
    assert isinstance(tablet.page, QuestionPage)
    driver.click("Help")
    staff.unlock("elena")


def test_a_tablet_left_alone_asks_then_locks_and_the_visit_goes_on_where_it_was(practice: Practice) -> None:
    staff, driver, clock = practice.staff, practice.driver, practice.clinic.clock
    tablet = to_the_tablet(practice)
    to_a_question(tablet, "mh.goal.words")
    edit = tablet.question("mh.goal.words").first_control()
    driver.click_on(edit)
    type_text(edit, WORDS)
    clock.advance(seconds=125)
    driver.wait_for("Are you still there?")
    driver.click("I’m still here")
    driver.until(lambda: not driver.sees("Are you still there?"), "the end of the question")
    clock.advance(seconds=151)
    driver.until(lambda: driver.program.flow.turn is None, "the lock")
    driver.settle()
    assert practice.open_databases == []
    assert len(practice.sealed) == 1
    staff.sign_in("elena")
    assert practice.sealed == []
    staff.open_card("Mariana Ortega", "Resume on this tablet")
    staff.hand_over()
    driver.until(lambda: isinstance(tablet.page, QuestionPage), "the same page")
    driver.until(lambda: tablet.question("mh.goal.words").isVisible(), "the same question")
    shown = tablet.question("mh.goal.words").first_control()
    assert shown.toPlainText() == WORDS  # type: ignore[attr-defined]  # the field for several lines


def test_taking_the_tablet_back_seals_once_and_the_next_hand_over_is_clean(practice: Practice) -> None:
    staff, driver = practice.staff, practice.driver
    tablet = to_the_tablet(practice)
    tablet.go_to(PlaceKind.PAGE, "priv")
    driver.click("Help")
    staff.unlock("elena")
    assert practice.sealed == []  # nothing is sealed again after it was received
    staff.open_card("Mariana Ortega", "Resume on this tablet")
    staff.hand_over()
    driver.click("Help")
    staff.unlock("elena")
    assert not driver.sees("Look at this first")
    assert not list(practice.clinic.folder.aside.glob("*"))


def test_nothing_but_a_staff_credential_leaves_patient_mode(practice: Practice) -> None:
    driver = practice.driver
    tablet = to_the_tablet(practice)
    driver.window.close()
    for key, modifier in CHORDS:
        driver.press(key, modifier)
    driver.settle()
    assert driver.window.isVisible()
    assert driver.program.flow.turn is not None
    assert isinstance(tablet.page, QWidget)
    driver.click("No, I’m someone else")
    driver.click("Staff unlock")
    driver.type_into("Your user name", "elena")
    driver.type_into("Password", "not the password")
    driver.press(Qt.Key.Key_Return)
    driver.wait_for("don’t match")
    assert driver.program.flow.turn is not None
    assert not driver.all_of(QAbstractButton, "Elena Castillo")  # names are typed, never listed
    driver.click("Cancel")
    practice.staff.unlock("elena")
