"""Saves within a second of every change, sealed, off the GUI thread, one write at a time."""

from __future__ import annotations

import threading
from enum import Enum, auto

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.clock import Clock
from app.core.errors import KnownError
from app.intake.visit import IntakeVisit
from app.ui.tasks import Tasks

DELAY_MS = 400
"""From a change to the start of the write. Changes meanwhile ride along, so that typing does not write every key."""


class SaveState(Enum):
    """What the note in the bottom bar says."""

    SAVED = auto()
    UNSAVED = auto()
    FAILED = auto()


class Saver(QObject):
    """Call ``touch`` after every change. A failed write is tried again every few seconds and said on screen."""

    state_changed = Signal(object)  # SaveState
    failed = Signal(object)  # KnownError

    RETRY_MS = 4000

    def __init__(self, visit: IntakeVisit, tasks: Tasks, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._visit, self._tasks, self._clock = visit, tasks, clock
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._write)
        self._state = SaveState.SAVED
        self._saved_at: float | None = None
        self._writing = False
        self._dirty = False
        self._lock = threading.Lock()
        self._made = 0  # snapshots made so far
        self._written = 0  # the newest one on disk; an older one must never replace it

    @property
    def state(self) -> SaveState:
        """How things stand."""
        return self._state

    @property
    def seconds_since(self) -> float | None:
        """Seconds since the last successful write, or None before the first."""
        return None if self._saved_at is None else self._clock.monotonic() - self._saved_at

    def touch(self) -> None:
        """Something was entered: write it soon."""
        self._dirty = True
        if self._state is not SaveState.FAILED:
            self._set(SaveState.UNSAVED)
        if not self._writing and not self._timer.isActive():
            self._timer.start(DELAY_MS)

    def flush(self) -> None:
        """Write now, on this thread. Raises StorageError when it cannot be written."""
        self._timer.stop()
        self._dirty = False
        self._put(self._next(), self._visit.snapshot())
        self._done(None)

    def stop(self) -> None:
        """Write nothing of what was entered until now any more: it is about to be sent, or is gone."""
        self._timer.stop()
        self._dirty = False
        with self._lock:
            self._written = self._next()

    def _write(self) -> None:
        self._dirty, self._writing = False, True
        number, content = self._next(), self._visit.snapshot()
        self._tasks.run(lambda: self._put(number, content), self, self._done, self._refused)

    def _next(self) -> int:
        self._made += 1
        return self._made

    def _put(self, number: int, content: bytes) -> None:
        with self._lock:  # the worker may still hold an older snapshot when this thread flushes or sends
            if number > self._written:
                self._visit.outbox.write(content)
                self._written = number

    def _done(self, _: None) -> None:
        self._writing = False
        self._saved_at = self._clock.monotonic()
        if self._dirty:
            self._timer.start(DELAY_MS)
        else:
            self._set(SaveState.SAVED)

    def _refused(self, error: KnownError) -> None:
        self._writing, self._dirty = False, True
        self._set(SaveState.FAILED)
        self.failed.emit(error)
        self._timer.start(self.RETRY_MS)

    def _set(self, state: SaveState) -> None:
        if state is not self._state:
            self._state = state
            self.state_changed.emit(state)
