"""Paints the cells of a table: hover, selected bar, keyboard focus, avatars, chips, the rule under each row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.core.text import initials
from app.ui import icons
from app.ui.fonts import Staff, TextStyle, cover
from app.ui.theme import color
from app.ui.widgets.avatar import draw_avatar
from app.ui.widgets.banner import TONE_INKS, Tone
from app.ui.widgets.chips import CHIP_HEIGHT, draw_chip
from app.ui.widgets.metrics import COMPACT
from app.ui.widgets.rings import draw_ring
from app.ui.widgets.wrapping import lines_of

if TYPE_CHECKING:  # the table imports its painter
    from app.ui.widgets.data_table import Cell, DataTable

HEAD_HEIGHT = 40
_PADDING = 20
_RING = 30
_END = -12
"""Room between a button or text at the right end of a row and the table's edge, beside the cell's own 8."""
_CORNER = 13
"""Radius inside the border of the card that frames a table."""
_AVATAR_ROW = 52
"""Rows from this height on have the larger avatar."""
_ROW_TONES = {Tone.DANGER: "danger-bg", Tone.WARNING: "warning-bg", Tone.SUCCESS: "success-bg",
              Tone.INFO: "accent-tint"}
_Index = QModelIndex | QPersistentModelIndex


class RowPainter(QStyledItemDelegate):
    """The delegate of ``DataTable``."""

    def __init__(self, table: DataTable) -> None:
        super().__init__(table)
        self._table = table
        self.hovered = -1
        table.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Remember which row the pointer is over."""
        if isinstance(event, QMouseEvent) and event.type() is QEvent.Type.MouseMove:
            self._hover(self._table.rowAt(round(event.position().y())))
        elif event.type() is QEvent.Type.Leave:
            self._hover(-1)
        return super().eventFilter(watched, event)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """Rows have the height the table was made with."""
        return QSize(80, self._table.verticalHeader().defaultSectionSize())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw one cell."""
        box = QRectF(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        cell = self._table.cell(index.row(), index.column())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._keep_in_frame(painter, box)
        self._draw_ground(painter, box, index, selected)
        painter.setClipRect(box)
        tinted = selected or self._table.tone_of(index.row()) is not None
        self._draw_cell(painter, box.adjusted(_PADDING, 0, -8, 0), cell, tinted)
        painter.restore()

    def _keep_in_frame(self, painter: QPainter, box: QRectF) -> None:
        """Cut a cell at the lower edge of a framed table to the card's round corners."""
        lower_edge = self._table.viewport().height()
        if self._table.property("framed") and box.bottom() > lower_edge - _CORNER:
            frame = QPainterPath()
            above = _CORNER  # the head covers the upper corners
            frame.addRoundedRect(QRectF(0, -above, self._table.width(), lower_edge + above), _CORNER, _CORNER)
            painter.setClipPath(frame)

    def _draw_ground(self, painter: QPainter, box: QRectF, index: _Index, selected: bool) -> None:
        tone = self._table.tone_of(index.row())
        name = "accent-tint" if selected else _ROW_TONES[tone] if tone in _ROW_TONES else (
            "hover" if index.row() == self.hovered else "")
        if name:
            painter.fillRect(box, color(name))
        if not (self._table.property("framed") and index.row() == index.model().rowCount() - 1):
            painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), color("hairline"))
        if selected and index.column() == 0:
            painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), color("accent"))
        if selected and self._table.hasFocus():
            self._draw_focus(painter, box, index)

    def _draw_focus(self, painter: QPainter, box: QRectF, index: _Index) -> None:
        painter.setPen(QPen(color("focus"), 3))
        inside = box.adjusted(0, 1.5, 0, -1.5)
        painter.drawLine(inside.topLeft(), inside.topRight())
        painter.drawLine(inside.bottomLeft(), inside.bottomRight())
        if index.column() == 0:
            painter.drawLine(inside.topLeft() + QPointF(1.5, 0), inside.bottomLeft() + QPointF(1.5, 0))
        if index.column() == index.model().columnCount() - 1:
            painter.drawLine(inside.topRight() - QPointF(1.5, 0), inside.bottomRight() - QPointF(1.5, 0))

    def _draw_cell(self, painter: QPainter, box: QRectF, cell: Cell, tinted: bool) -> None:
        left, middle = box.left(), box.center().y()
        if cell.action:
            _action(painter, box.adjusted(0, 0, _END, 0), cell.action)
            return
        if cell.avatar:
            side = 34 if self._table.verticalHeader().defaultSectionSize() >= _AVATAR_ROW else 26
            draw_avatar(painter, QRectF(left, middle - side / 2, side, side), initials(cell.avatar), cell.icon)
            left += side + (12 if side > 26 else 10)
        elif cell.ring is not None:
            draw_ring(painter, QRectF(left, middle - _RING / 2, _RING, _RING), cell.ring.used, 4,
                      arc=color(cell.ring.color), track=color("hairline"))
            left += _RING + 10
        elif cell.icon:
            ink = color(TONE_INKS[cell.tone] if cell.tone else "ink-2")
            icons.paint(painter, cell.icon, QRectF(left, middle - 9, 18, 18), ink)
            left += 18 + 10
        if cell.chip is not None and not cell.text:
            draw_chip(painter, QPointF(left, middle - CHIP_HEIGHT / 2), cell.chip.text, cell.chip.tone, cell.chip.icon,
                      on_tint=tinted)
            return
        width = self._draw_words(painter, QRectF(left, box.top(), box.right() - left, box.height()), cell)
        if cell.chip is not None:
            draw_chip(painter, QPointF(left + width + 10, middle - CHIP_HEIGHT / 2), cell.chip.text, cell.chip.tone,
                      cell.chip.icon, on_tint=tinted)

    def _draw_words(self, painter: QPainter, box: QRectF, cell: Cell) -> float:
        """Draw one or two lines, elided, and return the width of the first."""
        first = Staff.NAME if cell.strong else Staff.BODY
        first = first.digits() if cell.tabular else first
        ink = color(TONE_INKS[cell.tone] if cell.tone else "ink-3" if cell.quiet else
                    "ink-2" if cell.soft else "ink")
        if cell.at_end:
            style = Staff.DETAIL if cell.quiet else first
            left = box.width() + _END - QFontMetricsF(style.font()).horizontalAdvance(cell.text) - 1
            return _line(painter, box.adjusted(max(0.0, left), 0, _END, 0), cell.text, style, ink)
        if cell.wraps:
            return _two_lines(painter, box, cell.text, first, ink)
        if not cell.second:
            return _line(painter, box, cell.text, first, ink)
        half = box.height() / 2
        upper = QRectF(box.left(), box.top() + half - first.line + 1, box.width(), first.line)
        lower = QRectF(box.left(), box.top() + half + 1, box.width(), Staff.DETAIL.line)
        width = _line(painter, upper, cell.text, first, ink)
        _line(painter, lower, cell.second, Staff.DETAIL, color("ink-3"))
        return width

    def _hover(self, row: int) -> None:
        if row != self.hovered:
            self.hovered = row
            self._table.viewport().update()


