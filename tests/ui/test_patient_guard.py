"""Nobody leaves patient mode but staff; everything in it works by keyboard; idle time and help."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.intake.places import PlaceKind
from app.ui.patient.end_pages import PanelPage
from app.ui.patient.question_page import QuestionPage
from app.ui.patient.unlock import UnlockAttempt
from app.ui.theme import Mode, Theme
from tests.fakes import FixedClock
from tests.ui.kiosk_driver import Start, go, name_field, question_place, settle, visit_of


def test_a_visit_can_be_begun_with_the_keyboard_alone(start_kiosk: Start) -> None:
    mode = start_kiosk("reg")
    QTest.keyClick(mode.window().focusWidget(), Qt.Key.Key_Return)
    settle()
    assert visit_of(mode).place.kind is PlaceKind.DISCLOSURE
    visit_of(mode).accept_disclosure()
    go(mode, question_place(visit_of(mode), "reg", "reg.name.family"))
    QTest.keyClick(mode.window().focusWidget(), Qt.Key.Key_Tab)
    QTest.keyClicks(mode.window().focusWidget(), "Ortega")
    assert name_field(mode).text() == "Ortega"


def test_the_on_screen_keyboard_types_through_the_fields_own_rules(start_kiosk: Start, qtbot: QtBot) -> None:
    mode = start_kiosk("reg", keyboard=True)
    visit_of(mode).accept_disclosure()
    go(mode, question_place(visit_of(mode), "reg", "reg.name.family"))
    edit = name_field(mode).edit
    QTest.mouseClick(edit, Qt.MouseButton.LeftButton)
    assert mode.keyboard.isVisible()
    caps = {cap.key.text: cap for cap in mode.keyboard._caps if cap.key.action is None}
    for letter in "ana":
        caps[letter].click()
    assert name_field(mode).text() == "Ana"  # a capital at the start
    assert edit.hasFocus()
    QTest.keyClick(edit, Qt.Key.Key_X)  # a real key: the screen gets its room back
    assert not mode.keyboard.isVisible()


def test_the_on_screen_keyboard_can_be_switched_off(start_kiosk: Start, qtbot: QtBot) -> None:
    mode = start_kiosk("reg", keyboard=False)
    visit_of(mode).accept_disclosure()
    go(mode, question_place(visit_of(mode), "reg", "reg.name.family"))
    QTest.mouseClick(name_field(mode).edit, Qt.MouseButton.LeftButton)
    assert not mode.keyboard.isVisible()


def test_patient_mode_swallows_chords_menus_and_closing_and_empties_the_clipboard(start_kiosk: Start) -> None:
    QGuiApplication.clipboard().setText("from before")
    mode = start_kiosk("reg")
    visit_of(mode).accept_disclosure()
    go(mode, question_place(visit_of(mode), "reg", "reg.name.family"))
    mode.engage(full_screen=False)
    assert QGuiApplication.clipboard().text() == ""
    edit = name_field(mode).edit
    QTest.keyClicks(edit, "Ortega")
    for key in (Qt.Key.Key_A, Qt.Key.Key_C, Qt.Key.Key_Z, Qt.Key.Key_Q, Qt.Key.Key_W):
        QTest.keyClick(edit, key, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(edit, Qt.Key.Key_F4, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(edit, Qt.Key.Key_F9)
    assert name_field(mode).text() == "Ortega"
    assert QGuiApplication.clipboard().text() == ""
    event = QCloseEvent()
    QApplication.sendEvent(mode.window(), event)
    assert not event.isAccepted()
    mode.release()
    event = QCloseEvent()
    QApplication.sendEvent(mode.window(), event)
    assert event.isAccepted()


def test_are_you_still_there_covers_the_page_until_answered(start_kiosk: Start, qtbot: QtBot) -> None:
    mode = start_kiosk("reg")
    mode.show_idle(30)
    mode.show_idle(29)
    stay = next(button for button in mode.findChildren(QPushButton) if button.accessibleName() == "I’m still here")
    assert stay.isVisible()
    with qtbot.waitSignal(mode.still_here):
        stay.click()
    settle()
    assert mode._idle is None


def test_help_raises_a_hand_and_leads_back_to_the_same_page(start_kiosk: Start) -> None:
    mode = start_kiosk("reg")
    visit_of(mode).accept_disclosure()
    here = question_place(visit_of(mode), "reg", "reg.name.family")
    go(mode, here)
    mode.stage.ask_help()
    settle()
    panel = mode.page
    assert isinstance(panel, PanelPage)
    panel.back.click()
    settle()
    assert isinstance(mode.page, QuestionPage)
    assert visit_of(mode).place == here


def test_staff_leave_with_a_typed_name_password_and_code(start_kiosk: Start, qtbot: QtBot,
                                                         kiosk_clock: FixedClock) -> None:
    mode = start_kiosk("reg")
    mode.stage.ask_help()
    panel = mode.page
    assert isinstance(panel, PanelPage)
    panel.unlock.click()
    unlock = mode.unlock
    assert unlock is not None
    QTest.keyClicks(unlock.name.edit, "priya")
    QTest.keyClicks(unlock.password.edit, "wrong password")
    with qtbot.waitSignal(mode.unlock_requested) as asked:
        unlock.unlock.click()
    assert asked.args == [UnlockAttempt("priya", "wrong password")]
    mode.unlock_refused("That name and password don’t match.", kiosk_clock.now() + timedelta(seconds=16))
    assert unlock.password.text() == ""
    assert unlock.password.error
    QTest.keyClicks(unlock.password.edit, "right password")
    with qtbot.assertNotEmitted(mode.unlock_requested):
        unlock.unlock.click()  # too early
    kiosk_clock.advance(17)
    unlock._count_down()
    with qtbot.waitSignal(mode.unlock_requested):
        unlock.unlock.click()
    mode.unlock_needs_code()
    with qtbot.waitSignal(mode.unlock_requested) as asked:
        QTest.keyClicks(unlock.pad, "123456")
    assert asked.args == [UnlockAttempt("priya", "right password", "123456")]


def test_names_of_staff_are_nowhere_on_the_unlock_dialog(start_kiosk: Start) -> None:
    mode = start_kiosk("reg")
    mode.stage.ask_help()
    assert isinstance(mode.page, PanelPage)
    mode.page.unlock.click()
    assert mode.unlock is not None
    assert not any("Priya" in label.text() for label in mode.unlock.findChildren(QLabel))


def test_the_kiosk_is_always_light(start_kiosk: Start, theme: Theme) -> None:
    theme.set_mode(Mode.DARK)
    start_kiosk("reg")
    assert not theme.dark
