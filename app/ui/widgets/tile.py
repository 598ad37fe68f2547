"""Option tile and choice chip: a check box or radio button whose whole area is the target."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QPoint, QPointF, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QSizePolicy, QWidget

from app.ui import icons
from app.ui.fonts import TextStyle
from app.ui.motion import duration
from app.ui.theme import color
from app.ui.widgets.focus_ring import set_ring
from app.ui.widgets.marks import draw_check_box, draw_radio
from app.ui.widgets.metrics import KIOSK, Metrics
from app.ui.widgets.wrapping import wrapped, wrapped_height

_LOCKED_MARK = 0.6
"""How strong the mark of a tile is drawn that cannot be changed; its words stay as readable as ever."""


class _TileParts:
    """What a check tile and a radio tile share: size, painting, the short fade of the mark."""

    def _set_up(self, button: QAbstractButton, text: str, detail: str, metrics: Metrics, radio: bool) -> None:
        self._button = button
        self._metrics = metrics
        self._detail = detail
        self._radio = radio
        self._words = text
        button.setText(text.replace("&", "&&"))
        button.setAccessibleName(text)
        button.setAccessibleDescription(detail)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        button.setSizePolicy(policy)
        set_ring(button, metrics.radius)
        self._shown = 0.0
        self._fade = QVariantAnimation(button)
        self._fade.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._fade.valueChanged.connect(self._on_fade)
        button.toggled.connect(self._on_toggled)

    def _on_toggled(self, checked: bool) -> None:
        self._fade.stop()
        time = duration(120)
        if not time or not self._button.isVisible():
            self._on_fade(1.0 if checked else 0.0)
            return
        self._fade.setDuration(time)
        self._fade.setStartValue(self._shown)
        self._fade.setEndValue(1.0 if checked else 0.0)
        self._fade.start()

    def _on_fade(self, value: object) -> None:
        self._shown = float(value) if isinstance(value, (int, float)) else 0.0
        self._button.update()

    def _text_left(self) -> int:
        return self._metrics.px(20) + self._metrics.box + self._metrics.px(16)

    def _label_style(self) -> TextStyle:
        style = self._metrics.body
        return style.weighted(500) if self._button.isChecked() else style

    def _height(self, width: int) -> int:
        room = width - self._text_left() - self._metrics.px(16)
        height = wrapped_height(self._words, self._metrics.body.weighted(500), room)
        if self._detail:
            height += wrapped_height(self._detail, self._metrics.detail, room)
        padding = self._metrics.px(8 if self._detail else 16)
        return max(self._metrics.tile_height, round(height + 2 * padding))

    def _draw(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        checked = self._button.isChecked()
        width = 2 if checked else 1
        inset = width / 2
        box = QRectF(self._button.rect()).adjusted(inset, inset, -inset, -inset)
        enabled = self._button.isEnabled()
        painter.setPen(QPen(color("hairline-2" if not checked else "accent" if enabled else "control"), width))
        hover = self._button.underMouse() and enabled and not self._metrics.kiosk
        fill = "accent-tint" if checked else "hover" if hover else "surface"
        painter.setBrush(color(fill if enabled else "neutral-bg"))
        painter.drawRoundedRect(box, self._metrics.radius, self._metrics.radius)
        side = self._metrics.box
        mark = QRectF(self._metrics.px(20), (self._button.height() - side) / 2, side, side)
        painter.setOpacity(1.0 if enabled else _LOCKED_MARK)
        (draw_radio if self._radio else draw_check_box)(painter, mark, self._shown)
        painter.setOpacity(1.0)
        self._draw_text(painter)

    def _draw_text(self, painter: QPainter) -> None:
        left = self._text_left()
        room = self._button.width() - left - self._metrics.px(16)
        style, detail = self._label_style(), self._metrics.detail
        height = wrapped_height(self._words, style, room)
        total = height + (wrapped_height(self._detail, detail, room) if self._detail else 0)
        top = (self._button.height() - total) / 2
        ink = color("ink" if self._button.isEnabled() else "ink-2")
        wrapped(painter, self._words, style, QPointF(left, top), width=room, ink=ink)
        if self._detail:
            wrapped(painter, self._detail, detail, QPointF(left, top + height), width=room, ink=color("ink-3"))


class OptionTile(QCheckBox, _TileParts):
    """A tile that can be chosen together with others."""

    def __init__(self, text: str, detail: str = "", metrics: Metrics = KIOSK, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._set_up(self, text, detail, metrics, radio=False)

    def hitButton(self, pos: QPoint) -> bool:
        """The whole tile is the target."""
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        """Return a width that fits the label on one line and the height that goes with it."""
        return _hint(self, self._words, self._metrics, self._text_left())

    def minimumSizeHint(self) -> QSize:
        """Return the narrowest tile that reads well."""
        return QSize(self._metrics.px(160), self._metrics.tile_height)

    def heightForWidth(self, width: int) -> int:
        """Return the height at ``width``; long labels wrap."""
        return self._height(width)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the tile."""
        self._draw(QPainter(self))


