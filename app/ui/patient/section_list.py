"""The sections of a consent beside its text: read, being read, to come."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.intake.reading import ReadingSection
from app.ui import icons
from app.ui.patient.kiosk import Kiosk
from app.ui.patient.words import say
from app.ui.theme import color
from app.ui.widgets.focus_ring import set_ring
from app.ui.widgets.wrapping import wrapped, wrapped_height


class ReadState(Enum):
    """How a section stands."""

    TO_COME = auto()
    HERE = auto()
    READ = auto()


class SectionLine(QPushButton):
    """One section; pressing it goes there."""

    def __init__(self, kiosk: Kiosk, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kiosk, self._title = kiosk, title
        self._state, self._here = ReadState.TO_COME, False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        set_ring(self, 10)
        self.show_state(ReadState.TO_COME, False)

    def show_state(self, state: ReadState, here: bool) -> None:
        """Show whether it was read and whether it is on screen."""
        self._state, self._here = state, here
        words = say("read") if state is ReadState.READ else say("not read yet")
        self.setAccessibleName(f"{self._title}, {words}")
        self.update()

    def sizeHint(self) -> QSize:
        """At least 48 high."""
        return QSize(200, self.heightForWidth(max(self.width(), 200)))

    def heightForWidth(self, width: int) -> int:
        """Long titles wrap."""
        style = self._kiosk.metrics.detail.scaled(1.06).weighted(600)
        return max(self._kiosk.px(48), round(wrapped_height(self._title, style, width - self._kiosk.px(34))) + 16)

    def hasHeightForWidth(self) -> bool:
        """Long titles wrap."""
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the mark and the title."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = self._kiosk.px(22)
        box = QRectF(0, (self.height() - side) / 2, side, side)
        if self._state is ReadState.READ and not self._here:
            icons.paint(painter, "check", box, color("accent"), 0.5)
        else:
            _circle(painter, box, self._here, self._state is ReadState.READ)
        weight = 600 if self._here else 400
        ink = "ink" if self._here else "ink-2" if self._state is ReadState.READ else "ink-3"
        style = self._kiosk.metrics.detail.scaled(1.06).weighted(weight)
        room = self.width() - self._kiosk.px(34)
        top = (self.height() - wrapped_height(self._title, style, room)) / 2
        wrapped(painter, self._title, style, QPointF(self._kiosk.px(34), top), width=room, ink=color(ink))


class SectionList(QWidget):
    """All sections."""

    chosen = Signal(str)

    def __init__(self, kiosk: Kiosk, sections: tuple[ReadingSection, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: dict[str, SectionLine] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for section in sections:
            line = SectionLine(kiosk, section.title)
            line.clicked.connect(lambda _on=False, key=section.key: self.chosen.emit(key))
            self._lines[section.key] = line
            column.addWidget(line)

    def show_sections(self, sections: tuple[ReadingSection, ...], here: str) -> None:
        """Show what was read, and which one is on screen."""
        for section in sections:
            state = ReadState.READ if section.is_read else ReadState.TO_COME
            self._lines[section.key].show_state(state, section.key == here)


def _circle(painter: QPainter, box: QRectF, here: bool, read: bool) -> None:
    inside = box.adjusted(2, 2, -2, -2)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(color("accent" if here else "control"), 1.8))
    painter.drawEllipse(inside)
    if here:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("accent"))
        middle = inside.adjusted(4, 4, -4, -4)
        painter.drawEllipse(middle)
    elif read:
        icons.paint(painter, "check", box, color("accent"), 0.5)
