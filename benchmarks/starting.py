"""Starting, unlocking and locking: new processes for a cold start, the real window for everything else.

Offscreen nothing waits for a display, and files that were read once come from memory: a first start after switching
the computer on is left out.
"""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import shiboken6
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from app.demo.build import PASSWORD
from app.models import cipher
from app.security.derive import records_key
from app.security.kdf import STANDARD, stretch
from app.ui.navigation import PatientsRoute, TodayRoute
from app.ui.session_start import begin
from app.ui.staff.board_card import VisitCard
from app.ui.staff.today import TodayScreen
from app.ui.widgets.data_table import DataTable
from benchmarks.clinic import BenchClinic, found_clinic
from benchmarks.measure import FULL, Effort, Goal, Row, Times, in_turns, row
from benchmarks.seed import seed
from benchmarks.session import Handed, ProgramSession, open_session
from benchmarks.window import application, paint, settle, until

ROOT = Path(__file__).resolve().parent.parent
MANY = 10_000


def measure(effort: Effort = FULL) -> tuple[Row, ...]:
    """Return the rows of the chapter "Starting and unlocking", and of what needs the whole window."""
    application()
    patients = min(MANY, effort.patients[-1])
    with TemporaryDirectory() as scratch:
        base = found_clinic(Path(scratch) / "base")
        large = base.copied_to(Path(scratch) / "large")
        seed(large, patients, effort.audit_rows // 10)
        rows = [_cold_start(base, effort), _unlocking(large, effort), *_signing_in(large, effort, patients)]
        rows += _idle(large, effort, patients)
        for size in effort.patients:
            clinic = base.copied_to(Path(scratch) / f"search-{size}")
            seed(clinic, size, 0)
            rows.append(_type_ahead(clinic, effort, size))
    return tuple(rows)


# --- new processes -------------------------------------------------------------------------------------------------


def _cold_start(base: BenchClinic, effort: Effort) -> Row:
    runs = min(effort.runs, 9)
    own, least = in_turns((lambda: _until_painted("sign_in_window", base), lambda: _until_painted("bare_window", base)),
                          runs, 1)
    return row("cold start to the sign-in window", own, Goal(ratio=2), least,
               note="new process to painted window whose field has the focus; floor: QApplication and QLabel, painted; "
                    "the command line's own parsing is left out")


def _until_painted(program: str, base: BenchClinic) -> None:
    with subprocess.Popen(_command(program, base), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          env=_environment()) as child:
        assert child.stdout is not None  # asked for as a pipe
        if child.stdout.readline().strip() != b"painted":
            raise RuntimeError(f"{program} did not show its window")


def _idle(clinic: BenchClinic, effort: Effort, patients: int) -> list[Row]:
    handed = Handed(clinic.secret(), clinic.clock, clinic.people, effort.idle_seconds)
    bare = int(subprocess.run(_command("bare_memory", clinic), cwd=ROOT, env=_environment(), check=True,
                              capture_output=True).stdout)
    done = subprocess.run(_command("idle_session", clinic), cwd=ROOT, env=_environment(), check=True,
                          input=pickle.dumps(handed), stdout=subprocess.PIPE)
    told = json.loads(done.stdout.splitlines()[-1])
    own, floor = told["rss"] / 1024**2, bare / 1024**2
    fastest = min(told["timers"], default=0)
    return [
        Row(f"memory, idle on Today, {patients:,} patients", own, own, floor, own / floor, "≤ floor + 50 MB",
            "one process; floor: QApplication, SQLAlchemy and sqlcipher3 loaded", own <= floor + 50, unit="MB"),
        Row("idle processor time, signed in", told["cpu"] * 100, told["cpu"] * 100, None, None, "≤ 0.5 %",
            f"a window of {effort.idle_seconds} s, not 60; fastest repeating timer {fastest} ms",
            told["cpu"] <= 0.005 and fastest >= 1000, unit="%"),
    ]


def _command(program: str, clinic: BenchClinic) -> list[str]:
    return [sys.executable, "-m", "benchmarks.children", program, str(clinic.ports.folder.root)]


def _environment() -> dict[str, str]:
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen"}


# --- unlocking -----------------------------------------------------------------------------------------------------


def _unlocking(clinic: BenchClinic, effort: Effort) -> Row:
    """Password accepted and both files open, beside one Argon2id and opening the records with their key."""
    access, folder = clinic.services.access, clinic.ports.folder
    clinic.sign_in("adeyemi")
    box = clinic.services.staff._box
    key = records_key(box.dek)
    access.lock("Measured.")
    taken, least = [], []
    for turn in range(effort.warm_up + effort.runs):
        clinic.pass_time()
        started = time.perf_counter()
        access.enter_password(clinic.user_name("adeyemi"), PASSWORD)
        opened = time.perf_counter()
        access.abandon()
        again = time.perf_counter()
        stretch(PASSWORD, b"0123456789abcdef", STANDARD)
        cipher.open_encrypted(folder.records, key, cipher.RECORDS).close()
        if turn >= effort.warm_up:
            taken.append((opened - started) * 1000)
            least.append((time.perf_counter() - again) * 1000)
    return row("password to open records", Times(tuple(sorted(taken))), Goal(ratio=1.2), Times(tuple(sorted(least))),
               note="the app also opens the file of patients' keys, checks schema, triggers, generation and anchor")


def _signing_in(clinic: BenchClinic, effort: Effort, patients: int) -> list[Row]:
    floors = _bare_sign_ins(clinic, effort)
    session = open_session(clinic.ports.folder.root, clinic.secret(), clinic.clock, clinic.people)
    shown, locked, drawn, unchanged = [], [], [], []
    for turn in range(effort.warm_up + effort.runs):
        field = session.to_code("adeyemi")
        started = time.perf_counter()
        session.type_code("adeyemi", field)
        session.until_today()
        today = time.perf_counter()
        until(lambda: not session.program.tasks.busy, "the work behind the window")
        again = _redraw(session)
        quiet = _refresh(session)
        away = _lock(session)
        if turn >= effort.warm_up:
            shown.append((today - started) * 1000)
            drawn.append(again)
            unchanged.append(quiet)
            locked.append(away)
    session.close()
    clinic.clock.advance(days=1)
    return [
        row(f"code to Today painted, {patients:,} patients", _times(shown), Goal(ratio=2, median_ms=150), floors,
            note="six keys to painted board, 60 visits and more; floor: the same services without a window"),
        row("lock to nothing of a patient in the window", _times(locked), Goal(p95_ms=100),
            note="every widget of the session destroyed and the sign-in window painted; closing the files follows on "
                 "the worker"),
        row("Today drawn again, 60 visits and more", _times(drawn), Goal(p95_ms=100),
            note="screen built, fetched, painted"),
        row("Today refreshed, nothing changed", _times(unchanged), Goal(p95_ms=16), note="fetched and compared"),
    ]


def _bare_sign_ins(clinic: BenchClinic, effort: Effort) -> Times:
    taken = []
    access = clinic.services.access
    for turn in range(effort.warm_up + effort.runs):
        clinic.pass_time()
        access.enter_password(clinic.user_name("adeyemi"), PASSWORD)
        code = clinic.code("adeyemi")
        started = time.perf_counter()
        actor = access.enter_code(code)
        begin(clinic.services, actor)
        clinic.services.visits.board(actor)
        if turn >= effort.warm_up:
            taken.append((time.perf_counter() - started) * 1000)
        access.lock("Measured.")
    return _times(taken)


def _redraw(session: ProgramSession) -> float:
    shell = session.program.flow.shell
    assert shell is not None  # signed in
    shell.go(PatientsRoute())
    settle()
    until(lambda: not session.program.tasks.busy, "the patients page")
    started = time.perf_counter()
    shell.go(TodayRoute())
    session.until_today()
    return (time.perf_counter() - started) * 1000


def _refresh(session: ProgramSession) -> float:
    shell = session.program.flow.shell
    screen = shell.screen_shown if shell is not None else None
    assert isinstance(screen, TodayScreen)  # Today is up
    settle()
    started = time.perf_counter()
    screen.load()
    until(lambda: not session.program.tasks.busy, "the board")
    paint(session.program.window)
    return (time.perf_counter() - started) * 1000


def _lock(session: ProgramSession) -> float:
    window = session.program.window
    cards = window.findChildren(VisitCard)
    names = {label.text() for card in cards for label in card.findChildren(QLabel)}
    started = time.perf_counter()
    session.program.flow.lock("Measured.")
    until(lambda: session.program.flow.shell is None, "the lock")
    paint(window)
    elapsed = (time.perf_counter() - started) * 1000
    assert not any(shiboken6.isValid(card) for card in cards)
    assert not names & {label.text() for label in window.findChildren(QLabel) if label.text()} - {""}
    until(lambda: not session.program.tasks.busy, "the files to be closed")
    settle()
    return elapsed


# --- typing a name -------------------------------------------------------------------------------------------------


def _type_ahead(clinic: BenchClinic, effort: Effort, size: int) -> Row:
    """Each key of a name to the painted list, with the worker thread in between."""
    session = open_session(clinic.ports.folder.root, clinic.secret(), clinic.clock, clinic.people)
    session.sign_in("adeyemi")
    shell = session.program.flow.shell
    assert shell is not None  # signed in
    shell.go(PatientsRoute())
    until(lambda: not session.program.tasks.busy, "the patients page")
    settle()
    screen = shell.screen_shown
    field = screen.findChild(QLineEdit) if screen is not None else None
    table = screen.findChild(DataTable) if screen is not None else None
    assert isinstance(field, QLineEdit)
    assert isinstance(table, DataTable)
    taken = [_key(session.program.window, table, field, key) for _ in range(max(effort.runs // 3, 1)) for key in _NAME]
    session.close()
    return row(f"key to list painted, {size:,} patients", _times(taken), Goal(p95_ms=16), series="type-ahead",
               size=size, note="real key events, worker thread and table included")


_NAME = (Qt.Key.Key_M, Qt.Key.Key_A, Qt.Key.Key_R, Qt.Key.Key_Backspace, Qt.Key.Key_Backspace, Qt.Key.Key_Backspace)


def _key(window: QWidget, table: DataTable, field: QLineEdit, key: Qt.Key) -> float:
    shown: list[None] = []
    model = table.model()
    connection = model.modelReset.connect(lambda: shown.append(None))
    started = time.perf_counter()
    QTest.keyClick(field, key)
    until(lambda: shown, "the list")
    paint(window)
    elapsed = (time.perf_counter() - started) * 1000
    QObject.disconnect(connection)
    settle()
    return elapsed


def _times(taken: list[float]) -> Times:
    return Times(tuple(sorted(taken)))
