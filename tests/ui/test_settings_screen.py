"""Settings as a whole: which tabs a role sees, and what is typed surviving a logout without any secret."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.security.actor import Role
from app.services.views.oversight import StaffDraft
from app.ui.staff.settings.account import AccountTab
from app.ui.staff.settings.clinic import ClinicTab
from app.ui.staff.settings.screen import TABS, SettingsScreen
from app.ui.staff.settings.security import SecurityTab
from app.ui.staff.settings.staff import StaffTab
from app.ui.staff.tabbed_screen import tabs_for
from app.ui.tasks import Tasks
from app.ui.theme import Theme
from tests import factories, settings_views
from tests.ui.settings_services import SettingsServices, settings_screen
from tests.waiting import until_idle

_DESK = ["account", "policies", "forms", "backup"]
_ALL = ["account", "staff", "clinic", "policies", "forms", "security", "backup"]


@pytest.mark.parametrize(("role", "keys"), [
    (Role.FRONT_DESK, _DESK), (Role.AESTHETICIAN, _DESK), (Role.PROVIDER, _DESK),
    (Role.PRIVACY_OFFICER, ["account", "staff", "policies", "forms", "backup"]), (Role.ADMINISTRATOR, _ALL),
])
def test_a_role_sees_only_the_tabs_it_may_use(role: Role, keys: list[str]) -> None:
    assert [kind.key for kind in tabs_for(TABS, factories.actor(role))] == keys


def test_the_recovery_key_has_no_account_of_its_own() -> None:
    opened = replace(factories.actor(Role.ADMINISTRATOR), is_recovery=True)
    assert [kind.key for kind in tabs_for(TABS, opened)] == _ALL[1:]


def test_a_tab_the_role_may_not_use_falls_back_to_the_first(qtbot: QtBot, tasks: Tasks, theme: Theme) -> None:
    screen = settings_screen(qtbot, tasks, theme, "staff", role=Role.FRONT_DESK)
    assert screen.tabs.current() == "account"


@pytest.mark.parametrize("key", _ALL)
def test_every_text_is_plain_and_every_control_has_a_name(qtbot: QtBot, tasks: Tasks, theme: Theme, key: str) -> None:
    tab = settings_screen(qtbot, tasks, theme, key).tab(key)
    for label in tab.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText, label.text()
    for control in tab.findChildren(QWidget):
        if control.focusPolicy() & Qt.FocusPolicy.TabFocus and control.isVisible() and control.focusProxy() is None:
            assert control.accessibleName(), control


def test_arrows_move_between_tabs(qtbot: QtBot, tasks: Tasks, theme: Theme) -> None:
    screen = settings_screen(qtbot, tasks, theme, "account")
    screen.tabs.setFocus()
    focused = screen.tabs.focusProxy()
    assert focused is not None
    screen.activateWindow()
    qtbot.waitUntil(focused.hasFocus)
    qtbot.keyClick(focused, Qt.Key.Key_Right)
    until_idle(tasks)
    assert screen.tabs.current() == "staff"


def test_typed_input_comes_back_in_every_tab(qtbot: QtBot, tasks: Tasks, theme: Theme) -> None:
    before = settings_screen(qtbot, tasks, theme, "clinic")
    _clinic(before).fields["phone"].set_text("(312) 555-0999")  # type: ignore[union-attr]  # a line of text
    before.tabs.choose("security")
    until_idle(tasks)
    _security(before).wait.set_value("20")
    before.tabs.choose("staff")
    until_idle(tasks)
    _staff(before).add.click()
    form = _staff(before).form
    assert form is not None
    form.name.set_text("Nadia Kowalski")
    draft = before.unfinished()
    assert draft is not None

    after = settings_screen(qtbot, tasks, theme, "account")
    after.restore(draft)
    until_idle(tasks)
    assert after.tabs.current() == "staff"
    restored = _staff(after).form
    assert restored is not None
    assert restored.name.text() == "Nadia Kowalski"
    assert dict(_clinic(after).typed()) == {"phone": "(312) 555-0999"}
    after.tabs.choose("security")
    until_idle(tasks)
    assert dict(_security(after).typed()) == {"wait": "20"}


def test_passwords_are_never_kept_over_a_logout(qtbot: QtBot, tasks: Tasks, theme: Theme) -> None:
    screen = settings_screen(qtbot, tasks, theme, "account")
    account = screen.tab("account")
    assert isinstance(account, AccountTab)
    account.old.set_text("copper lantern seven")
    account.new.password.set_text("four green bicycles")
    assert screen.unfinished() is None


def test_a_draft_of_somebody_who_is_gone_is_dropped(qtbot: QtBot, tasks: Tasks, theme: Theme) -> None:
    services = SettingsServices()
    services.calls.answers["staff.list"] = settings_views.staff()[:1]
    screen = settings_screen(qtbot, tasks, theme, "staff", services=services)
    screen.restore(StaffDraft("SettingsRoute", "", factories.NOW,
                              (("tab", "staff"), ("staff.id", "user-maya"), ("staff.title", "Manager"))))
    screen.tab("staff").load()
    until_idle(tasks)
    assert _staff(screen).form is None


def _staff(screen: SettingsScreen) -> StaffTab:
    tab = screen.tab("staff")
    assert isinstance(tab, StaffTab)
    return tab


def _clinic(screen: SettingsScreen) -> ClinicTab:
    tab = screen.tab("clinic")
    assert isinstance(tab, ClinicTab)
    return tab


def _security(screen: SettingsScreen) -> SecurityTab:
    tab = screen.tab("security")
    assert isinstance(tab, SecurityTab)
    return tab
