"""A banner: what happened and at most one thing to do about it."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui.announce import announce
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.edit import restyle
from app.ui.widgets.metrics import COMPACT, KIOSK_MEDIUM, STAFF, Metrics
from app.ui.widgets.picture import Icon
from app.ui.widgets.text import TextLabel


class Tone(StrEnum):
    """Meaning of a color; always with an icon and a word."""

    NEUTRAL = "neutral"
    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    DANGER = "danger"


TONE_ICONS = {Tone.NEUTRAL: "info", Tone.INFO: "info", Tone.SUCCESS: "check-circle", Tone.WARNING: "warning",
              Tone.DANGER: "error"}
TONE_INKS = {Tone.NEUTRAL: "ink-2", Tone.INFO: "accent-text", Tone.SUCCESS: "success-text",
             Tone.WARNING: "warning-text", Tone.DANGER: "danger-text"}


class Banner(QFrame):
    """Title, one sentence, at most one action."""

    activated = Signal()

    def __init__(self, tone: Tone, title: str, text: str = "", action: str = "", metrics: Metrics = STAFF, *,
                 icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._metrics = metrics
        self._custom_icon = icon
        self.setProperty("kind", "banner")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        side = metrics.px(26) if metrics.kiosk else 20
        self._icon = Icon("info", side, box_height=round(metrics.body.line))
        self._title = TextLabel("", metrics.body.weighted(600))
        detail = metrics.body if not metrics.kiosk else metrics.detail
        self._text = TextLabel("", detail, "ink-2")
        row = QHBoxLayout(self)
        row.setContentsMargins(metrics.px(16), metrics.px(14), metrics.px(16), metrics.px(14))
        row.setSpacing(metrics.px(12))
        self._side = QVBoxLayout()
        self._side.addWidget(self._icon)
        self._side.addStretch(1)
        row.addLayout(self._side)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(self._title)
        column.addWidget(self._text)
        self.body = column
        row.addLayout(column, 1)
        self._action = Button("", Kind.QUIET, KIOSK_MEDIUM if metrics.kiosk else COMPACT)
        self._action.activated.connect(self.activated)
        row.addWidget(self._action, 0, Qt.AlignmentFlag.AlignVCenter)
        self.show_message(tone, title, text, action)

    def show_message(self, tone: Tone, title: str, text: str = "", action: str = "", say: bool = False) -> None:
        """Replace everything; ``say`` also announces it."""
        restyle(self, "tone", tone.value)
        self._icon.set_icon(self._custom_icon or TONE_ICONS[tone], TONE_INKS[tone])
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self._level(bool(action) and not (title and text))
        self.setAccessibleName(f"{title}. {text}".strip(". "))
        if say:
            announce(self, self.accessibleName(), urgent=tone is Tone.DANGER)

    def _level(self, one_line: bool) -> None:
        """Set a single sentence level with the words of the button beside it."""
        size = KIOSK_MEDIUM if self._metrics.kiosk else COMPACT
        above = max(0, round((size.button_height - self._metrics.body.line) / 2)) if one_line else 0
        for column in (self._side, self.body):
            column.setContentsMargins(0, above, 0, above)
