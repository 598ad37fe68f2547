"""Restore on a bare machine: a backup and the recovery key are enough. Everything is checked before anything moves."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.errors import InvalidInputError, KnownError
from app.ui.dialogs import Dialogs
from app.ui.entry.frame import EntryFrame
from app.ui.entry.page import EntryPage
from app.ui.entry.restore_pages import ConfirmPage, KeyPage, PlacePage, RestoredPage
from app.ui.tasks import Tasks

if TYPE_CHECKING:  # services load SQLAlchemy, behind the first window
    from app.services.registry import Services
    from app.services.restore import CheckedBackup, FoundBackup, RestoreResult


class RestoreScreen(QWidget):
    """Emits ``finished`` when the records are back, ``back`` when the person goes back from the first page."""

    finished = Signal()
    back = Signal()

    def __init__(self, services: Callable[[], Services], tasks: Tasks, dialogs: Dialogs, *, sentence: str = "",
                 parent: QWidget | None = None) -> None:
        """``sentence`` says why restoring is offered, for example what is damaged."""
        super().__init__(parent)
        self._services, self._tasks, self._dialogs = services, tasks, dialogs
        self._backup: FoundBackup | None = None
        self._key = ""
        self.frame = EntryFrame("Better Med Spa", note="A backup opens only with the clinic’s recovery key.")
        self.place_page = PlacePage(sentence)
        self.key_page = KeyPage()
        self.confirm_page = ConfirmPage(services, tasks)
        self.restored_page = RestoredPage()
        self._page: EntryPage = self.place_page
        for page in (self.place_page, self.key_page, self.confirm_page, self.restored_page):
            self.frame.add_page(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.frame)
        self._connect()

    def showEvent(self, event: QShowEvent) -> None:
        """Start at the folder."""
        super().showEvent(event)
        self.place_page.browse.setFocus()

    def _connect(self) -> None:
        self.place_page.back.connect(self.back)
        self.place_page.folder_wanted.connect(self._choose_folder)
        self.place_page.chosen.connect(self._choose_backup)
        self.key_page.back.connect(lambda: self._show(self.place_page))
        self.key_page.submitted.connect(self._check)
        self.confirm_page.back.connect(lambda: self._show(self.key_page))
        self.confirm_page.submitted.connect(self._restore)
        self.restored_page.done.connect(self.finished)

    def _show(self, page: EntryPage) -> None:
        self._page = page
        page.show_trouble(None)
        self.frame.show_page(page)
        first: QWidget = {self.key_page: self.key_page.key, self.confirm_page: self.confirm_page.person,
                          self.restored_page: self.restored_page.button}.get(page, self.place_page.browse)
        first.setFocus()

    def _choose_folder(self) -> None:
        folder = self._dialogs.choose_folder(self, "Choose the backup folder")
        if folder is not None:
            self._run(lambda: self._services().restore.inspect(folder), self.place_page.show_found)

    def _choose_backup(self, backup: FoundBackup) -> None:
        self._backup = backup
        self._show(self.key_page)

    def _check(self, key: str) -> None:
        self._key = key
        backup = self._backup
        if backup is not None:
            self._run(lambda: self._services().restore.check(backup.path, key), self._checked)

    def _checked(self, checked: CheckedBackup) -> None:
        self.confirm_page.show_checked(checked)
        self._show(self.confirm_page)

    def _restore(self, user_name: str, password: str) -> None:
        backup, key = self._backup, self._key
        if backup is not None:
            self._run(lambda: self._services().restore.restore(backup.path, key, user_name, password), self._restored)

    def _restored(self, result: RestoreResult) -> None:
        self._key = ""
        self.key_page.key.set_text("")
        self.restored_page.show_result(result)
        self._show(self.restored_page)

    def _run(self, work: Callable[[], object], on_done: Callable[..., None]) -> None:
        page = self._page
        page.set_busy(True)
        page.show_trouble(None)

        def done(value: object) -> None:
            page.set_busy(False)
            on_done(value)

        def failed(error: KnownError) -> None:
            page.set_busy(False)
            if isinstance(error, InvalidInputError) and page is self.key_page:
                self.key_page.key.set_error(error.sentence)
            elif isinstance(error, InvalidInputError) and error.field == "password":
                self.confirm_page.password.refuse(error.sentence)
            else:
                page.show_trouble(error)

        self._tasks.run(work, self, done, failed)
