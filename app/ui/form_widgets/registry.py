"""Which widget draws which item type. A new item type is a new file and one more line here."""

from __future__ import annotations

from collections.abc import Callable

from app.forms import ItemState, ItemType
from app.ui.form_widgets.base import FormWidget
from app.ui.form_widgets.choice import TickWidget, TilesWidget
from app.ui.form_widgets.dates import DateTimeWidget, DateWidget, TimeWidget
from app.ui.form_widgets.display import AttachmentWidget, DisplayWidget
from app.ui.form_widgets.look import FieldLook
from app.ui.form_widgets.open_choice import OpenChoiceWidget
from app.ui.form_widgets.options import Presentation, presentation
from app.ui.form_widgets.quantity import QuantityWidget
from app.ui.form_widgets.rows import RowsWidget
from app.ui.form_widgets.slider import SliderWidget, is_slider
from app.ui.form_widgets.small_choice import ChipsWidget, DropDownWidget, InlineWidget
from app.ui.form_widgets.typed import LineWidget, TextWidget

Maker = Callable[[ItemState, FieldLook], FormWidget]

_CHOICES: dict[Presentation, Maker] = {
    Presentation.TILES: TilesWidget,
    Presentation.INLINE: InlineWidget,
    Presentation.CHIPS: ChipsWidget,
    Presentation.DROP_DOWN: DropDownWidget,
    Presentation.TICK: TickWidget,
}


def _choice(state: ItemState, look: FieldLook) -> FormWidget:
    return _CHOICES[presentation(state, look)](state, look)


def _number(state: ItemState, look: FieldLook) -> FormWidget:
    return SliderWidget(state, look) if is_slider(state) else LineWidget(state, look)


WIDGETS: dict[ItemType, Maker] = {
    ItemType.BOOLEAN: _choice,
    ItemType.CHOICE: _choice,
    ItemType.OPEN_CHOICE: OpenChoiceWidget,
    ItemType.STRING: LineWidget,
    ItemType.URL: LineWidget,
    ItemType.INTEGER: _number,
    ItemType.DECIMAL: _number,
    ItemType.TEXT: TextWidget,
    ItemType.DATE: DateWidget,
    ItemType.DATE_TIME: DateTimeWidget,
    ItemType.TIME: TimeWidget,
    ItemType.QUANTITY: QuantityWidget,
    ItemType.ATTACHMENT: AttachmentWidget,
    ItemType.DISPLAY: DisplayWidget,
}
"""Every item type that is drawn on its own. Groups are headings with members, or ``RowsWidget``."""


def make(state: ItemState, look: FieldLook) -> FormWidget:
    """Return the widget for an item."""
    if state.item.has_rows and state.row is None:
        return RowsWidget(state, look)
    return WIDGETS[state.item.type](state, look)
