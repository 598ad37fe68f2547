"""Patient mode from the welcome page to the hand-back, with the real forms, real widgets and sealed files."""

from __future__ import annotations

import threading
from itertools import pairwise
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.core.errors import StorageError
from app.intake.places import Place, PlaceKind
from app.intake.visit import FormStatus
from app.ui.patient.check_page import CheckPage
from app.ui.patient.consent_page import ConsentPage
from app.ui.patient.disclosure_page import DisclosurePage
from app.ui.patient.end_pages import PanelPage
from app.ui.patient.initials import InitialsDialog
from app.ui.patient.mode import PatientMode
from app.ui.patient.question_page import QuestionPage
from app.ui.patient.review_page import ReviewPage
from app.ui.patient.saver import DELAY_MS
from app.ui.patient.sign_page import SignPage
from app.ui.patient.welcome_page import WelcomePage
from app.ui.tasks import Tasks
from tests.ui.kiosk_driver import (
    Start,
    answer_everything,
    dialog_of,
    draw_signature,
    go,
    name_field,
    page,
    press_on,
    question_place,
    read_to_the_end,
    settle,
    visit_of,
    widget_of,
)


def test_a_whole_visit_is_read_initialed_answered_signed_and_sent(start_kiosk: Start, qtbot: QtBot,
                                                                  tmp_path: Path) -> None:
    mode = start_kiosk("c_btx")
    visit = visit_of(mode)
    welcome = mode.page
    assert isinstance(welcome, WelcomePage)
    welcome.yes.click()
    settle()
    disclosure = page(mode, DisclosurePage)
    press_on(mode)  # not ready: goes to the end of the text
    settle()
    assert disclosure.action().missing == ""
    press_on(mode)
    consent = mode.page
    assert isinstance(consent, ConsentPage)
    assert consent.action().missing
    read_to_the_end(consent)
    for index, row in enumerate(list(consent._rows.values())):
        row.button.click()
        if index == 0:
            dialog_of(mode, InitialsDialog).use.click()
    settle()
    assert visit.reading_left("c_btx").is_done
    press_on(mode)
    for _ in range(10):
        if isinstance(mode.page, QuestionPage):
            answer_everything(visit.session("c_btx"))
            press_on(mode)
    page(mode, CheckPage)
    press_on(mode)
    sign = mode.page
    assert isinstance(sign, SignPage)
    draw_signature(sign)
    sign.fields.mine.click()
    press_on(mode)
    assert visit.status("c_btx") is FormStatus.SIGNED
    page(mode, ReviewPage)
    with qtbot.waitSignal(mode.finished):
        press_on(mode)
    assert visit.is_sent
    assert isinstance(mode.page, PanelPage)
    assert len(list((tmp_path / "outbox").iterdir())) == 1


def test_the_done_page_holds_no_answer_and_no_widget_of_the_form(start_kiosk: Start) -> None:
    mode = start_kiosk("reg")
    visit = visit_of(mode)
    visit.accept_disclosure()
    go(mode, question_place(visit, "reg", "reg.name.family"))
    edit = name_field(mode).edit
    QTest.keyClicks(edit, "Xylophone")
    mode.stage._end()
    settle()
    assert not shiboken6.isValid(edit)  # destroyed, not cleared: undo would bring the text back
    assert not any("Xylophone" in label.text() for label in mode.findChildren(QLabel))


def test_send_with_problems_jumps_to_the_first_one(start_kiosk: Start) -> None:
    mode = start_kiosk("reg")
    visit_of(mode).accept_disclosure()
    go(mode, Place(PlaceKind.REVIEW))
    press_on(mode)
    first = visit_of(mode).problems()[0]
    assert widget_of(mode, first.key).issue


def test_continue_with_errors_stays_once_and_can_be_put_off(start_kiosk: Start) -> None:
    mode = start_kiosk("reg")
    visit_of(mode).accept_disclosure()
    go(mode, question_place(visit_of(mode), "reg", "reg.name.family"))
    here = visit_of(mode).place
    press_on(mode)
    assert visit_of(mode).place == here
    question = mode.page
    assert isinstance(question, QuestionPage)
    assert question.note() is not None
    question.on_anyway()
    settle()
    assert visit_of(mode).place != here


