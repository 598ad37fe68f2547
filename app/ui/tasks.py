"""Work off the GUI thread: one worker for the database, answers on the GUI thread, nothing once the owner is gone."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from app.core.errors import KnownError

T = TypeVar("T")

BUG_SENTENCE = "Something went wrong on our side. What was saved before is safe. Try again, or sign in again."
"""The one neutral sentence for everything that is not a ``KnownError``."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Outcome(Generic[T]):
    """What came out of the work, on its way to the GUI thread."""

    owner: QObject
    value: T | None
    error: BaseException | None
    on_done: Callable[[T], None]
    on_error: Callable[[KnownError], None] | None


class Tasks(QObject):
    """Runs work one piece at a time, in the order given, on a thread of its own.

    ``unhandled`` carries a KnownError nobody took; ``bug`` any other exception. The shell shows a sentence for the
    first and locks the session for the second.
    """

    unhandled = Signal(object)
    bug = Signal(object)
    busy_changed = Signal(bool)
    _finished = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="records")
        self._waiting = 0
        self._closed = False
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether anything is still running or waiting."""
        return self._waiting > 0

    def run(self, work: Callable[[], T], owner: QObject, on_done: Callable[[T], None],
            on_error: Callable[[KnownError], None] | None = None) -> None:
        """Run ``work`` on the worker, then call ``on_done`` or ``on_error`` on the GUI thread.

        Neither is called when ``owner`` was destroyed meanwhile. After a bug ``on_error`` gets the neutral sentence,
        so that a waiting screen becomes usable again, and ``bug`` is emitted. After ``close`` nothing is run.
        """
        if self._closed:
            return
        self._waiting += 1
        if self._waiting == 1:
            self.busy_changed.emit(True)
        self._pool.submit(self._work, work, owner, on_done, on_error)

    def close(self) -> None:
        """Finish what runs, drop what waits or comes later (a timer of a window that is going), and end the thread."""
        self._closed = True
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _work(self, work: Callable[[], T], owner: QObject, on_done: Callable[[T], None],
              on_error: Callable[[KnownError], None] | None) -> None:
        value, error = None, None
        try:
            value = work()
        except BaseException as raised:  # whatever it is, it belongs on the GUI thread
            error = raised
        self._finished.emit(_Outcome(owner, value, error, on_done, on_error))

    @Slot(object)
    def _deliver(self, outcome: _Outcome[Any]) -> None:
        self._waiting -= 1
        if self._waiting == 0:
            self.busy_changed.emit(False)
        error = outcome.error
        if error is not None and not isinstance(error, KnownError):
            # the type and place are enough to find a bug; the message could quote a patient
            _log.error("unexpected %s in background work", type(error).__name__)
            self.bug.emit(error)
        if not isValid(outcome.owner):
            return
        if error is None:
            outcome.on_done(outcome.value)
        elif outcome.on_error is not None:
            outcome.on_error(error if isinstance(error, KnownError) else KnownError(BUG_SENTENCE))
        elif isinstance(error, KnownError):
            self.unhandled.emit(error)
