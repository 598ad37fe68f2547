"""Backup: where it goes, how old the last one is, make one now, and how to get the records back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.errors import KnownError
from app.security.roles import Action, RecordKind
from app.services.views.oversight import BackupResult, BackupStatus
from app.ui.fonts import Staff
from app.ui.screen import Screen
from app.ui.staff.settings.words import near_moment
from app.ui.staff.tab import (
    PAGE_MARGINS,
    PANE_WIDTH,
    Change,
    ScreenTab,
    button_row,
    quiet_banner,
    show_refusal,
)
from app.ui.widgets.banner import Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Card, Rule
from app.ui.widgets.chips import StatusChip
from app.ui.widgets.field_message import FieldMessage
from app.ui.widgets.metrics import COMPACT
from app.ui.widgets.number_disc import NumberDisc
from app.ui.widgets.picture import Icon
from app.ui.widgets.scroll_column import ScrollColumn
from app.ui.widgets.text import TextLabel

_NO_FOLDER = "No folder is chosen yet"
_RUNNING = "Copying, encrypting and reading everything back. Other pages wait until it is done."
_RESTORE = (
    "Plug in the drive with the backups, and take the clinic’s recovery key from the safe.",
    "Start the app on the new or repaired computer and choose “Restore from a backup”.",
    "Choose the folder and type the recovery key. Everything is checked before anything is replaced.",
    "Choose a new password for one administrator, who then resets everybody else in Settings, Staff.",
)


class BackupTab(ScreenTab):
    """The backup at the left, restoring at the right."""

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(screen, parent)
        self.run = Button("Back up now", Kind.PRIMARY, icon="backup")
        self.choose = Button("Choose a folder", Kind.SECONDARY, COMPACT, icon="folder")
        if not self.may(Action.CHANGE, RecordKind.SETTINGS):
            self.choose.hide()
        self.chip = StatusChip("Checking", Tone.NEUTRAL, "clock")
        self._age = TextLabel("", Staff.SECTION)
        self._sentence = TextLabel("", Staff.BODY, "ink-2")
        self._folder = TextLabel(_NO_FOLDER, Staff.VALUE, elide=True)
        self.progress = FieldMessage()
        self.progress.hide()
        self.error = quiet_banner()
        self.run.activated.connect(self._start)
        self.choose.activated.connect(self._choose_folder)
        self._lay_out()

    def load(self) -> None:
        """Fetch folder and age."""
        self.fetch(lambda services, actor: services.backup.status(actor), self._show)

    def _show(self, status: BackupStatus) -> None:
        now, zone = self.context.clock.now(), self.context.zone
        self._age.setText(near_moment(status.last_verified, now, zone) if status.last_verified else "No backup yet")
        self._sentence.setText(status.sentence)
        self._folder.setText(status.folder or _NO_FOLDER)
        self._folder.set_color("ink" if status.folder else "ink-3")
        if status.late:
            self.chip.show_status("Late" if status.last_verified else "Missing", Tone.WARNING, "warning")
        else:
            self.chip.show_status("Verified", Tone.SUCCESS, "check")
        self.choose.setText("Choose another folder" if status.folder else "Choose a folder")
        self.run.set_ready(bool(status.folder), "Choose a folder first")

    def _start(self) -> None:
        self.error.hide()
        self.progress.show_text(_RUNNING, tone="accent", icon="clock")
        self.change(Change(lambda services, actor: services.backup.run(actor), self._done, self._refused, self.run,
                           "Back up now", "The records are about to be copied, encrypted."))

    def _done(self, result: BackupResult) -> None:
        self.progress.show_text(f"Done and read back: {result.rows:,} rows, {_size(result.size_bytes)}.",
                                 tone="success", icon="check")
        self.load()

    def _refused(self, error: KnownError) -> None:
        self.progress.show_text("")
        show_refusal(error, {}, self.error)

    def _choose_folder(self) -> None:
        folder = self.context.dialogs.choose_folder(self, "Choose a folder for backups, best on another drive")
        if folder is not None:
            self._keep_folder(folder)

    def _keep_folder(self, folder: Path) -> None:
        self.error.hide()
        self.change(Change(
            lambda services, actor: services.settings.change(
                actor, replace(services.settings.get(), backup_folder=str(folder))),
            lambda _none: self.load(), self._refused, self.choose, "Use this folder",
            "You are about to change where backups go."))

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(16)
        left.addWidget(self.error)
        left.addWidget(self._backup_card())
        left.addStretch(1)
        columns = QHBoxLayout()
        columns.setSpacing(24)
        columns.addLayout(left, 1)
        columns.addWidget(_restore_card(), 0, Qt.AlignmentFlag.AlignTop)
        scroll = ScrollColumn(margins=PAGE_MARGINS)
        scroll.column.addLayout(columns)
        scroll.column.addStretch(1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(scroll)
        self.run.missing.connect(self.choose.setFocus)
        self.setFocusProxy(self.run)

    def _backup_card(self) -> Card:
        card = Card(padding=24, spacing=16)
        head = QHBoxLayout()
        head.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(TextLabel("Last verified backup", Staff.DETAIL, "ink-3"))
        words.addWidget(self._age)
        words.addWidget(self._sentence)
        head.addLayout(words, 1)
        head.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignTop)
        card.body.addLayout(head)
        card.body.addWidget(Rule())
        folder = QHBoxLayout()
        folder.setSpacing(12)
        folder.addWidget(Icon("drive", 20, "ink-2", box_height=22))
        folder.addWidget(self._folder, 1)
        folder.addWidget(self.choose)
        card.body.addLayout(folder)
        card.body.addWidget(TextLabel("Best is a drive that is not always plugged in, or one in another building. A "
                                      "backup is encrypted; the recovery key opens it.", Staff.DETAIL,
                                      "ink-2"))
        card.body.addWidget(Rule())
        card.body.addLayout(button_row(self.run))
        card.body.addWidget(self.progress)
        card.body.addWidget(TextLabel("One is made at the first sign-in of each day as well.", Staff.DETAIL, "ink-3"))
        return card


def _restore_card() -> Card:
    card = Card("How to restore", padding=24, spacing=16)
    card.setFixedWidth(PANE_WIDTH)
    for number, words in enumerate(_RESTORE, 1):
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(NumberDisc(number), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(TextLabel(words, Staff.BODY), 1)
        card.body.addLayout(row)
    return card


def _size(count: int) -> str:
    """Return "4.2 MB"."""
    return f"{count / 1_000_000:.1f} MB" if count >= 100_000 else f"{count / 1000:.1f} KB"
