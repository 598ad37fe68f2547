"""Fresh proof: the password again, and the code when the last one is older than 15 minutes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from app.core.errors import KnownError
from app.security.actor import Actor
from app.ui.announce import announce
from app.ui.entry.demo_code import DemoCodeLine
from app.ui.fonts import Staff
from app.ui.screen import Screen
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.code_boxes import CodeBoxes
from app.ui.widgets.field import PasswordField
from app.ui.widgets.field_message import FieldMessage
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.text import TextLabel


def ask_for_proof(screen: Screen, act: str, why: str, on_proved: Callable[[Actor], None]) -> ProofDialog:
    """Ask the person at ``screen`` for fresh proof, then call ``on_proved`` with the fresh Actor.

    ``act`` is the button's outcome ("Countersign"), ``why`` the sentence above the password. The screen and the shell
    go on as the fresh Actor. Cancelling calls nothing.
    """
    dialog = ProofDialog(screen, act, why)

    def proved(actor: Actor) -> None:
        screen.take_proof(actor)
        on_proved(actor)

    dialog.proved.connect(proved)
    dialog.begin()
    return dialog


class ProofDialog(DialogOverlay):
    """Password, six boxes when a code is wanted, and what was wrong. ``proved`` carries the fresh Actor."""

    proved = Signal(object)  # Actor

    def __init__(self, screen: Screen, act: str, why: str) -> None:
        super().__init__(screen.stage(), spacing=14)
        self._context = screen.context
        self._needs_code = False
        self.password = PasswordField(f"Password of {self._context.actor.display_name}")
        self.code = CodeBoxes("6-digit code from your phone", small=True)
        self._code_label = TextLabel("6-digit code from your phone", Staff.NAME)
        demo_code = self._context.demo_code
        self._demo = DemoCodeLine(demo_code) if demo_code is not None else None
        self._message = FieldMessage()
        self._message.show_text("")
        self._cancel = Button("Not now", Kind.SECONDARY)
        self._act = Button(act, Kind.PRIMARY)
        self._lay_out(why)
        self._show_code(False)
        self._cancel.activated.connect(self.close_dialog)
        self._act.activated.connect(self._start)
        self.password.submitted.connect(self._act.click)
        self.password.changed.connect(lambda: self._say(""))
        self.code.submitted.connect(self._act.click)
        self.code.changed.connect(lambda: self._say(""))

    def begin(self) -> None:
        """Open the dialog and find out whether a code is needed."""
        self.open(self.password)
        services, actor = self._context.services, self._context.actor
        self._context.tasks.run(lambda: services().access.proof_needs_code(actor), self, self._show_code,
                                self._refused)

    def _show_code(self, needed: bool) -> None:
        self._needs_code = needed
        self.code.setVisible(needed)
        self._code_label.setVisible(needed)
        if self._demo is not None and needed:
            self._demo.begin(self._context.actor.user_name)
        self.refit()

    def _start(self) -> None:
        password, code = self.password.text(), self.code.text()
        if not password:
            self._say("Enter your password")
            self.password.setFocus()
            return
        if self._needs_code and len(code) < 6:
            self._say("Enter the 6 digits from your phone")
            self.code.setFocus()
            return
        self._act.set_busy(True)
        services, actor = self._context.services, self._context.actor
        self._context.tasks.run(lambda: services().access.prove(actor, password, code), self, self._accepted,
                                self._refused)

    def _accepted(self, actor: Actor) -> None:
        self.password.clear_secret()
        self.close_dialog()
        self.proved.emit(actor)

    def _refused(self, error: KnownError) -> None:
        self._act.set_busy(False)
        self.password.clear_secret()
        self.code.clear()
        self._say(error.sentence)
        self.password.setFocus()

    def _say(self, sentence: str) -> None:
        self._message.show_text(sentence, wrong=bool(sentence))
        if sentence:
            announce(self, sentence, urgent=True)
        self.refit()

    def _lay_out(self, why: str) -> None:
        self.add_head("Confirm that it’s you", why)
        self.body.addSpacing(2)
        self.body.addWidget(self.password)
        self.body.addWidget(self._code_label)
        self.body.addWidget(self.code)
        if self._demo is not None:
            self._demo.hide()
            self.body.addWidget(self._demo)
        self.body.addWidget(self._message)
        row = QHBoxLayout()
        row.setContentsMargins(0, 10, 0, 0)
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self._cancel)
        row.addWidget(self._act)
        self.body.addLayout(row)
