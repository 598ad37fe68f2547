"""Check-in: a patient who is here already is said at once, treatments by keyboard, Tab in reading order."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from app.ui.navigation import CheckInRoute, TodayRoute
from app.ui.tasks import Tasks
from app.ui.theme import Theme
from app.ui.widgets.banner import Banner
from tests import factories
from tests.ui.staff_services import StaffServices
from tests.ui.staff_window import StaffWindow, put_up


def check_in(qtbot: QtBot, tasks: Tasks, theme: Theme, patient_id: str) -> StaffWindow:
    """Put the check-in of one patient up."""
    return put_up(qtbot, tasks, theme, CheckInRoute(patient_id), StaffServices())


@pytest.mark.parametrize(("name", "warned"), [("patient-dana-whitfield", True), ("patient-somebody-new", False)])
def test_who_is_here_already_is_said_before_anything_is_filled_in(
        qtbot: QtBot, tasks: Tasks, theme: Theme, name: str, warned: bool) -> None:
    window = check_in(qtbot, tasks, theme, name)
    said = [banner.accessibleName() for banner in window.all_of(Banner)]
    assert [line for line in said if line.startswith("Already here today")] == said
    assert bool(said) is warned
    if warned:
        qtbot.mouseClick(window.button("Show today’s board"), Qt.MouseButton.LeftButton)
        assert window.route == TodayRoute()


def test_tab_goes_from_the_list_to_the_treatments_chosen(qtbot: QtBot, tasks: Tasks, theme: Theme) -> None:
    window = check_in(qtbot, tasks, theme, "patient-somebody-new")
    first, second = factories.treatments()[:2]
    window.screen._picker.choose((first.code, second.code))
    window.settle()
    window.all_of(QComboBox)[0].setFocus()
    reached = []
    for _ in range(2):
        QTest.keyClick(window.shell.window().focusWidget(), Qt.Key.Key_Tab)
        reached.append(window.shell.window().focusWidget().accessibleName())
    assert reached == [f"Remove {first.name}", f"Remove {second.name}"]
