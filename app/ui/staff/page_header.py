"""The white header of a page: breadcrumbs, title with chips, one line below, actions at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.ui.fonts import Staff, TextStyle
from app.ui.navigation import Route
from app.ui.theme import color
from app.ui.widgets.focus_ring import set_ring
from app.ui.widgets.layouts import clear
from app.ui.widgets.picture import Icon
from app.ui.widgets.text import TextLabel

_TOP, _TOP_OF_TITLE = 20, 26
"""Room above breadcrumbs, and above a title without any: where the titles of screens without a header stand."""


class PageHeader(QWidget):
    """``buttons`` and ``below`` are layouts to add buttons and further rows (chips, tabs) to."""

    navigate = Signal(object)  # Route

    def __init__(self, crumbs: Sequence[tuple[str, Route | None]] = (), *, title_style: TextStyle = Staff.TITLE,
                 parent: QWidget | None = None) -> None:
        """``crumbs`` are words and where they lead; the last leads nowhere."""
        super().__init__(parent)
        self._title = TextLabel("", title_style)
        self._line = TextLabel("", Staff.BODY, "ink-2")
        self._line.hide()
        self.title_row = QHBoxLayout()
        self.title_row.setSpacing(12)
        self.title_row.addWidget(self._title)
        self.title_row.addStretch(1)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        self.below = QVBoxLayout()
        self.below.setSpacing(12)
        self._words = QVBoxLayout()
        self._words.setSpacing(4)
        self._crumbs = QHBoxLayout()
        self._crumbs.setSpacing(8)
        self._title_block = QVBoxLayout()
        self._title_block.setSpacing(2)
        self._title_block.addLayout(self.title_row)
        self._title_block.addWidget(self._line)
        self._beside = QHBoxLayout()
        self._beside.setSpacing(16)
        self._beside.addLayout(self._title_block, 1)
        self._words.addLayout(self._crumbs)
        self._words.addLayout(self._beside)
        self._top = QHBoxLayout()
        self._top.setSpacing(20)
        self._top.addLayout(self._words, 1)
        self._top.addLayout(self.buttons)
        self._foot = 18
        page = QVBoxLayout(self)
        page.setSpacing(12)
        page.addLayout(self._top)
        page.addLayout(self.below)
        self.set_crumbs(crumbs)

    def set_crumbs(self, crumbs: Sequence[tuple[str, Route | None]]) -> None:
        """Replace the breadcrumbs."""
        clear(self._crumbs)
        for number, (words, route) in enumerate(crumbs):
            if number:
                self._crumbs.addWidget(Icon("chevron-right", 14, "ink-3"), 0, Qt.AlignmentFlag.AlignVCenter)
            if route is None:
                self._crumbs.addWidget(TextLabel(words, Staff.DETAIL, "ink-2", wrap=False))
            else:
                link = _CrumbLink(words)
                link.clicked.connect(lambda _checked=False, there=route: self.navigate.emit(there))
                self._crumbs.addWidget(link)
        self._crumbs.addStretch(1)
        self._top_room = _TOP if crumbs else _TOP_OF_TITLE
        self.set_foot(self._foot)

    def set_title(self, title: str, line: str = "") -> None:
        """Show ``title`` and the line below it."""
        self._title.setText(title)
        self._line.setText(line)
        self._line.setVisible(bool(line))

    def add_line(self, widget: QWidget) -> None:
        """Put ``widget`` under the title."""
        self._title_block.addWidget(widget)

    def set_foot(self, height: int) -> None:
        """Change the room under the last row; 0 for tabs, which stand on the edge."""
        self._foot = height
        if (layout := self.layout()) is not None:
            layout.setContentsMargins(32, self._top_room, 32, height)

    def add_before_title(self, widget: QWidget) -> None:
        """Put ``widget`` (an avatar) at the left of title and line."""
        self._words.setSpacing(10)
        self._beside.insertWidget(0, widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the surface and the line below."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("surface"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, color("hairline"))


class _CrumbLink(QPushButton):
    """A place further up; underlined while the pointer is over it."""

    def __init__(self, words: str) -> None:
        super().__init__(words.replace("&", "&&"))
        self._words = words
        self.setAccessibleName(words)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        set_ring(self, 4)

    def sizeHint(self) -> QSize:
        """Return the words; the target is as high as a compact row."""
        return QSize(round(QFontMetricsF(Staff.DETAIL.font()).horizontalAdvance(self._words)) + 1, 24)

    def minimumSizeHint(self) -> QSize:
        """A link is never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the words."""
        painter = QPainter(self)
        made = Staff.DETAIL.font()
        metrics = QFontMetricsF(made)
        painter.setFont(made)
        painter.setPen(color("ink" if self.underMouse() else "ink-2"))
        baseline = self.height() / 2 + metrics.capHeight() / 2
        painter.drawText(QPointF(0, baseline), self._words)
        if self.underMouse():
            painter.drawLine(QPointF(0, baseline + 3), QPointF(metrics.horizontalAdvance(self._words), baseline + 3))
