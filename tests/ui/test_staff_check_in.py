"""Check-in: a patient who is here already is said at once, treatments by keyboard, Tab in reading order."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from app.ui.navigation import CheckInRoute, HandOverRoute, TodayRoute
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


def test_a_form_that_staff_ask_for_is_part_of_the_check_in(qtbot: QtBot, tasks: Tasks, theme: Theme) -> None:
    window = check_in(qtbot, tasks, theme, "patient-somebody-new")
    combo = next(each for each in window.all_of(QComboBox) if each.accessibleName() == "Ask for another form")
    offered = [combo.itemText(row) for row in range(combo.count())]
    assert offered == ["Card on file", "Genetic testing consent"]  # what is due anyway is not offered
    window.screen._picker.choose((factories.treatments()[0].code,))
    window.screen._provider.set_value(factories.providers()[0].provider_id)
    combo.setFocus()
    combo.setCurrentIndex(0)
    combo.activated.emit(0)
    window.settle()
    assert window.services.calls.named("visits.due_forms")[-1][-1] == ("card",)
    window.click("Check in")
    ((made,),) = window.services.calls.named("visits.check_in")
    assert made.requested_forms == ("card",)


def test_a_form_asked_for_at_hand_over_leaves_what_staff_filled_in(qtbot: QtBot, tasks: Tasks, theme: Theme) -> None:
    window = put_up(qtbot, tasks, theme, HandOverRoute("visit-1"), StaffServices())
    (form_id, part), *_ = window.screen._forms.items()
    field = next(each for each in window.all_of(QLineEdit, part))
    field.setText("Twenty units")
    before = part.values()
    assert "Twenty units" in before.values()
    combo = next(each for each in window.all_of(QComboBox) if each.accessibleName() == "Ask for another form")
    combo.setCurrentIndex(1)
    combo.activated.emit(1)
    window.settle()
    assert window.services.calls.named("visits.request_forms") == [("visit-1", ("gene",))]
    assert len(window.services.calls.named("visits.prepare")) == 2
    assert window.screen._forms[form_id].values() == before
