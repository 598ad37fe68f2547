"""Whether the audit log's chain holds: the last check, "Check again" with progress, and a way to stop it."""

from __future__ import annotations

from threading import Event

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.dates import clock_time
from app.core.errors import KnownError
from app.services.views.oversight import ChainCheck
from app.ui.context import StaffContext
from app.ui.relay import ProgressRelay
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.progress_line import ProgressLine


class ChainPanel(QWidget):
    """A banner with at most one action: check, or stop checking. ``checked`` comes after a check that was asked for."""

    checked = Signal()

    def __init__(self, context: StaffContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._stop: Event | None = None
        self._asked = False
        self.banner = Banner(Tone.INFO, "Chain of entries", "Not checked yet", "Check now",
                             icon="shield")
        self.banner.activated.connect(self._on_pressed)
        self._progress = ProgressLine()
        self._progress.hide()
        if (inside := self.banner.layout()) is not None:
            inside.setContentsMargins(16, 8, 8, 8)  # beside the title it is no higher than title and line
        self.banner.body.addSpacing(2)
        self.banner.body.addWidget(self._progress)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.banner)
        self.setFixedWidth(432)

    def hideEvent(self, event: QHideEvent) -> None:
        """Leaving the log stops a check that is running."""
        self._end()
        super().hideEvent(event)

    def _on_pressed(self) -> None:
        if self._stop is not None:
            self._end()
        else:
            self._asked = True
            self.start()

    def start(self) -> None:
        """Check the chain."""
        self._stop = stop = Event()
        relay = ProgressRelay()
        relay.moved.connect(self._show_progress)
        self._show_progress(0, 0)
        services, actor = self._context.services, self._context.actor
        self._context.tasks.run(lambda: services().audit.verify(actor, relay.moved.emit, stop.is_set), self,
                                self._show_result, self._refused)

    def _end(self) -> None:
        if self._stop is not None:
            self._stop.set()

    def _show_progress(self, done: int, total: int) -> None:
        if self._stop is None:
            return
        words = f"{done:,} of {total:,} entries" if total else "Starting"
        self.banner.show_message(Tone.INFO, "Checking the chain", words, "Stop")
        self._progress.show_part(done / total if total else 0.0, words)
        self._progress.show()

    def _show_result(self, check: ChainCheck) -> None:
        stopped = self._stop is not None and self._stop.is_set()
        self._finish()
        at = clock_time(check.checked_at, self._context.zone)
        if check.ok:
            self.banner.show_message(Tone.SUCCESS, "Chain verified", f"{check.entries:,} entries, checked {at}",
                                     "Check again", say=True)
        elif stopped or check.first_broken is None:
            self.banner.show_message(Tone.INFO, "Check stopped", f"{check.entries:,} entries were fine.", "Check again")
        else:
            self.banner.show_message(Tone.DANGER, "The chain is broken", check.sentence, "Check again", say=True)
        if self._asked:
            self.checked.emit()

    def _refused(self, error: KnownError) -> None:
        self._finish()
        self.banner.show_message(Tone.DANGER, "The chain was not checked", error.sentence, "Check again", say=True)

    def _finish(self) -> None:
        self._stop = None
        self._progress.hide()
