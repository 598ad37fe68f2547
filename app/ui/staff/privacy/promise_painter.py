"""Paints the lines of the promise board: chapter titles on the page, headings and promises on white cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.services.views.promises import PromiseState
from app.ui import icons
from app.ui.fonts import Staff
from app.ui.staff.privacy.promise_lines import STATE_WORDS, Line, LineKind
from app.ui.theme import color
from app.ui.widgets.banner import Tone
from app.ui.widgets.chips import CHIP_HEIGHT, chip_width, draw_chip
from app.ui.widgets.wrapping import wrapped, wrapped_height

if TYPE_CHECKING:  # the list imports its painter
    from app.ui.staff.privacy.promise_list import PromiseList

CHIPS = {PromiseState.KEPT: (Tone.SUCCESS, "check"), PromiseState.ATTENTION: (Tone.WARNING, "warning"),
         PromiseState.NOT_FOR_THIS_APP: (Tone.NEUTRAL, "minus-circle")}
"""Tone and icon of the chip of each state."""

_RADIUS = 14.0
_SIDE = 20.0
_ABOVE = 14.0
_ABOVE_SHORT = 11.0
_PART_ABOVE, _PART_BELOW = 28.0, 10.0
_HEADING_ABOVE, _HEADING_BELOW = 16.0, 4.0
_ARROW = 34.0
_GAP = 24.0
_Index = QModelIndex | QPersistentModelIndex


class PromisePainter(QStyledItemDelegate):
    """Heights follow from the width of the view; they are kept for the width they were measured at."""

    def __init__(self, view: PromiseList) -> None:
        super().__init__(view)
        self._view = view
        self._heights: dict[int, int] = {}
        self._measured_at = 0
        self._chips = max(chip_width(words, "check") for words in STATE_WORDS.values())

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Return the height of a line at the width of the view."""
        row, width = index.row(), self._view.viewport().width()
        if width != self._measured_at:
            self.forget()
            self._measured_at = width
        if row not in self._heights:
            self._heights[row] = round(self._height(self._view.line(row), width, row == 0))
        return QSize(width, self._heights[row])

    def forget(self) -> None:
        """Measure anew: other lines are shown."""
        self._heights.clear()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw one line."""
        line, box = self._view.line(index.row()), QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if line.kind is LineKind.PART:
            top = 0.0 if index.row() == 0 else _PART_ABOVE
            wrapped(painter, line.text, Staff.SECTION, QPointF(box.left(), box.top() + top), width=box.width(),
                    ink=color("ink"))
        else:
            self._draw_card(painter, box, line, option)
            self._draw_words(painter, box, line)
        painter.restore()

    def _height(self, line: Line, width: float, at_top: bool) -> float:
        if line.kind is LineKind.PART:
            return (0.0 if at_top else _PART_ABOVE) + Staff.SECTION.line + _PART_BELOW
        if line.kind is LineKind.HEADING:
            return _HEADING_ABOVE + wrapped_height(line.text, Staff.SMALL, width - 2 * _SIDE) + _HEADING_BELOW
        words = self._words_width(width)
        above = _ABOVE if line.says_proof else _ABOVE_SHORT
        height = wrapped_height(line.text, Staff.VALUE, words)
        if line.says_proof and line.row is not None:
            height += 2 + wrapped_height(line.row.proof, Staff.DETAIL, words)
            if line.row.what_to_do:
                height += 4 + wrapped_height(line.row.what_to_do, Staff.DETAIL, words)
        return max(height, CHIP_HEIGHT) + 2 * above

    def _words_width(self, width: float) -> float:
        return max(120.0, width - 2 * _SIDE - self._chips - _GAP - _ARROW)

    def _draw_card(self, painter: QPainter, box: QRectF, line: Line, option: QStyleOptionViewItem) -> None:
        """Draw the part of the card behind one line, and what says that the line is hovered, selected or in focus."""
        shape = _shape(box, line)
        painter.fillPath(shape, color(_ground(line, option)))
        painter.setPen(QPen(color("hairline"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.save()
        painter.setClipRect(box)
        painter.drawPath(_outline(box, line))
        painter.restore()
        if not line.is_last and line.kind is LineKind.PROMISE:
            painter.fillRect(QRectF(box.left() + _SIDE, box.bottom() - 1, box.width() - 2 * _SIDE, 1),
                             color("hairline"))
        if not (option.state & QStyle.StateFlag.State_Selected):
            return
        painter.save()
        painter.setClipPath(shape)
        painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), color("accent"))
        painter.restore()
        if self._view.hasFocus():
            painter.setPen(QPen(color("focus"), 3))
            painter.drawRoundedRect(box.adjusted(1.5, 1.5, -1.5, -1.5), 8, 8)

    def _draw_words(self, painter: QPainter, box: QRectF, line: Line) -> None:
        left, width = box.left() + _SIDE, self._words_width(box.width())
        if line.kind is LineKind.HEADING or line.row is None:
            wrapped(painter, line.text, Staff.SMALL.weighted(600), QPointF(left, box.top() + _HEADING_ABOVE),
                    width=box.width() - 2 * _SIDE, ink=color("ink-3"))
            return
        row, top = line.row, box.top() + (_ABOVE if line.says_proof else _ABOVE_SHORT)
        self._draw_state(painter, box, top, line)
        wrapped(painter, line.text, Staff.VALUE, QPointF(left, top), width=width, ink=color("ink"))
        if not line.says_proof:
            return
        top += wrapped_height(line.text, Staff.VALUE, width) + 2
        wrapped(painter, row.proof, Staff.DETAIL, QPointF(left, top), width=width, ink=color("ink-2"))
        if row.what_to_do:
            top += wrapped_height(row.proof, Staff.DETAIL, width) + 4
            ink = "warning-text" if row.state is PromiseState.ATTENTION else "ink-3"
            wrapped(painter, row.what_to_do, Staff.DETAIL, QPointF(left, top), width=width, ink=color(ink))

    def _draw_state(self, painter: QPainter, box: QRectF, top: float, line: Line) -> None:
        row = line.row
        assert row is not None  # only promises have a state
        tone, icon = CHIPS[row.state]
        left = box.right() - _SIDE - _ARROW - self._chips
        draw_chip(painter, QPointF(left, top - 2), STATE_WORDS[row.state], tone, icon)
        if row.place:
            middle = top - 2 + CHIP_HEIGHT / 2
            icons.paint(painter, "chevron-right", QRectF(box.right() - _SIDE - 18, middle - 9, 18, 18), color("ink-3"))


def _ground(line: Line, option: QStyleOptionViewItem) -> str:
    if option.state & QStyle.StateFlag.State_Selected:
        return "accent-tint"
    hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
    return "hover" if hovered and line.row is not None and line.row.place else "surface"


def _shape(box: QRectF, line: Line) -> QPainterPath:
    """Return the area of a line: round where the card begins and ends."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    path.addRoundedRect(box, _RADIUS, _RADIUS)
    if not line.is_first:
        path.addRect(QRectF(box.left(), box.top(), box.width(), min(_RADIUS, box.height())))
    if not line.is_last:
        low = min(_RADIUS, box.height())
        path.addRect(QRectF(box.left(), box.bottom() - low, box.width(), low))
    return path.simplified()


def _outline(box: QRectF, line: Line) -> QPainterPath:
    """Return the card's outline where it passes this line; what is beyond the line is clipped away."""
    edge = box.adjusted(0.5, 0.5 if line.is_first else -2 * _RADIUS, -0.5, -0.5 if line.is_last else 2 * _RADIUS)
    path = QPainterPath()
    path.addRoundedRect(edge, _RADIUS, _RADIUS)
    return path
