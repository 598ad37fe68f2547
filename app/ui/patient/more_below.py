"""A scrolling column that says when there is more below, with a pill that goes there."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget

from app.ui import icons
from app.ui.patient.kiosk import Kiosk
from app.ui.patient.words import say
from app.ui.theme import color
from app.ui.widgets.focus_ring import set_ring
from app.ui.widgets.scroll_column import ScrollColumn

RING = 6
"""Room for the focus ring inside a scrolling area, which would cut it."""

_LITTLE = 12
"""Pixels that may be hidden without a word: the bottom margin."""


class MorePill(QPushButton):
    """Dark pill with a chevron."""

    def __init__(self, kiosk: Kiosk, parent: QWidget) -> None:
        super().__init__(parent)
        self._kiosk = kiosk
        self._words = say("More below")
        self.setAccessibleName(self._words)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # keyboard users scroll by moving on
        set_ring(self, kiosk.px(21))
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """Icon, words and padding."""
        words = QFontMetricsF(self._kiosk.metrics.detail.weighted(600).font()).horizontalAdvance(self._words)
        return QSize(round(words) + self._kiosk.px(72), self._kiosk.px(48))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the pill."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("ink"))
        painter.drawRoundedRect(QRectF(self.rect()), self.height() / 2, self.height() / 2)
        side = self._kiosk.px(22)
        left = self._kiosk.px(20)
        icons.paint(painter, "chevron-down", QRectF(left, (self.height() - side) / 2, side, side), color("canvas"), 0.4)
        painter.setFont(self._kiosk.metrics.detail.weighted(600).font())
        painter.setPen(color("canvas"))
        box = self.rect().adjusted(left + side + self._kiosk.px(8), 0, 0, 0)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._words)


def side_column(widget: QWidget, width: int) -> ScrollColumn:
    """Return ``widget`` as a column beside the answers, ``width`` wide. It scrolls only when it is too long to fit."""
    column = ScrollColumn(margins=(RING, 0, RING, RING), spacing=0)
    column.setFixedWidth(width + 2 * RING)
    column.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    column.column.addWidget(widget, 1)
    return column


class MoreColumn(ScrollColumn):
    """Scrolls down; the pill stands bottom right while something is hidden there."""

    def __init__(self, kiosk: Kiosk, margins: tuple[int, int, int, int], spacing: int, *, has_pill: bool = True,
                 parent: QWidget | None = None) -> None:
        """``has_pill`` is False where the page itself says that it goes on (reading, lists of answers)."""
        super().__init__(margins=margins, spacing=spacing, parent=parent)
        self._has_pill = has_pill
        self._pill = MorePill(kiosk, self)
        self._pill.hide()
        self._right = margins[2]
        self._pill.clicked.connect(self.page_down)
        self.verticalScrollBar().rangeChanged.connect(lambda _low, _high: self._look_below())
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._look_below())
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the pill in its corner."""
        super().resizeEvent(event)
        self._pill.move(self.width() - self._pill.width() - self._right, self.height() - self._pill.height() - 14)
        self._look_below()

    def bring(self, widget: QWidget, margin: int = 24) -> None:
        """Scroll until ``widget`` is in view, once the layout has settled; the top of a high one wins."""
        QTimer.singleShot(0, widget, lambda: self._bring_now(widget, margin))

    def _bring_now(self, widget: QWidget, margin: int) -> None:
        top = widget.mapTo(self.content, QPoint(0, 0)).y()
        bar, view = self.verticalScrollBar(), self.viewport().height()
        if top - margin < bar.value():
            bar.setValue(top - margin)
        elif top + widget.height() + margin > bar.value() + view:
            bar.setValue(min(top - margin, top + widget.height() + margin - view))

    @property
    def is_at_end(self) -> bool:
        """True when nothing is hidden below."""
        bar = self.verticalScrollBar()
        return bar.maximum() - bar.value() <= _LITTLE

    def page_down(self) -> None:
        """Scroll by what is in view."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self.viewport().height() - 96)

    def _look_below(self) -> None:
        self._pill.setVisible(self._has_pill and not self.is_at_end)
        self._pill.raise_()
