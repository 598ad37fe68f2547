"""Tabs under a page's title: words, an optional count, a line under the one that is up."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from app.ui.fonts import Staff
from app.ui.theme import color
from app.ui.widgets.focus_ring import set_ring

TAB_HEIGHT = 44
_GAP = 28
_COUNT_GAP = 8


class Tab(QPushButton):
    """One tab. As wide in its plain weight as in its strong one, so that nothing moves when another is chosen."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._count = ""
        self.setCheckable(True)
        self.setAccessibleName(words)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        set_ring(self, 6)

    def set_count(self, count: int) -> None:
        """Show ``count`` after the words; nothing for 0."""
        self._count = str(count) if count else ""
        self.setAccessibleDescription(self._count)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the words in their strong weight, and the count."""
        return QSize(round(self._words_width() + self._count_width() + 0.5), TAB_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """A tab is never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw words, count and the line under the tab that is up."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        made = Staff.BODY.weighted(600 if on else 500).font()
        metrics = QFontMetricsF(made)
        baseline = self.height() / 2 + metrics.capHeight() / 2
        painter.setFont(made)
        painter.setPen(color("ink" if on or self.underMouse() else "ink-2"))
        painter.drawText(QPointF(0, baseline), self._words)
        if self._count:
            painter.setFont(Staff.DETAIL.weighted(500).font())
            painter.setPen(color("ink-3"))
            painter.drawText(QPointF(self._words_width() + _COUNT_GAP, baseline), self._count)
        if on:
            painter.fillRect(QRectF(0, self.height() - 2, self.width(), 2), color("accent"))

    def _words_width(self) -> float:
        return QFontMetricsF(Staff.NAME.font()).horizontalAdvance(self._words)

    def _count_width(self) -> float:
        if not self._count:
            return 0.0
        return _COUNT_GAP + QFontMetricsF(Staff.DETAIL.weighted(500).font()).horizontalAdvance(self._count)


class TabBar(QWidget):
    """A row of tabs, one of them up; arrows move between them. ``chosen`` carries the key."""

    chosen = Signal(str)

    def __init__(self, name: str, tabs: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        """``tabs`` are pairs of key and words; ``name`` is the accessible name of the row. None is up at first."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self._tabs: dict[str, Tab] = {}
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        for key, words in tabs:
            tab = Tab(words)
            tab.toggled.connect(lambda on, chosen=key: self._on_toggled(chosen, on))
            self._group.addButton(tab)
            self._tabs[key] = tab
            row.addWidget(tab)
        row.addStretch(1)

    def current(self) -> str:
        """Return the key of the tab that is up, or empty."""
        return next((key for key, tab in self._tabs.items() if tab.isChecked()), "")

    def choose(self, key: str) -> None:
        """Bring the tab ``key`` up and tell, as a click does; unknown keys change nothing."""
        if key in self._tabs:
            self._tabs[key].setChecked(True)
            self.setFocusProxy(self._tabs[key])

    def set_count(self, key: str, count: int) -> None:
        """Show ``count`` on the tab ``key``; nothing for 0."""
        if key in self._tabs:
            self._tabs[key].set_count(count)

    def _on_toggled(self, key: str, on: bool) -> None:
        if on:
            self.setFocusProxy(self._tabs[key])
            self.chosen.emit(key)
