"""Programs that run in a process of their own: a cold start, an idle session. Each prints one line of JSON.

``python -m benchmarks.children NAME FOLDER``; an idle session reads its keyring and clock from standard input.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path


def bare_window(_folder: Path) -> None:
    """The least a Qt program does: an application, a label, painted."""
    from PySide6.QtCore import QEvent, QObject, QTimer  # noqa: PLC0415  # loading is what is measured
    from PySide6.QtWidgets import QApplication, QLabel  # noqa: PLC0415  # as above

    class Watch(QObject):
        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            if event.type() is QEvent.Type.Paint:
                QTimer.singleShot(0, _say_painted)
            return False

    app = QApplication(["bare"])
    label = QLabel("Ready")
    watch = Watch()
    label.installEventFilter(watch)
    label.show()
    app.exec()


def sign_in_window(folder: Path) -> None:
    """The real program on a real folder, up to a painted sign-in window whose password field takes keys."""
    from app.bootstrap import ServiceDoor, real_ports, ui_parts  # noqa: PLC0415  # loading is what is measured
    from app.core.paths import DataFolder  # noqa: PLC0415  # as above
    from app.security.process import harden  # noqa: PLC0415  # as above

    harden()
    from PySide6.QtCore import QTimer  # noqa: PLC0415  # as above
    from PySide6.QtWidgets import QApplication, QLineEdit  # noqa: PLC0415  # as above

    from app.ui.application import Program  # noqa: PLC0415  # as above

    ports = real_ports(DataFolder(folder))
    app = QApplication(["program"])
    program = Program(app, ui_parts(ports, ServiceDoor(ports)))
    program.start()
    timer = QTimer()

    def look() -> None:
        focus = QApplication.focusWidget()
        if isinstance(focus, QLineEdit) and focus.isVisible() and not focus.visibleRegion().isEmpty():
            program.window.repaint()
            _say_painted()

    timer.timeout.connect(look)
    timer.start(1)
    app.exec()


def _say_painted() -> None:
    """Tell the parent, which watches the pipe, and leave without tidying up: that is not part of a start."""
    import os  # noqa: PLC0415  # not before it is needed: this file is part of the measured start

    sys.stdout.write("painted\n")
    sys.stdout.flush()
    os._exit(0)


def bare_memory(_folder: Path) -> None:
    """What any Qt program with SQLAlchemy and SQLCipher holds."""
    import psutil  # noqa: PLC0415  # as above
    import sqlalchemy.orm  # noqa: F401, PLC0415  # its memory is measured
    import sqlcipher3.dbapi2  # noqa: F401, PLC0415  # as above
    from PySide6.QtWidgets import QApplication, QLabel  # noqa: PLC0415  # as above

    app = QApplication(["bare"])
    label = QLabel("Ready")
    label.show()
    app.processEvents()
    sys.stdout.write(f"{psutil.Process().memory_info().rss}\n")


def idle_session(folder: Path) -> None:
    """Sign in on the folder, show Today, and do nothing: memory, processor time and timers."""
    import json  # noqa: PLC0415  # as above
    import pickle  # noqa: PLC0415  # as above

    import psutil  # noqa: PLC0415  # as above
    from PySide6.QtCore import QEventLoop, QTimer  # noqa: PLC0415  # as above

    given = pickle.loads(sys.stdin.buffer.read())
    from benchmarks.session import open_session  # noqa: PLC0415  # as above
    from benchmarks.window import until  # noqa: PLC0415  # as above

    session = open_session(folder, given.secret, given.clock, given.people)
    session.sign_in("adeyemi")
    window = session.program.window
    process, started = psutil.Process(), time.monotonic()
    until(lambda: time.monotonic() - started > 2, "the window to come to rest")
    before, since = sum(process.cpu_times()[:2]), time.monotonic()
    loop = QEventLoop()
    QTimer.singleShot(round(given.seconds * 1000), loop.quit)
    loop.exec()
    used, passed = sum(process.cpu_times()[:2]) - before, time.monotonic() - since
    repeating = [timer for timer in window.findChildren(QTimer) if timer.isActive() and not timer.isSingleShot()]
    timers = [timer.interval() for timer in repeating]
    sys.stdout.write(json.dumps({"rss": process.memory_info().rss, "cpu": used / passed, "timers": timers}) + "\n")
    session.close()


PROGRAMS: dict[str, Callable[[Path], None]] = {
    program.__name__: program for program in (bare_window, sign_in_window, bare_memory, idle_session)}

if __name__ == "__main__":
    PROGRAMS[sys.argv[1]](Path(sys.argv[2]))
