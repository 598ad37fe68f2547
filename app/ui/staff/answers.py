"""Answers beside those of the visit before: what changed first, then what is flagged, then the rest by section."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.services.views.patients import AnswerLine
from app.ui.fonts import Staff
from app.ui.staff.answer_row import BEFORE, EDGE, QUESTION, AnswerRow
from app.ui.staff.masked_row import MaskedRow
from app.ui.theme import color
from app.ui.widgets.card import Card
from app.ui.widgets.chips import FilterChip
from app.ui.widgets.layouts import clear
from app.ui.widgets.text import TextLabel


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

    ``reveal_asked`` carries the link id of a masked answer that somebody wants to see; ``questioned`` follows every
    change of which changed answers are questioned.
    """

    reveal_asked = Signal(str)
    questioned = Signal()

    def __init__(self, title: str = "Answers", *, flagged: bool = True, may_reveal: bool = False,
                 may_question: bool = False, parent: QWidget | None = None) -> None:
        """``flagged`` is False where answers come without what they were flagged for; with ``may_question`` each
        changed answer can be questioned.
        """
        super().__init__(padding=0, spacing=0, parent=parent)
        self._offers_flagged, self._may_reveal, self._may_question = flagged, may_reveal, may_question
        self._doubted: set[str] = set()
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

    def questions(self) -> tuple[str, ...]:
        """Return the questions whose changed answers somebody questions, in form order."""
        return tuple(dict.fromkeys(line.question for line in self._answers
                                   if line.changed and line.question in self._doubted))

    def question(self, questions: Sequence[str]) -> None:
        """Question the changed answers to ``questions`` and no others."""
        self._doubted = set(questions)
        self._show_rows()
        self.questioned.emit()

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
            empty.setContentsMargins(EDGE, 14, EDGE, 8)
            self._rows.addWidget(empty)

    def _row(self, line: AnswerLine) -> QWidget:
        if not line.masked:
            may_question = self._may_question and line.changed
            answer = AnswerRow(line, compares=self._compares, may_question=may_question,
                               questioned=line.question in self._doubted)
            answer.questioned.connect(self._doubt)
            return answer
        row = MaskedRow(line, QUESTION, may_reveal=self._may_reveal)
        row.asked.connect(self.reveal_asked)
        self._masked.append(row)
        return row

    def _doubt(self, question: str, doubted: bool) -> None:
        (self._doubted.add if doubted else self._doubted.discard)(question)
        self.questioned.emit()


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
        for left, words in zip((EDGE, QUESTION, self.width() - BEFORE), self._words, strict=True):
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
        painter.drawText(self.rect().adjusted(EDGE, 6, -EDGE, 0), Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.fillRect(1, self.height() - 1, self.width() - 2, 1, color("hairline"))
