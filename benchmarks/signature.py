"""The signature pad under a pen that reports 240 times a second, as fast as the pad takes the events.

Mouse events stand in for the pen's: the offscreen platform has no tablet. Pressure is therefore left out.
"""

from __future__ import annotations

import math
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from app.intake.outbox import Outbox
from app.intake.visit import IntakeVisit
from app.ui.patient.kiosk import Kiosk
from app.ui.patient.signature.pad import SignaturePad
from benchmarks.measure import FULL, Effort, Goal, Row, Times, row
from benchmarks.window import Frame, application, drop, paint
from tests.fakes import FixedClock, SeededRandomness
from tests.ui.kiosk_factory import NOW, packet

EVENTS_PER_SECOND = 240
_STROKE = 480
"""Events from pen down to pen up: two seconds of writing."""


class BareSheet(QWidget):
    """The least a drawing surface does: each event adds a line to a pixmap and repaints that line's rectangle."""

    def __init__(self) -> None:
        super().__init__()
        self._sheet = QPixmap(1280, 800)
        self._sheet.fill(Qt.GlobalColor.white)
        self._last = QPointF()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin."""
        self._last = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw one line."""
        spot = event.position()
        painter = QPainter(self._sheet)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(Qt.GlobalColor.black, 3))
        painter.drawLine(self._last, spot)
        painter.end()
        self.update(QRectF(self._last, spot).normalized().adjusted(-4, -4, 4, 4).toAlignedRect())
        self._last = spot

    def paintEvent(self, event: QPaintEvent) -> None:
        """Copy the sheet."""
        painter = QPainter(self)
        painter.drawPixmap(event.rect(), self._sheet, event.rect())
        painter.end()


def measure(effort: Effort = FULL) -> tuple[Row, ...]:
    """Return the rows of the chapter "Signature pad"."""
    application()
    count = EVENTS_PER_SECOND * effort.pen_seconds
    frame = Frame()
    with tempfile.TemporaryDirectory() as folder:
        made = packet("priv")
        visit = IntakeVisit(made, FixedClock(NOW), Outbox(Path(folder), made, SeededRandomness(3)))
        pad = SignaturePad(Kiosk(visit, FixedClock(NOW)), "November 24, 2026, 10:24 AM")
        frame.put(pad)
        _draw(frame, pad, _STROKE)  # warm-up: fonts, layer
        pad.clear()
        before = psutil.Process().memory_info().rss
        own = _draw(frame, pad, count)
        grown = (psutil.Process().memory_info().rss - before) / 1024**2
        kept = sum(len(stroke.points) for stroke in pad._drawing.strokes)
        frame.clear()
    sheet = BareSheet()
    frame.put(sheet)
    least = _draw(frame, sheet, count)
    frame.clear()
    drop(frame)
    p99 = own.runs[round(0.99 * (len(own.runs) - 1))]
    return (
        row("pen event to stroke painted", own, Goal(p95_ms=2), least,
            note=f"{count} events, p99 {p99:.2f} ms; floor: a bare widget drawing the same lines"),
        Row("pen points that are kept", kept, kept, count, kept / count, "= 1 ×", "", kept == count, unit="points"),
        Row("memory grown by a minute of ink", grown, grown, None, None, "≤ 10 MB", "points are kept until the end",
            grown <= 10, unit="MB"),
    )


def _draw(frame: Frame, target: QWidget, count: int) -> Times:
    taken = []
    for kind, spot in _events(count):
        event = _event(kind, spot, target)
        started = time.perf_counter()
        QApplication.sendEvent(target, event)
        paint(frame)
        taken.append((time.perf_counter() - started) * 1000)
    return Times(tuple(sorted(taken)))


def _events(count: int) -> Iterator[tuple[QEvent.Type, QPointF]]:
    """Loops across the sheet; the last event of a stroke lifts the pen where it is."""
    for number in range(count):
        step = number % _STROKE
        angle = number / 9
        spot = QPointF(120 + step * 2 + 40 * math.sin(angle), 300 + 90 * math.cos(angle) + number / count)
        yield (QEvent.Type.MouseButtonPress if step == 0 else QEvent.Type.MouseMove), spot
        if step == _STROKE - 1 or number == count - 1:
            yield QEvent.Type.MouseButtonRelease, spot


def _event(kind: QEvent.Type, spot: QPointF, target: QWidget) -> QMouseEvent:
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    held = none if kind is QEvent.Type.MouseButtonRelease else left
    button = none if kind is QEvent.Type.MouseMove else left
    return QMouseEvent(kind, spot, QPointF(target.mapToGlobal(spot)), button, held, Qt.KeyboardModifier.NoModifier)
