"""What counts as activity, and what happens when nobody is there (SR: automatic logoff)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.security.idle import IdlePhase, IdlePolicy, IdleState
from app.ui.entry.idle_warning import IdleWarning, staff_words
from app.ui.idle_watcher import IdleWatcher
from app.ui.system_signals import SystemSignals
from app.ui.widgets.button import Button
from tests.fakes import FixedClock


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def watcher(qapp: QApplication, clock: FixedClock) -> Iterator[IdleWatcher]:
    made = IdleWatcher(clock)
    made.start(IdlePolicy.staff(5))
    yield made
    made.stop()


@pytest.fixture
def field(qtbot: QtBot) -> QLineEdit:
    made = QLineEdit()
    qtbot.addWidget(made)
    made.show()
    return made


def seconds_left(qtbot: QtBot, watcher: IdleWatcher) -> float:
    """Ask the watcher now."""
    with qtbot.waitSignal(watcher.ticked) as ticked:
        watcher.poll()
    assert ticked.args is not None
    state: IdleState = ticked.args[0]
    return state.seconds_left


def test_a_real_key_extends_the_time(qtbot: QtBot, watcher: IdleWatcher, clock: FixedClock, field: QLineEdit) -> None:
    clock.advance(seconds=100)
    assert seconds_left(qtbot, watcher) == 200
    qtbot.keyClick(field, Qt.Key.Key_A)
    assert seconds_left(qtbot, watcher) == 300


@pytest.mark.parametrize("make", [
    lambda: QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a"),
    lambda: QMouseEvent(QEvent.Type.MouseMove, QPointF(1, 1), QPointF(1, 1), Qt.MouseButton.NoButton,
                        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier),
], ids=["key", "mouse"])
def test_what_a_program_sends_does_not_count(qtbot: QtBot, watcher: IdleWatcher, clock: FixedClock, field: QLineEdit,
                                             make: object) -> None:
    clock.advance(seconds=100)
    assert callable(make)
    QApplication.sendEvent(field, make())
    assert seconds_left(qtbot, watcher) == 200


def test_an_input_method_counts(qtbot: QtBot, watcher: IdleWatcher, clock: FixedClock, field: QLineEdit) -> None:
    clock.advance(seconds=100)
    QApplication.sendEvent(field, QInputMethodEvent("", []))
    assert seconds_left(qtbot, watcher) == 300


def test_a_computer_that_slept_is_expired_when_it_wakes(qtbot: QtBot, watcher: IdleWatcher, clock: FixedClock) -> None:
    clock.sleep_machine(400)
    with qtbot.waitSignal(watcher.expired) as expired:
        watcher.poll()
    assert expired.args == ["Nobody used the computer."]


def test_the_warning_counts_down_and_staying_is_the_first_choice(qtbot: QtBot) -> None:
    window = QWidget()
    window.resize(900, 700)
    qtbot.addWidget(window)
    window.show()
    warning = IdleWarning(window, staff_words(4), 60)
    warning.show_seconds(20)
    focused = window.focusWidget()
    assert isinstance(focused, Button)
    assert focused.words() == "Stay signed in"
    assert warning.accessibleName() == "Signing out in 20 seconds"
    warning.show_seconds(1)
    assert warning.accessibleName() == "Signing out in 1 second"
    with qtbot.waitSignal(warning.stay):
        qtbot.keyClick(focused, Qt.Key.Key_Space)


def test_esc_stays_signed_in(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    warning = IdleWarning(window, staff_words(1), 60)
    warning.begin(30)
    with qtbot.waitSignal(warning.stay):
        qtbot.keyClick(warning, Qt.Key.Key_Escape)


def test_suspend_and_lock_end_the_session(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    signals = SystemSignals(window)
    heard: list[str] = []
    signals.left.connect(heard.append)
    signals._on_sleep(True)
    signals._on_sleep(False)  # waking up is no reason
    signals._on_lock()
    assert heard == ["The computer was suspended", "The computer was locked"]


def test_phases_are_those_of_the_policy(qtbot: QtBot, watcher: IdleWatcher, clock: FixedClock) -> None:
    clock.advance(seconds=245)
    with qtbot.waitSignal(watcher.ticked) as ticked:
        watcher.poll()
    assert ticked.args is not None
    assert ticked.args[0].phase is IdlePhase.WARNING
