"""A new recovery key in two steps: say so, then show, print and type back. Until the last press the old key counts."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.context import StaffContext
from app.ui.entry.help_pages import KeyField
from app.ui.entry.key_card import KeyCard
from app.ui.staff.tab import button_row
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.checks import CheckRow
from app.ui.widgets.field import LineField
from app.ui.widgets.overlay import DialogOverlay

_MISSING = "Type the last 4 characters and confirm that the key is stored"


class RenewDialog(DialogOverlay):
    """Asks for the old key, which may be missing. ``agreed`` carries it as typed, or empty."""

    agreed = Signal(str)

    def __init__(self, window: QWidget, *, ask_old: bool) -> None:
        """``ask_old`` is False while the old key is known: it opened the records in this session."""
        super().__init__(window, spacing=14)
        self.old = KeyField()
        self.old.set_label("Current recovery key, if you have it")
        self.old.set_hint("It moves the key behind the clinic’s certificate to the new paper too. Leave it empty if it "
                          "is lost.")
        self.old.setVisible(ask_old)
        self._keep = Button("Keep the current key", Kind.SECONDARY)
        self._act = Button("Make a new key", Kind.PRIMARY)
        self.add_head("Make a new recovery key?",
                      "Do this when the paper was used, lost, or may have been seen. The old key then "
                      "opens this clinic no more; it still opens backups made before.")
        self.body.addWidget(self.old)
        self.body.addSpacing(6)
        self.body.addLayout(button_row(self._keep, self._act, to_right=True))
        self._keep.activated.connect(self.close_dialog)
        self._act.activated.connect(self._start)
        self.old.submitted.connect(self._start)

    def begin(self) -> None:
        """Open the dialog on its safe choice."""
        self.open(self._keep)

    def _start(self) -> None:
        if self.old.text() and not self.old.check():
            self.refit()
            return
        typed = self.old.text()
        self.close_dialog()
        self.agreed.emit(typed)


class NewKeyDialog(DialogOverlay):
    """The new key. ``confirmed`` comes when it was typed back in part; the dialog stays until ``close_dialog``."""

    confirmed = Signal()

    def __init__(self, window: QWidget, context: StaffContext, groups: tuple[str, ...]) -> None:
        super().__init__(window, width=700, spacing=16, dismissable=False)
        self._groups = groups
        self.key_card = KeyCard(context.tasks, context.dialogs, context.clock)
        self.key_card.show_key(groups, context.clinic)
        self.typed = LineField("Type the last 4 characters")
        self.typed.setFixedWidth(260)
        self.stored = CheckRow("I’ve stored this key somewhere safe, away from this computer")
        self.act = Button("Use this key from now on", Kind.PRIMARY)
        self._keep = Button("Keep the old key", Kind.SECONDARY)
        self._lay_out()
        self._tell_ready()
        self._keep.activated.connect(self.finish)
        self.act.activated.connect(self.confirmed)
        self.act.missing.connect(self._go_to_missing)
        self.typed.changed.connect(self._tell_ready)
        self.typed.submitted.connect(self.act.click)
        self.stored.toggled.connect(lambda _on: self._tell_ready())

    def begin(self) -> None:
        """Open the dialog on the field."""
        self.open(self.typed.edit)

    def finish(self) -> None:
        """Take the key off the screen and close."""
        self.key_card.forget()
        self._groups = ()
        self.close_dialog()

    def _matches(self) -> bool:
        return bool(self._groups) and self.typed.text().upper() == self._groups[-1]

    def _tell_ready(self) -> None:
        self.act.set_ready(self._matches() and self.stored.isChecked(), _MISSING)

    def _go_to_missing(self) -> None:
        if not self._matches():
            self.typed.set_error("Those are not the last 4 characters. Look at the printed key")
            self.typed.setFocus()
            self.refit()
        else:
            self.stored.setFocus()

    def _lay_out(self) -> None:
        self.add_head("Your new recovery key",
                      "Print it twice and lock it away. It is shown only now, and counts as soon as "
                      "you press the last button; until then the old key does.")
        self.body.addWidget(self.key_card)
        row = QHBoxLayout()
        row.addWidget(self.typed)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(self.stored)
        self.body.addLayout(button_row(self._keep, self.act, to_right=True))


def renew(window: QWidget, *, ask_old: bool, on_agreed: Callable[[str], None]) -> RenewDialog:
    """Ask whether to make a new key; ``on_agreed`` gets the old one as typed, or nothing."""
    dialog = RenewDialog(window, ask_old=ask_old)
    dialog.agreed.connect(on_agreed)
    dialog.begin()
    return dialog
