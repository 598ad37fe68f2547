"""First-run set-up on screen, with the real service founding a real clinic at the end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.services.views.people import ClinicDetails, DataState, KeyringCheck
from app.ui.entry.setup import SetupScreen
from app.ui.entry.setup_admin import AdministratorPage
from app.ui.entry.setup_authenticator import AuthenticatorPage
from app.ui.entry.setup_clinic import ClinicPage
from app.ui.entry.setup_draft import SetupDone, phone_problem, shown_phone, suggested_user_name, zip_problem
from app.ui.entry.setup_policies import PoliciesPage
from app.ui.entry.setup_recovery import RecoveryPage
from app.ui.tasks import Tasks
from tests.clinics import PASSWORD, FoundClinic, unfounded_clinic
from tests.fakes import FakeDialogs
from tests.waiting import until_idle

if TYPE_CHECKING:  # the clinic of the tests has the services as attributes, as Services has
    from app.services.registry import Services


@pytest.fixture
def clinic(tmp_path: Path) -> FoundClinic:
    return unfounded_clinic(tmp_path / "clinic")


@pytest.fixture
def dialogs() -> FakeDialogs:
    return FakeDialogs()


@pytest.fixture
def screen(qtbot: QtBot, clinic: FoundClinic, tasks: Tasks, dialogs: FakeDialogs) -> SetupScreen:
    made = SetupScreen(lambda: cast("Services", clinic), tasks, dialogs, clinic.clock)
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    until_idle(tasks)
    return made


def press(qtbot: QtBot, screen: SetupScreen, tasks: Tasks) -> None:
    """Press the primary button and wait until the worker is quiet."""
    qtbot.mouseClick(screen.next, Qt.MouseButton.LeftButton)
    until_idle(tasks)


def fill_clinic(page: ClinicPage) -> None:
    """Enter a whole clinic."""
    for field, text in ((page.name, "Lakeview Med Spa"), (page.street, "100 N Test Street"), (page.city, "Chicago"),
                        (page.zip, "60601"), (page.phone, "312.555.0100"), (page.director, "Dr. Dana Director")):
        field.set_text(text)
    page.state.set_value("IL")
    page.zone.set_value("America/Chicago")


def fill_administrator(page: AdministratorPage) -> None:
    """Enter an administrator."""
    page.name.set_text("Nora Bellamy")
    page.password.password.edit.setText(PASSWORD)
    page.password.again.edit.setText(PASSWORD)


def test_the_whole_set_up_founds_a_clinic(qtbot: QtBot, screen: SetupScreen, clinic: FoundClinic, tasks: Tasks) -> None:
    clinic_page, admin, phone, recovery, policies, codes = screen.pages
    assert isinstance(clinic_page, ClinicPage)
    assert isinstance(admin, AdministratorPage)
    assert isinstance(phone, AuthenticatorPage)
    assert isinstance(recovery, RecoveryPage)
    fill_clinic(clinic_page)
    press(qtbot, screen, tasks)
    fill_administrator(admin)
    assert admin.user_name.text() == "nora.bellamy"
    press(qtbot, screen, tasks)
    assert phone.draft.enrolment is not None
    phone.form.code.edit.setText(clinic.code(phone.draft.enrolment.secret))
    press(qtbot, screen, tasks)
    recovery.typed.set_text(recovery.draft.recovery_groups[-1].lower())
    recovery.stored.setChecked(True)
    assert clinic.setup.state().state is DataState.EMPTY  # nothing is written before the last step
    press(qtbot, screen, tasks)
    assert policies.isVisible()
    press(qtbot, screen, tasks)
    assert clinic.setup.state().state is DataState.READY
    assert codes.isVisible()
    screen.codes_page.stored.setChecked(True)
    with qtbot.waitSignal(screen.finished) as finished:
        press(qtbot, screen, tasks)
    assert codes.draft.clinic is not None
    assert finished.args == [SetupDone("nora.bellamy", codes.draft.clinic)]
    assert (codes.draft.password, codes.draft.recovery_groups) == ("", ())


def test_enter_pressed_twice_passes_one_step_only(qtbot: QtBot, screen: SetupScreen, clinic: FoundClinic,
                                                  tasks: Tasks) -> None:
    clinic_page, admin, phone, recovery = screen.pages[:4]
    assert isinstance(clinic_page, ClinicPage)
    assert isinstance(admin, AdministratorPage)
    assert isinstance(phone, AuthenticatorPage)
    fill_clinic(clinic_page)
    press(qtbot, screen, tasks)
    fill_administrator(admin)
    enter_twice(qtbot, admin.password.again.edit, tasks)
    assert phone.isVisible()
    assert phone.draft.enrolment is not None
    phone.form.code.edit.setText(clinic.code(phone.draft.enrolment.secret))
    enter_twice(qtbot, phone.form.code.edit, tasks)
    assert recovery.isVisible()


def enter_twice(qtbot: QtBot, field: QWidget, tasks: Tasks) -> None:
    """Press Enter as somebody does who thinks the first one was not heard."""
    for _ in range(2):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    until_idle(tasks)


def test_mistakes_stay_on_the_page_and_the_first_gets_the_focus(qtbot: QtBot, screen: SetupScreen,
                                                                tasks: Tasks) -> None:
    page = screen.pages[0]
    assert isinstance(page, ClinicPage)
    fill_clinic(page)
    page.zip.set_text("6061")
    page.director.set_text("")
    press(qtbot, screen, tasks)
    assert page.isVisible()
    assert page.zip.error == "Enter 5 digits, for example 60614"
    assert page.director.error
    assert screen.focusWidget() is page.zip.edit


def test_two_different_passwords_are_refused(qtbot: QtBot, screen: SetupScreen, tasks: Tasks) -> None:
    page, admin = screen.pages[:2]
    assert isinstance(page, ClinicPage)
    assert isinstance(admin, AdministratorPage)
    fill_clinic(page)
    press(qtbot, screen, tasks)
    fill_administrator(admin)
    admin.password.again.edit.setText("another password")
    press(qtbot, screen, tasks)
    assert admin.isVisible()
    assert admin.password.again.error.startswith("The two passwords are different")


def test_without_a_keyring_passwords_only_is_chosen_by_name(screen: SetupScreen) -> None:
    page = screen.pages[0]
    assert isinstance(page, ClinicPage)
    page._show_keyring(KeyringCheck(False, "", "This computer has no keyring."))
    before = screen.next.ready
    page.passwords_only.setChecked(True)
    assert (before, screen.next.ready) == (False, True)
    fill_clinic(page)
    page.submit()
    assert page.draft.passwords_only


def test_nobody_is_faster_than_the_check_of_the_keyring(screen: SetupScreen) -> None:
    page = screen.pages[0]
    assert isinstance(page, ClinicPage)
    page._is_checked = False  # the keyring has not answered yet
    fill_clinic(page)
    page.submit()
    assert page.isVisible()
    page._show_keyring(KeyringCheck(False, "", "This computer has no keyring."))
    assert page.isVisible()
    assert screen.focusWidget() is page.passwords_only
    page._show_keyring(KeyringCheck(True, "Test", ""))
    page.submit()
    assert not page.isVisible()


def test_enter_in_a_field_is_continue(qtbot: QtBot, screen: SetupScreen) -> None:
    page = screen.pages[0]
    assert isinstance(page, ClinicPage)
    fill_clinic(page)
    qtbot.keyClick(page.director.edit, Qt.Key.Key_Return)
    assert screen.pages[1].isVisible()


def test_the_recovery_key_goes_to_a_removable_drive_only(screen: SetupScreen, dialogs: FakeDialogs,
                                                         tasks: Tasks, tmp_path: Path) -> None:
    page = screen.pages[3]
    assert isinstance(page, RecoveryPage)
    dialogs.folder = tmp_path
    page.card.show_key(tuple("ABCD" for _ in range(9)), _clinic(screen))
    page.card._choose()
    until_idle(tasks)
    assert list(tmp_path.glob("*.pdf")) == []
    page.card.forget()
    assert all(label.text() == "" for label in page.card._labels)


def test_a_policy_needs_a_version_and_a_day(screen: SetupScreen, dialogs: FakeDialogs, tasks: Tasks,
                                            tmp_path: Path) -> None:
    page = screen.pages[4]
    assert isinstance(page, PoliciesPage)
    dialogs.file = tmp_path / "policy.txt"
    dialogs.file.write_text("We keep records safe.")
    card = page.parts[0]
    card.choose.click()
    until_idle(tasks)
    assert not card.check()
    card.version.set_text("1.0")
    card.effective.set_text("11/24/2026")
    assert card.check()
    made = card.made()
    assert made is not None
    assert (made.kind, made.data) == ("policy", b"We keep records safe.")


@pytest.mark.parametrize(("name", "user_name"), [("Nora Bellamy", "nora.bellamy"), ("Zoë O’Neil Smith", "zoe.smith"),
                                                 ("Cher", "cher"), ("", ""), ("Dr. Ann Lee", "ann.lee"),
                                                 ("Priya Raman, RN", "priya.raman")])
def test_user_names_are_suggested_from_the_full_name(name: str, user_name: str) -> None:
    assert suggested_user_name(name) == user_name


def test_zip_and_phone_are_checked_with_an_example() -> None:
    assert (zip_problem("60614"), zip_problem("60614-1234"), phone_problem("+1 312 555 0142")) == ("", "", "")
    assert "60614" in zip_problem("6061")
    assert "(312)" in phone_problem("555-0142")
    assert shown_phone("1-312-555-0142") == "(312) 555-0142"


def _clinic(screen: SetupScreen) -> ClinicDetails:
    page = screen.pages[0]
    assert isinstance(page, ClinicPage)
    fill_clinic(page)
    page.submit()
    assert page.draft.clinic is not None
    return page.draft.clinic
