"""Base of every staff screen."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.services.views.oversight import StaffDraft
from app.ui.context import StaffContext


class Screen(QWidget):
    """A staff screen: loads its data when shown, asks for a route, and can hand over what is still unfinished."""

    navigate = Signal(object)  # Route
    title_changed = Signal(str)  # never holds patient data

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
