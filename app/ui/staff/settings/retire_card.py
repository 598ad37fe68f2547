"""Retire this computer: before it is sold or recycled its keys and files are destroyed, with a certificate."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.core.errors import KnownError
from app.services.views.retention import DeviceFacts
from app.ui.fonts import Staff
from app.ui.staff.tab import Change, ScreenTab, button_row, quiet_banner, show_refusal
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Card
from app.ui.widgets.field import LineField
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.text import TextLabel

FILE_NAME = "certificate-of-sanitization.pdf"
_ABOUT = ("Before this computer is sold, recycled or given away: a last backup is made, then its keys and files are "
          "destroyed. The clinic’s records live on in the backup.")
_WARNING = ("Afterwards this computer opens nothing any more, not even with a password or the recovery key. To go on, "
            "restore the backup on another computer.")
_WHY = "Destroying this computer’s keys needs your password."


class RetireCard(Card):
    """Lives in the Security tab of people who may dispose of records."""

    def __init__(self, tab: ScreenTab, parent: QWidget | None = None) -> None:
        super().__init__("Retire this computer", padding=24, spacing=12, parent=parent)
        self._tab = tab
        self.button = Button("Retire this computer", Kind.SECONDARY, icon="computer")
        self.body.addWidget(TextLabel(_ABOUT, Staff.BODY, "ink-2"))
        self.body.addLayout(button_row(self.button))
        self.button.activated.connect(lambda: RetireDialog(self._tab).begin())


class RetireDialog(DialogOverlay):
    """Asks what stands on the computer's label and what becomes of it, where the certificate goes, and does it."""

    def __init__(self, tab: ScreenTab) -> None:
        super().__init__(tab.screen_of.stage(), width=560, spacing=14)
        self._tab = tab
        self.model = LineField("Maker and model", placeholder="As on its label")
        self.serial = LineField("Serial number", placeholder="As on its label")
        self.destination = LineField("What becomes of it", placeholder="For example: recycled by a company")
        self.name = LineField(f"Type “{tab.context.actor.device}” to go on")
        self.act = Button("Destroy keys and files", Kind.DANGER)
        self.cancel = Button("Keep this computer", Kind.SECONDARY)
        self._banner = quiet_banner()
        self._lay_out()

    def begin(self) -> None:
        """Open the dialog with the focus on the safe choice."""
        self.open(self.cancel)
        self.refit()

    def _start(self) -> None:
        if self.name.text() != self._tab.context.actor.device:
            self.name.set_error("This is not the name of this computer")
            self.name.setFocus()
            self.refit()
            return
        target = self._tab.context.dialogs.save_file(self, "Save the certificate on another drive", FILE_NAME,
                                                     "PDF (*.pdf)")
        if target is not None:
            self._retire(target)

    def _retire(self, target: Path) -> None:
        facts = DeviceFacts(self.model.text(), self.serial.text(), self.destination.text())
        self._tab.change(Change(lambda services, actor: services.retirement.retire(actor, facts, target),
                                lambda _none: self._retired(target), self._refused, self.act, "Destroy keys and files",
                                _WHY))

    def _retired(self, target: Path) -> None:
        """Nothing is left to go back to: the only way on is to close the app."""
        end = DialogOverlay(self._tab.screen_of.stage(), width=520, spacing=14, dismissable=False)
        close = Button("Close the app", Kind.PRIMARY)
        close.activated.connect(self._tab.window().close)
        end.add_head("This computer is retired",
                     f"Its keys and files are destroyed. The certificate is {target.name} in {target.parent}.")
        end.body.addLayout(button_row(close, to_right=True))
        self.close_dialog()
        end.open(close)

    def _refused(self, error: KnownError) -> None:
        show_refusal(error, {"maker_and_model": self.model, "serial_number": self.serial,
                             "destination": self.destination}, self._banner)
        self.refit()

    def _lay_out(self) -> None:
        self.add_head("Retire this computer", _ABOUT)
        self.body.addWidget(Banner(Tone.DANGER, "", _WARNING))
        for field in (self.model, self.serial, self.destination, self.name):
            self.body.addWidget(field)
        self.body.addWidget(self._banner)
        row = button_row(self.cancel, self.act, to_right=True)
        row.setContentsMargins(0, 8, 0, 0)
        self.body.addLayout(row)
        self.cancel.activated.connect(self.close_dialog)
        self.act.activated.connect(self._start)
