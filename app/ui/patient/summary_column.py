"""The left column of the check and review pages: what it is, and how each part stands."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.ui import icons
from app.ui.fonts import Kiosk as Type
from app.ui.patient.kiosk import Kiosk
from app.ui.theme import color
from app.ui.widgets.focus_ring import set_ring
from app.ui.widgets.text import TextLabel
from app.ui.widgets.wrapping import wrapped, wrapped_height


@dataclass(frozen=True)
class SummaryItem:
    """One part: its name, how it stands in words, and whether something is left to do."""

    title: str
    state: str
    is_open: bool = False
    icon: str = ""


class SummaryLine(QPushButton):
    """Icon, name, state. Pressing it goes there."""

    def __init__(self, kiosk: Kiosk, item: SummaryItem, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kiosk, self._item = kiosk, item
        self._style = kiosk.metrics.detail.scaled(1.06).weighted(600 if item.is_open else 400)
        self._small = kiosk.metrics.detail.weighted(600 if item.is_open else 400)
        self.setAccessibleName(f"{item.title}, {item.state}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        set_ring(self, 8)

    def sizeHint(self) -> QSize:
        """50 high."""
        return QSize(260, self.heightForWidth(max(self.width(), 260)))

    def hasHeightForWidth(self) -> bool:
        """Long names wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height at ``width``."""
        return max(
            self._kiosk.px(50),
            round(wrapped_height(self._item.title, self._style, self._room(width))) + self._kiosk.px(22),
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line with a rule below."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        item, side = self._item, self._kiosk.px(22)
        icon, ink = (
            ("error", "danger")
            if item.is_open
            else (item.icon or "check-circle", "success" if not item.icon else "ink-3")
        )
        icons.paint(painter, icon, QRectF(0, (self.height() - side) / 2, side, side), color(ink))
        room = self._room(self.width())
        top = (self.height() - wrapped_height(item.title, self._style, room)) / 2
        wrapped(painter, item.title, self._style, QPointF(self._kiosk.px(34), top), width=room, ink=color("ink"))
        made = self._small.font()
        metrics = QFontMetricsF(made)
        painter.setFont(made)
        painter.setPen(color("danger-text" if item.is_open else "ink-3"))
        painter.drawText(
            QPointF(self.width() - metrics.horizontalAdvance(item.state), self.height() / 2 + metrics.capHeight() / 2),
            item.state,
        )
        painter.fillRect(0, self.height() - 1, self.width(), 1, color("hairline"))

    def _room(self, width: int) -> float:
        state = QFontMetricsF(self._small.font()).horizontalAdvance(self._item.state)
        return max(width - self._kiosk.px(34) - state - self._kiosk.px(12), 60.0)


class SummaryColumn(QWidget):
    """Title, one sentence, the parts."""

    chosen = Signal(int)

    def __init__(
        self, kiosk: Kiosk, title: str, text: str, items: list[SummaryItem], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16 if not kiosk.is_narrow else 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(TextLabel(title, Type.TITLE.scaled(1.1 if kiosk.scale > 1 else 1.0)))
        column.addSpacing(kiosk.px(8))
        column.addWidget(TextLabel(text, kiosk.metrics.body, "ink-2"))
        column.addSpacing(kiosk.px(16))
        self.lines = [SummaryLine(kiosk, item) for item in items]
        for index, line in enumerate(self.lines):
            line.clicked.connect(lambda _on=False, at=index: self.chosen.emit(at))
            column.addWidget(line)
        column.addStretch(1)
