"""Who has to sign a form again, by name: opened on purpose, because it lists patients."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.dates import field_date
from app.services.views.forms import SignAgainLine
from app.ui.fonts import Staff
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.scroll_column import ScrollColumn
from app.ui.widgets.text import TextLabel

_LIST_HEIGHT = 360


class SignAgainDialog(DialogOverlay):
    """A list that scrolls by itself."""

    def __init__(self, window: QWidget, title: str, lines: Sequence[SignAgainLine]) -> None:
        super().__init__(window, width=560, spacing=16)
        self.done = Button("Done", Kind.PRIMARY)
        self.add_head("Who has to sign again", f"{title}. They are asked at their next visit.")
        column = ScrollColumn(margins=(0, 0, 12, 0), spacing=10)
        column.setFixedHeight(_LIST_HEIGHT)
        for line in lines:
            column.column.addWidget(TextLabel(line.patient_name, Staff.NAME))
            column.column.addWidget(TextLabel(f"Record {line.record_number}. Signed version {line.version} on "
                                              f"{field_date(line.signed_on)}", Staff.DETAIL, "ink-2"))
        column.column.addStretch(1)
        self.body.addWidget(column)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.done)
        self.body.addLayout(row)
        self.done.activated.connect(self.close_dialog)

    def begin(self) -> None:
        """Open the dialog."""
        self.open(self.done)
