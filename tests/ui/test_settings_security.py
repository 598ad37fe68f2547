"""Security and Backup: times, appearance, protection of the keys, a new recovery key, backups."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.core.errors import InvalidInputError, StorageError
from app.security.actor import Role
from app.services.recovery import EnrolledDevice
from app.services.views.oversight import BackupStatus
from app.services.views.people import KeyringCheck
from app.ui.staff.settings.backup import BackupTab
from app.ui.staff.settings.codes_dialog import CodesDialog
from app.ui.staff.settings.key_dialogs import NewKeyDialog, RenewDialog
from app.ui.staff.settings.screen import SettingsScreen
from app.ui.staff.settings.security import SecurityTab
from app.ui.tasks import Tasks
from app.ui.theme import Mode, Theme
from app.ui.widgets.button import Button
from tests import factories, settings_views
from tests.fakes import FakeDialogs
from tests.ui.settings_services import SettingsServices, settings_screen
from tests.waiting import until_idle


@pytest.fixture
def services() -> SettingsServices:
    return SettingsServices()


def _security(screen: SettingsScreen) -> SecurityTab:
    tab = screen.tab("security")
    assert isinstance(tab, SecurityTab)
    return tab


def _backup(screen: SettingsScreen) -> BackupTab:
    tab = screen.tab("backup")
    assert isinstance(tab, BackupTab)
    return tab


def _shown(screen: SettingsScreen, kind: type[Any]) -> Any:
    return next(found for found in screen.findChildren(kind) if found.isVisible())


def _button(inside: Any, words: str) -> Button:
    found: Button = next(button for button in inside.findChildren(Button) if button.words() == words)
    return found


def test_settings_are_saved_as_a_whole_and_the_look_changes_at_once(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                                    services: SettingsServices) -> None:
    tab = _security(settings_screen(qtbot, tasks, theme, "security", services=services))
    tab.staff_idle.set_value("8")
    tab.patient_idle.set_value("3")
    tab.wait.set_value("20")
    tab.keyboard.setChecked(False)
    tab.theme.set_value("dark")
    tab.save.click()
    until_idle(tasks)
    wanted = replace(settings_views.settings(), staff_idle_minutes=8, patient_idle_minutes=3, wait_warning_minutes=20,
                     on_screen_keyboard=False, theme="dark")
    assert services.calls.named("settings.change") == [(wanted,)]
    assert theme.mode is Mode.DARK
    assert tab.typed() == ()


def test_only_allowed_times_are_offered(qtbot: QtBot, tasks: Tasks, theme: Theme) -> None:
    tab = _security(settings_screen(qtbot, tasks, theme, "security"))
    offered = [[field.combo.itemData(at) for at in (0, field.combo.count() - 1)]
               for field in (tab.staff_idle, tab.patient_idle)]
    assert offered == [["1", "15"], ["2", "10"]]


def test_passwords_only_is_told_with_the_day_it_began(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                      services: SettingsServices) -> None:
    services.calls.answers["settings.passwords_only_since"] = factories.at(9, 12)
    tab = _security(settings_screen(qtbot, tasks, theme, "security", services=services))
    assert tab.protection.text() == "Passwords only"
    assert "In force since: Today, 9:12 AM." in tab.protection_words.text()


def test_a_new_key_counts_only_after_it_was_typed_back(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                       services: SettingsServices) -> None:
    screen = settings_screen(qtbot, tasks, theme, "security", services=services)
    _security(screen).recovery.button.click()
    _button(_shown(screen, RenewDialog), "Make a new key").click()
    until_idle(tasks)
    dialog = _shown(screen, NewKeyDialog)
    dialog.stored.setChecked(True)
    dialog.typed.set_text("7K2M")
    dialog.act.click()
    until_idle(tasks)
    assert dialog.typed.error
    assert not services.calls.named("recovery.renew_recovery_key")
    dialog.typed.set_text("r9vt")
    dialog.act.click()
    until_idle(tasks)
    assert services.calls.named("recovery.renew_recovery_key") == [("", settings_views.GROUPS)]
    assert not any(found.isVisible() for found in screen.findChildren(NewKeyDialog))


def test_keeping_the_old_key_changes_nothing_and_forgets_the_new_one(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                                     services: SettingsServices) -> None:
    screen = settings_screen(qtbot, tasks, theme, "security", services=services)
    _security(screen).recovery.button.click()
    _button(_shown(screen, RenewDialog), "Make a new key").click()
    until_idle(tasks)
    dialog = _shown(screen, NewKeyDialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    _button(dialog, "Keep the old key").click()
    assert dialog.key_card.accessibleName() == ""
    assert not services.calls.named("recovery.renew_recovery_key")


def test_a_half_typed_old_key_is_not_taken(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                           services: SettingsServices) -> None:
    screen = settings_screen(qtbot, tasks, theme, "security", services=services)
    _security(screen).recovery.button.click()
    dialog = _shown(screen, RenewDialog)
    dialog.old.set_text("7K2M 9QXP")
    _button(dialog, "Make a new key").click()
    assert dialog.old.error
    assert not services.calls.named("setup.new_recovery_groups")


def test_after_an_emergency_the_computer_is_set_up_again(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                         services: SettingsServices) -> None:
    services.calls.answers |= {"recovery.renewal_due": factories.at(10, 20),
                               "setup.check_keyring": KeyringCheck(False, "", "No keyring was found."),
                               "recovery.new_device": EnrolledDevice(("Maya Thornton",), settings_views.CODES)}
    screen = settings_screen(qtbot, tasks, theme, "security", services=services, is_recovery=True)
    device = _security(screen).device
    assert device is not None
    device.person.set_value("user-administrator")
    for field in (device.password.password, device.password.again):
        field.set_text("four green bicycles")
    device.button.click()
    until_idle(tasks)
    assert not services.calls.named("recovery.new_device"), "passwords only must be chosen by name"
    device.passwords_only.setChecked(True)
    device.button.click()
    until_idle(tasks)
    assert services.calls.named("recovery.new_device") == [
        ("user-administrator", "four green bicycles", "Workstation 2", True)]
    assert _shown(screen, CodesDialog).isVisible()
    assert device.password.text() == ""


def test_an_ordinary_session_cannot_set_a_computer_up_again(qtbot: QtBot, tasks: Tasks, theme: Theme) -> None:
    assert _security(settings_screen(qtbot, tasks, theme, "security")).device is None


def test_a_backup_is_made_and_read_back(qtbot: QtBot, tasks: Tasks, theme: Theme, services: SettingsServices) -> None:
    tab = _backup(settings_screen(qtbot, tasks, theme, "backup", services=services))
    assert tab.chip.text() == "Verified"
    tab.run.click()
    until_idle(tasks)
    assert services.calls.named("backup.run") == [()]
    assert len(services.calls.named("backup.status")) == 2


def test_an_unplugged_drive_is_said_and_nothing_is_claimed(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                           services: SettingsServices) -> None:
    services.calls.errors["backup.run"] = StorageError("The backup folder is not there.")
    tab = _backup(settings_screen(qtbot, tasks, theme, "backup", services=services))
    tab.run.click()
    until_idle(tasks)
    assert tab.error.accessibleName() == "The backup folder is not there"
    assert not tab.progress.isVisible()


def test_without_a_folder_there_is_nothing_to_start(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                    services: SettingsServices) -> None:
    services.calls.answers["backup.status"] = BackupStatus("", None, True, "No backup folder is chosen yet.")
    tab = _backup(settings_screen(qtbot, tasks, theme, "backup", services=services))
    tab.run.click()
    until_idle(tasks)
    assert not services.calls.named("backup.run")
    assert tab.chip.text() == "Missing"


def test_a_folder_is_kept_beside_the_other_settings(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                    services: SettingsServices, tmp_path: Path) -> None:
    tab = _backup(settings_screen(qtbot, tasks, theme, "backup", services=services,
                                  dialogs=FakeDialogs(folder=tmp_path)))
    tab.choose.click()
    until_idle(tasks)
    wanted = replace(settings_views.settings(), backup_folder=str(tmp_path))
    assert services.calls.named("settings.change") == [(wanted,)]


def test_a_folder_within_the_records_is_refused(qtbot: QtBot, tasks: Tasks, theme: Theme, services: SettingsServices,
                                                tmp_path: Path) -> None:
    services.calls.errors["settings.change"] = InvalidInputError("Choose another folder.", "backup_folder")
    tab = _backup(settings_screen(qtbot, tasks, theme, "backup", services=services,
                                  dialogs=FakeDialogs(folder=tmp_path)))
    tab.choose.click()
    until_idle(tasks)
    assert tab.error.accessibleName() == "Choose another folder"


def test_everybody_may_back_up_but_only_administrators_choose_where(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                                    services: SettingsServices) -> None:
    tab = _backup(settings_screen(qtbot, tasks, theme, "backup", services=services, role=Role.FRONT_DESK))
    assert (tab.run.ready, tab.choose.isVisible()) == (True, False)
