"""What staff do at the window, in their words: sign in, add, check in, hand over, take the tablet back."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QTableView, QWidget

from app.ui.staff.board_card import VisitCard
from app.ui.staff.today import BoardColumn
from tests.demo_clinic import PASSWORD, DemoClinic
from tests.journeys.driver import Driver, type_text
from tests.waiting import wait


class Reception:
    """Staff of the demo at its window."""

    def __init__(self, driver: Driver, clinic: DemoClinic) -> None:
        self.driver = driver
        self.clinic = clinic

    # Signing in and out

    def sign_in(self, user_name: str) -> None:
        """Choose the name, give the password and the code; Today comes up."""
        driver = self.driver
        driver.click(self.shown_name(user_name))
        driver.type_into("Password", PASSWORD)
        driver.press(Qt.Key.Key_Return)
        driver.until(lambda: driver.sees("Enter your 6-digit code") or driver.program.flow.shell, "the code or Today")
        if driver.program.flow.shell is None:
            self.type_code(user_name)
        driver.until(lambda: driver.program.flow.shell, "the staff part")
        driver.wait_for("Updated just now")

    def type_code(self, user_name: str) -> None:
        """Type the six digits where the focus is."""
        QTest.keyClicks(_focused(), self.clinic.code(user_name))

    def lock(self) -> None:
        """Press F9 and wait until the records are closed."""
        self.driver.press(Qt.Key.Key_F9)
        self.driver.until(lambda: self.driver.program.flow.shell is None, "the lock")
        self.driver.settle()

    def shown_name(self, user_name: str) -> str:
        """The name as the screens show it."""
        return next(each.staff.display_name for each in self.clinic.people if each.staff.user_name == user_name)

    # Patients and visits

    def add_patient(self, given: str, family: str, born: str, phone: str = "(773) 555-0148") -> None:
        """Find nobody of that name, add the patient; the check-in screen comes up."""
        driver = self.driver
        driver.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        driver.type_into("Find a patient", f"{given} {family}")
        driver.click("Add a new patient")
        driver.type_into("Last name", family)
        driver.type_into("First name", given)
        driver.type_into("Birth date", born)
        driver.type_into("Mobile phone", phone)
        driver.click("Add patient")
        driver.wait_for("Forms due at this visit")

    def check_in(self, treatment: str, provider: str, *, hand_over: bool = True) -> None:
        """Choose treatment and provider for the patient on screen and check in."""
        driver = self.driver
        driver.settle()
        self.choose("Planned treatment", treatment)
        self.choose("With", provider)
        driver.settle()
        if hand_over:
            driver.click("Check in and hand over tablet")
            driver.wait_for("Hand over to")
        else:
            driver.click_on(driver.all_of(QAbstractButton, "Check in")[-1])
            driver.wait_for("Updated just now")
        driver.settle()

    def hand_over(self, *, guardian: str = "", answers: dict[str, str] | None = None) -> None:
        """Confirm the patient's identity, fill in staff's part and hand over; the welcome page comes up."""
        driver = self.driver
        driver.wait_for("Hand over to")
        driver.settle()
        driver.click("Photo ID")
        if guardian:
            driver.type_into("Who signs for the patient", guardian)
            self.choose("How did you check who they are", "Photo ID")
        for label, text in (answers or {}).items():
            if driver.all_of(QLineEdit, label):
                driver.type_into(label, text)
            elif driver.all_of(QComboBox, label):
                self.choose(label, text)
        driver.settle()
        driver.click("Hand over tablet")
        driver.until(lambda: driver.program.flow.turn, "the patient's part")
        driver.settle()

    def unlock(self, user_name: str) -> None:
        """Take the tablet back from a page that offers it."""
        driver = self.driver
        driver.click("Staff unlock")
        self.give_credential(user_name)
        driver.until(lambda: driver.program.flow.shell, "the staff part")
        driver.wait_for("Updated just now")
        driver.settle()

    def give_credential(self, user_name: str) -> None:
        """Type name and password into the unlock dialog, and the code if it is asked for."""
        driver = self.driver
        driver.type_into("Your user name", user_name)
        driver.type_into("Password", PASSWORD)
        driver.press(Qt.Key.Key_Return)
        driver.until(lambda: driver.sees("Enter the code") or driver.program.flow.shell, "the code or the staff part")
        if driver.program.flow.shell is None:
            driver.settle()
            for digit in self.clinic.code(user_name):
                driver.press(Qt.Key(int(Qt.Key.Key_0) + int(digit)))

    # Reviewing

    def open_card(self, name: str, button: str) -> None:
        """Press ``button`` on the card of ``name``."""
        self.driver.click(button, within=self.card(name))

    def decide_everything(self) -> None:
        """Clear every flag, tick what was discussed and attest the provider's part."""
        driver = self.driver
        for _ in range(4):
            for words in ("I ", "Go ahead"):
                for button in driver.all_of(QAbstractButton, words):
                    if button.isCheckable() and not button.isChecked():
                        driver.click_on(button)
            for field in driver.all_of(QLineEdit, "Reason"):
                if not field.text():
                    driver.click_on(field)
                    type_text(field, "Talked through with the patient today.")
            driver.settle()

    def countersign(self, user_name: str) -> None:
        """Accept the visit on screen with fresh proof."""
        self.driver.click("Accept and countersign")
        self.prove(user_name)

    def prove(self, user_name: str) -> None:
        """Give the password again, and the code when it is asked for."""
        driver = self.driver
        password = driver.find(QLineEdit, "Password of")
        driver.click_on(password)
        type_text(password, PASSWORD)
        if any("code" in text for text in driver.words()) and driver.all_of(QLineEdit, "6-digit code"):
            driver.click_on(driver.find(QLineEdit, "6-digit code"))
            self.type_code(user_name)
        driver.press(Qt.Key.Key_Return)
        driver.settle()

    # Small things

    def choose(self, label: str, words: str) -> None:
        """Pick an entry of a list with the keyboard."""
        self.driver.choose(self.driver.find(QComboBox, label), words)

    def open_row(self, words: str) -> None:
        """Click the row of a table whose text holds ``words``."""
        table, area = self.row(words)
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, area.center())
        wait(20)

    def row(self, words: str) -> tuple[QTableView, QRect]:
        """Find the row of a table whose text holds ``words``, waiting for it."""
        found: list[tuple[QTableView, QRect]] = []

        def look() -> bool:
            for table in self.driver.all_of(QTableView):
                model = table.model()
                for number in range(model.rowCount()):
                    cells = [str(model.index(number, column).data() or "") for column in range(model.columnCount())]
                    if any(words in cell for cell in cells):
                        table.scrollTo(model.index(number, 0))
                        found.append((table, table.visualRect(model.index(number, 0))))
                        return True
            return False

        self.driver.until(look, f"a row with “{words}”")
        return found[0]

    def column_of(self, name: str) -> str:
        """Say in which column of the board the card of ``name`` stands; empty when there is none."""
        for card in self.driver.window.findChildren(VisitCard):
            if card.isVisible() and any(name in text for text in self.texts(card)):
                parent: QObject | None = card.parent()
                while parent is not None and not isinstance(parent, BoardColumn):
                    parent = parent.parent()
                return parent.accessibleName() if isinstance(parent, BoardColumn) else ""
        return ""

    def wait_for_card(self, name: str, column: str) -> None:
        """Wait until the card of ``name`` stands in ``column``."""
        self.driver.until(lambda: self.column_of(name) == column, f"{name} in “{column}”")

    def card(self, name: str) -> VisitCard:
        """The card of ``name`` on the board, waiting for it."""
        self.driver.until(lambda: self.column_of(name), f"the card of {name}")
        return next(card for card in self.driver.window.findChildren(VisitCard)
                    if card.isVisible() and any(name in text for text in self.texts(card)))

    @staticmethod
    def texts(part: QWidget) -> list[str]:
        """Every text on ``part``."""
        labels = [each.text() for each in part.findChildren(QLabel)]
        return [*labels, *(each.accessibleName() for each in part.findChildren(QAbstractButton))]


def _focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget
