"""choice and boolean as tiles: the common part, and the grid of large tiles with room for follow-ups."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QGridLayout, QVBoxLayout, QWidget

from app.forms import Answer, ItemState
from app.ui.form_widgets.base import FormWidget, question_text
from app.ui.form_widgets.look import FieldLook, Place
from app.ui.form_widgets.options import Choice, choices, is_chosen
from app.ui.widgets.tile import OptionTile, RadioTile

_MOST_ACROSS = 4
_SHORT = 17
"""Characters of a label that fit on a tile a third of the page wide."""


class ButtonChoice(FormWidget):
    """A choice made of buttons. Single choices are exclusive; an optional one is taken back by pressing it again."""

    def __init__(self, state: ItemState, look: FieldLook, parent: QWidget | None = None) -> None:
        super().__init__(state, look, parent)
        self.shown: tuple[Choice, ...] = choices(state, look)
        self.buttons: list[QAbstractButton] = []
        self._showing = False
        self._chosen: int | None = None
        self._just_chosen = False
        self._group: QButtonGroup | None = None
        if not state.item.repeats:
            self._group = QButtonGroup(self)

    def register(self, button: QAbstractButton) -> None:
        """Take ``button`` as the next option."""
        index = len(self.buttons)
        self.buttons.append(button)
        if self._group is not None:
            self._group.addButton(button)
        button.setProperty("question", question_text(self.item, self.look.language))
        button.toggled.connect(lambda on, at=index: self._toggled(at, on))
        button.clicked.connect(lambda _on, at=index: self._clicked(at))

    def show_state(self, state: ItemState) -> None:
        """Tick what is answered."""
        self._showing = True
        if self._group is not None:
            self._group.setExclusive(False)
        self._chosen = None
        for index, (choice, button) in enumerate(zip(self.shown, self.buttons, strict=True)):
            chosen = is_chosen(choice, state.answers)
            if button.isChecked() != chosen:
                button.setChecked(chosen)
            button.setEnabled(not state.read_only)
            self._chosen = index if chosen else self._chosen
        if self._group is not None:
            self._group.setExclusive(True)
        self._showing = False

    def first_control(self) -> QWidget:
        """What is chosen, else the first option."""
        chosen = [button for button in self.buttons if button.isChecked()]
        if chosen:
            return chosen[0]
        return self.buttons[0] if self.buttons else self

    def _toggled(self, index: int, on: bool) -> None:
        if self._showing:
            return
        answer = Answer(self.shown[index].value)
        if self._group is None:
            self.option_toggled.emit(self.key, answer, on)
        elif on:
            self._just_chosen, self._chosen = True, index
            self.answers_set.emit(self.key, (answer,))

    def _clicked(self, index: int) -> None:
        """Pressing the answer of an optional single choice again takes it back."""
        if self._group is None or self.item.required:
            return
        if self._just_chosen:
            self._just_chosen = False
            return
        if self._chosen == index and self.buttons[index].isChecked():
            QTimer.singleShot(0, self, lambda: self.answers_set.emit(self.key, ()))


class TilesWidget(ButtonChoice):
    """Large tiles in one or two columns. Options that exclude the others come last and stand apart."""

    def __init__(self, state: ItemState, look: FieldLook, parent: QWidget | None = None) -> None:
        super().__init__(state, look, parent)
        self.add_heading()
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._gap = look.metrics.px(12) if look.columns == 2 else look.metrics.px(10)
        self._grid.setHorizontalSpacing(self._gap)
        self._grid.setVerticalSpacing(0)
        self._rows: dict[int, int] = {}
        self._under: dict[int, QVBoxLayout] = {}
        self._columns = tile_columns(self.shown, look, state.item.look.horizontal)
        for column in range(self._columns):
            self._grid.setColumnStretch(column, 1)
        self._fill()
        self.column.addLayout(self._grid)
        self.finish()
        self.show_state(state)

    def put_follow_up(self, panel: QWidget, anchor: int | None) -> None:
        """Open ``panel`` across the grid, directly under the row of its tile."""
        row = self._rows.get(len(self.buttons) - 1 if anchor is None else anchor, 0)
        host = self._under[row]
        host.insertWidget(host.count() - 1, panel)

    def notch_x(self, anchor: int | None) -> int:
        """The middle of the tile's check box."""
        tile = self.buttons[anchor] if anchor is not None else self.first_control()
        return tile.x() + self.look.metrics.px(20) + self.look.metrics.box // 2

    def _fill(self) -> None:
        columns = self._columns
        kind = OptionTile if self.item.repeats else RadioTile
        row = column = 0
        count = len(self.shown)
        for index, choice in enumerate(self.shown):
            tile = kind(choice.text, metrics=self.look.metrics)
            self.register(tile)
            alone_at_end = choice.exclusive and index == count - 1 and column == 0
            starts_the_end = choice.exclusive and column and not self.shown[index - 1].exclusive
            if starts_the_end:
                row, column = row + 1, 0
                alone_at_end = index == count - 1
            span = columns if alone_at_end else 1
            self._grid.addWidget(tile, row * 2, column, 1, span)
            self._rows[index] = row
            self._room_under(row)
            column += span
            if column >= columns:
                row, column = row + 1, 0

    def _room_under(self, row: int) -> None:
        """Leave the gap below a row; panels are put between the row and the gap."""
        if row in self._under:
            return
        host = QVBoxLayout()
        host.setContentsMargins(0, 0, 0, 0)
        host.setSpacing(0)
        host.addSpacing(self._gap)
        self._under[row] = host
        self._grid.addLayout(host, row * 2 + 1, 0, 1, self._columns)


def tile_columns(shown: tuple[Choice, ...], look: FieldLook, is_horizontal: bool = False) -> int:
    """Return how many tiles stand side by side: three where all labels are short and other questions share the page,
    up to four where the form asks for a row (choiceOrientation)."""
    longest = max((len(choice.text) for choice in shown), default=0)
    if look.columns == 2 and is_horizontal and longest <= _SHORT:
        return max(2, min(_MOST_ACROSS, len(shown)))
    if look.columns == 2 and look.place is Place.LISTED and len(shown) not in {1, 2, 4} and longest <= _SHORT:
        return 3
    return look.columns


class TickWidget(ButtonChoice):
    """A statement with a box to tick. Taking the tick away takes the answer back, it does not say no."""

    def __init__(self, state: ItemState, look: FieldLook, parent: QWidget | None = None) -> None:
        super().__init__(state, look, parent)
        self.shown = (Choice(True, question_text(state.item, look.language)),)
        self._group = None
        star = " *" if state.item.required else ""
        self.register(OptionTile(self.shown[0].text + star, self.hint(), look.metrics))
        self.column.addWidget(self.buttons[0])
        self.finish()
        self.show_state(state)

    def _toggled(self, index: int, on: bool) -> None:
        if not self._showing:
            self.answers_set.emit(self.key, (Answer(True),) if on else ())
