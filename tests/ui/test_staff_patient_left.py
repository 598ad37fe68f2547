"""A patient who leaves without being treated is taken off the board, after a question."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.ui.navigation import HandOverRoute, TodayRoute
from app.ui.tasks import Tasks
from app.ui.theme import Theme
from tests.ui.staff_services import StaffServices
from tests.ui.staff_window import put_up


@pytest.mark.parametrize(("answer", "calls"), [("The patient left", 1), ("Keep the visit", 0)])
def test_leaving_is_asked_about_first(qtbot: QtBot, tasks: Tasks, theme: Theme, answer: str, calls: int) -> None:
    services = StaffServices()
    window = put_up(qtbot, tasks, theme, HandOverRoute("visit-mariana-ortega"), services)
    window.click("Patient left")
    window.click(answer)
    assert len(services.calls.named("visits.mark_left")) == calls
    assert (window.route == TodayRoute()) is bool(calls)
