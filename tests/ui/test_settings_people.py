"""My account and Staff: passwords, codes, adding, changing, resetting, ending accounts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.core.errors import InvalidInputError, ProofNeededError, SignInRefusedError
from app.security.actor import Licence, Role
from app.services.views.people import NewStaff
from app.ui.staff.proof_dialog import ProofDialog
from app.ui.staff.settings.account import AccountTab
from app.ui.staff.settings.codes_dialog import CodesDialog
from app.ui.staff.settings.credential_dialog import OnceDialog
from app.ui.staff.settings.screen import SettingsScreen
from app.ui.staff.settings.staff import StaffTab
from app.ui.tasks import Tasks
from app.ui.theme import Theme
from app.ui.widgets.button import Button, IconButton
from app.ui.widgets.overlay import DialogOverlay
from tests import factories, settings_views
from tests.ui.settings_services import SettingsServices, settings_screen
from tests.waiting import until_idle


@pytest.fixture
def services() -> SettingsServices:
    return SettingsServices()


def _press(screen: SettingsScreen, words: str) -> None:
    """Press the button called ``words`` in the dialog on top."""
    overlay = [found for found in screen.findChildren(DialogOverlay) if found.isVisible()][-1]
    next(button for button in overlay.findChildren(Button) if button.words() == words).click()


def _staff(screen: SettingsScreen) -> StaffTab:
    tab = screen.tab("staff")
    assert isinstance(tab, StaffTab)
    return tab


def _account(screen: SettingsScreen) -> AccountTab:
    tab = screen.tab("account")
    assert isinstance(tab, AccountTab)
    return tab


def _dialog(screen: SettingsScreen, kind: type[Any]) -> Any:
    return next(found for found in screen.findChildren(kind) if found.isVisible())


def test_the_own_password_is_changed(qtbot: QtBot, tasks: Tasks, theme: Theme, services: SettingsServices) -> None:
    account = _account(settings_screen(qtbot, tasks, theme, "account", services=services))
    account.old.set_text("copper lantern seven")
    account.new.password.set_text("four green bicycles")
    account.new.again.set_text("four green bicycles")
    account.save.click()
    until_idle(tasks)
    assert services.calls.named("staff.change_own_password") == [("copper lantern seven", "four green bicycles")]
    assert account.old.text() == account.new.password.text() == account.new.again.text() == ""


def test_a_wrong_old_password_is_said_at_its_field_and_cleared(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                               services: SettingsServices) -> None:
    services.calls.errors["staff.change_own_password"] = SignInRefusedError("Your old password doesn’t match.")
    account = _account(settings_screen(qtbot, tasks, theme, "account", services=services))
    account.old.set_text("wrong")
    for field in (account.new.password, account.new.again):
        field.set_text("four green bicycles")
    account.save.click()
    until_idle(tasks)
    assert (account.old.error, account.old.text()) == ("Your old password doesn’t match.", "")
    assert account.new.password.text() == "four green bicycles"


def test_new_codes_are_shown_once_and_not_lost_by_a_stray_escape(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                                 services: SettingsServices) -> None:
    screen = settings_screen(qtbot, tasks, theme, "account", services=services)
    _account(screen).make_codes.click()
    until_idle(tasks)
    dialog = _dialog(screen, CodesDialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    dialog.done.click()
    assert dialog.isVisible()
    dialog.stored.setChecked(True)
    dialog.done.click()
    assert not dialog.isVisible()


def test_a_failed_sign_in_is_told_by_word_and_icon(qtbot: QtBot, tasks: Tasks, theme: Theme) -> None:
    row = _account(settings_screen(qtbot, tasks, theme, "account")).table.rows()[1]
    assert row.tone is not None
    assert (row.cells[1].text, row.cells[1].icon) == ("Tried to sign in", "error")


def test_adding_somebody_asks_for_proof_and_shows_the_password_once(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                                    services: SettingsServices) -> None:
    services.calls.answers["staff.add"] = _wants_proof
    screen = settings_screen(qtbot, tasks, theme, "staff", services=services)
    staff = _staff(screen)
    staff.add.click()
    form = staff.form
    assert form is not None
    form.name.set_text("Nadia Kowalski")
    form.title.set_text("Nurse injector")
    form.role.set_value(Role.PROVIDER.value)
    form.licence.set_value(Licence.RN.value)
    form.licence_number.set_text("041-338-777")
    form.save.click()
    until_idle(tasks)
    proof = _dialog(screen, ProofDialog)
    proof.password.set_text("copper lantern seven")
    proof.password.submitted.emit()
    until_idle(tasks)
    wanted = NewStaff("nadia.kowalski", "Nadia Kowalski", "Nurse injector", Role.PROVIDER, Licence.RN, "041-338-777")
    assert services.calls.named("staff.add") == [(wanted,), (wanted,)]
    shown = _dialog(screen, OnceDialog)
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert shown.isVisible()
    shown.findChild(IconButton).click()
    assert QGuiApplication.clipboard().text() == settings_views.CREDENTIAL.password
    QGuiApplication.clipboard().clear()


def test_not_giving_proof_leaves_the_form_as_typed(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                   services: SettingsServices) -> None:
    services.calls.answers["staff.change"] = _wants_proof
    screen = settings_screen(qtbot, tasks, theme, "staff", services=services)
    staff = _staff(screen)
    staff.table.select("user-theo")
    assert staff.person_pane is not None
    staff.person_pane.buttons["change"].click()
    form = staff.form
    assert form is not None
    form.role.set_value(Role.ADMINISTRATOR.value)
    form.save.click()
    until_idle(tasks)
    _press(screen, "Not now")
    form.save.click()
    until_idle(tasks)
    assert staff.form is form
    assert len(services.calls.named("staff.change")) == 2


def test_what_is_missing_is_marked_before_anything_is_asked(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                            services: SettingsServices) -> None:
    staff = _staff(settings_screen(qtbot, tasks, theme, "staff", services=services))
    staff.add.click()
    form = staff.form
    assert form is not None
    form.licence.set_value(Licence.RN.value)
    form.save.click()
    assert all(field.error for field in (form.name, form.title, form.user_name, form.role, form.licence_number))
    assert not services.calls.named("staff.add")


def test_a_taken_user_name_is_said_at_its_field(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                services: SettingsServices) -> None:
    services.calls.errors["staff.add"] = InvalidInputError("That user name is or was in use.", "user_name")
    staff = _staff(settings_screen(qtbot, tasks, theme, "staff", services=services))
    staff.add.click()
    form = staff.form
    assert form is not None
    form.name.set_text("Maya Thornton")
    form.title.set_text("Aesthetician")
    form.role.set_value(Role.AESTHETICIAN.value)
    form.save.click()
    until_idle(tasks)
    assert form.user_name.error == "That user name is or was in use."


def test_changing_the_own_role_ends_the_session(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                services: SettingsServices) -> None:
    screen = settings_screen(qtbot, tasks, theme, "staff", services=services)
    staff = _staff(screen)
    staff.table.select("user-administrator")
    assert staff.person_pane is not None
    assert set(staff.person_pane.buttons) == {"change", "authenticator"}
    staff.person_pane.buttons["change"].click()
    form = staff.form
    assert form is not None
    form.title.set_text("Owner")
    with qtbot.waitSignal(screen.left_staff_mode):
        form.save.click()


def test_deactivating_asks_first_and_the_safe_choice_does_nothing(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                                  services: SettingsServices) -> None:
    screen = settings_screen(qtbot, tasks, theme, "staff", services=services)
    staff = _staff(screen)
    staff.table.select("user-priya")
    assert staff.person_pane is not None
    staff.person_pane.buttons["deactivate"].click()
    _press(screen, "Keep the account")
    until_idle(tasks)
    assert not services.calls.named("staff.deactivate")
    staff.person_pane.buttons["deactivate"].click()
    _press(screen, "Deactivate")
    until_idle(tasks)
    assert services.calls.named("staff.deactivate") == [("user-priya",)]


def test_a_locked_person_is_opened_by_a_reset(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                              services: SettingsServices) -> None:
    screen = settings_screen(qtbot, tasks, theme, "staff", services=services)
    staff = _staff(screen)
    staff.table.select("user-maya")
    assert staff.table.rows()[2].cells[2].spoken == "Locked"
    assert staff.person_pane is not None
    staff.person_pane.buttons["password"].click()
    _press(screen, "Reset password")
    until_idle(tasks)
    assert services.calls.named("staff.reset_password") == [("user-maya",)]
    assert _dialog(screen, OnceDialog).isVisible()


def test_who_may_only_look_gets_no_buttons(qtbot: QtBot, tasks: Tasks, theme: Theme) -> None:
    staff = _staff(settings_screen(qtbot, tasks, theme, "staff", role=Role.PRIVACY_OFFICER))
    assert staff.person_pane is not None
    assert (staff.person_pane.buttons, staff.add.isVisible()) == ({}, False)


def _wants_proof(actor: Any, *_arguments: Any, **_named: Any) -> Any:
    """Refuse unless proof was given just now, as the desk does."""
    if actor.proof_at != factories.NOW:
        raise ProofNeededError("Enter your password again to do this.")
    return settings_views.CREDENTIAL


def test_names_are_shown_as_they_are_typed(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                           services: SettingsServices) -> None:
    odd = replace(settings_views.staff()[0], display_name="<img src=x> &amp; \u202eanA" + "a" * 300)
    services.calls.answers["staff.list"] = (odd,)
    staff = _staff(settings_screen(qtbot, tasks, theme, "staff", services=services))
    assert staff.table.rows()[0].cells[0].text == odd.display_name
    pane = staff.person_pane
    assert pane is not None
    qtbot.waitUntil(lambda: pane.width() < 420)  # laid out once the screen is on
