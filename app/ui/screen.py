"""Base of every staff screen."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.security.actor import Actor
from app.services.views.oversight import StaffDraft
from app.ui.context import StaffContext


class Screen(QWidget):
    """A staff screen: loads its data when shown, asks for a route, and can hand over what is still unfinished."""

    navigate = Signal(object)  # Route
    hand_over = Signal(object)  # app.intake.packet.Packet: the shell closes the store and enters patient mode
    lock_requested = Signal()
    left_staff_mode = Signal(str)  # why: own account changed, recovery key renewed; the shell locks
    proved = Signal(object)  # Actor: the person gave password (and code) again; the shell keeps it for later screens
    review_count = Signal(int)  # how many visits wait for review, for the rail
    settings_changed = Signal(object)  # AppSettings: what now holds for idle times, waits and the keyboard
    request_count = Signal(int)  # how many rights requests are open, for the rail

    def __init__(self, context: StaffContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context

    def load(self) -> None:
        """Fetch and show the screen's data; called by the shell each time the screen comes up."""

    def unfinished(self) -> StaffDraft | None:
        """Return what the person typed and has not saved, or None. Kept sealed over a logout."""
        return None

    def restore(self, draft: StaffDraft) -> None:
        """Put back what ``unfinished`` returned before the logout."""

    def stage(self) -> QWidget:
        """Return what dialogs cover: the shell, so that they are destroyed with the session at lock and hand-over."""
        return self.parentWidget() or self.window()

    def take_proof(self, actor: Actor) -> None:
        """Go on as ``actor``, who has just given fresh proof."""
        self.context = replace(self.context, actor=actor)
        self.proved.emit(actor)
