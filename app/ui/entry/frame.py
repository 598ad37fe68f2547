"""The frame of sign-in: brand panel on the left, one form of 420 centred on the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.ui.fonts import Staff
from app.ui.widgets.card import Surface
from app.ui.widgets.contour_panel import ContourPanel
from app.ui.widgets.picture import Icon
from app.ui.widgets.scroll_column import ScrollColumn
from app.ui.widgets.text import TextLabel, Wordmark

FORM_WIDTH = 420
PANEL_WIDTH = 480
_SIDE = 32
_NOTE = "Patient records on this computer are encrypted. Every sign-in is recorded."


class EntryFrame(QWidget):
    """Holds pages, one visible. ``footer`` are the lines at the foot of the panel: address and workstation."""

    def __init__(self, clinic_name: str, footer: Sequence[str] = (), note: str = _NOTE, width: int = FORM_WIDTH,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._width = width
        self.pages = QStackedWidget()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._panel = _panel(clinic_name, footer)
        row.addWidget(self._panel)
        row.addWidget(self._form_side(note), 1)

    def add_page(self, page: QWidget) -> None:
        """Add a page; it stands in the middle and scrolls when the window is too low."""
        page.setFixedWidth(self._width)
        scroll = ScrollColumn()
        scroll.column.addStretch(1)
        line = QHBoxLayout()  # stretches instead of an alignment: Qt measures wrapped text at the right width then
        line.addStretch()
        line.addWidget(page)
        line.addStretch()
        scroll.column.addLayout(line)
        scroll.column.addStretch(1)
        page.setProperty("scroll", self.pages.addWidget(scroll))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the panel out where it would cut the form: on a tablet held upright."""
        self._panel.setVisible(self.width() >= PANEL_WIDTH + self._width + 2 * _SIDE)
        super().resizeEvent(event)

    def show_page(self, page: QWidget) -> None:
        """Bring ``page`` up."""
        self.pages.setCurrentIndex(int(page.property("scroll")))

    def _form_side(self, note: str) -> QWidget:
        side = Surface("surface")
        column = QVBoxLayout(side)
        column.setContentsMargins(_SIDE, 64, _SIDE, 28)  # as much above as the note takes below
        column.setSpacing(16)
        column.addWidget(self.pages, 1)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addStretch()
        line.addWidget(Icon("lock", 16, "ink-3", box_height=20))
        line.addWidget(TextLabel(note, Staff.DETAIL, "ink-3", wrap=False))
        line.addStretch()
        column.addLayout(line)
        return side


def _panel(clinic_name: str, footer: Sequence[str]) -> ContourPanel:
    panel = ContourPanel(x=0.99, y=0.85)
    panel.setFixedWidth(PANEL_WIDTH)
    column = QVBoxLayout(panel)
    column.setContentsMargins(48, 42, 48, 46)
    column.setSpacing(0)
    column.addWidget(Wordmark(clinic_name, 22, "panel-ink", "panel-ink-2"))
    column.addStretch()
    for line in footer:
        column.addWidget(TextLabel(line, Staff.BODY, "panel-ink-2"))
    return panel
