"""A table in a card that is as high as its rows, and scrolls when there is less room."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.widgets.card import Card
from app.ui.widgets.data_table import DataTable

_FOOT = 7
"""Room under the last row, so that its fill stays inside the rounded corners."""


class TableCard(Card):
    """Frames ``table``; add further rows (a footer) to ``body``."""

    def __init__(self, table: DataTable, parent: QWidget | None = None) -> None:
        super().__init__(padding=1, spacing=0, parent=parent)
        self.table = table
        table.setProperty("framed", True)
        self.body.setContentsMargins(1, 1, 1, _FOOT)
        self.body.addWidget(table)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
