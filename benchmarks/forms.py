"""Forms: from JSON to the first painted page, one answer, one key, page to page; synthetic forms and the real history.

Animations are off and no frame is waited for. Patient mode with its bars is in "page to page" alone.
"""

from __future__ import annotations

import itertools
import json
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.core.resources import resource
from app.demo.answers import fill
from app.demo.cast import read_cast
from app.demo.tablet import texts_of
from app.forms import Answer, FormSession, ItemState, ItemType, LaunchContext, Page, Questionnaire, load
from app.intake.outbox import Outbox
from app.intake.places import Place, PlaceKind
from app.intake.visit import IntakeVisit
from app.services.views.oversight import AppSettings
from app.ui.form_widgets.look import FieldLook
from app.ui.form_widgets.page import FormPage
from app.ui.patient.kiosk import KioskPage
from app.ui.patient.mode import PatientMode
from app.ui.patient.welcome_page import WelcomePage
from app.ui.tasks import Tasks
from app.ui.theme import Mode, Theme
from benchmarks.measure import FULL, Effort, Goal, Row, Times, in_turns, row
from benchmarks.synthetic import questionnaire, switch, text_question
from benchmarks.window import Frame, application, drop, paint, painted, settle, times_of
from tests.fakes import FixedClock, SeededRandomness
from tests.ui.kiosk_factory import NOW, packet

TODAY = date(2026, 11, 24)
BEST_PEER_MS = {20: 93.0, 100: 243.0, 300: 442.0, 1000: 1308.0}
"""Medplum, the fastest of the measured renderers, to a painted form, on a two-core machine. It draws every section."""


def measure(effort: Effort = FULL) -> tuple[Row, ...]:
    """Return the rows of the chapter "Forms"."""
    application()
    frame = Frame()
    rows: list[Row] = []
    for name, size, source in _forms(effort):
        rows += _first_page(frame, effort, name, size, source)
        rows.append(_parsing(effort, name, size, source))
        rows += _edits(frame, effort, name, size, source)
    drop(frame)
    rows.append(_page_to_page(effort))
    rows.append(_draft(effort))
    return tuple(rows)


def _forms(effort: Effort) -> list[tuple[str, int, bytes]]:
    made = [(f"{size} items", size, questionnaire(size)) for size in effort.form_sizes]
    return [*made, ("medical history", 0, resource("forms/mh.json").read_bytes())]


def _session(form: Questionnaire) -> FormSession:
    return FormSession(form, LaunchContext(today=TODAY))


def _page(session: FormSession) -> FormPage:
    return FormPage(session, session.enabled_pages()[0], FieldLook(TODAY))


# --- first page ----------------------------------------------------------------------------------------------------


def _first_page(frame: Frame, effort: Effort, name: str, size: int, source: bytes) -> list[Row]:
    form = load(source)
    shown = _session(form).page_items(_session(form).enabled_pages()[0])
    whole, page, bare = _shown_in_turns(frame, effort, (
        lambda: _page(_session(load(source))), lambda: _page(_session(form)), lambda: bare_page(shown)))
    limit, series = (BEST_PEER_MS[size] / 25 if size == 1000 else 50.0), "first page" if size else ""
    peer = f"the best peer needed {BEST_PEER_MS[size]:g} ms and drew every section" if size in BEST_PEER_MS else ""
    return [
        row(f"JSON to first page, {name}", whole, Goal(median_ms=limit), series=series, size=size, note=peer),
        row(f"first page alone, {name}", page, Goal(ratio=1.5), bare,
            note="floor: bare labels, line edits and radio buttons of the same questions in one grid, under the same "
                 "style sheet", series="page alone" if size else "", size=size),
    ]


def _shown_in_turns(frame: Frame, effort: Effort, makers: tuple[Callable[[], QWidget], ...]) -> tuple[Times, ...]:
    """Show what each maker makes, in turns; taking it away again is not counted."""
    taken: list[list[float]] = [[] for _ in makers]
    for turn in range(effort.warm_up + effort.runs):
        for make, times in zip(makers, taken, strict=True):
            found = times_of(lambda make=make: frame.put(make()), frame.clear, 1, 0)  # type: ignore[misc]  # bound now
            settle()
            if turn >= effort.warm_up:
                times.append(found.median)
    return tuple(Times(tuple(sorted(times))) for times in taken)