def test_a_double_tap_on_continue_goes_on_by_one_page(start_kiosk: Start) -> None:
    mode = start_kiosk("mh")
    visit = visit_of(mode)
    visit.accept_disclosure()
    first, second = next(pair for pair in pairwise(visit.places) if may_stay_empty(mode, *pair))
    go(mode, first)
    assert mode.stage._frame is not None
    button = mode.stage._frame.bottom.on
    for event in (QTest.mouseClick, QTest.mouseDClick, QTest.mouseRelease):  # as a window sends a double tap
        event(button, Qt.MouseButton.LeftButton)
    settle()
    assert visit.place == second


def may_stay_empty(mode: PatientMode, *places: Place) -> bool:
    """Say whether each of ``places`` is a page of questions that lets the patient go on as it is."""
    for place in places:
        go(mode, place)
        if not (isinstance(mode.page, QuestionPage) and mode.page.may_go_on()):
            return False
    return True


def test_a_failed_send_says_so_and_loses_nothing(start_kiosk: Start, qtbot: QtBot,
                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    mode = start_kiosk("c_btx")
    visit = visit_of(mode)
    visit.accept_disclosure()
    visit.decline("c_btx", "I need more time")
    go(mode, Place(PlaceKind.REVIEW))

    def full(content: bytes) -> None:
        raise StorageError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(visit.outbox, "finish", full)
        with qtbot.waitSignal(mode.failed):
            press_on(mode)
    review = mode.page
    assert isinstance(review, ReviewPage)
    assert not review._error.isHidden()
    press_on(mode)
    assert visit.is_sent


def test_what_the_care_team_asked_is_shown_when_a_visit_was_sent_back(start_kiosk: Start) -> None:
    mode = start_kiosk("photo", message="Please tell us the dose.")
    visit_of(mode).accept_disclosure()
    go(mode, Place(PlaceKind.REVIEW))
    assert any("Please tell us the dose." in label.text() for label in mode.findChildren(QLabel))


def test_every_change_is_sealed_soon_off_the_gui_thread(start_kiosk: Start, qtbot: QtBot, tmp_path: Path,
                                                       tasks: Tasks, monkeypatch: pytest.MonkeyPatch) -> None:
    assert DELAY_MS < 500  # the rest of a second is for the write; how long that takes is measured in benchmarks
    mode = start_kiosk("reg")
    visit = visit_of(mode)
    visit.accept_disclosure()
    threads: list[int] = []
    write = visit.outbox.write

    def noted(content: bytes) -> None:
        threads.append(threading.get_ident())
        write(content)

    monkeypatch.setattr(visit.outbox, "write", noted)
    go(mode, question_place(visit, "reg", "reg.name.family"))
    qtbot.waitUntil(lambda: bool(threads) and not tasks.busy)
    (sealed,) = (tmp_path / "outbox").iterdir()
    before = sealed.read_bytes()
    QTest.keyClicks(name_field(mode).edit, "Ortega")
    qtbot.waitUntil(lambda: sealed.read_bytes() != before)
    assert b"Ortega" not in sealed.read_bytes()
    assert threading.get_ident() not in threads


def test_a_save_that_fails_is_said_reported_and_tried_again(start_kiosk: Start, qtbot: QtBot,
                                                            monkeypatch: pytest.MonkeyPatch) -> None:
    mode = start_kiosk("reg")
    visit = visit_of(mode)
    visit.accept_disclosure()
    failures = 2

    def failing(content: bytes) -> None:
        nonlocal failures
        failures -= 1
        if failures >= 0:
            raise StorageError("The disk is full.")

    monkeypatch.setattr(visit.outbox, "write", failing)
    monkeypatch.setattr(mode._saver, "RETRY_MS", 30)
    with qtbot.waitSignal(mode.failed):
        go(mode, question_place(visit, "reg", "reg.name.family"))
    qtbot.waitUntil(lambda: failures < 0)
    qtbot.waitUntil(lambda: mode.frame is not None and mode.frame.bottom._saved.text() == "Saved just now")


def test_an_older_snapshot_never_replaces_a_newer_one(start_kiosk: Start) -> None:
    mode = start_kiosk("reg")
    written: list[bytes] = []
    saver = mode._saver
    visit_of(mode).outbox.write = written.append  # type: ignore[method-assign, assignment]  # only what arrives matters
    old = saver._next()
    saver.flush()
    count = len(written)
    saver._put(old, b"stale")
    assert len(written) == count
