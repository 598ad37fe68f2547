"""The recovery key: what it is for, whether a new one is due, and making a new one."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QWidget

from app.core.errors import KnownError
from app.ui.fonts import Staff
from app.ui.messages import tell
from app.ui.staff.settings.key_dialogs import NewKeyDialog, renew
from app.ui.staff.settings.words import near_moment
from app.ui.staff.tab import Change, ScreenTab, button_row, quiet_banner, show_refusal
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Card
from app.ui.widgets.text import TextLabel

_SHOWN = 5


class RecoveryCard(Card):
    """Lives in the Security tab, which makes its calls."""

    def __init__(self, tab: ScreenTab, parent: QWidget | None = None) -> None:
        super().__init__("Recovery key", padding=24, spacing=12, parent=parent)
        self._tab = tab
        self._dialog: NewKeyDialog | None = None
        self.button = Button("Make a new recovery key", Kind.SECONDARY, icon="key")
        self._due = Banner(Tone.WARNING, "")
        self._due.hide()
        self._error = quiet_banner()
        self.body.addWidget(TextLabel("Opens the records when nobody can sign in, and every backup. It lies on paper "
                                      "in the safe, never on this computer.", Staff.BODY, "ink-2"))
        self.body.addWidget(self._due)
        self.body.addWidget(self._error)
        self.body.addLayout(button_row(self.button))
        self.button.activated.connect(self._ask)

    def show_due(self, used_at: datetime | None) -> None:
        """Say that the key was used and a new one is due; None takes it back."""
        self._due.setVisible(used_at is not None)
        if used_at is not None:
            context = self._tab.context
            when = near_moment(used_at, context.clock.now(), context.zone)
            self._due.show_message(Tone.WARNING, "A new key is due", f"The key was used: {when}.")
        self.button.set_kind(Kind.PRIMARY if used_at is not None else Kind.SECONDARY)

    def _ask(self) -> None:
        self._error.hide()
        renew(self._tab.screen_of.stage(), ask_old=not self._tab.context.actor.is_recovery, on_agreed=self._make)

    def _make(self, old: str) -> None:
        self._tab.fetch(lambda services, _actor: services.setup.new_recovery_groups(),
                        lambda groups: self._show(old, groups), self._refused)

    def _show(self, old: str, groups: tuple[str, ...]) -> None:
        self._dialog = dialog = NewKeyDialog(self._tab.screen_of.stage(), self._tab.context, groups)
        dialog.confirmed.connect(lambda: self._renew(dialog, old, groups))
        dialog.begin()

    def _renew(self, dialog: NewKeyDialog, old: str, groups: tuple[str, ...]) -> None:
        def refused(error: KnownError) -> None:
            dialog.finish()
            self._refused(error)

        self._tab.change(Change(
            lambda services, actor: services.recovery.renew_recovery_key(actor, old, groups),
            lambda _groups: self._renewed(dialog), refused, dialog.act, "Use the new key",
            "The old recovery key is about to stop opening this clinic."))

    def _renewed(self, dialog: NewKeyDialog) -> None:
        dialog.finish()
        self.show_due(None)
        self._tab.fetch(lambda services, actor: services.recovery.old_key_opens(actor), self._tell_old, self._refused)

    def _tell_old(self, lines: tuple[str, ...]) -> None:
        text = "The old paper opens nothing any more. Destroy it."
        if lines:
            more = f"\nand {len(lines) - _SHOWN} more." if len(lines) > _SHOWN else ""
            text = "The old paper opens this clinic no more. It still opens:\n" + "\n".join(lines[-_SHOWN:]) + more
        tell(self._tab.screen_of.stage(), "The new recovery key counts from now on", text)

    def _refused(self, error: KnownError) -> None:
        show_refusal(error, {}, self._error)