def bare_page(states: tuple[ItemState, ...]) -> QWidget:
    """Return plain Qt widgets for the same questions, as a Qt program without any design would build them."""
    page = QWidget()
    grid = QGridLayout(page)
    for line, state in enumerate(states):
        grid.addWidget(QLabel(state.item.text.in_language("en")), line, 0)
        grid.addWidget(_bare_control(state), line, 1)
    grid.setRowStretch(len(states), 1)
    return page


def _bare_control(state: ItemState) -> QWidget:
    if state.item.type is ItemType.TEXT:
        return QPlainTextEdit()
    words = ["Yes", "No"] if state.item.type is ItemType.BOOLEAN else [
        option.text.in_language("en") for option in state.options]
    if not words:
        return QLineEdit()
    host = QWidget()
    line = QHBoxLayout(host)
    for each in words:
        line.addWidget(QRadioButton(each))
    return host


def _parsing(effort: Effort, name: str, size: int, source: bytes) -> Row:
    parsed, least = in_turns((lambda: load(source), lambda: json.loads(source)), effort.runs, effort.warm_up)
    return row(f"parse and check, {name}", parsed, Goal(ratio=10), least, series="parse and check" if size else "",
               size=size, note="floor: json.loads of the same bytes")


# --- one answer, one key -------------------------------------------------------------------------------------------


def _edits(frame: Frame, effort: Effort, name: str, size: int, source: bytes) -> list[Row]:
    if not size:
        return []
    form = load(source)
    section = size // 20
    session = _session(form)
    yes, no = (Answer(True),), (Answer(False),)
    engine = times_of(lambda: session.set_answers(switch(section), yes),
                      lambda: session.set_answers(switch(section), no), effort.runs * 10, effort.warm_up)
    rows = [row(f"one answer, engine alone, {name}", engine, Goal(p95_ms=1), series="one answer", size=size,
                note="opens three questions; enablement and validity known")]
    toggle, bare = _toggling(frame, effort, form, section)
    rows.append(row(f"answer that opens questions, {name}", toggle, Goal(ratio=3, median_ms=8), bare, series="toggle",
                    size=size, note="floor: show one hidden line edit on the bare page"))
    key, line = _typing(frame, effort, form, section)
    rows.append(row(f"key press in a text field, {name}", key, Goal(ratio=1.5), line, series="key press", size=size,
                    note="floor: a bare QLineEdit alone in the window"))
    return rows


def _toggling(frame: Frame, effort: Effort, form: Questionnaire, section: int) -> tuple[Times, Times]:
    session = _session(form)
    page = FormPage(session, _page_of(session, switch(section)), FieldLook(TODAY))
    frame.put(page)
    widget = page.widget(switch(section))
    assert widget is not None  # the first question of a section is never conditional
    yes, no = [button for button in widget.findChildren(QAbstractButton) if button.isVisible()][:2]
    no.click()
    paint(frame)
    own = times_of(painted(frame, yes.click), painted(frame, no.click), effort.runs, effort.warm_up)
    frame.clear()
    bare = bare_page(session.page_items(_page_of(session, switch(section))))
    hidden = QLineEdit(bare)
    layout = bare.layout()
    assert layout is not None  # bare_page gave it a grid
    layout.addWidget(hidden)
    hidden.hide()
    frame.put(bare)
    least = times_of(painted(frame, hidden.show), painted(frame, hidden.hide), effort.runs, effort.warm_up)
    frame.clear()
    return own, least


def _typing(frame: Frame, effort: Effort, form: Questionnaire, section: int) -> tuple[Times, Times]:
    session = _session(form)
    page = FormPage(session, _page_of(session, text_question(section)), FieldLook(TODAY))
    frame.put(page)
    widget = page.widget(text_question(section))
    assert widget is not None  # an unconditional question
    field = widget.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)  # a string is typed on one line
    own = _keys(frame, effort, field)
    frame.clear()
    bare = QWidget()
    column = QVBoxLayout(bare)
    line = QLineEdit()
    column.addWidget(line)
    frame.put(bare)
    least = _keys(frame, effort, line)
    frame.clear()
    return own, least


