"""The single-line input every field is built on."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from app.core.text import MAX_FIELD
from app.ui.fonts import cover
from app.ui.widgets.metrics import STAFF, Metrics


class FieldState(StrEnum):
    """What the style sheet tells apart."""

    NORMAL = "normal"
    ERROR = "error"
    LOCKED = "locked"


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Set a property the style sheet looks at, and have it looked at again."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


class LineEdit(QLineEdit):
    """One line of plain text. Grows its border on focus instead of having a ring; takes no drops."""

    def __init__(self, name: str, metrics: Metrics = STAFF, *, menu: bool = True,
                 parent: QWidget | None = None) -> None:
        """``name`` is the accessible name; ``menu`` is False on the patient's screens (no context menus there)."""
        super().__init__(parent)
        self._menu = menu and not metrics.kiosk
        self.setAccessibleName(name)
        self.setFont(metrics.field_text.font())
        self.setFixedHeight(metrics.field_height)
        self.setMaxLength(MAX_FIELD)
        self.textChanged.connect(cover)
        self.setDragEnabled(False)
        self.setAcceptDrops(False)
        self.setProperty("size", "kiosk" if metrics.kiosk else "staff")
        self.setProperty("state", FieldState.NORMAL.value)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_MacShowFocusRect, False)

    def set_state(self, state: FieldState) -> None:
        """Draw as normal, wrong or locked. A locked field can be read and copied."""
        self.setReadOnly(state is FieldState.LOCKED)
        restyle(self, "state", state.value)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show the menu only where there may be one."""
        if self._menu:
            super().contextMenuEvent(event)
        else:
            event.accept()
