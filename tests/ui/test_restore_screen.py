"""Restore on screen, from a real backup with the real recovery key."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.ui.entry.restore import RestoreScreen
from app.ui.tasks import Tasks
from tests.clinics import FoundClinic, found_clinic
from tests.fakes import FakeDialogs
from tests.waiting import until_idle

if TYPE_CHECKING:  # the clinic of the tests has the services as attributes, as Services has
    from app.services.registry import Services


@pytest.fixture
def clinic(tmp_path: Path) -> FoundClinic:
    made = found_clinic(tmp_path / "clinic")
    (tmp_path / "drive").mkdir()
    made.backup.run(made.sign_in(), tmp_path / "drive")
    made.access.lock("The backup is made.")
    return made


@pytest.fixture
def screen(qtbot: QtBot, clinic: FoundClinic, tasks: Tasks, tmp_path: Path) -> RestoreScreen:
    made = RestoreScreen(lambda: cast("Services", clinic), tasks, FakeDialogs(folder=tmp_path / "drive"))
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    return made


def test_a_backup_comes_back_with_the_recovery_key(qtbot: QtBot, screen: RestoreScreen, clinic: FoundClinic,
                                                   tasks: Tasks) -> None:
    assert not screen.place_page.button.ready
    screen.place_page.browse.click()
    until_idle(tasks)
    screen.place_page.button.click()
    qtbot.keyClicks(screen.key_page.key.edit, clinic.recovery_key)
    qtbot.keyClick(screen.key_page.key.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(screen.confirm_page.isVisible)
    screen.confirm_page.button.click()
    assert not tasks.busy  # nothing moves before the person is sure
    screen.confirm_page.sure.setChecked(True)
    screen.confirm_page.button.click()
    qtbot.waitUntil(screen.restored_page.isVisible)
    with qtbot.waitSignal(screen.finished):
        screen.restored_page.button.click()
    assert clinic.sign_in().user_name


def test_an_empty_folder_is_named(qtbot: QtBot, clinic: FoundClinic, tasks: Tasks, tmp_path: Path) -> None:
    screen = RestoreScreen(lambda: cast("Services", clinic), tasks, FakeDialogs(folder=tmp_path))
    qtbot.addWidget(screen)
    screen.show()
    screen.place_page.browse.click()
    until_idle(tasks)
    assert screen.place_page._trouble.isVisible()
    assert not screen.place_page.button.ready
