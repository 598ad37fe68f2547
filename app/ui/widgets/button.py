"""Buttons: primary, secondary, quiet, danger; with icon, trailing icon, not ready and busy."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from app.ui import icons
from app.ui.theme import color
from app.ui.widgets.focus_ring import set_ring
from app.ui.widgets.metrics import STAFF, Metrics
from app.ui.widgets.tips import set_tip


class Kind(StrEnum):
    """Weight of a button. One primary per region; danger only inside a confirming dialog."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    QUIET = "quiet"
    DANGER = "danger"
    ON_PANEL = "on-panel"


_FILLS = {  # rest, hover, pressed; "" is nothing
    Kind.PRIMARY: ("accent", "accent-hover", "accent-press"),
    Kind.SECONDARY: ("surface", "hover", "press"),
    Kind.QUIET: ("", "accent-tint", "accent-tint-2"),
    Kind.DANGER: ("danger", "danger", "danger"),
    Kind.ON_PANEL: ("", "", ""),
}
_INKS = {Kind.PRIMARY: "on-accent", Kind.SECONDARY: "ink", Kind.QUIET: "accent-text", Kind.DANGER: "on-danger",
         Kind.ON_PANEL: "panel-ink"}


class Button(QPushButton):
    """A button that draws its own content. ``activated`` comes only when ready; ``missing`` when it is not."""

    activated = Signal()
    missing = Signal()

    def __init__(self, text: str, kind: Kind = Kind.SECONDARY, metrics: Metrics = STAFF, *, icon: str = "",
                 trailing: str = "", flush: bool = False, parent: QWidget | None = None) -> None:
        """``flush`` leaves out a quiet button's padding so that its text stands on the column's edge."""
        super().__init__(parent)
        self._kind = kind
        self._metrics = metrics
        self._icon = icon
        self._trailing = trailing
        self._flush = flush
        self._ready = True
        self._busy = False
        self.setText(text)
        self.setFont(metrics.button_text.font())
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        set_ring(self, metrics.radius, on_panel=kind is Kind.ON_PANEL)
        self.clicked.connect(self._on_clicked)

    @property
    def ready(self) -> bool:
        """Whether pressing it does what it says."""
        return self._ready

    def setText(self, text: str) -> None:
        """Show ``text``, which is also the accessible name. An ampersand is a character, not a shortcut."""
        super().setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        self._words = text
        self.updateGeometry()

    def words(self) -> str:
        """Return the text as people see it."""
        return self._words

    def set_kind(self, kind: Kind) -> None:
        """Change the weight."""
        self._kind = kind
        self.update()

    def set_icon(self, icon: str) -> None:
        """Change the icon before the text; empty removes it."""
        self._icon = icon
        self.updateGeometry()
        self.update()

    def set_icons(self, icon: str, trailing: str) -> None:
        """Change the icons before and after the text; empty removes one."""
        self._icon, self._trailing = icon, trailing
        self.updateGeometry()
        self.update()

    def set_ready(self, ready: bool, reason: str = "") -> None:
        """Mark whether the button can do its work. It stays focusable; ``reason`` says to screen readers what is
        missing, and a sentence beside the button must say it to everybody else."""
        self._ready = ready
        self.setAccessibleDescription("" if ready else reason)
        self.update()

    def set_busy(self, busy: bool) -> None:
        """While busy the button keeps its look and ignores presses."""
        self._busy = busy
        self.setCursor(Qt.CursorShape.BusyCursor if busy else Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """Return text, icons, gaps and padding."""
        metrics = self._metrics
        width = self._content_width() + 2 * self._padding()
        return QSize(max(round(width + 0.5), metrics.button_min_width), metrics.button_height)

    def minimumSizeHint(self) -> QSize:
        """A button is never cut."""
        return self.sizeHint()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second press of a double tap decides nothing: it would meet the page that has just come up."""
        if self._kind is not Kind.PRIMARY:
            super().mouseDoubleClickEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw fill, border, icons and text."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_fill(painter)
        self._draw_content(painter, self._ink())

    def _draw_fill(self, painter: QPainter) -> None:
        rest, hover, pressed = _FILLS[self._kind]
        name = pressed if self.isDown() else hover if self.underMouse() else rest
        fill = color(name) if name else QColor(Qt.GlobalColor.transparent)
        border = color("hairline-2") if self._kind is Kind.SECONDARY else QColor(Qt.GlobalColor.transparent)
        if self._kind is Kind.DANGER and (self.isDown() or self.underMouse()):
            fill = fill.darker(118 if self.isDown() else 109)
        if self._kind is Kind.ON_PANEL:
            fill = QColor(255, 255, 255, 46 if self.isDown() else 30 if self.underMouse() else 0)
            border = QColor(255, 255, 255, 90)
        if not self._ready:
            fill, border = color("neutral-bg"), color("hairline")
        if self._flush:
            return
        painter.setPen(QPen(border, 1))
        painter.setBrush(fill)
        radius = self._metrics.radius
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

    def _draw_content(self, painter: QPainter, ink: QColor) -> None:
        metrics = self._metrics
        measure = QFontMetricsF(self.font())
        x = self._padding() if self._flush else (self.width() - self._content_width()) / 2
        middle = self.height() / 2
        if self._icon:
            icons.paint(painter, self._icon, QRectF(x, middle - metrics.icon / 2, metrics.icon, metrics.icon), ink)
            x += metrics.icon + (metrics.icon_gap if self._words else 0)
        painter.setFont(self.font())
        painter.setPen(ink)
        text_width = measure.horizontalAdvance(self._words)
        baseline = middle + (measure.capHeight() / 2 if self._words else 0)
        painter.drawText(QPointF(x, baseline), self._words)
        if self._flush and self.underMouse():
            painter.setPen(QPen(ink, 1))
            painter.drawLine(QPointF(x, baseline + 3), QPointF(x + text_width, baseline + 3))
        if self._trailing:
            x += text_width + metrics.icon_gap
            icons.paint(painter, self._trailing, QRectF(x, middle - metrics.icon / 2, metrics.icon, metrics.icon), ink)

    def _ink(self) -> QColor:
        return color(_INKS[self._kind]) if self._ready else color("ink-3")

    def _content_width(self) -> float:
        metrics = self._metrics
        count = bool(self._icon) + bool(self._trailing)
        gaps = metrics.icon_gap * (count if self._words else 0)
        return QFontMetricsF(self.font()).horizontalAdvance(self._words) + count * metrics.icon + gaps

    def _padding(self) -> int:
        if self._flush:
            return 0
        return min(self._metrics.button_padding, 12) if self._kind is Kind.QUIET else self._metrics.button_padding

    def _on_clicked(self) -> None:
        if self._busy:
            return
        if self._ready:
            self.activated.emit()
        else:
            self.missing.emit()


class IconButton(QPushButton):
    """An icon alone: only for zoom, page, show password, text size, copy, delete digit and close."""

    def __init__(self, icon: str, name: str, side: int = 32, px: int = 18, *, color_name: str = "ink-2",
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self._px = px
        self._color = color_name
        self.set_name(name)
        self.setFixedSize(side, side)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        set_ring(self, min(10, side // 2))

    def set_name(self, name: str) -> None:
        """Set the tooltip and the accessible name."""
        set_tip(self, name)
        self.setAccessibleName(name)

    def set_icon(self, icon: str) -> None:
        """Change the icon."""
        self._icon = icon
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the icon, on a fill while hovered or pressed."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isDown() or self.underMouse() or self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("press" if self.isDown() else "hover"))
            painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        corner = QPointF((self.width() - self._px) / 2, (self.height() - self._px) / 2)
        ink = color(self._color if self.isEnabled() else "ink-disabled")
        icons.paint(painter, self._icon, QRectF(corner.x(), corner.y(), self._px, self._px), ink)
