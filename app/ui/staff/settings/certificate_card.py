"""The clinic's certificate as a file, for whoever checks its documents outside of the app."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.core.errors import KnownError
from app.ui.fonts import Staff
from app.ui.staff.save_file import FileToSave, save_file
from app.ui.staff.tab import ScreenTab, button_row, quiet_banner, show_refusal
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Card
from app.ui.widgets.text import TextLabel

FILE_NAME = "clinic-ca.cer"
"""The name that the instructions for checking a document use."""


class CertificateCard(Card):
    """Lives in the Security tab, which makes its calls."""

    def __init__(self, tab: ScreenTab, parent: QWidget | None = None) -> None:
        super().__init__("The clinic’s certificate", padding=24, spacing=12, parent=parent)
        self._tab = tab
        self._error = quiet_banner()
        self.button = Button("Save the clinic’s certificate", Kind.SECONDARY, icon="save")
        self.body.addWidget(TextLabel("Whoever checks a sealed document outside of the app needs it. It holds nothing "
                                      "secret; give it to them yourself, not together with the document.", Staff.BODY,
                                      "ink-2"))
        self.body.addWidget(self._error)
        self.body.addLayout(button_row(self.button))
        self.button.activated.connect(self._fetch)

    def _fetch(self) -> None:
        self._error.hide()
        self._tab.fetch(lambda services, actor: services.documents.certificate(actor), self._save, self._refused)

    def _save(self, certificate: bytes) -> None:
        file = FileToSave("Save the clinic’s certificate", FILE_NAME, "Certificate (*.cer)", certificate)
        save_file(self._tab.screen_of, file, self._refused)

    def _refused(self, error: KnownError) -> None:
        show_refusal(error, {}, self._error)
