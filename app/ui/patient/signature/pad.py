"""The signature pad of picture 04: hint, undo, clear, baseline with its cross, name and time under it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.patient.kiosk import Kiosk
from app.ui.patient.signature.surface import InkSurface
from app.ui.patient.words import say
from app.ui.theme import color
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.text import TextLabel


class SignaturePad(InkSurface):
    """At least 240 high. Clear asks nothing; Undo restores it."""

    def __init__(self, kiosk: Kiosk, moment: str, parent: QWidget | None = None) -> None:
        """``moment`` is the date and time in words, as it stands under the line."""
        super().__init__(parent)
        self._kiosk, self._moment, self._name = kiosk, moment, ""
        self._wrong = False
        self.setMinimumHeight(kiosk.px(240))
        self.setAccessibleName(say("Signature"))
        self.setAccessibleDescription(
            say("Sign with a pen, a finger or the mouse. If you cannot, choose “I can’t sign on the screen”.")
        )
        self.undo_button = Button(say("Undo"), Kind.QUIET, kiosk.medium, icon="undo")
        self.clear_button = Button(say("Clear"), Kind.QUIET, kiosk.medium, icon="clear")
        self.undo_button.clicked.connect(self.undo)
        self.clear_button.clicked.connect(self.clear)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(
            TextLabel(say("Sign with the pen or your finger"), kiosk.metrics.detail.scaled(1.06), "ink-3", wrap=False)
        )
        row.addStretch(1)
        for button in (self.undo_button, self.clear_button):
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 12, 24, 12)
        column.addLayout(row)
        column.addStretch(1)
        self.ink_changed.connect(self._show_buttons)
        self.stroke_started.connect(lambda: self.set_wrong(False))
        self._show_buttons()

    def set_name(self, name: str) -> None:
        """Print ``name`` under the line."""
        self._name = name
        self.update(QRect(0, self.height() - self._foot(), self.width(), self._foot()))

    def set_wrong(self, wrong: bool) -> None:
        """Draw the border as an error."""
        if wrong != self._wrong:
            self._wrong = wrong
            self.update()

    def paint_sheet(self, painter: QPainter, area: QRect) -> None:
        """The sheet with everything that is printed on it. Only what ``area`` touches is drawn."""
        painter.fillRect(area, color("canvas"))
        edge = 2 if self._wrong else 1
        painter.setPen(QPen(color("danger" if self._wrong else "control"), edge))
        painter.setBrush(Qt.GlobalColor.white)
        inset = edge / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 16, 16)
        line = self.height() - self._foot()
        if area.bottom() >= line - 32:
            self._paint_foot(painter, line)

    def _paint_foot(self, painter: QPainter, line: int) -> None:
        left, right = 64, self.width() - 64
        painter.fillRect(left, line, right - left, 1, color("hairline-2"))
        painter.setPen(QPen(color("ink-3"), 1.6))
        painter.drawLine(QPointF(left + 5, line - 24), QPointF(left + 17, line - 12))
        painter.drawLine(QPointF(left + 17, line - 24), QPointF(left + 5, line - 12))
        made = self._kiosk.metrics.detail.font()
        metrics = QFontMetricsF(made)
        painter.setFont(made)
        painter.setPen(color("ink-3"))
        base = line + self._foot() / 2 + metrics.capHeight() / 2
        moment = metrics.horizontalAdvance(self._moment)
        room = right - left - moment - 24
        painter.drawText(
            QPointF(left, base), metrics.elidedText(self._name, Qt.TextElideMode.ElideRight, max(room, 80))
        )
        painter.drawText(QPointF(right - moment, base), self._moment)

    def _foot(self) -> int:
        return self._kiosk.px(72)

    def _show_buttons(self) -> None:
        self.undo_button.setVisible(self.can_undo)
        self.clear_button.setVisible(not self.is_blank)
