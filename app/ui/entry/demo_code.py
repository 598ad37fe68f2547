"""What an authenticator app would show now: the fictional clinic has no phones."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.ui.fonts import Staff
from app.ui.widgets.text import TextLabel


def demo_words(digits: str) -> str:
    """Return the line for a code, "" without one."""
    return f"Demo code now: {digits[:3]} {digits[3:]}" if digits else ""


class DemoCodeLine(TextLabel):
    """Shows the code of one person, read again every second. In the demo only."""

    def __init__(self, demo_code: Callable[[str], str], parent: QWidget | None = None) -> None:
        super().__init__("", Staff.DETAIL, "ink-3", parent=parent)
        self._demo_code = demo_code
        self._user_name = ""
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._show_now)

    def begin(self, user_name: str) -> None:
        """Show the codes of ``user_name`` from now on."""
        self._user_name = user_name
        self._show_now()
        self._timer.start()

    def _show_now(self) -> None:
        words = demo_words(self._demo_code(self._user_name))
        self.setVisible(bool(words))
        self.setText(words)
