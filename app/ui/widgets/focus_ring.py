"""The focus ring: one per window, drawn outside the control so that layouts need no room for it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QApplication,
    QFocusFrame,
    QProxyStyle,
    QPushButton,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QWidget,
)
from shiboken6 import isValid

from app.ui.theme import color

_REACH = 5
"""Pixels between the control's edge and the ring's outer edge: 2 gap, 3 ring."""

_RADIUS = "ringRadius"
_ON_PANEL = "ringOnPanel"


def set_ring(widget: QWidget, radius: float, on_panel: bool = False) -> None:
    """Let ``widget`` have a focus ring around corners of ``radius``; white when it stands on the brand panel.

    A push button that the keyboard reaches is pressed by Enter as well as by Space, on every system.
    """
    if isinstance(widget, QPushButton):
        widget.setAutoDefault(True)  # outside of a QDialog this means no more than that
    widget.setProperty(_RADIUS, float(radius))
    widget.setProperty(_ON_PANEL, on_panel)


class _RingStyle(QProxyStyle):
    """Tells QFocusFrame how far the ring reaches and that it lies on top."""

    def pixelMetric(self, metric: QStyle.PixelMetric, option: QStyleOption | None = None,
                    widget: QWidget | None = None) -> int:
        """Return the reach for the frame's two margins."""
        if metric in {QStyle.PixelMetric.PM_FocusFrameHMargin, QStyle.PixelMetric.PM_FocusFrameVMargin}:
            return _REACH
        return super().pixelMetric(metric, option, widget)

    def styleHint(self, hint: QStyle.StyleHint, option: QStyleOption | None = None, widget: QWidget | None = None,
                  returned: QStyleHintReturn | None = None) -> int:
        """Put the frame above the widget, so that it may draw outside of it."""
        if hint is QStyle.StyleHint.SH_FocusFrame_Mask:  # the style would cut the ring along the control's corners
            return 0
        if hint is QStyle.StyleHint.SH_FocusFrame_AboveWidget:
            return 1
        return super().styleHint(hint, option, widget, returned)


class FocusRing(QFocusFrame):
    """Follows keyboard focus inside ``window``. Fields have no ring: they thicken their own border."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._ring_style = _RingStyle("Fusion")
        self._ring_style.setParent(self)
        self.setStyle(self._ring_style)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        if not isValid(self._window):  # while the program ends, Qt still tells where the focus goes
            return
        by_mouse = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        inside = new is not None and self._window.isAncestorOf(new)
        if new is not None and inside and new.property(_RADIUS) is not None and not by_mouse:
            self.setWidget(new)
        else:
            self.rest()

    def rest(self) -> None:
        """Follow nobody, and belong to the window again.

        While it follows, the ring is a child of the nearest scroll area; it must not be destroyed with that.
        """
        self.setWidget(None)  # type: ignore[arg-type]  # Qt takes None for "nobody"
        self.setParent(self._window)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ring around the widget it follows."""
        followed: QWidget | None = self.widget()  # Qt returns None for "nobody"
        if followed is None:
            return
        corner = followed.mapTo(self._window, QPoint(0, 0)) - self.mapTo(self._window, QPoint(0, 0))
        half = 1.5
        reach = _REACH - half
        box = QRectF(corner, followed.size()).adjusted(-reach, -reach, reach, reach)
        holder = self.parentWidget()
        if holder is not None:  # at the edge of a scroll area the ring comes closer rather than being cut
            room = QRectF(self.mapFromParent(QPoint(0, 0)), holder.size())
            box = box.intersected(room.adjusted(half, half, -half, -half))
        radius = float(followed.property(_RADIUS)) + reach
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(Qt.GlobalColor.white) if followed.property(_ON_PANEL) else color("focus"), 3))
        painter.drawRoundedRect(box, radius, radius)
