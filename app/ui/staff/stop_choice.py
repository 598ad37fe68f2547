"""The decision on a stop, and on a caution nobody may clear: postpone, do not treat, clear it, or leave it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from app.services.views.review import DecisionInput, DecisionKind, FlagLine
from app.ui.fonts import Staff
from app.ui.own_shapes import SEVERITY_COLORS, SEVERITY_ICONS
from app.ui.staff.flags_card import headline, waits_for_other
from app.ui.widgets.field import TextField
from app.ui.widgets.metrics import COMPACT
from app.ui.widgets.picture import Icon
from app.ui.widgets.text import TextLabel
from app.ui.widgets.tile import RadioTile

_LEAVE = "leave"


class StopChoice(QWidget):
    """Tiles under the name of the stop. ``changed`` follows every choice and every letter of the reason."""

    changed = Signal()

    def __init__(self, flag: FlagLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.flag = flag
        self._group = QButtonGroup(self)
        self._tiles: dict[str, RadioTile] = {}
        self._reason = TextField("Reason for clearing it", hint="It is kept with the record.", lines=2)
        self._reason.changed.connect(self.changed)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addLayout(self._title())
        self._add(DecisionKind.POSTPONE, "Postpone treatment", "Comes back another day")
        self._add(DecisionKind.NOT_TREATED, "Do not treat", "This treatment is not given")
        if flag.clearable and flag.may_clear:
            self._add(DecisionKind.CLEARED, "Go ahead, I cleared it", "Needs a reason")
        elif waits_for_other(flag):
            self._add(_LEAVE, "Leave it to a prescriber", flag.clear_by_words)
        self._column.addWidget(self._reason)
        self._reason.hide()
        self._group.buttonToggled.connect(lambda _button, _on: self._on_chosen())

    def decision(self) -> DecisionInput | None:
        """Return the decision, or None while it is open, left to somebody else, or without its reason."""
        kind = self.value()
        if kind in {"", _LEAVE} or (kind == DecisionKind.CLEARED and not self._reason.text()):
            return None
        reason = self._reason.text() if kind == DecisionKind.CLEARED else ""
        return DecisionInput(self.flag.rule_id, DecisionKind(kind), reason)

    def is_left(self) -> bool:
        """Say whether the stop was left to a prescriber."""
        return self.value() == _LEAVE

    def value(self) -> str:
        """Return the code of the chosen tile, or empty."""
        return next((code for code, tile in self._tiles.items() if tile.isChecked()), "")

    def reason(self) -> str:
        """Return the reason typed."""
        return self._reason.text()

    def restore(self, value: str, reason: str) -> None:
        """Put a choice and its reason back."""
        if value in self._tiles:
            self._tiles[value].setChecked(True)
        self._reason.set_text(reason)

    def missing(self) -> tuple[str, QWidget] | None:
        """Return what is missing, as a sentence, and where; None when decided or left to somebody else."""
        if self.value() == DecisionKind.CLEARED and not self._reason.text():
            return "Enter the reason for clearing the stop to continue.", self._reason
        if not self.value():
            return f"Decide on “{headline(self.flag)}” to continue.", next(iter(self._tiles.values()))
        return None

    def _on_chosen(self) -> None:
        self._reason.setVisible(self.value() == DecisionKind.CLEARED)
        self.changed.emit()

    def _add(self, code: str, words: str, detail: str) -> None:
        tile = RadioTile(words, detail, COMPACT)
        self._tiles[str(code)] = tile
        self._group.addButton(tile)
        self._column.addWidget(tile)

    def _title(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(9)
        severity = self.flag.severity
        row.addWidget(Icon(SEVERITY_ICONS[severity], 18, SEVERITY_COLORS[severity], box_height=22), 0,
                      Qt.AlignmentFlag.AlignTop)
        row.addWidget(TextLabel(headline(self.flag), Staff.NAME), 1)
        return row
