"""What happened to a patient, newest first, by day: icon, what, when and by whom, joined by a line."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.clock import clinic_date
from app.core.dates import clock_time, near_date
from app.services.views.patients import TimelineEntry, TimelineKind
from app.ui import icons
from app.ui.context import StaffContext
from app.ui.fonts import Staff
from app.ui.navigation import DocumentRoute, Route
from app.ui.theme import color
from app.ui.widgets.focus_ring import set_ring
from app.ui.widgets.layouts import clear
from app.ui.widgets.text import TextLabel

ICONS = {TimelineKind.CHECK_IN: "person", TimelineKind.INTAKE: "reviews", TimelineKind.CONSENT: "sign",
         TimelineKind.DOCUMENT: "document", TimelineKind.REVIEW: "review-check", TimelineKind.POLICY: "policy",
         TimelineKind.CORRECTION: "exchange", TimelineKind.CALL: "phone"}
_DISC = 36


class Timeline(QWidget):
    """Entries with a document open it."""

    go = Signal(object)  # Route

    def __init__(self, context: StaffContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_entries(self, entries: tuple[TimelineEntry, ...]) -> None:
        """Replace the rows."""
        clear(self._column)
        zone = self._context.zone
        today = self._context.today
        shown: date | None = None
        for number, entry in enumerate(entries):
            day = clinic_date(entry.at, zone)
            if day != shown:
                self._add_day(near_date(day, today), first=shown is None)
                shown = day
            follows = number + 1 < len(entries) and clinic_date(entries[number + 1].at, zone) == day
            row = _TimelineRow(entry, clock_time(entry.at, zone), follows=follows)
            row.opened.connect(self.go)
            self._column.addWidget(row)
        if not entries:
            self._column.addWidget(TextLabel("Visits, consents and documents appear here.", Staff.BODY, "ink-3"))
        self._column.addStretch(1)

    def _add_day(self, words: str, *, first: bool) -> None:
        if not first:
            self._column.addSpacing(14)
        self._column.addWidget(TextLabel(words, Staff.DETAIL.weighted(600), "ink-3"))
        self._column.addSpacing(6)


class _TimelineRow(QWidget):
    """One entry; a link when it has a document."""

    opened = Signal(object)  # Route

    def __init__(self, entry: TimelineEntry, clock: str, *, follows: bool) -> None:
        super().__init__()
        self._icon, self._follows = ICONS[entry.kind], follows
        self._route: Route | None = DocumentRoute(entry.document_id) if entry.document_id else None
        self.setAccessibleName(f"{entry.title}. {entry.detail}. {clock}. {entry.by}")
        if self._route is not None:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            set_ring(self, 8)
        row = QHBoxLayout(self)
        row.setContentsMargins(_DISC + 16, 8, 10, 10)
        row.setSpacing(16)
        for style, ink, words, align in (((Staff.NAME, Staff.BODY), ("ink", "ink-2"), (entry.title, entry.detail),
                                          Qt.AlignmentFlag.AlignLeft),
                                         ((Staff.DETAIL.digits(), Staff.DETAIL), ("ink-3", "ink-3"), (clock, entry.by),
                                          Qt.AlignmentFlag.AlignRight)):
            column = QVBoxLayout()
            column.setSpacing(0)
            for number in (0, 1):
                if words[number]:
                    column.addWidget(TextLabel(words[number], style[number], ink[number], align=align,
                                               wrap=align is Qt.AlignmentFlag.AlignLeft))
            column.addStretch(1)
            row.addLayout(column, 1 if align is Qt.AlignmentFlag.AlignLeft else 0)

    def sizeHint(self) -> QSize:
        """Return room for the disc at least."""
        return super().sizeHint().expandedTo(QSize(0, _DISC + 16))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the document."""
        if self._route is not None and self.rect().contains(event.position().toPoint()):
            self.opened.emit(self._route)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space open the document."""
        if self._route is not None and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.opened.emit(self._route)
            return
        super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Draw as hovered."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Draw as before."""
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line to the next entry, then the disc and its icon."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._route is not None and self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("hover"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(_DISC + 6, 2, 0, -4), 8, 8)
        middle = QPointF(_DISC / 2, 8 + _DISC / 2)
        if self._follows:
            top = middle.y() + _DISC / 2 + 4
            painter.fillRect(QRectF(middle.x() - 0.5, top, 1, max(0.0, self.height() + 4 - top)), color("hairline-2"))
        painter.setPen(QPen(color("hairline-2"), 1))
        painter.setBrush(color("surface"))
        painter.drawEllipse(middle, _DISC / 2 - 0.5, _DISC / 2 - 0.5)
        icons.paint(painter, self._icon, QRectF(middle.x() - 9, middle.y() - 9, 18, 18), color("accent-text"))
