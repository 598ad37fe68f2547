"""The surface that takes ink from pen, finger and mouse, and repaints only what a stroke touched."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEventPoint,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPointingDevice,
    QResizeEvent,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.core.strokes import Strokes
from app.ui.patient.signature.drawing import Drawing
from app.ui.patient.signature.ink import THICKEST, InkPoint, Stroke, smooth

INK = QColor("#10243B")
"""Signature ink, the same in both themes."""


class InkSurface(QWidget):
    """A blank sheet. Subclasses paint what lies under the ink in ``paint_sheet``."""

    ink_changed = Signal()  # a stroke ended, was undone or everything was cleared
    stroke_started = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._drawing = Drawing()
        self._stroke: Stroke | None = None
        self._touch_id: int | None = None
        self._restored: Strokes | None = None
        self._layer = QPixmap()
        self._layer_is_stale = True

    # --- what is drawn ---------------------------------------------------------------------------------------------

    @property
    def is_blank(self) -> bool:
        """True when nothing is drawn."""
        return self._drawing.is_blank

    @property
    def can_undo(self) -> bool:
        """True when there is something to take back."""
        return self._drawing.can_undo

    def outline(self) -> Strokes:
        """Return the outline of everything drawn: no timing, no pressure."""
        if self._restored is not None:
            return self._restored
        return self._drawing.outline(self.width(), self.height())

    def set_outline(self, outline: Strokes) -> None:
        """Show a stored outline, as after a resume. It keeps its exact points until the ink is changed."""
        self._restored = outline
        self._drawing.restore(outline, self.width(), self.height())
        self._repaint_all()

    def undo(self) -> None:
        """Take back the last stroke or the last clearing."""
        self._drawing.undo()
        self._changed()

    def clear(self) -> None:
        """Remove everything; ``undo`` restores it."""
        self._drawing.clear()
        self._changed()

    # --- the pen ---------------------------------------------------------------------------------------------------

    def pen_down(self, spot: QPointF, pressure: float | None = None) -> None:
        """Start a stroke at ``spot``; ``pressure`` is 0 to 1, or None without a pen."""
        self._restored = None
        self._stroke = self._drawing.begin()
        self.stroke_started.emit()
        self.pen_move(spot, pressure)

    def pen_move(self, spot: QPointF, pressure: float | None = None) -> None:
        """Continue the stroke; only the rectangle of the new segments is repainted."""
        stroke = self._stroke
        if stroke is None or not stroke.add(spot.x(), spot.y(), pressure):
            return
        count = len(stroke.points)
        if count >= 3:
            self._draw_segments(stroke, range(count - 3, count - 2))
        self.update(_bounds(stroke.points[-4:]))

    def pen_up(self) -> None:
        """End the stroke and say that the ink changed."""
        stroke, self._stroke = self._stroke, None
        if stroke is None:
            return
        count = len(stroke.points)
        self._draw_segments(stroke, range(max(count - 2, 0), max(count - 1, 1)))
        self.update(_bounds(stroke.points[-4:]))
        self.ink_changed.emit()

    # --- events ----------------------------------------------------------------------------------------------------

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Draw with the pen; accepting keeps Qt from making mouse events of it."""
        event.accept()
        if event.type() == QEvent.Type.TabletPress and self._stroke is None:
            self.pen_down(event.position(), event.pressure())
        elif event.type() == QEvent.Type.TabletMove:
            self.pen_move(event.position(), event.pressure())
        elif event.type() == QEvent.Type.TabletRelease:
            self.pen_up()

    def event(self, event: QEvent) -> bool:
        """Draw with the first finger; a resting palm is a later finger and draws nothing."""
        if isinstance(event, QTouchEvent):
            if event.type() is QEvent.Type.TouchBegin and self._is_on_button(event):
                event.ignore()  # Qt then makes mouse events of it, which press the button
                return False
            event.accept()
            self._touch(event)
            return True
        return super().event(event)

    def _is_on_button(self, event: QTouchEvent) -> bool:
        return any(isinstance(self.childAt(point.position().toPoint()), QAbstractButton) for point in event.points())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Start a stroke with the left button."""
        if event.button() == Qt.MouseButton.LeftButton and _is_mouse(event) and self._stroke is None:
            self.pen_down(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Continue the stroke."""
        if event.buttons() & Qt.MouseButton.LeftButton and _is_mouse(event):
            self.pen_move(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the stroke."""
        if event.button() == Qt.MouseButton.LeftButton and _is_mouse(event):
            self.pen_up()

    def _touch(self, event: QTouchEvent) -> None:
        if event.type() == QEvent.Type.TouchCancel:
            self._touch_id = None
            self.pen_up()
            return
        for point in event.points():
            if self._touch_id is None and self._stroke is None and point.state() is QEventPoint.State.Pressed:
                self._touch_id = point.id()
                self.pen_down(point.position())
            elif point.id() == self._touch_id:
                self.pen_move(point.position())
                if point.state() is QEventPoint.State.Released:
                    self._touch_id = None
                    self.pen_up()

    # --- painting --------------------------------------------------------------------------------------------------

    def paint_sheet(self, painter: QPainter, area: QRect) -> None:
        """Paint what lies under the ink, at least inside ``area``."""
        painter.fillRect(area, Qt.GlobalColor.white)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the sheet, the ink kept in the layer, and the tip that is still to be smoothed."""
        area = event.rect()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(area)
        self.paint_sheet(painter, area)
        if self._layer_is_stale:
            self._redraw_layer()
        ratio = self._layer.devicePixelRatio()
        source = QRectF(area.x() * ratio, area.y() * ratio, area.width() * ratio, area.height() * ratio)
        painter.drawPixmap(QRectF(area), self._layer, source)
        if self._stroke is not None and len(self._stroke.points) >= 2:
            _draw_line(painter, self._stroke.points[-2:])
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the ink in proportion when the page is laid out again (rotated, larger text)."""
        old = event.oldSize()
        if self._restored is not None or (old.isValid() and not self._drawing.is_blank):
            kept = self._restored or self._drawing.outline(old.width(), old.height())
            self._drawing.restore(kept, self.width(), self.height())
        self._layer_is_stale = True
        super().resizeEvent(event)

    def _draw_segments(self, stroke: Stroke, segments: range) -> None:
        if self._layer_is_stale:
            self._redraw_layer()
            return
        painter = QPainter(self._layer)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _draw_stroke(painter, stroke, segments)
        painter.end()

    def _redraw_layer(self) -> None:
        ratio = self.devicePixelRatioF()
        self._layer = QPixmap(self.size() * ratio)
        self._layer.setDevicePixelRatio(ratio)
        self._layer.fill(Qt.GlobalColor.transparent)
        self._layer_is_stale = False
        painter = QPainter(self._layer)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for stroke in self._drawing.strokes:
            _draw_stroke(painter, stroke, range(max(len(stroke.points) - 1, 1)))
        painter.end()

    def _changed(self) -> None:
        self._restored = None
        self._repaint_all()
        self.ink_changed.emit()

    def _repaint_all(self) -> None:
        self._stroke = None
        self._layer_is_stale = True
        self.update()


def draw_outline(painter: QPainter, outline: Strokes, box: QRectF) -> None:
    """Draw a stored outline as large as fits into ``box``, centred, in signature ink."""
    left, top, right, bottom = outline.bounds()
    scale = min(box.width() / max(right - left, 1), box.height() / max(bottom - top, 1))
    x0 = box.center().x() - (left + right) / 2 * scale
    y0 = box.center().y() - (top + bottom) / 2 * scale
    width = min(max(2.6 * scale, 1.4), 3.0)
    for line in outline.lines:
        stroke = Stroke([InkPoint(x0 + x * scale, y0 + y * scale, width) for x, y in line])
        _draw_stroke(painter, stroke, range(max(len(line) - 1, 1)))


def _draw_stroke(painter: QPainter, stroke: Stroke, segments: range) -> None:
    if len(stroke.points) == 1:
        _draw_line(painter, [stroke.points[0], stroke.points[0]])
        return
    for segment in segments:
        _draw_line(painter, list(smooth(stroke.points, segment)))


def _draw_line(painter: QPainter, points: list[InkPoint]) -> None:
    pen = QPen(INK)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    for start, end in pairwise(points):
        pen.setWidthF((start.width + end.width) / 2)
        painter.setPen(pen)
        painter.drawLine(QPointF(start.x, start.y), QPointF(end.x, end.y))


def _bounds(points: list[InkPoint]) -> QRect:
    """The rectangle the segments between ``points`` can touch, with room for the pen and the bulge of the curve."""
    left, right = min(p.x for p in points), max(p.x for p in points)
    top, bottom = min(p.y for p in points), max(p.y for p in points)
    margin = THICKEST + max(right - left, bottom - top) / 6  # a Catmull-Rom curve leaves its box by at most an eighth
    return QRectF(left, top, right - left, bottom - top).adjusted(-margin, -margin, margin, margin).toAlignedRect()


def _is_mouse(event: QMouseEvent) -> bool:
    """False for mouse events the system makes from touch or pen, which were drawn already."""
    return event.pointerType() not in {QPointingDevice.PointerType.Finger, QPointingDevice.PointerType.Pen}
