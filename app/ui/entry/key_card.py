"""The recovery key in nine groups, printed or saved to a drive that can be taken away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from app.core.clock import Clock
from app.core.errors import KnownError, StorageError
from app.core.files import atomic_write
from app.services.views.people import ClinicDetails
from app.ui.dialogs import Dialogs
from app.ui.entry.removable import is_removable
from app.ui.fonts import Staff
from app.ui.tasks import Tasks
from app.ui.widgets.button import Button
from app.ui.widgets.card import Card
from app.ui.widgets.field_message import FieldMessage
from app.ui.widgets.text import TextLabel

_FILE_NAME = "clinic-recovery-key.pdf"
_NOT_REMOVABLE = ("That folder is on the computer itself, so it was not saved there. Choose a USB drive, or print the "
                  "key.")


class KeyCard(Card):
    """Shows the key once. ``kept`` comes when it was printed or saved."""

    kept = Signal()

    def __init__(self, tasks: Tasks, dialogs: Dialogs, clock: Clock, *,
                 removable: Callable[[Path], bool] = is_removable, parent: QWidget | None = None) -> None:
        super().__init__(kind="well", padding=28, spacing=20, parent=parent)
        self._tasks, self._dialogs, self._clock, self._removable = tasks, dialogs, clock, removable
        self._groups: tuple[str, ...] = ()
        self._clinic: ClinicDetails | None = None
        self._labels = tuple(TextLabel("", Staff.RECOVERY_KEY, wrap=False) for _ in range(9))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(12)
        for number, label in enumerate(self._labels):
            grid.addWidget(label, number // 5, number % 5)
        self.body.addLayout(grid)
        self._print = Button("Print", icon="print")
        self._save = Button("Save to a USB drive", icon="save")
        self._print.activated.connect(lambda: self._render(self._on_print))
        self._save.activated.connect(self._choose)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._print)
        row.addWidget(self._save)
        row.addStretch()
        self.body.addLayout(row)
        self._message = FieldMessage()
        self._message.hide()
        self.body.addWidget(self._message)

    def show_key(self, groups: tuple[str, ...], clinic: ClinicDetails) -> None:
        """Show ``groups``; ``clinic`` heads the printed sheet."""
        self._groups, self._clinic = groups, clinic
        for label, group in zip(self._labels, groups, strict=True):
            label.setText(group)
        self.setAccessibleName("Recovery key: " + ", ".join(groups))

    def forget(self) -> None:
        """Take the key off the screen and out of this widget."""
        self._groups = ()
        for label in self._labels:
            label.setText("")
        self.setAccessibleName("")

    def _choose(self) -> None:
        folder = self._dialogs.choose_folder(self, "Choose a USB drive")
        if folder is None:
            return
        if not self._removable(folder):
            self._message.show_text(_NOT_REMOVABLE, wrong=True)
            return
        self._render(lambda pdf: self._write(folder, pdf))

    def _write(self, folder: Path, pdf: bytes) -> None:
        self._tasks.run(lambda: atomic_write(folder / _FILE_NAME, pdf), self, lambda _nothing: self._saved(),
                        self._failed)

    def _saved(self) -> None:
        self._message.show_text("Saved. Take the drive out now and lock it away.", tone="success", icon="check")
        self.kept.emit()

    def _on_print(self, pdf: bytes) -> None:
        if self._dialogs.print_pdf(self, pdf):
            self._message.show_text("Sent to the printer. Check that the page is complete.", tone="success",
                                    icon="check")
            self.kept.emit()

    def _render(self, then: Callable[[bytes], None]) -> None:
        clinic, groups, now = self._clinic, self._groups, self._clock.now()
        if clinic is not None and groups:
            self._tasks.run(lambda: _sheet(groups, clinic, now), self, then, self._failed)

    def _failed(self, error: KnownError) -> None:
        nowhere = isinstance(error, StorageError)
        self._message.show_text(f"{error.sentence}{' The key is still on the screen.' if nowhere else ''}", wrong=True)


def _sheet(groups: tuple[str, ...], clinic: ClinicDetails, now: datetime) -> bytes:
    from app.documents.record import ClinicHeader  # noqa: PLC0415  # lazy: start-up time
    from app.documents.sheets import recovery_sheet  # noqa: PLC0415  # lazy: start-up time

    day = now.astimezone(ZoneInfo(clinic.zone))
    header = ClinicHeader(clinic.name, clinic.address_line, clinic.phone, clinic.zone)
    return recovery_sheet(groups, header, f"{day:%B} {day.day}, {day.year}")
