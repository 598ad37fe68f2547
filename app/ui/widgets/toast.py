"""A toast: something done that can be undone. Errors are never toasts."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget

from app.ui import icons
from app.ui.announce import announce
from app.ui.fonts import Staff
from app.ui.theme import color
from app.ui.widgets.focus_ring import set_ring

_STAYS_MS = 6000


class _Undo(QPushButton):
    """The underlined word on the right."""

    def __init__(self, words: str, parent: QWidget) -> None:
        super().__init__(words, parent)
        made = Staff.NAME.font()
        made.setUnderline(True)
        self.setFont(made)
        self.setAccessibleName(words)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.resize(round(QFontMetricsF(made).horizontalAdvance(words)) + 12, 36)
        set_ring(self, 8, on_panel=True)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the word."""
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(color("canvas"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())


class Toast(QWidget):
    """400 x 52 at the bottom centre of ``window`` for six seconds; pauses while hovered or focused."""

    undone = Signal()

    def __init__(self, window: QWidget, text: str, action: str = "Undo") -> None:
        super().__init__(window)
        self._window, self._text = window, text
        self.setFixedSize(400, 52)
        self.setAccessibleName(text)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_STAYS_MS)
        self._timer.timeout.connect(self.deleteLater)
        self._undo = _Undo(action, self) if action else None
        if self._undo is not None:
            self._undo.move(400 - self._undo.width() - 14, 8)
            self._undo.clicked.connect(self._on_undo)
            self._undo.installEventFilter(self)
        window.installEventFilter(self)

    def open(self) -> None:
        """Show the toast and start its time."""
        self._place()
        self.show()
        self.raise_()
        self._timer.start()
        announce(self, self._text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in place, and stay while the action has the focus."""
        if watched is self._window and event.type() is QEvent.Type.Resize:
            self._place()
        elif event.type() is QEvent.Type.FocusIn:
            self._timer.stop()
        elif event.type() is QEvent.Type.FocusOut:
            self._timer.start()
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Stay while hovered."""
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        """Go on after the pointer left."""
        self._timer.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.deleteLater()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Keep clicks from what lies below."""
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the dark bar, the check and the words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("ink"))
        painter.drawRoundedRect(QRectF(self.rect()), 12, 12)
        icons.paint(painter, "check", QRectF(16, 17, 18, 18), color("canvas"))
        made = Staff.BODY.font()
        painter.setFont(made)
        painter.setPen(color("canvas"))
        metrics = QFontMetricsF(made)
        room = 400 - 46 - 20 - (self._undo.width() if self._undo is not None else 0)
        shown = metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(46, 26 + metrics.capHeight() / 2), shown)

    def _place(self) -> None:
        self.move((self._window.width() - 400) // 2, self._window.height() - 52 - 24)

    def _on_undo(self) -> None:
        self.undone.emit()
        self.deleteLater()
