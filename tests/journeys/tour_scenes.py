"""The scenes of the tour in the demo clinic, in the order of a visit."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPlainTextEdit

from app.intake.places import PlaceKind
from app.ui.staff.board_card import VisitCard
from app.ui.theme import Mode
from tests.demo_clinic import PASSWORD, DemoClinic
from tests.journeys.driver import Driver, type_text
from tests.journeys.reception import Reception
from tests.journeys.tablet import Tablet
from tests.journeys.tour_privacy import privacy_desk

KIOSK, PORTRAIT, STAFF = (1280, 800), (800, 1280), (1440, 900)

MARIANA = {
    "reg.name.given": "Mariana", "reg.name.family": "Ortega", "reg.who.completing": "self",
    "reg.contact.mobile": "(773) 555-0148", "mh.goal.treatments": "NEUROMOD", "mh.cond.endo": "diabetes2",
    "mh.cond.diab_control": "yes", "mh.cond.skin": "cold_sores", "mh.cond.coldsore_last": "3to12m",
    "mh.goal.words": "I look tired in photos. I would like to look rested.", "mh.med.bleed": "aspirin_otc",
    "comm.sms.reminder": "yes", "c.btx.agree": "yes",
}


class Scenes:
    """Plays the tour at the window; every picture is named like its reference."""

    def __init__(self, driver: Driver, clinic: DemoClinic, copy: Path) -> None:
        """``copy`` is where the file dialog's stand-in saves the sealed consent."""
        self.driver, self.clinic, self._copy = driver, clinic, copy
        self.staff = Reception(driver, clinic)

    def play(self) -> None:
        """Draw everything."""
        self._sign_in_with_mistakes()
        self._as_nurse("08-staff-today")
        self.staff.sign_in("elena")
        self._check_in_and_hand_over()
        self._patient()
        self._take_back()
        self._guardian()
        self._review()
        self._countersign_and_document()
        self._patient_page()
        self._oversight()

    # Staff

    def _sign_in_with_mistakes(self) -> None:
        driver = self.driver
        driver.wait_for("Elena Castillo")
        driver.click("Elena Castillo")
        driver.picture("07-staff-login")
        driver.type_into("Password", "not the password")
        driver.press(Qt.Key.Key_Return)
        driver.settle()
        driver.picture("07b-staff-login-password-error")
        driver.type_into("Password", PASSWORD)
        driver.press(Qt.Key.Key_Return)
        driver.wait_for("6-digit code")
        wrong = "000000" if self.clinic.code("elena") != "000000" else "111111"
        self._type_code(wrong[:5])
        driver.picture("07c-staff-login-code")
        self._type_code(wrong[5:])
        driver.press(Qt.Key.Key_Return)
        driver.settle()
        driver.picture("07d-staff-login-code-error")
        self.staff.type_code("elena")
        driver.until(lambda: driver.program.flow.shell, "the staff part")
        driver.wait_for("Updated just now")

    def _type_code(self, digits: str) -> None:
        for digit in digits:
            self.driver.press(Qt.Key(int(Qt.Key.Key_0) + int(digit)))

    def _check_in_and_hand_over(self) -> None:
        driver = self.driver
        driver.click("Check in")
        driver.settle()
        driver.picture("08b-staff-check-in")
        driver.click("Today")
        card = self.staff.card("Mariana Ortega")
        self._press(card, "Hand over tablet")
        driver.wait_for("Who is the patient?")
        driver.type_into("Product or device", "Botox Cosmetic")
        driver.type_into("Area to be treated", "Forehead and between the brows")
        driver.picture("08c-staff-hand-over")
        self.staff.hand_over()

    def _press(self, card: VisitCard, words: str) -> None:
        self.driver.click_on(self.driver.find(QAbstractButton, words, card))

    # The tablet

    def _patient(self) -> None:
        driver, tablet = self.driver, Tablet(self.driver, MARIANA)
        driver.resize(*KIOSK)
        driver.picture("01-kiosk-welcome")
        tablet.finish_page()
        driver.picture("01b-kiosk-records-disclosure")
        tablet.go_to(PlaceKind.PAGE, "mh")
        self._history(tablet)
        tablet.go_to(PlaceKind.READING, "c_btx")
        driver.settle()
        driver.picture("03-kiosk-consent")
        tablet.go_to(PlaceKind.SIGN, "c_btx")
        tablet.sign()
        driver.picture("04-kiosk-sign")
        tablet.go_to(PlaceKind.REVIEW)
        driver.picture("05-kiosk-review")
        tablet.send()
        driver.picture("06-kiosk-done-handback")

    def _history(self, tablet: Tablet) -> None:
        """The question whose "Diabetes" opens one of its own: as it is, in larger text, and in portrait."""
        driver = self.driver
        while not driver.sees("Hormones and blood sugar"):
            tablet.finish_page()
            driver.settle()
        tablet.fill_in()
        driver.picture("02-kiosk-medical-history")
        driver.click("Larger text")
        driver.settle()
        driver.picture("02b-kiosk-history-large")
        driver.click("Larger text")
        driver.resize(*PORTRAIT)
        driver.picture("16-kiosk-medical-history-portrait")
        driver.resize(*KIOSK)

    def _take_back(self) -> None:
        driver = self.driver
        driver.click("Staff unlock")
        driver.settle()
        driver.picture("06b-kiosk-staff-unlock")
        self.staff.give_credential("elena")
        driver.until(lambda: driver.program.flow.shell, "the staff part")
        driver.resize(*STAFF)
        driver.wait_for("Updated just now")

    def _as_nurse(self, name: str, mode: Mode = Mode.LIGHT) -> None:
        """Draw Today as somebody who reviews sees it, in the colors of ``mode``."""
        self.staff.lock()
        self.clinic.clock.advance(seconds=30)  # a code counts once
        self.staff.sign_in("priya")
        self.driver.program.theme.set_mode(mode)
        self.driver.settle()
        self.driver.picture(name)
        self.staff.lock()

    def _guardian(self) -> None:
        """A minor is added and checked in; her mother signs for her."""
        driver = self.driver
        self.staff.add_patient("Nora", "Whitfield", "06/02/2011")
        self.staff.check_in("Facial", "Maya Thornton")
        self.staff.hand_over(guardian="Dana Whitfield", answers={
            "Product or device": "Gentle enzyme facial", "Area to be treated": "Face",
            "May this minor sign alone": "No"})
        driver.resize(*KIOSK)
        tablet = Tablet(driver, {"reg.who.completing": "parent"}, guardian="Dana Whitfield")
        tablet.go_to(PlaceKind.SIGN)
        tablet.sign()
        driver.picture("04b-kiosk-sign-guardian")
        self.clinic.clock.advance(minutes=30)  # nobody touches the tablet any more: it locks, the draft stays
        driver.until(lambda: driver.program.flow.turn is None, "the idle lock")
        driver.resize(*STAFF)

    # Review

    def _review(self) -> None:
        driver = self.driver
        self.staff.sign_in("adeyemi")
        self._press(self.staff.card("Imani Okafor"), "Review")
        driver.wait_for("Your decision")
        driver.settle()
        driver.picture("10-staff-review-intake")
        driver.click("Today")
        driver.wait_for("Updated just now")

    def _countersign_and_document(self) -> None:
        driver = self.driver
        self._press(self.staff.card("Mariana Ortega"), "Review")
        driver.wait_for("Your decision")
        driver.settle()
        self._decide_everything()
        driver.picture("10b-staff-review-decided")
        driver.click("Accept and countersign")
        driver.settle()
        self._prove("adeyemi")
        driver.wait_for("Updated just now")
        driver.click("Documents")
        driver.settle()
        driver.picture("11b-staff-documents")
        self.staff.open_row("wrinkle relaxer")
        driver.press(Qt.Key.Key_Return)
        driver.wait_for("What happened")
        driver.settle()
        driver.picture("11-staff-document")
        self._save_copy()

    def _decide_everything(self) -> None:
        """Tick what was discussed and attest the provider's part, as the pane asks."""
        for _ in range(3):
            for button in self.driver.all_of(QAbstractButton, "I "):
                if button.isCheckable() and not button.isChecked():
                    self.driver.click_on(button)
            for button in self.driver.all_of(QAbstractButton, "Go ahead"):
                if not button.isChecked():
                    self.driver.click_on(button)
            for field in self.driver.all_of(QPlainTextEdit, "Reason"):
                if not field.toPlainText():
                    self.driver.click_on(field)
                    type_text(field, "Talked through with the patient today.")
            self.driver.settle()

    def _prove(self, user_name: str) -> None:
        """Give the password, and the code when it is asked for."""
        driver = self.driver
        driver.type_into("Password", PASSWORD)
        if driver.sees("code"):
            self.staff.type_code(user_name)
        driver.press(Qt.Key.Key_Return)
        driver.settle()

    def _save_copy(self) -> None:
        """Save a copy with its reason; leave it and the clinic's certificate beside the pictures."""
        driver = self.driver
        driver.click("Save a copy")
        driver.settle()
        driver.type_into("Who gets it", "Mariana Ortega")
        driver.click_on(driver.all_of(QAbstractButton, "Save")[-1])
        driver.settle()
        if driver.all_of(QLineEdit, "Password"):
            self._prove("adeyemi")
        driver.until(self._copy.exists, "the saved copy")
        driver.wait_for("The file is saved")
        driver.click("Close")

    # Oversight

    def _patient_page(self) -> None:
        driver = self.driver
        driver.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        driver.type_into("Find a patient", "ortega mari")
        driver.settle()
        driver.picture("09b-staff-patients")
        driver.press(Qt.Key.Key_Return)
        driver.wait_for("Timeline")
        driver.settle()
        driver.picture("09-staff-patient")

    def _oversight(self) -> None:
        driver = self.driver
        self.staff.lock()
        self.staff.sign_in("judith")
        privacy_desk(driver)
        driver.click("Audit log")
        driver.wait_for("Chain verified")
        driver.settle()
        driver.picture("13-staff-audit")
        driver.click("Settings")
        driver.settle()
        driver.picture("19-staff-settings")
        driver.click("Today")
        driver.wait_for("Updated just now")
        self.clinic.clock.advance(seconds=281)
        driver.program.idle.poll()
        driver.settle()
        driver.picture("14-idle-warning")
        driver.click("Stay signed in")
        self._as_nurse("17-staff-today-dark", Mode.DARK)
