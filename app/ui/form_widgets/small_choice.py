"""choice and boolean in little room: small tiles beside the question, chips, and the drop-down."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QWidget

from app.forms import Answer, ItemState
from app.ui.fonts import Kiosk
from app.ui.form_widgets.base import FormWidget, question_text
from app.ui.form_widgets.choice import ButtonChoice
from app.ui.form_widgets.look import FieldLook
from app.ui.form_widgets.options import choices, is_chosen
from app.ui.form_widgets.words import say
from app.ui.widgets.field import ChoiceField
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.metrics import Metrics
from app.ui.widgets.text import TextLabel
from app.ui.widgets.tile import ChoiceChip, OptionTile, RadioTile


class InlineWidget(ButtonChoice):
    """The question with two to four small tiles: beside it on a wide page, below it on a narrow one."""

    def __init__(self, state: ItemState, look: FieldLook, parent: QWidget | None = None) -> None:
        super().__init__(state, look, parent)
        wide = look.columns == 2
        frame = QFrame()
        line = QBoxLayout(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom, frame)
        metrics = look.metrics
        if look.is_follow_up:
            line.setContentsMargins(0, 0, 0, 0)
        else:
            frame.setProperty("kind", "card")
            line.setContentsMargins(metrics.px(20), metrics.px(14), metrics.px(20), metrics.px(14))
        line.setSpacing(metrics.px(20 if wide else 12))
        line.addWidget(self._words(), 1)
        line.addLayout(self._tiles(wide))
        self.column.addWidget(frame)
        self.finish()
        self.show_state(state)

    def notch_x(self, anchor: int | None) -> int:
        """Point at what is chosen."""
        tile = self.first_control()
        return tile.mapTo(self, tile.rect().topLeft()).x() + self.look.metrics.px(20 + 12)

    def _words(self) -> QWidget:
        style = (Kiosk.FOLLOW_UP if self.look.is_follow_up else Kiosk.QUESTION.weighted(500)).scaled(
            self.look.metrics.scale
        )
        made = QWidget()
        words = QBoxLayout(QBoxLayout.Direction.TopToBottom, made)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(TextLabel(self.label(), style))
        if self.hint():
            words.addWidget(TextLabel(self.hint(), self.look.metrics.hint, "ink-3"))
        words.addStretch(1)
        return made

    def _tiles(self, wide: bool) -> QHBoxLayout:
        metrics = small_tiles(self.look.metrics)
        row = QHBoxLayout()
        row.setSpacing(metrics.px(10))
        for choice in self.shown:
            tile: OptionTile | RadioTile = (OptionTile if self.item.repeats else RadioTile)(
                choice.text, metrics=metrics
            )
            self.register(tile)
            tile.setAccessibleDescription(question_text(self.item, self.look.language))
            if wide:
                tile.setFixedWidth(_tile_width(choice.text, metrics))
            row.addWidget(tile, 0 if wide else 1, Qt.AlignmentFlag.AlignVCenter if wide else Qt.AlignmentFlag(0))
        return row


class ChipsWidget(ButtonChoice):
    """Chips that flow, with the question before them."""

    def __init__(self, state: ItemState, look: FieldLook, parent: QWidget | None = None) -> None:
        super().__init__(state, look, parent)
        metrics = look.metrics
        self.column.setSpacing(metrics.px(8))
        self.column.addWidget(TextLabel(self.label(), Kiosk.FOLLOW_UP.scaled(metrics.scale)))
        if self.hint():
            self.column.addWidget(TextLabel(self.hint(), metrics.hint, "ink-3"))
        host = QWidget()
        flow = FlowLayout(host, metrics.px(10))
        for choice in self.shown:
            chip = ChoiceChip(choice.text, metrics)
            self.register(chip)
            flow.addWidget(chip)
        self.column.addWidget(host)
        self.finish()
        self.show_state(state)


class DropDownWidget(FormWidget):
    """One of a long list. An optional question can go back to "Choose"."""

    half_width = True

    def __init__(self, state: ItemState, look: FieldLook, parent: QWidget | None = None) -> None:
        super().__init__(state, look, parent)
        self._shown = choices(state, look)
        options = [(str(index), choice.text) for index, choice in enumerate(self._shown)]
        if not state.item.required:
            options.insert(0, ("", say("No answer")))
        self.field = ChoiceField(self.label(), options, look.metrics, hint=self.hint(), placeholder=say("Choose"))
        self.describe(self.field.combo)
        self.column.addWidget(self.field)
        self.finish()
        self.show_state(state)
        self.field.changed.connect(self._tell)
        self.setFocusProxy(self.field.combo)

    def show_state(self, state: ItemState) -> None:
        """Show what is chosen."""
        at = next((str(index) for index, choice in enumerate(self._shown) if is_chosen(choice, state.answers)), "")
        self.field.combo.blockSignals(True)
        if at:
            self.field.set_value(at)
        else:
            self.field.combo.setCurrentIndex(-1)
        self.field.combo.blockSignals(False)
        self.field.combo.setEnabled(not state.read_only)

    def show_issue(self, sentence: str) -> None:
        """The field says it itself."""
        self._issue = sentence
        self.field.set_error(sentence)

    def first_control(self) -> QWidget:
        """The list."""
        return self.field.combo

    def _tell(self) -> None:
        at = self.field.value()
        self.answers_set.emit(self.key, (Answer(self._shown[int(at)].value),) if at else ())


def small_tiles(metrics: Metrics) -> Metrics:
    """Return the sizes of the small tiles: 52 high with a mark of 24."""
    return replace(metrics, tile_height=metrics.px(52), box=metrics.px(24))


def _tile_width(text: str, metrics: Metrics) -> int:
    words = QFontMetricsF(metrics.body.weighted(500).font()).horizontalAdvance(text)
    return round(words) + metrics.px(20) + metrics.box + metrics.px(16) + metrics.px(20)
