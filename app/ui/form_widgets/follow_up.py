"""The panel that opens in place under the answer that caused its questions, with a notch that points at it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEasingCurve, QPointF, QPropertyAnimation, QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.ui.form_widgets.look import FieldLook
from app.ui.motion import duration
from app.ui.theme import color

NOTCH_WIDTH, NOTCH_HEIGHT = 26, 12
_UNLIMITED = 16_777_215  # Qt's QWIDGETSIZE_MAX


class FollowUpPanel(QWidget):
    """Spans its question. ``notch_x`` is asked at each painting, so that the notch follows the tile."""

    def __init__(self, look: FieldLook, notch_x: Callable[[], int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notch_x = notch_x
        self.body = QVBoxLayout(self)
        padding = look.metrics.px(20)
        self.body.setContentsMargins(padding, NOTCH_HEIGHT + look.metrics.px(16), padding, look.metrics.px(18))
        self.body.setSpacing(look.metrics.px(16))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._animation = QPropertyAnimation(self, b"maximumHeight", self)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.finished.connect(lambda: self.setMaximumHeight(_UNLIMITED))

    def open(self) -> None:
        """Show the panel; it grows for a moment unless motion is reduced."""
        self.setVisible(True)
        time = duration(200)
        parent = self.parentWidget()
        if not time or parent is None or not parent.isVisible():
            return
        self._animation.stop()
        self._animation.setDuration(time)
        self._animation.setStartValue(NOTCH_HEIGHT)
        self._animation.setEndValue(self.heightForWidth(parent.width()))
        self._animation.start()

    def close_panel(self) -> None:
        """Hide the panel. The answers in it stay with the form until Continue."""
        self._animation.stop()
        self.setMaximumHeight(_UNLIMITED)
        self.setVisible(False)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the surface with its notch in the gap above."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color("accent-line"), 1))
        painter.setBrush(color("surface"))
        box = QRectF(self.rect()).adjusted(0.5, NOTCH_HEIGHT + 0.5, -0.5, -0.5)
        outline = QPainterPath()
        outline.addRoundedRect(box, 14, 14)
        middle = self._notch_x()
        if 0 <= middle <= self.width():
            middle = min(max(middle, 14 + NOTCH_WIDTH // 2), self.width() - 14 - NOTCH_WIDTH // 2)
            notch = QPainterPath(QPointF(middle - NOTCH_WIDTH / 2, box.top() + 1))
            notch.lineTo(QPointF(middle, 1.5))
            notch.lineTo(QPointF(middle + NOTCH_WIDTH / 2, box.top() + 1))
            notch.closeSubpath()
            outline = outline.united(notch)
        painter.drawPath(outline)


