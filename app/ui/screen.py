"""Base of every staff screen."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.services.views.oversight import StaffDraft
from app.ui.context import StaffContext


class Screen(QWidget):
    """A staff screen: loads its data when shown, asks for a route, and can hand over what is still unfinished."""

    navigate = Signal(object)  # Route
    hand_over = Signal(object)  # app.intake.packet.Packet: the shell closes the store and enters patient mode
    lock_requested = Signal()
    left_staff_mode = Signal(str)  # why: own account changed, recovery key renewed; the shell locks

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