def _action(painter: QPainter, box: QRectF, words: str) -> None:
    """Draw a compact secondary button at the right end of ``box``; the whole row is what is pressed."""
    style, height = COMPACT.button_text, COMPACT.button_height
    metrics = QFontMetricsF(style.font())
    width = metrics.horizontalAdvance(words) + 2 * COMPACT.button_padding
    button = QRectF(box.right() - width, box.center().y() - height / 2, width, height)
    painter.setPen(QPen(color("hairline-2"), 1))
    painter.setBrush(color("surface"))
    painter.drawRoundedRect(button.adjusted(0.5, 0.5, -0.5, -0.5), COMPACT.radius, COMPACT.radius)
    painter.setFont(style.font())
    painter.setPen(color("ink"))
    baseline = button.center().y() + metrics.capHeight() / 2
    painter.drawText(QPointF(button.left() + COMPACT.button_padding, baseline), words)


def _two_lines(painter: QPainter, box: QRectF, words: str, style: TextStyle, ink: QColor) -> float:
    """Draw words that break into two lines at most, the second elided, and return the width of the widest."""
    lines = lines_of(words, style, box.width())
    shown = (lines[0], " ".join(lines[1:])) if len(lines) > 1 else lines
    top = box.center().y() - style.line * len(shown) / 2
    width = box.width() + 1  # a line that just fits is not cut by what rounding adds
    return max(_line(painter, QRectF(box.left(), top + number * style.line, width, style.line), line, style, ink)
               for number, line in enumerate(shown))


def _line(painter: QPainter, box: QRectF, words: str, style: TextStyle, ink: QColor) -> float:
    cover(words)
    made = style.font()
    metrics = QFontMetricsF(made)
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, box.width())
    painter.setFont(made)
    painter.setPen(ink)
    painter.drawText(QPointF(box.left(), box.center().y() + metrics.capHeight() / 2), shown)
    return metrics.horizontalAdvance(shown)
