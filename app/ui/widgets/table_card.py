"""A table in a card that is as high as its rows, and scrolls when there is less room."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.widgets.card import Card
from app.ui.widgets.data_table import DataTable


class TableCard(Card):
    """Frames ``table``, which keeps its rows inside the rounded corners."""

    def __init__(self, table: DataTable, parent: QWidget | None = None) -> None:
        super().__init__(padding=0, spacing=0, parent=parent)
        self.table = table
        table.setProperty("framed", True)
        self.body.addWidget(table)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
