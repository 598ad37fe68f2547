"""Drives patient mode in tests: puts it up, goes to places, answers, reads and signs with real events."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.forms import Answer, FormSession, ItemType
from app.intake.places import Place, PlaceKind
from app.intake.signers import CUSTOMARY_SIGNERS, Signer
from app.intake.visit import IntakeVisit, TextSize
from app.services.views.oversight import AppSettings
from app.ui.form_widgets.base import FormWidget
from app.ui.form_widgets.typed import LineWidget
from app.ui.patient.consent_page import ConsentPage
from app.ui.patient.kiosk import KioskPage
from app.ui.patient.mode import PatientMode
from app.ui.patient.question_page import QuestionPage
from app.ui.patient.sign_page import SignPage
from app.ui.tasks import Tasks
from app.ui.theme import Theme
from app.ui.widgets.field import LineField
from app.ui.widgets.overlay import DialogOverlay
from tests.fakes import FixedClock
from tests.ui import kiosk_factory
from tests.waiting import wait

Start = Callable[..., PatientMode]
DialogKind = TypeVar("DialogKind", bound=DialogOverlay)
_TURNS = 5


@pytest.fixture
def kiosk_clock() -> FixedClock:
    """10:24 AM in Chicago."""
    return FixedClock(kiosk_factory.NOW)


@pytest.fixture
def start_kiosk(qtbot: QtBot, tasks: Tasks, theme: Theme, kiosk_clock: FixedClock, tmp_path: Path) -> Iterator[Start]:
    """Return a function that puts patient mode up for a visit with the given forms."""
    modes: list[PatientMode] = []
    windows: list[QWidget] = []  # qtbot keeps no window alive

    def started(*forms: str, size: tuple[int, int] = (1280, 800), larger: bool = False, keyboard: bool = False,
                birth_date: date = date(1986, 3, 14), message: str = "", returning: bool = False,
                languages: tuple[str, ...] = ("en",), signers: frozenset[Signer] = CUSTOMARY_SIGNERS) -> PatientMode:
        visit = kiosk_factory.visit(tmp_path / "outbox", *forms, birth_date=birth_date, clock=kiosk_clock,
                                    message=message, returning=returning, languages=languages, signers=signers)
        if larger:
            visit.set_text_size(TextSize.LARGE)
        window = QWidget()
        window.resize(*size)
        column = QVBoxLayout(window)
        column.setContentsMargins(0, 0, 0, 0)
        mode = PatientMode(visit, tasks, kiosk_clock, theme, AppSettings(on_screen_keyboard=keyboard))
        column.addWidget(mode)
        qtbot.addWidget(window)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        modes.append(mode)
        windows.append(window)
        settle()
        return mode

    yield started
    for mode in modes:
        if shiboken6.isValid(mode):
            mode._saver.stop()  # the worker thread ends with the test
            mode.release()


def settle() -> None:
    """Let posted events and zero timers run, and what they set off in turn: a page that comes up lays itself out, then
    takes the focus, then scrolls. On a busy computer each wait is no more than one turn of the event loop."""
    for _ in range(_TURNS):
        wait(1)


def visit_of(mode: PatientMode) -> IntakeVisit:
    return mode.stage.kiosk.visit


def page(mode: PatientMode, kind: type[KioskPage]) -> KioskPage:
    assert isinstance(mode.page, kind)
    return mode.page


def widget_of(mode: PatientMode, key: str) -> FormWidget:
    """Return the widget of a question on the page that is up."""
    question = mode.page
    assert isinstance(question, QuestionPage)
    widget = question.form.widget(key)
    assert widget is not None
    return widget


def name_field(mode: PatientMode) -> LineField:
    """Return the field of the last name."""
    widget = widget_of(mode, "reg.name.family")
    assert isinstance(widget, LineWidget)
    return widget.field


def dialog_of(mode: PatientMode, kind: type[DialogKind]) -> DialogKind:
    """Return the open dialog of a kind."""
    found = [dialog for dialog in mode.findChildren(kind) if dialog.isVisible()]
    assert len(found) == 1
    return found[0]


def press_on(mode: PatientMode) -> None:
    assert mode.frame is not None
    mode.frame.bottom.on.click()
    settle()


def go(mode: PatientMode, place: Place) -> None:
    mode.stage.go(place)
    settle()


def question_place(visit: IntakeVisit, form_id: str, link_id: str) -> Place:
    return next(Place(PlaceKind.PAGE, form_id, each.index) for each in visit.session(form_id).pages
                if link_id in each.link_ids)


def answer_everything(session: FormSession) -> None:
    """Answer what is asked with the first thing that fits; enough for a form to be complete."""
    for _ in range(4):  # answers open further questions
        for issue in session.issues():
            item = session.item_state(issue.key).item
            if item.handling.signature or item.handling.initials:
                continue
            value = item.options[0].value if item.options else True if item.type is ItemType.BOOLEAN else "Nothing"
            session.set_answers(issue.key, (Answer(value),))


def draw_signature(sign: SignPage) -> None:
    QTest.mousePress(sign.pad, Qt.MouseButton.LeftButton, pos=QPoint(200, 120))
    for step in range(30):
        QTest.mouseMove(sign.pad, QPoint(200 + step * 12, 120 + (step % 5) * 14))
    QTest.mouseRelease(sign.pad, Qt.MouseButton.LeftButton, pos=QPoint(560, 150))


def read_to_the_end(consent: ConsentPage) -> None:
    bar = consent._area._scroll.verticalScrollBar()
    for value in range(0, bar.maximum() + 90, 90):
        bar.setValue(value)
        settle()


def to_signature(mode: PatientMode, form_id: str) -> SignPage:
    visit = visit_of(mode)
    visit.accept_disclosure()
    answer_everything(visit.session(form_id))
    for place in visit.places:
        if place.form_id == form_id and place.kind is PlaceKind.PAGE:
            visit.go(place)
    go(mode, Place(PlaceKind.SIGN, form_id))
    sign = mode.page
    assert isinstance(sign, SignPage)
    return sign
