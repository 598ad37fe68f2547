"""One answer beside the one before it, drawn in three columns."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.services.views.patients import AnswerLine
from app.ui import icons
from app.ui.fonts import Staff
from app.ui.own_shapes import SEVERITY_COLORS, SEVERITY_ICONS
from app.ui.theme import color
from app.ui.widgets.banner import Tone
from app.ui.widgets.chips import CHIP_HEIGHT, FilterChip, chip_width, draw_chip
from app.ui.widgets.wrapping import lines_of, wrapped, wrapped_height

QUESTION, BEFORE = 268, 206
"""Widths of the first and the last column."""
EDGE = 20
_PAD, _CHIP = 11, 28


class AnswerRow(QLabel):
    """Question, answer with its severity and "Changed", and the answer before. Nothing is cut: the words wrap.

    ``questioned`` carries the question and whether its changed answer is questioned now.
    """

    questioned = Signal(str, bool)

    def __init__(self, line: AnswerLine, *, compares: bool = True, may_question: bool = False,
                 questioned: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chip: FilterChip | None = None
        if may_question:
            self._chip = FilterChip("Question", questioned, height=_CHIP, parent=self)
            self._chip.setAccessibleName(f"Question the answer to: {line.question}")
            self._chip.toggled.connect(lambda on: self.questioned.emit(line.question, on))
        self._line, self._compares = line, compares
        self.setTextFormat(Qt.TextFormat.PlainText)
        severity = f"{line.severity.word}. " if line.severity is not None else ""
        changed = f" Changed, was {line.was}." if line.changed else ""
        waiting = " Not confirmed this time." if line.unconfirmed else ""
        self._answer = line.answer or "No answer"
        self.setAccessibleName(f"{severity}{line.question}: {self._answer}.{changed}{waiting}")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """The words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the longest column."""
        style, line = Staff.BODY, self._line
        left, room, before = self._places(width)
        heights = [wrapped_height(line.question, style, left - EDGE - 16),
                   wrapped_height(self._answer, Staff.VALUE, room) + (30 if self._chip_below(room) else 0)]
        if self._compares:
            below = _CHIP + 6 if self._chip is not None and not self._beside(before) else 0
            heights.append(wrapped_height(self._was(), style, before) + below)
        return round(max(heights)) + 2 * _PAD

    def sizeHint(self) -> QSize:
        """Return a height for a usual width."""
        return QSize(640, self.heightForWidth(640))

    def minimumSizeHint(self) -> QSize:
        """Return the narrowest row that reads well."""
        return QSize(480, 44)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the chip at the end of the answer before, or under it."""
        super().resizeEvent(event)
        chip = self._chip
        if chip is None:
            return
        _, _, before = self._places(self.width())
        chip.adjustSize()
        if self._beside(before):
            chip.move(self.width() - EDGE - chip.width(), round(_PAD + (Staff.BODY.line - _CHIP) / 2))
        else:
            chip.move(self.width() - BEFORE, round(_PAD + wrapped_height(self._was(), Staff.BODY, before) + 6))

    def _beside(self, before: float) -> bool:
        """Say whether the chip fits behind the answer before, where that is one line."""
        room = before - (self._chip.sizeHint().width() + 8 if self._chip is not None else 0)
        return room > 0 and len(lines_of(self._was(), Staff.BODY, room)) == 1

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the tint and bar of a changed row, the three columns and the rule."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line, width = self._line, self.width()
        if line.changed:
            painter.fillRect(self.rect().adjusted(1, 0, -1, 0), color("accent-tint"))
            painter.fillRect(1, 0, 3, self.height(), color("accent"))
        painter.fillRect(1, self.height() - 1, width - 2, 1, color("hairline"))
        left, room, before = self._places(width)
        wrapped(painter, line.question, Staff.BODY, QPointF(EDGE, _PAD), width=left - EDGE - 16, ink=color("ink-2"))
        self._draw_answer(painter, QPointF(self._answer_left(width), _PAD), room)
        if self._compares:
            ink = "ink-2" if line.changed else "warning-text" if line.unconfirmed else "ink-3"
            wrapped(painter, self._was(), Staff.BODY, QPointF(width - BEFORE, _PAD), width=before, ink=color(ink))

    def _draw_answer(self, painter: QPainter, corner: QPointF, room: float) -> None:
        line = self._line
        if line.severity is not None:
            mark = QRectF(corner.x() - 24, corner.y() + 3, 16, 16)
            icons.paint(painter, SEVERITY_ICONS[line.severity], mark, color(SEVERITY_COLORS[line.severity]))
        wrapped(painter, self._answer, Staff.VALUE, corner, width=room, ink=color("ink"))
        if not line.changed:
            return
        last = lines_of(self._answer, Staff.VALUE, room)
        top = corner.y() + (len(last) - 1) * Staff.VALUE.line + (Staff.VALUE.line - CHIP_HEIGHT) / 2
        x = corner.x() + QFontMetricsF(Staff.VALUE.font()).horizontalAdvance(last[-1]) + 10
        if self._chip_below(room):
            x, top = corner.x(), corner.y() + len(last) * Staff.VALUE.line + 4
        draw_chip(painter, QPointF(x, top), "Changed", Tone.INFO, "edit", on_tint=True)

    def _chip_below(self, room: float) -> bool:
        """Say whether "Changed" does not fit behind the last line."""
        if not self._line.changed:
            return False
        last = lines_of(self._answer, Staff.VALUE, room)[-1]
        return QFontMetricsF(Staff.VALUE.font()).horizontalAdvance(last) + 10 + chip_width("Changed", "edit") > room

    def _answer_left(self, width: int) -> float:
        return self._places(width)[0] + (24 if self._line.severity is not None else 0)

    def _places(self, width: int) -> tuple[float, float, float]:
        """Return where the answer's column starts, the room for its words, and the room for the answer before."""
        left = float(QUESTION)
        end = width - (BEFORE + 8 if self._compares else EDGE)
        mark = 24 if self._line.severity is not None else 0
        return left, max(80.0, end - left - mark), float(BEFORE - EDGE)

    def _was(self) -> str:
        if not self._line.changed:
            return "Not confirmed" if self._line.unconfirmed else "Same"
        return self._line.was or "No answer"
