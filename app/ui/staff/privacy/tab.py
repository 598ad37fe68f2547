"""What the tabs of the privacy desk share: a sentence and a button in the header, and a count on the tab."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.screen import Screen
from app.ui.staff.tab import ScreenTab
from app.ui.widgets.button import Button


class DeskTab(ScreenTab):
    """One tab of the privacy desk. ``action`` is the header's button while the tab is up, or None."""

    told = Signal(str, int)  # the sentence under the title, and the count on the tab

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(screen, parent)
        self.action: Button | None = None

    def open_subject(self, subject: str) -> None:
        """Open the record ``subject`` (an id from a route) once the tab has loaded; unknown ones change nothing."""
