"""Answers in words, section by section, each with a way back to its question."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.intake.visit import CheckLine
from app.ui import icons
from app.ui.fonts import Kiosk as Type
from app.ui.patient.kiosk import Kiosk
from app.ui.patient.words import say
from app.ui.theme import color
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.picture import Icon
from app.ui.widgets.text import TextLabel
from app.ui.widgets.wrapping import wrapped, wrapped_height

_EDGE = 24


class AnswerRow(QWidget):
    """Question, answer, Edit; or what is wrong and "Answer now". Painted, because a form has many of them."""

    edit_pressed = Signal(object)  # CheckLine

    def __init__(self, kiosk: Kiosk, line: CheckLine, by_staff: bool, *, may_edit: bool = True,
                 is_first: bool = False, parent: QWidget | None = None) -> None:
        """``by_staff``: staff answered before hand-over, and there is nothing to edit. Without ``may_edit`` no row of
        the list has a button, and the words take its room. What ``is_first`` in a card without a title has no rule."""
        super().__init__(parent)
        self._kiosk, self._line, self._may_edit, self._is_first = kiosk, line, may_edit, is_first
        self._was = "" if line.was is None else say("Last time: {answer}", answer=line.was or say("No answer"))
        self._style = kiosk.metrics.detail.scaled(1.06)
        self._small = kiosk.metrics.detail
        wrong = bool(line.problem)
        self.button = Button(
            say("Answer now") if wrong else say("Edit"),
            Kind.PRIMARY if wrong else Kind.QUIET,
            kiosk.medium,
            flush=not wrong,
            parent=self,
        )
        self.button.setAccessibleName(f"{self.button.words()}: {line.question}")
        self.button.clicked.connect(lambda: self.edit_pressed.emit(line))
        self.button.setVisible(may_edit and not by_staff)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        words = f"{line.question}: {line.problem or line.answer}"
        self.setAccessibleName(f"{words}. {self._was}" if self._was else words)

    def sizeHint(self) -> QSize:
        """A finger's height at least."""
        return QSize(320, self.heightForWidth(max(self.width(), 320)))

    def minimumSizeHint(self) -> QSize:
        """Narrow windows make it taller, never cut."""
        return QSize(280, self._kiosk.px(64))

    def hasHeightForWidth(self) -> bool:
        """Long answers wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height at ``width``."""
        question, answer = self._boxes(width)
        stacked = question.top() != answer.top()
        below = self._was_height(answer.width())
        text = answer.bottom() + below if stacked else max(question.height(), answer.height() + below)
        padding = self._kiosk.px(14 if stacked else 20)
        return max(self._kiosk.px(64), round(text + (padding if stacked else 2 * padding)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button at the right edge."""
        super().resizeEvent(event)
        size = self.button.sizeHint()
        self.button.setGeometry(self.width() - _EDGE - size.width(), (self.height() - size.height()) // 2, size.width(),
                                size.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the row."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wrong = bool(self._line.problem)
        if wrong:
            painter.fillRect(self.rect().adjusted(1, 0, -1, 0), color("danger-bg"))
            painter.fillRect(1, 0, 4, self.height(), color("danger"))
        elif not self._is_first:
            painter.fillRect(_EDGE, 0, self.width() - 2 * _EDGE, 1, color("hairline"))
        question, answer = self._boxes(self.width())
        below = self._was_height(answer.width())
        shift = 0.0
        if question.top() == answer.top():
            shift = (self.height() - max(question.height(), answer.height() + below)) / 2
        wrapped(
            painter,
            self._line.question,
            self._style,
            question.topLeft() + QPointF(0, shift),
            width=question.width(),
            ink=color("ink-2"),
        )
        corner = answer.topLeft() + QPointF(0, shift)
        if wrong:
            side = self._kiosk.px(22)
            icons.paint(
                painter,
                "error",
                QRectF(corner.x(), corner.y() + (self._style.line - side) / 2, side, side),
                color("danger"),
            )
            wrapped(painter, self._line.problem, self._style.weighted(600), corner + QPointF(self._kiosk.px(30), 0),
                    width=answer.width() - self._kiosk.px(30), ink=color("danger-text"))
            return
        words = self._line.answer or say("No answer")
        wrapped(
            painter,
            words,
            self._style.weighted(500),
            corner,
            width=answer.width(),
            ink=color("ink" if self._line.answer else "ink-3"),
        )
        wrapped(painter, self._was, self._small, corner + QPointF(0, answer.height()), width=answer.width(),
                ink=color("ink-3"))

    def _was_height(self, width: float) -> float:
        """Last time's answer stands under the new one."""
        return wrapped_height(self._was, self._small, width) if self._was and not self._line.problem else 0.0

    def _boxes(self, width: int) -> tuple[QRectF, QRectF]:
        """Return where question and answer stand: side by side, or below each other where it is narrow."""
        button = self.button.sizeHint().width() + self._kiosk.px(20) if self._may_edit else 0
        room = width - 2 * _EDGE - button
        words = self._line.problem or self._line.answer or say("No answer")
        style = self._style.weighted(600 if self._line.problem else 500)
        indent = self._kiosk.px(30) if self._line.problem else 0
        if room < self._kiosk.px(520):
            top = self._kiosk.px(14)
            height = wrapped_height(self._line.question, self._style, room)
            return (QRectF(_EDGE, top, room, height),
                    QRectF(_EDGE, top + height, room, wrapped_height(words, style, room - indent)))
        left = round(room * 0.47)
        gap = self._kiosk.px(24)
        return (QRectF(_EDGE, 0, left - gap, wrapped_height(self._line.question, self._style, left - gap)),
                QRectF(_EDGE + left, 0, room - left, wrapped_height(words, style, room - left - indent)))


class AnswerCard(QFrame):
    """One section of answers; ``title`` may be empty. A section nobody confirmed this time says so and leads there."""

    edit_pressed = Signal(object)
    confirm_pressed = Signal(object)  # a CheckLine of the section

    def __init__(self, kiosk: Kiosk, title: str, lines: list[CheckLine], *, may_edit: bool = True,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, kiosk.px(16 if title else 4), 0, kiosk.px(8))
        column.setSpacing(0)
        if title:
            head = QVBoxLayout()
            head.setContentsMargins(_EDGE, 0, _EDGE, kiosk.px(12))
            head.addWidget(TextLabel(title, Type.SECTION.scaled(kiosk.scale)))
            column.addLayout(head)
        if may_edit and any(line.is_unconfirmed for line in lines):
            column.addLayout(self._unconfirmed(kiosk, lines[0]))
        for number, line in enumerate(lines):
            by_staff = kiosk.visit.session(line.form_id).item_state(line.key).read_only
            row = AnswerRow(kiosk, line, by_staff, may_edit=may_edit, is_first=not title and not number)
            row.edit_pressed.connect(self.edit_pressed)
            column.addWidget(row)

    def _unconfirmed(self, kiosk: Kiosk, line: CheckLine) -> QHBoxLayout:
        style = kiosk.metrics.detail.weighted(600)
        row = QHBoxLayout()
        row.setContentsMargins(_EDGE, 0, _EDGE, kiosk.px(8))
        row.setSpacing(8)
        middle = Qt.AlignmentFlag.AlignVCenter
        row.addWidget(Icon("clock", kiosk.px(20), "warning-text", box_height=round(style.line)), 0, middle)
        row.addWidget(TextLabel(say("Not confirmed this time"), style, "warning-text"), 1, middle)
        self.confirm_button = Button(say("Look at it now"), Kind.SECONDARY, kiosk.medium)
        self.confirm_button.setAccessibleName(f"{self.confirm_button.words()}: {line.section}")
        self.confirm_button.clicked.connect(lambda: self.confirm_pressed.emit(line))
        row.addWidget(self.confirm_button)
        return row


def by_section(lines: tuple[CheckLine, ...]) -> list[tuple[str, list[CheckLine]]]:
    """Return the lines grouped by section, in order. Sections of the same name that follow each other are one."""
    return [(section, list(group)) for section, group in groupby(lines, key=lambda line: line.section)]


