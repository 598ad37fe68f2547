"""Check row, radio row and switch: a mark and its label, all of it the target."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QPoint, QPointF, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QSizePolicy, QWidget

from app.ui.motion import duration
from app.ui.theme import color
from app.ui.widgets.focus_ring import set_ring
from app.ui.widgets.marks import draw_check_box, draw_radio
from app.ui.widgets.metrics import STAFF, Metrics
from app.ui.widgets.wrapping import wrapped, wrapped_height


def _prepare(button: QAbstractButton, text: str, radius: float) -> None:
    button.setText(text.replace("&", "&&"))
    button.setAccessibleName(text)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    button.setSizePolicy(policy)
    set_ring(button, radius)


def _row_width(text: str, metrics: Metrics) -> int:
    return metrics.box + metrics.px(10) + round(QFontMetricsF(metrics.body.font()).horizontalAdvance(text) + 1)


def _row_height(text: str, metrics: Metrics, width: int) -> int:
    return max(metrics.row_height, round(wrapped_height(text, metrics.body, width - metrics.box - metrics.px(10))))


def _draw_label(painter: QPainter, button: QAbstractButton, text: str, metrics: Metrics) -> float:
    """Draw the label and return where the middle of its first line is."""
    left = metrics.box + metrics.px(10)
    height = wrapped_height(text, metrics.body, button.width() - left)
    top = (button.height() - height) / 2
    ink = color("ink" if button.isEnabled() else "ink-3")
    wrapped(painter, text, metrics.body, QPointF(left, top), width=button.width() - left, ink=ink)
    return top + metrics.body.line / 2


class CheckRow(QCheckBox):
    """A check box with its label; some-selected (``setTristate``) shows a bar."""

    def __init__(self, text: str, metrics: Metrics = STAFF, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._metrics = text, metrics
        _prepare(self, text, 6)

    def hitButton(self, pos: QPoint) -> bool:
        """The label belongs to the target."""
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        """Return box, gap and label on one line."""
        return QSize(_row_width(self._words, self._metrics), self._metrics.row_height)

    def minimumSizeHint(self) -> QSize:
        """Return the narrowest row that reads well."""
        return QSize(min(self.sizeHint().width(), self._metrics.px(140)), self._metrics.row_height)

    def heightForWidth(self, width: int) -> int:
        """Return the height at ``width``; the label wraps."""
        return _row_height(self._words, self._metrics, width)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw box and label."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = _draw_label(painter, self, self._words, self._metrics)
        partly = self.checkState() is Qt.CheckState.PartiallyChecked
        shown = 0.0 if self.checkState() is Qt.CheckState.Unchecked else 1.0
        side = self._metrics.box
        draw_check_box(painter, QRectF(0, middle - side / 2, side, side), shown, partly)


class RadioRow(QRadioButton):
    """A radio button with its label."""

    def __init__(self, text: str, metrics: Metrics = STAFF, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._metrics = text, metrics
        _prepare(self, text, 6)

    def hitButton(self, pos: QPoint) -> bool:
        """The label belongs to the target."""
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        """Return mark, gap and label on one line."""
        return QSize(_row_width(self._words, self._metrics), self._metrics.row_height)

    def minimumSizeHint(self) -> QSize:
        """Return the narrowest row that reads well."""
        return QSize(min(self.sizeHint().width(), self._metrics.px(140)), self._metrics.row_height)

    def heightForWidth(self, width: int) -> int:
        """Return the height at ``width``; the label wraps."""
        return _row_height(self._words, self._metrics, width)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw mark and label."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = _draw_label(painter, self, self._words, self._metrics)
        side = self._metrics.box
        draw_radio(painter, QRectF(0, middle - side / 2, side, side), 1.0 if self.isChecked() else 0.0)


class Switch(QCheckBox):
    """On or off at once. The label on the left is part of the target."""

    def __init__(self, text: str, metrics: Metrics = STAFF, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._metrics = text, metrics
        _prepare(self, text, metrics.switch_height / 2)
        self._place = 0.0
        self._slide = QVariantAnimation(self)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._slide.valueChanged.connect(self._move)
        self.toggled.connect(self._on_toggled)

    def hitButton(self, pos: QPoint) -> bool:
        """The label belongs to the target."""
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        """Return label, gap and track."""
        metrics = self._metrics
        label = QFontMetricsF(metrics.body.font()).horizontalAdvance(self._words)
        gap = metrics.px(12) if self._words else 0
        return QSize(round(label) + gap + metrics.switch_width, metrics.px(50) if metrics.kiosk else metrics.row_height)

    def minimumSizeHint(self) -> QSize:
        """Return the narrowest row that reads well."""
        return QSize(min(self.sizeHint().width(), self._metrics.px(160)), self.sizeHint().height())

    def heightForWidth(self, width: int) -> int:
        """Return the height at ``width``; the label wraps."""
        room = width - self._metrics.switch_width - self._metrics.px(12)
        return max(self.sizeHint().height(), round(wrapped_height(self._words, self._metrics.body, room)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw label, track and knob."""
        metrics = self._metrics
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = self.width() - metrics.switch_width - metrics.px(12)
        if self._words:
            top = (self.height() - wrapped_height(self._words, metrics.body, room)) / 2
            wrapped(painter, self._words, metrics.body, QPointF(0, top), width=room, ink=color("ink"))
        track = QRectF(self.width() - metrics.switch_width, (self.height() - metrics.switch_height) / 2,
                       metrics.switch_width, metrics.switch_height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("accent" if self._place > 0.5 else "control"))
        painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
        knob = track.height() - 6
        left = track.left() + 3 + self._place * (track.width() - 6 - knob)
        painter.setBrush(color("on-accent") if self._place > 0.5 else QColor(color("surface")))
        painter.drawEllipse(QRectF(left, track.top() + 3, knob, knob))

    def _on_toggled(self, on: bool) -> None:
        self._slide.stop()
        time = duration(120)
        if not time or not self.isVisible():
            self._move(1.0 if on else 0.0)
            return
        self._slide.setDuration(time)
        self._slide.setStartValue(self._place)
        self._slide.setEndValue(1.0 if on else 0.0)
        self._slide.start()

    def _move(self, value: object) -> None:
        self._place = float(value) if isinstance(value, (int, float)) else 0.0
        self.update()