def _keys(frame: Frame, effort: Effort, field: QLineEdit) -> Times:
    field.setFocus()
    settle()
    letters = itertools.cycle((Qt.Key.Key_N, Qt.Key.Key_O, Qt.Key.Key_Space))
    return times_of(painted(frame, lambda: QTest.keyClick(field, next(letters))), lambda: None, effort.runs * 4,
                    effort.warm_up)


def _page_of(session: FormSession, key: str) -> Page:
    found = session.page_of(key)
    assert found is not None  # every question of the synthetic forms is drawn
    return found


# --- a visit -------------------------------------------------------------------------------------------------------


def _page_to_page(effort: Effort) -> Row:
    """Go through the answer pages of the real registration and history in patient mode, with its bars."""
    app = application()
    clock, tasks = FixedClock(NOW), Tasks()
    patient = read_cast().patients[0]
    with tempfile.TemporaryDirectory() as folder:
        made = packet("reg", "mh")
        visit = IntakeVisit(made, clock, Outbox(Path(folder), made, SeededRandomness(3)))
        for form in ("reg", "mh"):
            fill(visit.session(form), patient.answers, texts_of(patient))
        frame = Frame()
        mode = PatientMode(visit, tasks, clock, Theme(Mode.LIGHT, app), AppSettings())
        frame.put(mode)
        settle()
        if isinstance(mode.page, WelcomePage):
            mode.page.on_requested.emit()
        taken = _walk(frame, mode, visit, effort)
        tasks.close()
        frame.clear()
        drop(frame)
    return row("page to page, registration and history", taken, Goal(p95_ms=50),
               note="press Continue to next page painted; the cross-fade of 180 ms is off")


def _walk(frame: Frame, mode: PatientMode, visit: IntakeVisit, effort: Effort) -> Times:
    pages = [place for place in visit.places if place.kind is PlaceKind.PAGE]
    taken: list[float] = []
    for turn in range(1 + max(effort.runs // 5, 1)):
        for place in pages:
            _jump(mode, place)
            paint(frame)
            settle()
            assert mode.frame is not None  # answer pages stand between bars
            started = time.perf_counter()
            mode.frame.bottom.on.click()
            paint(frame)
            if turn and visit.place != place:  # a page with an answer missing stays where it is
                taken.append((time.perf_counter() - started) * 1000)
            settle()
    return Times(tuple(sorted(taken)))


def _jump(mode: PatientMode, place: Place) -> None:
    if isinstance(mode.page, KioskPage):
        mode.page.go_requested.emit(place)


def _draft(effort: Effort) -> Row:
    with tempfile.TemporaryDirectory() as folder:
        made = packet("reg")
        big = replace(made, forms=(replace(made.forms[0], questionnaire=load(questionnaire(1000))),))
        visit = IntakeVisit(big, FixedClock(NOW), Outbox(Path(folder), big, SeededRandomness(3)))
        session = visit.session("reg")
        _answer_all(session)
        numbers = itertools.count()
        size = len(visit.snapshot())
        visit.autosave()
        content = next(Path(folder).iterdir()).read_bytes()

        def save() -> None:
            session.set_raw(text_question(3), f"Answer number {next(numbers)}")
            visit.autosave()

        def floor() -> None:
            with (Path(folder) / "floor").open("wb") as target:
                target.write(content)
                target.flush()
                os.fsync(target.fileno())

        saved, least = in_turns((save, floor), effort.runs * 2, effort.warm_up)
    return row("sealed draft after a change, 1000 items", saved, Goal(ratio=2), least,
               note=f"{size // 1024} KiB of answers; a worker thread writes, 0.4 s after the change; floor: write and "
                    "fsync the same sealed bytes, without rename and fsync of the folder")


def _answer_all(session: FormSession) -> None:
    keys = session.keys()
    for key in keys:
        state = session.item_state(key)
        if state.item.type is ItemType.BOOLEAN:
            session.set_answers(key, (Answer(True),))
        elif state.options:
            session.set_answers(key, (Answer(state.options[0].value),))
        elif state.item.is_question:
            session.set_raw(key, "12")
