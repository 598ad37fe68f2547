"""A button that opens a short list of things to do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from app.ui import icons
from app.ui.theme import color
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.metrics import STAFF, Metrics

_GAP = 6


class MenuButton(Button):
    """Opens its menu below itself, by mouse, touch and keyboard; the menu closes with the window it belongs to."""

    def __init__(self, text: str, kind: Kind = Kind.SECONDARY, metrics: Metrics = STAFF,
                 parent: QWidget | None = None) -> None:
        super().__init__(text, kind, metrics, trailing="chevron-down", parent=parent)
        self.menu_shown = QMenu(self)
        self.menu_shown.setWindowFlag(Qt.WindowType.NoDropShadowWindowHint)
        self.menu_shown.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)  # for the round corners
        self.activated.connect(self._open)

    def add(self, words: str, icon: str, call: Callable[[], None]) -> None:
        """Add one thing to do. An ampersand in ``words`` is a character, not a shortcut."""
        entry = self.menu_shown.addAction(icons.icon(icon, 18, color("ink-2")), words.replace("&", "&&"))
        entry.triggered.connect(lambda _checked=False: call())

    def is_empty(self) -> bool:
        """Say whether there is nothing to do."""
        return not self.menu_shown.actions()

    def _open(self) -> None:
        width = self.menu_shown.sizeHint().width()
        left = max(0, self.width() - width) if self.width() > width else self.width() - width
        self.menu_shown.popup(self.mapToGlobal(QPoint(left, self.height() + _GAP)))
