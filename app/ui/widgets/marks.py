"""The check box and the radio button, as drawn everywhere."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from app.ui.theme import color


def draw_check_box(painter: QPainter, box: QRectF, shown: float, partly: bool = False) -> None:
    """Draw a check box in ``box``; ``shown`` from 0 (off) to 1 (on) fades fill and check. ``partly`` draws a bar."""
    radius = 6 if box.width() <= 22 else box.width() * 0.28
    edge = 1.25 if box.width() <= 22 else 2.0
    inside = box.adjusted(edge / 2, edge / 2, -edge / 2, -edge / 2)
    painter.setPen(QPen(_blend(color("control"), color("accent"), shown), edge))
    painter.setBrush(_blend(color("surface"), color("accent"), shown))
    painter.drawRoundedRect(inside, radius, radius)
    if shown <= 0:
        return
    ink = color("on-accent")
    ink.setAlphaF(shown)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(ink, box.width() * 0.105, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap,
                        Qt.PenJoinStyle.RoundJoin))
    painter.drawPath(_bar(box) if partly else _check(box))


def draw_radio(painter: QPainter, box: QRectF, shown: float) -> None:
    """Draw a radio button in ``box``; ``shown`` from 0 (off) to 1 (on)."""
    edge = 1.25 if box.width() <= 22 else 2.0
    inside = box.adjusted(edge / 2, edge / 2, -edge / 2, -edge / 2)
    painter.setPen(QPen(_blend(color("control"), color("accent"), shown), edge))
    painter.setBrush(_blend(color("surface"), color("accent"), shown))
    painter.drawEllipse(inside)
    if shown > 0:
        ink = color("on-accent")
        ink.setAlphaF(shown)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        dot = box.width() * 0.18
        painter.drawEllipse(box.center(), dot, dot)


def _check(box: QRectF) -> QPainterPath:
    path = QPainterPath(_at(box, 0.27, 0.52))
    path.lineTo(_at(box, 0.43, 0.67))
    path.lineTo(_at(box, 0.74, 0.34))
    return path


def _bar(box: QRectF) -> QPainterPath:
    path = QPainterPath(_at(box, 0.28, 0.5))
    path.lineTo(_at(box, 0.72, 0.5))
    return path


def _at(box: QRectF, x: float, y: float) -> QPointF:
    return QPointF(box.left() + x * box.width(), box.top() + y * box.height())


def _blend(start: QColor, end: QColor, part: float) -> QColor:
    def mix(one: float, other: float) -> float:
        return one + (other - one) * part

    return QColor.fromRgbF(mix(start.redF(), end.redF()), mix(start.greenF(), end.greenF()),
                           mix(start.blueF(), end.blueF()))
