"""Fresh proof: the code only when it is needed, errors in place, and the fresh Actor for what comes next."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.core.errors import SignInRefusedError
from app.security.actor import Actor
from app.ui.navigation import TodayRoute
from app.ui.staff.proof_dialog import ProofDialog, ask_for_proof
from app.ui.tasks import Tasks
from app.ui.theme import Theme
from tests import factories
from tests.ui.staff_window import StaffWindow, put_up


@pytest.fixture
def window(qtbot: QtBot, tasks: Tasks, theme: Theme) -> StaffWindow:
    return put_up(qtbot, tasks, theme, TodayRoute())


def asked(window: StaffWindow) -> tuple[ProofDialog, list[Actor]]:
    given: list[Actor] = []
    dialog = ask_for_proof(window.screen, "Export", "The log leaves the app.", given.append)
    window.settle()
    return dialog, given


def test_the_code_is_asked_for_only_when_it_is_needed(window: StaffWindow) -> None:
    dialog, _ = asked(window)
    assert not dialog.code.isVisible()
    dialog.close_dialog()
    window.services.calls.answers["access.proof_needs_code"] = True
    dialog, _ = asked(window)
    assert dialog.code.isVisible()


def test_nothing_is_sent_before_password_and_code_are_there(window: StaffWindow) -> None:
    window.services.calls.answers["access.proof_needs_code"] = True
    dialog, _ = asked(window)
    window.click("Export")
    assert "Enter your password" in window.texts()
    dialog.password.set_text("a long password")
    window.click("Export")
    assert "Enter the 6 digits from your phone" in window.texts()
    assert not window.services.calls.named("access.prove")


def test_proof_makes_the_actor_fresh_for_this_screen_and_the_next(window: StaffWindow) -> None:
    dialog, given = asked(window)
    dialog.password.set_text("a long password")
    window.click("Export")
    assert window.services.calls.named("access.prove") == [("a long password", "")]
    assert [actor.proof_at for actor in given] == [factories.NOW]
    assert window.screen.context.actor.proof_at == factories.NOW
    window.go(TodayRoute())
    assert window.screen.context.actor.proof_at == factories.NOW


def test_a_wrong_password_is_said_and_cleared_and_can_be_given_again(window: StaffWindow) -> None:
    window.services.calls.errors["access.prove"] = SignInRefusedError("That password doesn’t match.")
    dialog, given = asked(window)
    dialog.password.set_text("wrong")
    window.click("Export")
    assert "That password doesn’t match." in window.texts()
    assert dialog.password.text() == ""
    del window.services.calls.errors["access.prove"]
    dialog.password.set_text("a long password")
    window.click("Export")
    assert len(given) == 1


def test_cancelling_calls_nothing(window: StaffWindow) -> None:
    dialog, given = asked(window)
    dialog.password.set_text("a long password")
    window.click("Not now")
    assert given == []
    assert not window.services.calls.named("access.prove")


def test_the_demo_shows_the_code_it_asks_for(qtbot: QtBot, tasks: Tasks, theme: Theme) -> None:
    window = put_up(qtbot, tasks, theme, TodayRoute(), demo=True, demo_code=lambda _user_name: "123456")
    asked(window)[0].close_dialog()
    assert "Demo code now: 123 456" not in window.texts()
    window.services.calls.answers["access.proof_needs_code"] = True
    asked(window)
    assert "Demo code now: 123 456" in window.texts()
