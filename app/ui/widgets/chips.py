"""Status chip, severity chip and filter chip."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QLabel, QSizePolicy, QWidget

from app.rules.severity import Severity
from app.ui import icons
from app.ui.fonts import TextStyle
from app.ui.own_shapes import SEVERITY_COLORS, SEVERITY_ICONS
from app.ui.theme import color
from app.ui.widgets.banner import TONE_INKS, Tone
from app.ui.widgets.focus_ring import set_ring

_STYLE = TextStyle(13.5, 18, 600, -0.004)
_FILLS = {Tone.NEUTRAL: "neutral-bg", Tone.INFO: "accent-tint", Tone.SUCCESS: "success-bg",
          Tone.WARNING: "warning-bg", Tone.DANGER: "danger-bg"}
CHIP_HEIGHT = 26
SEVERITY_TONES = {Severity.STOP: Tone.DANGER, Severity.CAUTION: Tone.WARNING, Severity.INFO: Tone.NEUTRAL}
"""The tone of the chip for each severity."""


def chip_width(text: str, icon: str) -> float:
    """Return the width a chip needs, for delegates that draw one."""
    return QFontMetricsF(_STYLE.font()).horizontalAdvance(text) + (20 if icon else 0) + 20


def draw_chip(painter: QPainter, corner: QPointF, text: str, tone: Tone, icon: str, *, on_tint: bool = False,
              icon_color: QColor | None = None, height: float = CHIP_HEIGHT) -> float:
    """Draw a status chip from ``corner`` (top left) and return its width. ``on_tint`` is for selected rows."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = chip_width(text, icon)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color("surface" if on_tint else _FILLS[tone]))
    painter.drawRoundedRect(QRectF(corner.x(), corner.y(), width, height), height / 2, height / 2)
    ink = color(TONE_INKS[tone])
    x, middle = corner.x() + 10, corner.y() + height / 2
    if icon:
        icons.paint(painter, icon, QRectF(x - 1, middle - 7.5, 15, 15), icon_color or ink)
        x += 20
    made = _STYLE.font()
    painter.setFont(made)
    painter.setPen(ink)
    painter.drawText(QPointF(x, middle + QFontMetricsF(made).capHeight() / 2), text)
    return width


class StatusChip(QLabel):
    """An icon and a word, never color alone."""

    def __init__(self, text: str, tone: Tone = Tone.NEUTRAL, icon: str = "info", *, on_tint: bool = False,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_color: str | None = None
        self._on_tint = on_tint
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_status(text, tone, icon)

    @classmethod
    def for_severity(cls, severity: Severity, text: str = "") -> StatusChip:
        """Return the chip of a severity: its own shape and its fixed word, or ``text`` such as "2 cautions"."""
        chip = cls(text or severity.word, SEVERITY_TONES[severity], SEVERITY_ICONS[severity])
        chip._icon_color = SEVERITY_COLORS[severity]
        return chip

    def show_status(self, text: str, tone: Tone, icon: str) -> None:
        """Change everything."""
        self._tone, self._icon = tone, icon
        self.setText(text)
        self.setAccessibleName(text)
        self.setFixedSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        """Return the chip's fixed size."""
        return QSize(round(chip_width(self.text(), self._icon) + 0.5), CHIP_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the chip."""
        ink = color(self._icon_color) if self._icon_color else None
        draw_chip(QPainter(self), QPointF(0, 0), self.text(), self._tone, self._icon, on_tint=self._on_tint,
                  icon_color=ink)


class FilterChip(QCheckBox):
    """A filter that is on or off; groups of which one is on use a QButtonGroup."""

    def __init__(self, text: str, checked: bool = False, height: int = 34, parent: QWidget | None = None) -> None:
        super().__init__(text.replace("&", "&&"), parent)
        self._words = text
        self._height = height
        self._style = TextStyle(14, 20, 500, -0.004)
        self.setAccessibleName(text)
        self.setChecked(checked)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        set_ring(self, height / 2)

    def set_words(self, text: str) -> None:
        """Change the words, such as a count in them."""
        self._words = text
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        self.updateGeometry()

    def hitButton(self, pos: QPoint) -> bool:
        """The whole chip is the target."""
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        """Return the label and padding."""
        width = QFontMetricsF(self._style.weighted(600).font()).horizontalAdvance(self._words)
        return QSize(round(width) + 28, self._height)

    def minimumSizeHint(self) -> QSize:
        """A chip is never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the chip."""
        on = self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color("ink" if on else "hairline-2"), 1))
        painter.setBrush(color("ink" if on else "hover" if self.underMouse() else "surface"))
        radius = self.height() / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        made = self._style.weighted(600 if on else 500).font()
        metrics = QFontMetricsF(made)
        painter.setFont(made)
        painter.setPen(color("canvas" if on else "ink-2"))
        left = (self.width() - metrics.horizontalAdvance(self._words)) / 2
        painter.drawText(QPointF(left, self.height() / 2 + metrics.capHeight() / 2), self._words)
