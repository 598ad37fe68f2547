"""Work off the GUI thread: order, thread, errors, and silence once the owner is gone."""

from __future__ import annotations

import threading
from functools import partial

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.core.errors import KnownError, StorageError
from app.ui.tasks import BUG_SENTENCE, Tasks
from tests.waiting import until_idle


@pytest.fixture
def owner() -> QObject:
    return QObject()


def test_work_runs_elsewhere_and_answers_here(qtbot: QtBot, tasks: Tasks, owner: QObject) -> None:
    threads: list[threading.Thread] = []
    answers: list[tuple[int, threading.Thread]] = []

    def work() -> int:
        threads.append(threading.current_thread())
        return 7

    tasks.run(work, owner, lambda value: answers.append((value, threading.current_thread())))
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == [(7, threading.main_thread())]
    assert threads[0] is not threading.main_thread()


def test_work_is_done_one_piece_at_a_time_in_order(qtbot: QtBot, tasks: Tasks, owner: QObject) -> None:
    done: list[int] = []
    for number in range(20):
        tasks.run(partial(int, number), owner, done.append)
    qtbot.waitUntil(lambda: len(done) == 20)
    assert done == list(range(20))
    assert not tasks.busy


def test_nothing_arrives_when_the_owner_is_gone(qtbot: QtBot, tasks: Tasks, owner: QObject) -> None:
    gate = threading.Event()
    heard: list[bool] = []
    tasks.run(gate.wait, owner, heard.append)
    with qtbot.waitSignal(owner.destroyed):
        owner.deleteLater()
    gate.set()
    until_idle(tasks)
    assert heard == []


def test_a_known_error_reaches_the_screen(qtbot: QtBot, tasks: Tasks, owner: QObject) -> None:
    heard: list[KnownError] = []
    tasks.run(lambda: _raise(StorageError("The disk is full.")), owner, lambda _: None, heard.append)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard[0].sentence == "The disk is full."


def test_a_known_error_nobody_takes_is_told_to_the_shell(qtbot: QtBot, tasks: Tasks, owner: QObject) -> None:
    with qtbot.waitSignal(tasks.unhandled) as signal:
        tasks.run(lambda: _raise(StorageError("The disk is full.")), owner, lambda _: None)
    assert signal.args is not None
    assert signal.args[0].sentence == "The disk is full."


def test_a_bug_becomes_one_neutral_sentence(qtbot: QtBot, tasks: Tasks, owner: QObject,
                                            caplog: pytest.LogCaptureFixture) -> None:
    """The message of a bug may quote a patient: neither the screen nor the log repeats it."""
    heard: list[KnownError] = []
    with qtbot.waitSignal(tasks.bug):
        tasks.run(lambda: _raise(ValueError("Mariana Ortega")), owner, lambda _: None, heard.append)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard[0].sentence == BUG_SENTENCE
    assert "Mariana" not in caplog.text
    assert "ValueError" in caplog.text


def _raise(error: Exception) -> None:
    raise error


def test_a_timer_that_fires_while_the_window_goes_runs_nothing(owner: QObject) -> None:
    closed = Tasks()
    closed.close()
    closed.run(lambda: pytest.fail("ran after the end"), owner, lambda _none: None)
    assert not closed.busy
