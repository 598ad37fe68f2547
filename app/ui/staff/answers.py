"""Answers beside those of the visit before: what changed first, then what is flagged, then the rest by section."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.services.views.patients import AnswerLine
from app.ui import icons
from app.ui.fonts import Staff
from app.ui.own_shapes import SEVERITY_COLORS, SEVERITY_ICONS
from app.ui.staff.masked_row import MaskedRow
from app.ui.theme import color
from app.ui.widgets.banner import Tone
from app.ui.widgets.card import Card
from app.ui.widgets.chips import CHIP_HEIGHT, FilterChip, chip_width, draw_chip
from app.ui.widgets.layouts import clear
from app.ui.widgets.text import TextLabel
from app.ui.widgets.wrapping import lines_of, wrapped, wrapped_height

_QUESTION, _BEFORE = 268, 206
_EDGE, _PAD = 20, 11


class AnswerFilter(StrEnum):
    """Which answers are listed."""

    ALL = "All"
    FLAGGED = "Flagged"
    CHANGED = "Changed"
    UNCONFIRMED = "Not confirmed"

    def lets(self, line: AnswerLine) -> bool:
        """Say whether ``line`` is listed."""
        if self is AnswerFilter.FLAGGED:
            return line.severity is not None
        if self is AnswerFilter.UNCONFIRMED:
            return line.unconfirmed
        return line.changed if self is AnswerFilter.CHANGED else True


class AnswersCard(Card):
    """Columns 268 / flexible / 206, with filters; without an earlier visit the last column is left out.

    ``reveal_asked`` carries the link id of a masked answer that somebody wants to see.
    """

    reveal_asked = Signal(str)

    def __init__(self, title: str = "Answers", *, flagged: bool = True, may_reveal: bool = False,
                 parent: QWidget | None = None) -> None:
        """``flagged`` is False where answers come without what they were flagged for."""
        super().__init__(padding=0, spacing=0, parent=parent)
        self._offers_flagged, self._may_reveal = flagged, may_reveal
        self._compares = False
        self._answers: tuple[AnswerLine, ...] = ()
        self._filter = AnswerFilter.ALL
        self._masked: list[MaskedRow] = []
        self._group = QButtonGroup(self)
        self._chips = QHBoxLayout()
        self._chips.setSpacing(8)
        head = QHBoxLayout()
        head.setContentsMargins(20, 13, 20, 13)
        head.setSpacing(12)
        self._prefilled = TextLabel("Prefilled from earlier", Staff.DETAIL, "ink-3", wrap=False)
        self._prefilled.hide()
        head.addWidget(TextLabel(title, Staff.SECTION, wrap=False))
        head.addWidget(self._prefilled, 1)
        head.addStretch()
        head.addLayout(self._chips)
        self._columns = _Head()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self._rows.setContentsMargins(0, 0, 0, 8)
        self.body.addLayout(head)
        self.body.addWidget(self._columns)
        self.body.addLayout(self._rows)

    def show_answers(self, answers: Sequence[AnswerLine], now: str, before: str, *, prefilled: bool = False) -> None:
        """Replace everything; ``now`` and ``before`` head the columns. Empty ``before``: nothing to compare with.

        ``prefilled`` says that the patient saw the earlier answers again and could change them.
        """
        self._prefilled.setVisible(prefilled)
        self._answers, self._compares = tuple(answers), bool(before)
        self._columns.show_words("Question", now, before)
        clear(self._chips)
        for kind in AnswerFilter:
            count = len([line for line in self._answers if kind.lets(line)])
            if not self._offers(kind, count):
                continue
            chip = FilterChip(f"{kind.value} {count}", checked=kind is self._filter, height=30)
            chip.clicked.connect(lambda _checked=False, chosen=kind: self._choose(chosen))
            self._group.addButton(chip)
            self._chips.addWidget(chip)
        self._show_rows()

    def show_revealed(self, revealed: Sequence[AnswerLine]) -> None:
        """Put revealed answers in the place of the masked ones to the same question, until the next visit here."""
        waiting = list(revealed)
        self._answers = tuple(waiting.pop(0) if line.masked and waiting and line.link_id == waiting[0].link_id else line
                              for line in self._answers)
        self._show_rows()
        if self._masked:  # the row that had the focus is gone
            self._masked[0].show_button.setFocus()

    def _offers(self, kind: AnswerFilter, count: int) -> bool:
        if kind is AnswerFilter.CHANGED:
            return self._compares
        if kind is AnswerFilter.FLAGGED:
            return self._offers_flagged
        return kind is AnswerFilter.ALL or count > 0

    def _choose(self, kind: AnswerFilter) -> None:
        self._filter = kind
        self._show_rows()

    def _show_rows(self) -> None:
        clear(self._rows)
        self._masked.clear()
        shown = [line for line in self._answers if self._filter.lets(line)]
        first = sorted((line for line in shown if line.severity or line.changed), key=_urgency)
        rest = [line for line in shown if not (line.severity or line.changed)]
        for line in first:
            self._rows.addWidget(self._row(line))
        section = ""
        for line in rest:
            if line.section and line.section != section:
                section = line.section
                self._rows.addWidget(_SectionRow(section))
            self._rows.addWidget(self._row(line))
        if not shown:
            empty = TextLabel("No answers of this kind.", Staff.BODY, "ink-3")
            empty.setContentsMargins(_EDGE, 14, _EDGE, 8)
            self._rows.addWidget(empty)

    def _row(self, line: AnswerLine) -> QWidget:
        if not line.masked:
            return AnswerRow(line, compares=self._compares)
        row = MaskedRow(line, _QUESTION, may_reveal=self._may_reveal)
        row.asked.connect(self.reveal_asked)
        self._masked.append(row)
        return row


def _urgency(line: AnswerLine) -> tuple[bool, int]:
    """What changed comes first; within it, and within the rest, what is flagged."""
    return not line.changed, line.severity.rank if line.severity is not None else 3


class _Head(QWidget):
    """The words over the columns."""

    def __init__(self) -> None:
        super().__init__()
        self._words = ("", "", "")
        self.setFixedHeight(32)

    def show_words(self, *words: str) -> None:
        """Change the words."""
        self._words = (words[0], words[1], words[2])
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the fill, two hairlines and the words."""
        painter = QPainter(self)
        painter.fillRect(self.rect().adjusted(1, 0, -1, 0), color("canvas"))
        for top in (0, self.height() - 1):
            painter.fillRect(1, top, self.width() - 2, 1, color("hairline"))
        painter.setFont(Staff.SMALL.weighted(500).font())
        painter.setPen(color("ink-3"))
        flags = Qt.AlignmentFlag.AlignVCenter
        for left, words in zip((_EDGE, _QUESTION, self.width() - _BEFORE), self._words, strict=True):
            painter.drawText(QRectF(left, 0, 400, 32), flags, words)


