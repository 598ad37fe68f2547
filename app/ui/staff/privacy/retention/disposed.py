"""Below the queue: disposals that were broken off, and the records that were disposed of, with their certificates."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.dates import long_date
from app.core.errors import KnownError
from app.services.views.retention import DisposalDone, DisposedRow, RetentionQueue
from app.ui.fonts import Staff
from app.ui.staff.privacy.retention.done_dialog import DoneDialog, save_certificate
from app.ui.staff.tab import Change, ScreenTab, quiet_banner
from app.ui.widgets.banner import Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Card, Rule
from app.ui.widgets.chips import StatusChip
from app.ui.widgets.layouts import clear
from app.ui.widgets.metrics import COMPACT
from app.ui.widgets.text import TextLabel

_WHY = "Going on with a deletion needs your password."


class DisposedList(QWidget):
    """Hidden while there is nothing to show. ``changed`` after a disposal was carried on."""

    changed = Signal()

    def __init__(self, tab: ScreenTab) -> None:
        super().__init__()
        self._tab = tab
        self._banner = quiet_banner()
        self._card = Card("Deleted records", padding=20, spacing=0)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self._card.body.setContentsMargins(20, 18, 20, 8)
        self._card.body.addSpacing(10)
        self._card.body.addLayout(self._rows)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._banner)
        column.addWidget(self._card)

    def show_queue(self, queue: RetentionQueue) -> None:
        """Show what is under way and what is done."""
        clear(self._rows)
        for row in (*queue.unfinished, *queue.disposed):
            self._rows.addWidget(Rule())
            self._rows.addWidget(self._row(row))
        self.setVisible(bool(queue.unfinished or queue.disposed))

    def _row(self, row: DisposedRow) -> QWidget:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 12, 0, 12)
        line.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(TextLabel(f"Record {row.record_number}", Staff.VALUE))
        approved = " and ".join(name for name in row.approved_by if name)
        words.addWidget(TextLabel(f"{long_date(row.on)}, approved by {approved}", Staff.DETAIL, "ink-2"))
        line.addLayout(words, 1)
        middle = Qt.AlignmentFlag.AlignVCenter
        if not row.document_id:
            line.addWidget(StatusChip("Broken off", Tone.DANGER, "error"), 0, middle)
            line.addWidget(self._button("Finish", row, again=False), 0, middle)
        elif row.not_reached:
            count = "1 place" if row.not_reached == 1 else f"{row.not_reached} places"
            line.addWidget(StatusChip(f"{count} not reached", Tone.WARNING, "drive"), 0, middle)
            line.addWidget(self._button("Reach again", row, again=True), 0, middle)
        if row.document_id:
            save = Button("Save certificate", Kind.SECONDARY, COMPACT)
            save.setAccessibleDescription(f"Record {row.record_number}")
            save.activated.connect(lambda: save_certificate(self._tab, row.document_id, save, self._refused))
            line.addWidget(save, 0, middle)
        return holder

    def _button(self, words: str, row: DisposedRow, *, again: bool) -> Button:
        button = Button(words, Kind.SECONDARY, COMPACT)
        button.setAccessibleDescription(f"Record {row.record_number}")
        button.activated.connect(lambda: self._tab.change(Change(
            lambda services, actor: (services.retention.reach_again if again else services.retention.finish)(
                actor, row.disposal_id), self._done, self._refused, button, words, _WHY)))
        return button

    def _done(self, done: DisposalDone) -> None:
        self._banner.hide()
        self.changed.emit()
        DoneDialog(self._tab, done).begin()

    def _refused(self, error: KnownError) -> None:
        self._banner.show_message(Tone.DANGER, "", error.sentence, say=True)
        self._banner.show()
