"""The rail on the left of every staff screen: places, lock, and who is signed in with the time left."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.core.text import initials
from app.security.actor import Actor
from app.ui import icons
from app.ui.fonts import font
from app.ui.navigation import (
    AuditRoute,
    DocumentsRoute,
    PatientsRoute,
    PrivacyRoute,
    ReviewsRoute,
    Route,
    SettingsRoute,
    TodayRoute,
)
from app.ui.theme import color
from app.ui.widgets.focus_ring import set_ring
from app.ui.widgets.tips import set_tip

WIDTH = 228
NARROW_WIDTH = 72
_ROW = 42


@dataclass(frozen=True)
class RailPlace:
    """One place of the rail; those ``below_rule`` are the second group."""

    key: str
    words: str
    icon: str
    route: Route
    below_rule: bool = False


PLACES = (
    RailPlace("today", "Today", "today", TodayRoute()),
    RailPlace("patients", "Patients", "patients", PatientsRoute()),
    RailPlace("reviews", "Reviews", "review-check", ReviewsRoute()),
    RailPlace("documents", "Documents", "document", DocumentsRoute()),
    RailPlace("privacy", "Privacy desk", "privacy", PrivacyRoute(), below_rule=True),
    RailPlace("audit", "Audit log", "audit", AuditRoute(), below_rule=True),
    RailPlace("settings", "Settings", "settings", SettingsRoute(), below_rule=True),
)
"""Every place, in order. A place the role may not open is left out by the shell."""


class RailButton(QPushButton):
    """One row of the rail: icon, words, a count at the right. Narrow, it shows the icon alone."""

    def __init__(self, words: str, icon: str, note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._icon = icon
        self._note = note
        self._narrow = False
        self.setAccessibleName(words)
        self.setFixedHeight(_ROW)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        set_ring(self, 10)

    def set_note(self, note: str) -> None:
        """Show a count or a key at the right end."""
        self._note = note
        self.setAccessibleDescription(note)
        self.update()

    def set_narrow(self, narrow: bool) -> None:
        """Show the icon alone, with the words as its tooltip."""
        self._narrow = narrow
        set_tip(self, self._words if narrow else "")
        self.update()

    def sizeHint(self) -> QSize:
        """Return the row's size."""
        return QSize(NARROW_WIDTH - 24 if self._narrow else WIDTH - 24, _ROW)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the fill of the current place, the icon, the words and the note."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked() or self.underMouse() or self.isDown():
            painter.setPen(QPen(color("hairline"), 1) if self.isChecked() else Qt.PenStyle.NoPen)
            painter.setBrush(color("surface" if self.isChecked() else "press" if self.isDown() else "hover"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)
        ink = color("accent-text" if self.isChecked() else "ink-2")
        left = (self.width() - 20) / 2 if self._narrow else 12
        icons.paint(painter, self._icon, QRectF(left, (_ROW - 20) / 2, 20, 20), ink)
        if self._narrow:
            self._paint_dot(painter)
            return
        painter.setFont(font(15, 600 if self.isChecked() else 500, -0.008))
        painter.setPen(color("ink" if self.isChecked() else "ink-2"))
        painter.drawText(QRectF(44, 0, self.width() - 84, _ROW), Qt.AlignmentFlag.AlignVCenter, self._words)
        painter.setFont(font(13, 500, tabular=True))
        painter.setPen(color("ink-3"))
        painter.drawText(QRectF(0, 0, self.width() - 12, _ROW),
                         Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self._note)

    def _paint_dot(self, painter: QPainter) -> None:
        if self._note.isdigit() and int(self._note) > 0:  # the count does not fit; a dot says there is one
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("accent"))
            painter.drawEllipse(QPointF(self.width() - 10, 10), 4, 4)


