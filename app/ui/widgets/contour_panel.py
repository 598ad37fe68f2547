"""The deep brand panel with its contour lines. They carry no meaning and have no name."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from app.ui.theme import color

_RINGS = 17


class ContourPanel(QWidget):
    """Nested closed curves, anchored bottom right, painted into a cached picture."""

    def __init__(self, parent: QWidget | None = None, *, x: float = 0.87, y: float = 0.88, spread: float = 1.0) -> None:
        """``x`` and ``y`` place the innermost curve as parts of width and height; ``spread`` scales the distances."""
        super().__init__(parent)
        self._anchor = (x, y)
        self._spread = spread
        self._picture: QPixmap | None = None
        self._key: tuple[QSize, float, str] | None = None

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the picture, made again when size, screen or theme changed."""
        key = (self.size(), self.devicePixelRatioF(), color("panel").name())
        if self._picture is None or key != self._key:
            self._picture, self._key = self._made(), key
        QPainter(self).drawPixmap(0, 0, self._picture)

    def _made(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(color("panel"))
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(self.width() * self._anchor[0], self.height() * self._anchor[1])
        for number in range(_RINGS):
            strength = 0.21 - 0.17 * number / (_RINGS - 1)
            painter.setPen(QPen(QColor(255, 255, 255, round(255 * strength)), 1.1))
            painter.drawPath(_curve(middle, number, self._spread))
        painter.end()
        return picture


def _curve(middle: QPointF, number: int, spread: float) -> QPainterPath:
    """Return closed curve ``number``: an egg that turns and flattens a little with every step outwards."""
    radius = (38 + 25 * number + 0.42 * number**2) * spread
    points = [_point(middle, radius, number, k * math.tau / 12) for k in range(12)]
    return _through(points)


def _point(middle: QPointF, radius: float, number: int, angle: float) -> QPointF:
    wave = 1 + 0.07 * math.cos(2 * angle + 0.55 + 0.02 * number) + 0.045 * math.sin(3 * angle + 1.1)
    x = math.cos(angle) * radius * wave * (0.98 + 0.006 * number)
    y = math.sin(angle) * radius * wave * (1.04 + 0.012 * number)
    return QPointF(middle.x() + x, middle.y() + y - radius * 0.06)


def _through(points: list[QPointF]) -> QPainterPath:
    """Return a smooth closed path through ``points`` (Catmull-Rom as cubic curves)."""
    count = len(points)
    path = QPainterPath(points[0])
    for k in range(count):
        before, start, end, after = (points[(k + d) % count] for d in (-1, 0, 1, 2))
        path.cubicTo(start + (end - before) / 6, end - (after - start) / 6, end)
    return path