class RadioTile(QRadioButton, _TileParts):
    """A tile of which one is chosen; arrow keys move inside the group."""

    def __init__(self, text: str, detail: str = "", metrics: Metrics = KIOSK, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._set_up(self, text, detail, metrics, radio=True)

    def hitButton(self, pos: QPoint) -> bool:
        """The whole tile is the target."""
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        """Return a width that fits the label on one line and the height that goes with it."""
        return _hint(self, self._words, self._metrics, self._text_left())

    def minimumSizeHint(self) -> QSize:
        """Return the narrowest tile that reads well."""
        return QSize(self._metrics.px(120), self._metrics.tile_height)

    def heightForWidth(self, width: int) -> int:
        """Return the height at ``width``; long labels wrap."""
        return self._height(width)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the tile."""
        self._draw(QPainter(self))


def _hint(button: QAbstractButton, words: str, metrics: Metrics, left: int) -> QSize:
    width = left + round(QFontMetricsF(metrics.body.weighted(500).font()).horizontalAdvance(words)) + metrics.px(20)
    return QSize(width, button.heightForWidth(width))


class ChoiceChip(QCheckBox):
    """A rounded choice on the patient's screens; ``exclusive`` groups are made with a QButtonGroup."""

    def __init__(self, text: str, metrics: Metrics = KIOSK, parent: QWidget | None = None) -> None:
        super().__init__(text.replace("&", "&&"), parent)
        self._words = text
        self._metrics = metrics
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.toggled.connect(lambda _on: self.updateGeometry())
        set_ring(self, metrics.chip_height / 2)

    def hitButton(self, pos: QPoint) -> bool:
        """The whole chip is the target."""
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        """Return label and padding, and room for the check when chosen."""
        metrics = self._metrics
        text = QFontMetricsF(metrics.body.weighted(500).font()).horizontalAdvance(self._words)
        check = metrics.px(18) + metrics.px(8) if self.isChecked() else 0
        return QSize(round(text) + check + 2 * metrics.px(18), metrics.chip_height)

    def minimumSizeHint(self) -> QSize:
        """A chip is never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the chip."""
        metrics, checked = self._metrics, self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inset = 1.0 if checked else 0.5
        painter.setPen(QPen(color("accent" if checked else "hairline-2"), inset * 2))
        painter.setBrush(color("accent-tint" if checked else "surface"))
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        left = float(metrics.px(18))
        if checked:
            side = metrics.px(18)
            icons.paint(painter, "check", QRectF(left, (self.height() - side) / 2, side, side), color("accent"), 0.4)
            left += side + metrics.px(8)
        style = metrics.body.weighted(500 if checked else 400)
        wrapped(painter, self._words, style, QPointF(left, (self.height() - style.line) / 2), width=4000,
                ink=color("ink"))
