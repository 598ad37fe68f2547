"""Tabs of a page: words with a count, the current one underlined. Left and Right move between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from app.ui.fonts import Staff
from app.ui.theme import color
from app.ui.widgets.focus_ring import set_ring

HEIGHT = 44


@dataclass(frozen=True)
class Tab:
    """One tab; ``count`` is left out when it is 0."""

    key: str
    words: str
    count: int = 0


class TabBar(QWidget):
    """``chosen`` carries the key of the tab."""

    chosen = Signal(str)

    def __init__(self, name: str, tabs: Sequence[Tab], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._buttons = {tab.key: _TabButton(tab) for tab in tabs}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(28)
        for key, button in self._buttons.items():
            self._group.addButton(button)
            button.clicked.connect(lambda _checked=False, chosen=key: self.chosen.emit(chosen))
            row.addWidget(button)
        row.addStretch(1)
        self.setFixedHeight(HEIGHT)

    def choose(self, key: str) -> None:
        """Mark the tab ``key`` without telling anybody; unknown keys change nothing."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)

    def current(self) -> str:
        """Return the key of the marked tab, or empty."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def set_count(self, key: str, count: int) -> None:
        """Show ``count`` beside a tab."""
        self._buttons[key].set_count(count)


class _TabButton(QPushButton):
    """The words, the count and the line under them."""

    def __init__(self, tab: Tab) -> None:
        super().__init__()
        self._words, self._count = tab.words, tab.count
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        set_ring(self, 6)
        self.set_count(tab.count)

    def set_count(self, count: int) -> None:
        """Change the count."""
        self._count = count
        self.setAccessibleName(f"{self._words}, {count}" if count else self._words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return words and count; the words are measured bold so that nothing moves."""
        width = QFontMetricsF(Staff.NAME.font()).horizontalAdvance(self._words)
        if self._count:
            width += 8 + QFontMetricsF(Staff.DETAIL.digits().font()).horizontalAdvance(str(self._count))
        return QSize(round(width) + 1, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """A tab is never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw words, count and line."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        made = (Staff.NAME if on else Staff.VALUE).font()
        metrics = QFontMetricsF(made)
        baseline = (self.height() - 2) / 2 + metrics.capHeight() / 2
        painter.setFont(made)
        painter.setPen(color("ink" if on or self.underMouse() else "ink-2"))
        painter.drawText(QPointF(0, baseline), self._words)
        if self._count:
            left = QFontMetricsF(Staff.NAME.font()).horizontalAdvance(self._words) + 8
            painter.setFont(Staff.DETAIL.digits().font())
            painter.setPen(color("ink-3"))
            painter.drawText(QPointF(left, baseline), str(self._count))
        if on:
            painter.fillRect(QRectF(0, self.height() - 2, self.width(), 2), color("accent"))
