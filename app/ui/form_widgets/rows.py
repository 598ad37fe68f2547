"""Repeating groups and repeating questions with questions below: rows to add and to remove."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.forms import ItemState
from app.ui.form_widgets.base import FormWidget, question_text
from app.ui.form_widgets.look import FieldLook
from app.ui.form_widgets.words import say
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.metrics import KIOSK_MEDIUM
from app.ui.widgets.text import TextLabel


class RowCard(QFrame):
    """One row: a card with its number, its fields and a way to remove it."""

    def __init__(self, title: str, look: FieldLook, removable: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        metrics = look.metrics
        self.setProperty("kind", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(metrics.px(20), metrics.px(14), metrics.px(20), metrics.px(20))
        column.setSpacing(metrics.px(8))
        head = QHBoxLayout()
        head.addWidget(TextLabel(title, metrics.detail.weighted(600), "ink-2"), 1)
        self.remove = Button(say("Remove"), Kind.QUIET, KIOSK_MEDIUM.scaled(metrics.scale), icon="delete",
                             parent=self)
        self.remove.setAccessibleName(say("Remove {row}", row=title))
        self.remove.setVisible(removable)
        head.addWidget(self.remove)
        column.addLayout(head)
        self.fields = QGridLayout()
        self.fields.setContentsMargins(0, 0, 0, 0)
        self.fields.setHorizontalSpacing(metrics.px(16))
        self.fields.setVerticalSpacing(metrics.px(16))
        column.addLayout(self.fields)


class RowsWidget(FormWidget):
    """The rows of one item. The page fills the cards."""

    def __init__(self, state: ItemState, look: FieldLook, parent: QWidget | None = None) -> None:
        super().__init__(state, look, parent)
        self.add_heading()
        self._cards = QVBoxLayout()
        self._cards.setSpacing(look.metrics.px(12))
        self.column.addLayout(self._cards)
        label = question_text(state.item, look.language)
        self.add = Button(say("Add another") if state.rows else say("Add one"), Kind.SECONDARY,
                          KIOSK_MEDIUM.scaled(look.metrics.scale), icon="add", parent=self)
        self.add.setAccessibleDescription(label)
        self.add.setVisible(state.can_add_row)
        self.add.clicked.connect(lambda: self.row_added.emit(self.key))
        self.column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.finish()

    def add_card(self, state: ItemState) -> RowCard:
        """Add an empty card for the row ``state`` and return it."""
        number = self._cards.count() + 1
        card = RowCard(say("Number {n}", n=number), self.look, state.can_remove_row)
        card.remove.clicked.connect(lambda: self.row_removed.emit(state.key))
        self._cards.addWidget(card)
        return card

    def show_state(self, state: ItemState) -> None:
        """Rows are rebuilt by the page; only the button changes here."""
        self.add.setVisible(state.can_add_row)

    def first_control(self) -> QWidget:
        """The button that adds a row."""
        return self.add