class PersonCorner(QWidget):
    """Avatar with the sign-out ring, the name, and the time left in words."""

    def __init__(self, actor: Actor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = actor.display_name
        self._initials = initials(actor.display_name.partition(",")[0])
        self._share_left = 1.0
        self._words = ""
        self._narrow = False
        self.setFixedHeight(64)
        self.setAccessibleName(self._name)

    def set_narrow(self, narrow: bool) -> None:
        """Show the ring alone."""
        self._narrow = narrow
        set_tip(self, self._name if narrow else "")
        self.update()

    def show_left(self, seconds_left: float, limit: float) -> None:
        """Show how long until the automatic sign-out; repaints only when a second has passed."""
        minutes, seconds = divmod(ceil(seconds_left), 60)
        words = f"Signs out in {minutes}:{seconds:02d}"
        if words != self._words:
            self._words = words
            self._share_left = max(0.0, min(1.0, seconds_left / limit))
            self.setAccessibleDescription(words)
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ring, the initials and the two lines."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = (self.width() - 44) / 2 if self._narrow else 8
        ring = QRectF(left, 10, 44, 44).adjusted(1.5, 1.5, -1.5, -1.5)
        painter.setPen(QPen(color("hairline-2"), 2.5))
        painter.drawEllipse(ring)
        painter.setPen(QPen(color("accent"), 2.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawArc(ring, 90 * 16, -round(self._share_left * 360 * 16))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("accent-tint-2"))
        painter.drawEllipse(ring.adjusted(4, 4, -4, -4))
        painter.setPen(color("accent-text"))
        painter.setFont(font(13, 600))
        painter.drawText(ring, Qt.AlignmentFlag.AlignCenter, self._initials)
        if self._narrow:
            return
        width = self.width() - 68
        painter.setFont(font(14, 600, -0.008))
        painter.setPen(color("ink"))
        name = painter.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRectF(62, 12, width, 20), Qt.AlignmentFlag.AlignVCenter, name)
        painter.setFont(font(13, 400, tabular=True))
        painter.setPen(color("ink-3"))
        painter.drawText(QRectF(62, 32, width, 18), Qt.AlignmentFlag.AlignVCenter, self._words)


class RailMark(QWidget):
    """The clinic's mark and name at the top."""

    def __init__(self, clinic_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._first, _, self._rest = clinic_name.partition(" ")
        self._narrow = False
        self.setFixedHeight(40)
        self.setAccessibleName(clinic_name)

    def set_narrow(self, narrow: bool) -> None:
        """Show the mark alone."""
        self._narrow = narrow
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the mark and the name."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = (self.width() - 28) / 2 if self._narrow else 12
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("accent"))
        painter.drawRoundedRect(QRectF(left, 6, 28, 28), 7, 7)
        icons.paint(painter, "mark", QRectF(left + 2, 8, 24, 24), color("on-accent"))
        if self._narrow:
            return
        strong, plain = font(18, 700, -0.012), font(18, 400, -0.012)
        painter.setFont(strong)
        painter.setPen(color("ink"))
        painter.drawText(QRectF(50, 0, self.width() - 50, 40), Qt.AlignmentFlag.AlignVCenter, self._first)
        x = 50 + painter.fontMetrics().horizontalAdvance(self._first + " ")
        painter.setFont(plain)
        painter.setPen(color("ink-2"))
        rest = painter.fontMetrics().elidedText(self._rest, Qt.TextElideMode.ElideRight, self.width() - x)
        painter.drawText(QRectF(x, 0, self.width() - x, 40), Qt.AlignmentFlag.AlignVCenter, rest)


class Rail(QFrame):
    """The places the role may open, Lock screen, and the person signed in."""

    chosen = Signal(object)  # Route
    lock = Signal()

    def __init__(self, clinic_name: str, actor: Actor, places: tuple[RailPlace, ...], parent: QWidget | None = None,
                 ) -> None:
        super().__init__(parent)
        self.setAccessibleName("Places")
        self._mark = RailMark(clinic_name)
        self._person = PersonCorner(actor)
        self._buttons: dict[str, RailButton] = {}
        self._group = QButtonGroup(self)
        self._lock = RailButton("Lock screen", "lock", "F9")
        self._lock.clicked.connect(self.lock)
        self._lay_out(places)
        self.set_narrow(False)

    def set_narrow(self, narrow: bool) -> None:
        """Collapse to icons below 1320 pixels of window width."""
        self.setFixedWidth(NARROW_WIDTH if narrow else WIDTH)
        self._mark.set_narrow(narrow)
        self._person.set_narrow(narrow)
        for button in (*self._buttons.values(), self._lock):
            button.set_narrow(narrow)

    def mark_place(self, key: str) -> None:
        """Mark the place the shell is showing."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)

    def set_count(self, key: str, count: int) -> None:
        """Show ``count`` beside a place; nothing for 0."""
        if key in self._buttons:
            self._buttons[key].set_note(str(count) if count else "")

    def show_left(self, seconds_left: float, limit: float) -> None:
        """Pass the time until sign-out to the ring."""
        self._person.show_left(seconds_left, limit)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the canvas, the line at the right and the line above the person."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("canvas"))
        painter.setPen(color("hairline-2"))
        painter.drawLine(self.width() - 1, 0, self.width() - 1, self.height())
        painter.setPen(color("hairline"))
        top = self._person.y() - 1
        painter.drawLine(12, top, self.width() - 13, top)

    def _lay_out(self, places: tuple[RailPlace, ...]) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 14, 12, 4)
        column.setSpacing(0)
        column.addWidget(self._mark)
        column.addSpacing(16)
        ruled = False
        for place in places:
            if place.below_rule and not ruled:
                column.addWidget(_Rule())
                ruled = True
            button = RailButton(place.words, place.icon)
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, route=place.route: self.chosen.emit(route))
            self._group.addButton(button)
            self._buttons[place.key] = button
            column.addWidget(button)
        column.addStretch(1)
        column.addWidget(self._lock)
        column.addSpacing(8)
        column.addWidget(self._person)


class _Rule(QWidget):
    """The hairline between the two groups of places."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(29)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line in the middle."""
        painter = QPainter(self)
        painter.setPen(color("hairline-2"))
        painter.drawLine(12, 14, self.width() - 13, 14)


