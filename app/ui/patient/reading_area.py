"""A column of text to be read, with a bar that shows how far, and word of every part whose end was on screen."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.fonts import Kiosk as Type
from app.ui.fonts import TextStyle
from app.ui.form_widgets.display import BULLET
from app.ui.patient.kiosk import Kiosk
from app.ui.patient.more_below import MoreColumn
from app.ui.theme import color
from app.ui.widgets.text import TextLabel

COLUMN = 688
"""About 75 characters at 19 px."""

_RAIL = 28
"""Width of the reading bar with the room at both sides."""

_ABOVE = 20
"""Pixels left free above the start of a part."""

_OVERLAP = 96
"""Pixels of a page that stay on screen when the next one is turned."""


class ReadBar(QWidget):
    """6 px at the right: how much of the text has been on screen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._part = 0.0
        self.setFixedWidth(6)

    def show_part(self, part: float) -> None:
        """Show a part from 0 to 1; it never goes back while reading up again."""
        self._part = max(self._part, min(part, 1.0))
        self.setAccessibleName(f"{round(self._part * 100)} %")
        self.update()

    @property
    def part(self) -> float:
        """How far the text was read."""
        return self._part

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw track and part."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("hairline"))
        painter.drawRoundedRect(QRectF(self.rect()), 3, 3)
        painter.setBrush(color("accent"))
        painter.drawRoundedRect(QRectF(0, 0, 6, max(6.0, self.height() * self._part)), 3, 3)


class ReadingArea(QWidget):
    """White page with a centred column. ``part_seen`` carries the key of a part once its end was on screen."""

    part_seen = Signal(str)
    at_part = Signal(str)  # the part at the top of the view

    def __init__(self, kiosk: Kiosk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: list[tuple[str, QWidget]] = []
        self._seen: set[str] = set()
        left, right = (kiosk.margin, kiosk.margin - _RAIL) if kiosk.is_narrow else (24, 24)
        self._scroll = MoreColumn(kiosk, (left, 28, right, 40), 0, has_pill=False)
        self.bar = ReadBar()
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        holder = QWidget()
        holder.setLayout(self._column)
        holder.setMaximumWidth(kiosk.px(COLUMN))
        centre = QHBoxLayout()
        if not kiosk.is_narrow:  # an upright page keeps the margin of the title above it
            centre.addStretch(1)
        centre.addWidget(holder, 1000)
        centre.addStretch(1)
        self._scroll.column.addLayout(centre)
        self._scroll.column.addStretch(1)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 16, 0)
        line.addWidget(self._scroll, 1)
        rail = QVBoxLayout()
        rail.setContentsMargins(0, 20, 0, 20)
        rail.addWidget(self.bar)
        line.addLayout(rail)
        bar = self._scroll.verticalScrollBar()
        bar.valueChanged.connect(lambda _value: self.look())
        bar.rangeChanged.connect(lambda _low, _high: self._later())

    def add_part(self, key: str, widget: QWidget) -> None:
        """Append a part of the text."""
        self._parts.append((key, widget))
        self._column.addWidget(widget)

    def add_widget(self, widget: QWidget) -> None:
        """Append something that is not a part, such as a title."""
        self._column.addWidget(widget)

    def add_space(self, height: int) -> None:
        """Append a gap."""
        self._column.addSpacing(height)

    def go_to(self, key: str, end: bool = False) -> None:
        """Scroll to the start of a part, or to its end."""
        top, bottom = self._extent(key)
        view = self._scroll.viewport().height()
        self._scroll.verticalScrollBar().setValue(bottom - view + 24 if end else top - _ABOVE)

    def read_on(self, key: str) -> None:
        """Go to a part; when its start was passed already, turn a page further down in it."""
        bar = self._scroll.verticalScrollBar()
        top, bottom = self._extent(key)
        is_within = top - _ABOVE <= bar.value() < bottom
        bar.setValue(bar.value() + self._scroll.viewport().height() - _OVERLAP if is_within else top - _ABOVE)

    def _extent(self, key: str) -> tuple[int, int]:
        """Top and bottom of the part called ``key``, in pixels of the whole text."""
        widget = dict(self._parts)[key]
        top = widget.mapTo(self._scroll.content, QPoint(0, 0)).y()
        return top, top + widget.height()

    def bring(self, widget: QWidget) -> None:
        """Scroll until ``widget`` is in view."""
        self._scroll.bring(widget)

    def look(self) -> None:
        """Note which ends are on screen now."""
        if not self.isVisible() or not self._is_settled():
            return
        bar = self._scroll.verticalScrollBar()
        top, bottom = bar.value(), bar.value() + self._scroll.viewport().height()
        self.bar.show_part(bottom / max(self._scroll.content.height(), 1))
        current = ""
        for key, widget in self._parts:
            start = widget.mapTo(self._scroll.content, QPoint(0, 0)).y()
            end = start + widget.height()
            if start <= top + 80:
                current = key
            if top <= end <= bottom + 1 and key not in self._seen:
                self._seen.add(key)
                self.part_seen.emit(key)
        self.at_part.emit(current)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is on screen changes with the size."""
        super().resizeEvent(event)
        self._later()

    def showEvent(self, event: QShowEvent) -> None:
        """Look once the layout has settled."""
        super().showEvent(event)
        self._later()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paper is white."""
        QPainter(self).fillRect(self.rect(), color("surface"))

    def _is_settled(self) -> bool:
        """Before the layout has run, everything seems to be on screen."""
        return all(widget.height() >= widget.heightForWidth(widget.width()) > 0 for _, widget in self._parts)

    def _later(self) -> None:
        QTimer.singleShot(0, self, self.look)


def paragraphs(text: str, kiosk: Kiosk, style: TextStyle = Type.READING, ink: str = "ink") -> QWidget:
    """Return plain text as paragraphs and points with a hanging bullet."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(kiosk.px(8))
    scaled = style.scaled(kiosk.scale)
    before = "start"
    for line in text.split("\n"):
        if not line.strip():
            column.addSpacing(kiosk.px(6))
        elif line.startswith(BULLET):
            column.addWidget(_point(line, kiosk, scaled, ink))
        elif not before and _is_heading(line):
            column.addWidget(TextLabel(line, Type.QUESTION.scaled(kiosk.scale), ink))
        else:
            column.addWidget(TextLabel(line, scaled, ink))
        before = line.strip()
    return made


def _is_heading(line: str) -> bool:
    """A short line after an empty one that ends without a stop is a heading of its section."""
    return len(line) <= 60 and not line.rstrip().endswith((".", ":", ",", ";", "?"))


def _point(line: str, kiosk: Kiosk, style: TextStyle, ink: str) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(kiosk.px(12))
    row.addWidget(TextLabel("•", style, "ink-3", wrap=False), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(TextLabel(line[len(BULLET):], style, ink), 1)
    return made
