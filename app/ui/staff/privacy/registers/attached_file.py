"""A file of a register, shown within the window: nothing is written to disk for looking at it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.ui.fonts import Staff
from app.ui.staff.page_viewer import PageViewer
from app.ui.staff.tab import button_row
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.scroll_column import ScrollColumn
from app.ui.widgets.text import TextLabel

_HEIGHT = 560
_PDF = b"%PDF-"


class AttachedFileDialog(DialogOverlay):
    """PDF pages, or plain text as plain text; a file that cannot be drawn says so."""

    def __init__(self, window: QWidget, name: str, content: bytes) -> None:
        super().__init__(window, width=760, spacing=14)
        self.setAccessibleName(name)
        self.body.addWidget(TextLabel(name, Staff.SECTION, elide=True))
        self.body.addWidget(_shown(content))
        close = Button("Close", Kind.SECONDARY)
        close.activated.connect(self.close_dialog)
        self._close = close
        self.body.addLayout(button_row(close, to_right=True))

    def begin(self) -> None:
        """Open the dialog."""
        self.open(self._close)


def _shown(content: bytes) -> QWidget:
    if content.startswith(_PDF):
        viewer = PageViewer()
        viewer.setFixedHeight(_HEIGHT)
        return viewer if viewer.show_pdf(content) else TextLabel("This PDF cannot be shown here.", Staff.BODY, "ink-2")
    column = ScrollColumn(margins=(0, 0, 16, 0))
    column.setFixedHeight(_HEIGHT)
    column.column.addWidget(TextLabel(content.decode("utf-8", "replace"), Staff.BODY))
    column.column.addStretch(1)
    return column
