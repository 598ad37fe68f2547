"""Sign-in on screen, with the real vault, codes and throttling behind it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.security.actor import Actor, Licence, Role
from app.services.views.people import NewStaff
from app.ui.entry.demo_code import DemoCodeLine
from app.ui.entry.enrol_pages import ConnectPage
from app.ui.entry.sign_in import SignInScreen
from app.ui.main_window import MainWindow
from app.ui.tasks import Tasks
from app.ui.widgets.contour_panel import ContourPanel
from tests.clinics import CLINIC, PASSWORD, FoundClinic, found_clinic
from tests.waiting import until_idle

WRONG = "not the password at all"


if TYPE_CHECKING:  # the clinic of the tests has the services as attributes, as Services has
    from app.services.registry import Services


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[FoundClinic]:
    made = found_clinic(tmp_path / "clinic")
    yield made
    made.access.lock("The test is over.")


@pytest.fixture
def screen(qtbot: QtBot, clinic: FoundClinic, tasks: Tasks) -> SignInScreen:
    made = SignInScreen(lambda: cast("Services", clinic), tasks, clinic.clock, clinic_name=CLINIC.name,
                        footer=("100 N Test Street", "Front desk"))
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    until_idle(tasks)
    return made


def give_password(qtbot: QtBot, screen: SignInScreen, tasks: Tasks, password: str) -> None:
    """Type the password and press Enter."""
    qtbot.keyClicks(screen.password_page.password.edit, password)
    qtbot.keyClick(screen.password_page.password.edit, Qt.Key.Key_Return)
    until_idle(tasks)


def test_password_and_code_sign_in(qtbot: QtBot, screen: SignInScreen, clinic: FoundClinic, tasks: Tasks) -> None:
    give_password(qtbot, screen, tasks, PASSWORD)
    with qtbot.waitSignal(screen.signed_in) as signed_in:
        qtbot.keyClicks(screen.code_page.code.edit, clinic.code())
    assert signed_in.args is not None
    actor: Actor = signed_in.args[0]
    assert actor.display_name == "Ana Torres"
    assert screen.password_page.password.text() == ""


def test_enter_after_the_sixth_digit_asks_no_second_time(
        qtbot: QtBot, screen: SignInScreen, clinic: FoundClinic, tasks: Tasks,
        monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    enter_code = clinic.access.enter_code

    def counted(code: str) -> Actor:
        asked.append(code)
        return enter_code(code)

    monkeypatch.setattr(clinic.access, "enter_code", counted)
    give_password(qtbot, screen, tasks, PASSWORD)
    with qtbot.waitSignal(screen.signed_in):
        qtbot.keyClicks(screen.code_page.code.edit, clinic.code())
        qtbot.keyClick(screen.code_page.code.edit, Qt.Key.Key_Return)
    until_idle(tasks)
    assert len(asked) == 1  # a second time the code would count as used, and as a failed try


def test_a_wrong_password_clears_only_the_password(qtbot: QtBot, screen: SignInScreen, tasks: Tasks) -> None:
    give_password(qtbot, screen, tasks, WRONG)
    page = screen.password_page
    assert page.password.text() == ""
    assert page.password.error.startswith("That name and password don’t match.")
    assert page.people.person() is not None
    qtbot.keyClicks(page.password.edit, "c")
    assert page.password.error == ""


def test_a_wrong_code_turns_the_boxes_red_and_keeps_them(qtbot: QtBot, screen: SignInScreen, tasks: Tasks) -> None:
    give_password(qtbot, screen, tasks, PASSWORD)
    qtbot.keyClicks(screen.code_page.code.edit, "000000")
    until_idle(tasks)
    assert screen.code_page.code.text() == "000000"
    assert screen.code_page.code.edit.accessibleDescription()


def test_back_from_the_code_closes_the_records(qtbot: QtBot, screen: SignInScreen, clinic: FoundClinic,
                                               tasks: Tasks) -> None:
    give_password(qtbot, screen, tasks, PASSWORD)
    screen.code_page.back.emit()
    until_idle(tasks)
    assert screen.password_page.isVisible()
    assert clinic.access._half is None


def test_a_recovery_code_signs_in_once(qtbot: QtBot, screen: SignInScreen, clinic: FoundClinic, tasks: Tasks) -> None:
    give_password(qtbot, screen, tasks, PASSWORD)
    screen.code_page.recovery_wanted.emit()
    qtbot.keyClicks(screen.recovery_code_page.code.edit, clinic.recovery_codes[0].lower())
    with qtbot.waitSignal(screen.signed_in):
        qtbot.keyClick(screen.recovery_code_page.code.edit, Qt.Key.Key_Return)


def test_a_typed_name_is_not_on_the_list(qtbot: QtBot, screen: SignInScreen, tasks: Tasks) -> None:
    page = screen.password_page
    page._toggle()
    qtbot.keyClicks(page.user_name.edit, "nobody")
    give_password(qtbot, screen, tasks, WRONG)
    assert page.password.error.startswith("That name and password don’t match.")
    assert page.user_name.text() == "nobody"


def test_empty_fields_are_named_before_anything_is_checked(qtbot: QtBot, screen: SignInScreen, tasks: Tasks) -> None:
    qtbot.mouseClick(screen.password_page.button, Qt.MouseButton.LeftButton)
    assert screen.password_page.password.error == "Enter your password"
    assert not tasks.busy


def test_a_temporary_password_leads_to_ones_own_and_a_phone(qtbot: QtBot, screen: SignInScreen, clinic: FoundClinic,
                                                            tasks: Tasks) -> None:
    given = clinic.staff.add(clinic.sign_in(), NewStaff("elena", "Elena Castillo", "Front desk", Role.FRONT_DESK,
                                                        Licence.NONE))
    clinic.access.lock("Sign in anew.")
    screen.password_page.show_people(clinic.access.people(), "elena")
    give_password(qtbot, screen, tasks, given.password)
    form = screen.own_password_page.form
    for field in (form.password, form.again):
        qtbot.keyClicks(field.edit, "gentle harbor nine")
    with qtbot.waitSignal(screen.own_password_page.done):
        qtbot.keyClick(form.again.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.connect_page.isVisible() and not tasks.busy)
    page: ConnectPage = screen.connect_page
    assert page._enrolment is not None
    with qtbot.waitSignal(screen.signed_in) as signed_in:
        qtbot.keyClicks(page.form.code.edit, clinic.code(page._enrolment.secret))
    assert signed_in.args is not None
    assert signed_in.args[0].role is Role.FRONT_DESK


def test_the_recovery_key_opens_the_records_with_a_reason(qtbot: QtBot, screen: SignInScreen, clinic: FoundClinic,
                                                          tasks: Tasks) -> None:
    screen.password_page.help_wanted.emit()
    screen.help_page.recovery_key_wanted.emit()
    page = screen.recovery_key_page
    qtbot.mouseClick(page.button, Qt.MouseButton.LeftButton)
    assert page.key.error == "Enter all nine groups"
    qtbot.keyClicks(page.key.edit, clinic.recovery_key)
    assert page.key.text() == " ".join(clinic.recovery_groups)
    qtbot.keyClicks(page.reason.edit, "Ana lost her phone")
    with qtbot.waitSignal(screen.signed_in) as signed_in:
        qtbot.mouseClick(page.button, Qt.MouseButton.LeftButton)
    assert signed_in.args is not None
    assert signed_in.args[0].is_recovery


def test_a_mistyped_recovery_key_is_named_at_its_field(qtbot: QtBot, screen: SignInScreen, tasks: Tasks) -> None:
    screen.help_page.recovery_key_wanted.emit()
    page = screen.recovery_key_page
    qtbot.keyClicks(page.key.edit, "A" * 36)
    qtbot.keyClicks(page.reason.edit, "A test")
    qtbot.mouseClick(page.button, Qt.MouseButton.LeftButton)
    until_idle(tasks)
    assert page.key.error


def test_the_demo_shows_its_code_and_it_signs_in(qtbot: QtBot, clinic: FoundClinic, tasks: Tasks) -> None:
    screen = SignInScreen(lambda: cast("Services", clinic), tasks, clinic.clock, clinic_name=CLINIC.name,
                          demo_code=lambda _user_name: clinic.code())
    qtbot.addWidget(screen)
    screen.show()
    until_idle(tasks)
    give_password(qtbot, screen, tasks, PASSWORD)
    line = screen.code_page.findChild(DemoCodeLine)
    assert line is not None
    with qtbot.waitSignal(screen.signed_in):
        qtbot.keyClicks(screen.code_page.code.edit, line.text().removeprefix("Demo code now: ").replace(" ", ""))


def test_without_a_demo_no_code_is_shown(screen: SignInScreen) -> None:
    assert screen.code_page.findChild(DemoCodeLine) is None


def test_a_tablet_held_upright_shows_the_whole_form(qtbot: QtBot, clinic: FoundClinic, tasks: Tasks) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    screen = SignInScreen(lambda: cast("Services", clinic), tasks, clinic.clock, clinic_name=CLINIC.name)
    window.show_part(screen)
    window.show()
    for width, panels in ((1440, 1), (800, 0), (1200, 1)):
        window.resize(width, 1280)
        qtbot.waitUntil(partial(_is_laid_out, screen, width))
        assert sum(panel.isVisible() for panel in screen.findChildren(ContourPanel)) == panels


def _is_laid_out(screen: SignInScreen, width: int) -> bool:
    """The screen has its width, and the page ends inside of it."""
    page = screen.password_page
    return screen.width() == width and page.mapTo(screen, page.rect().topRight()).x() < width
