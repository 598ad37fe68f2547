"""What fills the place beside the list of registers: a column, and a pane at its right while something is open."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.staff.privacy.tab import DeskTab
from app.ui.staff.tab import pane, quiet_banner
from app.ui.widgets.layouts import clear

_EDGE = 32


class RegisterPart(QWidget):
    """``changed`` comes when something was stored, so that the counts are fetched again.

    ``act_words`` are on the header's button, empty for no button; ``act`` is what it does.
    """

    changed = Signal()
    act_words = ""
    act_icon = "add"

    def __init__(self, tab: DeskTab) -> None:
        super().__init__()
        self.tab = tab
        self.banner = quiet_banner()
        self.column = QVBoxLayout()
        self.column.setSpacing(16)
        self._side = pane()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(24)
        row.addLayout(self.column, 1)
        row.addWidget(self._side)
        self.put_in_pane(None)

    def put_in_pane(self, widget: QWidget | None) -> None:
        """Show ``widget`` at the right, or take the pane away."""
        clear(self._side.column)
        if widget is not None:
            self._side.column.addWidget(widget)
            self._side.column.addStretch(1)
        self._side.setVisible(widget is not None)
        self.column.setContentsMargins(0, 24, 0 if widget is not None else _EDGE, _EDGE)

    def load(self) -> None:
        """Fetch what is shown."""

    def act(self) -> None:
        """Do what the header's button says."""

    def typed(self) -> tuple[tuple[str, str], ...]:
        """Return unsaved input by name."""
        return ()

    def put_back(self, fields: Mapping[str, str]) -> None:
        """Put back what ``typed`` returned."""
