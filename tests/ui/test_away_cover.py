"""The cover over staff screens while another program is in front: nothing shows through, nothing is lost."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.ui.navigation import PatientsRoute, TodayRoute
from app.ui.staff.away_cover import AWAY_MS, AwayCover
from app.ui.tasks import Tasks
from app.ui.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.overlay import DialogOverlay
from tests.ui.staff_window import StaffWindow, put_up

IN_FRONT, BEHIND = Qt.ApplicationState.ApplicationActive, Qt.ApplicationState.ApplicationInactive


@pytest.fixture
def window(qtbot: QtBot, tasks: Tasks, theme: Theme) -> StaffWindow:
    return put_up(qtbot, tasks, theme, PatientsRoute())


def cover_of(window: StaffWindow) -> AwayCover:
    """The cover of the shell."""
    (cover,) = window.shell.findChildren(AwayCover)
    return cover


def covered(window: StaffWindow) -> AwayCover:
    """Let another program be in front for as long as it takes."""
    cover = cover_of(window)
    cover.follow(BEHIND)
    cover.falling.timeout.emit()
    return cover


def seen(widget: QWidget) -> QImage:
    """What there is to see."""
    return widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def come_back(cover: AwayCover) -> None:
    """Bring this program to the front again, without a click."""
    cover.follow(IN_FRONT)
    cover.lifting.timeout.emit()


def test_it_falls_after_a_minute_and_not_for_a_moment(window: StaffWindow) -> None:
    cover, app = cover_of(window), QGuiApplication.instance()
    assert isinstance(app, QGuiApplication)
    app.applicationStateChanged.emit(BEHIND)
    assert (cover.isVisible(), cover.falling.isActive(), cover.falling.interval()) == (False, True, AWAY_MS)
    app.applicationStateChanged.emit(IN_FRONT)  # a dialog of our own came up
    assert (cover.isVisible(), cover.falling.isActive()) == (False, False)


def test_nothing_shows_through_and_what_was_typed_is_still_there(window: StaffWindow) -> None:
    field = next(each for each in window.all_of(QLineEdit))
    field.setFocus()
    window.qtbot.keyClicks(field, "Featherst")
    before = seen(window.shell)
    cover = covered(window)
    assert cover.geometry() == window.shell.rect()
    assert seen(window.shell) == seen(cover) != before
    window.shell.resize(1000, 700)
    assert cover.geometry() == window.shell.rect()
    window.shell.resize(1440, 900)
    come_back(cover)
    assert not cover.isVisible()
    assert (field.text(), window.shell.focusWidget()) == ("Featherst", field)


def test_the_click_that_brings_the_window_back_presses_nothing(window: StaffWindow) -> None:
    cover = covered(window)
    button, route = window.all_of(Button)[-1], window.route
    at = button.mapTo(window.shell, button.rect().center())
    under = window.shell.childAt(at)
    assert under is not None
    assert under is cover or cover.isAncestorOf(under)
    cover.follow(IN_FRONT)
    window.qtbot.mouseClick(cover, Qt.MouseButton.LeftButton, pos=at)
    window.settle()
    assert (cover.isVisible(), window.route) == (False, route)


def test_a_dialog_that_opens_meanwhile_stays_below(window: StaffWindow) -> None:
    cover = covered(window)
    dialog = DialogOverlay(window.shell)
    dialog.add_head("Maria Hernandez")
    dialog.open()
    window.settle()
    assert seen(window.shell) == seen(cover)
    come_back(cover)
    assert dialog.isVisible()


def test_a_screen_that_comes_up_below_is_covered_too(window: StaffWindow) -> None:
    covered(window)
    window.go(TodayRoute())
    assert seen(window.shell) == seen(cover_of(window))