class _SectionRow(QLabel):
    """The name of a section of the form."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFixedHeight(36)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the words and the rule under them."""
        painter = QPainter(self)
        painter.setFont(Staff.SMALL.weighted(600).font())
        painter.setPen(color("ink-3"))
        painter.drawText(self.rect().adjusted(_EDGE, 6, -_EDGE, 0), Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.fillRect(1, self.height() - 1, self.width() - 2, 1, color("hairline"))


class AnswerRow(QLabel):
    """Question, answer with its severity and "Changed", and the answer before. Nothing is cut: the words wrap."""

    def __init__(self, line: AnswerLine, *, compares: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
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
        heights = [wrapped_height(line.question, style, left - _EDGE - 16),
                   wrapped_height(self._answer, Staff.VALUE, room) + (30 if self._chip_below(room) else 0)]
        if self._compares:
            heights.append(wrapped_height(self._was(), style, before))
        return round(max(heights)) + 2 * _PAD

    def sizeHint(self) -> QSize:
        """Return a height for a usual width."""
        return QSize(640, self.heightForWidth(640))

    def minimumSizeHint(self) -> QSize:
        """Return the narrowest row that reads well."""
        return QSize(480, 44)

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
        wrapped(painter, line.question, Staff.BODY, QPointF(_EDGE, _PAD), width=left - _EDGE - 16, ink=color("ink-2"))
        self._draw_answer(painter, QPointF(self._answer_left(width), _PAD), room)
        if self._compares:
            ink = "ink-2" if line.changed else "warning-text" if line.unconfirmed else "ink-3"
            wrapped(painter, self._was(), Staff.BODY, QPointF(width - _BEFORE, _PAD), width=before, ink=color(ink))

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
        left = float(_QUESTION)
        end = width - (_BEFORE + 8 if self._compares else _EDGE)
        mark = 24 if self._line.severity is not None else 0
        return left, max(80.0, end - left - mark), float(_BEFORE - _EDGE)

    def _was(self) -> str:
        if not self._line.changed:
            return "Not confirmed" if self._line.unconfirmed else "Same"
        return self._line.was or "No answer"
