"""A column that scrolls, and keeps what has the focus in sight."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

_MARGIN = 24


class ScrollColumn(QScrollArea):
    """Add content to ``column``. Scrolls only downwards; the focus is never hidden under a bar."""

    def __init__(self, *, margins: tuple[int, int, int, int] = (0, 0, 0, 0), spacing: int = 12,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.content = QWidget()
        self.column = QVBoxLayout(self.content)
        self._margins = margins
        self._revealed: QWidget | None = None
        self.column.setContentsMargins(*margins)
        self.column.setSpacing(spacing)
        self.setWidget(self.content)
        self.viewport().setAutoFillBackground(False)
        self.content.setAutoFillBackground(False)  # the page behind shows through
        self.content.installEventFilter(self)
        self.verticalScrollBar().rangeChanged.connect(self._make_room)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure the content at its new width."""
        super().resizeEvent(event)
        self._measure()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Measure again when something inside changed its size."""
        if watched is self.content and event.type() is QEvent.Type.LayoutRequest:
            self._measure()
        return super().eventFilter(watched, event)

    def reveal(self, widget: QWidget) -> None:
        """Scroll until all of ``widget`` is in sight, also when it is about to grow."""
        self._revealed = widget
        self.ensureWidgetVisible(widget, 0, _MARGIN)

    def full_height(self, width: int) -> int:
        """Return the height that shows everything in ``width`` pixels without a scroll bar."""
        column, within = self.column, self.column.contentsMargins()
        column.setContentsMargins(*self._margins)
        height = column.heightForWidth(width) if column.hasHeightForWidth() else column.sizeHint().height()
        column.setContentsMargins(within)
        return height

    def show_bar(self, wanted: bool) -> None:
        """Say whether there may be a scroll bar; where all fits, none takes room that makes words need one."""
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(policy.ScrollBarAsNeeded if wanted else policy.ScrollBarAlwaysOff)
        if not wanted:
            self.column.setContentsMargins(*self._margins)

    def _make_room(self, _low: int, high: int) -> None:
        """The scroll bar takes its room from the right margin, so that nothing moves sideways."""
        left, top, right, bottom = self._margins
        is_shown = high > 0 and self.verticalScrollBarPolicy() != Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        bar = self.verticalScrollBar().sizeHint().width() if is_shown else 0
        self.column.setContentsMargins(left, top, max(0, right - bar), bottom)
        if self._revealed is not None and isValid(self._revealed):
            self.ensureWidgetVisible(self._revealed, 0, _MARGIN)

    def _measure(self) -> None:
        """Give the content the height its wrapped text needs; QScrollArea itself does not ask."""
        width = self.viewport().width()
        if self.column.hasHeightForWidth():
            self.content.setMinimumHeight(self.column.minimumHeightForWidth(width))

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        self._revealed = None
        if new is not None and self.content.isAncestorOf(new):
            self.ensureWidgetVisible(new, _MARGIN, _MARGIN)


def reveal(widget: QWidget) -> None:
    """Bring all of ``widget`` into sight in every column around it."""
    around = widget.parentWidget()
    while around is not None:
        if isinstance(around, ScrollColumn):
            around.reveal(widget)
        around = around.parentWidget()
