"""The shapes no icon font has: severity, the mark, a radio dot. Drawn on a grid of 24."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from app.rules.severity import Severity

SEVERITY_ICONS = {Severity.STOP: "sev-stop", Severity.CAUTION: "sev-caution", Severity.INFO: "sev-note"}
"""The filled shape of each severity; its color comes from ``SEVERITY_COLORS``."""

SEVERITY_COLORS = {Severity.STOP: "danger", Severity.CAUTION: "warning", Severity.INFO: "ink-3"}
"""The token each severity is drawn in."""


def _stop(painter: QPainter, color: QColor) -> None:
    corners = [QPointF(12 + 11 * math.cos(a), 12 + 11 * math.sin(a))
               for a in (math.pi / 8 + k * math.pi / 4 for k in range(8))]
    _filled(painter, color, QPolygonF(corners))
    _cut(painter, QPointF(7.5, 12), QPointF(16.5, 12), 2.8)


def _caution(painter: QPainter, color: QColor) -> None:
    _filled(painter, color, QPolygonF([QPointF(12, 3), QPointF(22, 20.5), QPointF(2, 20.5)]))
    _cut(painter, QPointF(12, 9.6), QPointF(12, 14), 2.3)
    _cut(painter, QPointF(12, 17.4), QPointF(12, 17.5), 2.5)


def _note(painter: QPainter, color: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(QRectF(1.5, 1.5, 21, 21))
    _cut(painter, QPointF(12, 11.2), QPointF(12, 16.8), 2.4)
    _cut(painter, QPointF(12, 7.3), QPointF(12, 7.4), 2.6)


def _mark(painter: QPainter, color: QColor) -> None:
    """Placeholder until the clinic supplies its logo: a leaf-like wave."""
    path = QPainterPath(QPointF(4.5, 15.5))
    path.cubicTo(QPointF(6.5, 8), QPointF(13, 5.5), QPointF(19.5, 8.2))
    path.cubicTo(QPointF(18.8, 13.5), QPointF(14, 15.2), QPointF(12.2, 12.6))
    path.cubicTo(QPointF(11.2, 11), QPointF(12.6, 9.6), QPointF(14.4, 10.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_round_pen(color, 2.2))
    painter.drawPath(path)


def _half_dot(painter: QPainter, color: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(QRectF(7, 7, 10, 10))


def _filled(painter: QPainter, color: QColor, shape: QPolygonF) -> None:
    painter.setPen(_round_pen(color, 1.6))  # rounds the corners
    painter.setBrush(color)
    painter.drawPolygon(shape)


def _cut(painter: QPainter, start: QPointF, end: QPointF, width: float) -> None:
    """Draw the sign inside a filled shape in the color that reads on it: white on dark shapes, near-black on light."""
    color = painter.brush().color()
    inner = QColor("#FFFFFF") if color.lightnessF() < 0.55 else QColor("#15191D")
    painter.setPen(_round_pen(inner, width))
    painter.drawLine(start, end)


def _round_pen(color: QColor, width: float) -> QPen:
    return QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


SHAPES: dict[str, Callable[[QPainter, QColor], None]] = {
    "sev-stop": _stop, "sev-caution": _caution, "sev-note": _note, "mark": _mark, "dot": _half_dot,
}
