"""The bars above and below every page."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.intake.places import StepState
from app.ui.fonts import font
from app.ui.patient.kiosk import BarAction, BarNote, Kiosk
from app.ui.patient.saver import SaveState
from app.ui.patient.words import say
from app.ui.theme import color
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.focus_ring import set_ring
from app.ui.widgets.metrics import KIOSK_MEDIUM, Metrics
from app.ui.widgets.picture import Icon
from app.ui.widgets.steps_bar import Step, StepsBar
from app.ui.widgets.text import TextLabel, Wordmark

TOP_HEIGHT, TOP_HEIGHT_NARROW, BOTTOM_HEIGHT = 84, 74, 100


class TextSizeButton(QPushButton):
    """A large and a small A; on while the text is larger."""

    def __init__(self, metrics: Metrics, larger: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale = metrics.scale
        self.setCheckable(True)
        self.setChecked(larger)
        self.setAccessibleName(say("Larger text"))
        self.setToolTip(say("Larger text"))
        self.setFixedSize(metrics.px(54), metrics.px(48))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        set_ring(self, 12)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw both letters on one baseline."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked() or self.isDown() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("accent-tint-2" if self.isDown() else "accent-tint"))
            painter.drawRoundedRect(QRectF(self.rect()), 12, 12)
        painter.setPen(color("accent-text"))
        large, small = font(19 * self._scale, 600), font(13.5 * self._scale, 600)
        widths = [QFontMetricsF(made).horizontalAdvance("A") for made in (large, small)]
        left = (self.width() - sum(widths) - 2) / 2
        baseline = self.height() / 2 + QFontMetricsF(large).capHeight() / 2
        painter.setFont(large)
        painter.drawText(QPointF(left, baseline), "A")
        painter.setFont(small)
        painter.drawText(QPointF(left + widths[0] + 2, baseline), "A")


class TopBar(QWidget):
    """Wordmark, steps, language, text size and help. In portrait the steps stand in a row of their own."""

    language_pressed = Signal()
    size_pressed = Signal()
    help_pressed = Signal()

    def __init__(self, kiosk: Kiosk, clinic: str, other_language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = False
        metrics = KIOSK_MEDIUM.scaled(kiosk.scale)
        self._steps = StepsBar(kiosk.metrics, words=say("Step {number} of {count}: {label}"))
        self.language = Button(other_language, Kind.QUIET, metrics, icon="language")
        self.text_size = TextSizeButton(kiosk.metrics, kiosk.scale > 1)
        self.help = Button(say("Help"), Kind.QUIET, metrics, icon="hand")
        self.language.clicked.connect(self.language_pressed)
        self.text_size.clicked.connect(self.size_pressed)
        self.help.clicked.connect(self.help_pressed)
        mark = Wordmark(clinic, 20 if kiosk.scale == 1 else 22)
        if kiosk.is_narrow:
            self._lay_out_narrow(kiosk, mark)
        else:
            self._lay_out_wide(kiosk, mark)

    def show_steps(self, steps: tuple[StepState, ...]) -> None:
        """Show how far the patient is."""
        current = next((number for number, step in enumerate(steps) if step.is_current), 0)
        self._steps.show_steps(tuple(Step(say(step.label), step.progress) for step in steps), current)

    def set_line(self, line: bool) -> None:
        """Draw a hairline below, for pages with columns of their own."""
        self._line = line
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the hairline."""
        if self._line:
            QPainter(self).fillRect(0, self.height() - 1, self.width(), 1, color("hairline"))

    def _controls(self, row: QHBoxLayout) -> None:
        row.setSpacing(4)
        for control in (self.language, self.text_size, self.help):
            row.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)

    def _lay_out_wide(self, kiosk: Kiosk, mark: Wordmark) -> None:
        self.setFixedHeight(TOP_HEIGHT)
        grid = QGridLayout(self)
        grid.setContentsMargins(kiosk.margin, 0, kiosk.margin - 12, 0)
        grid.setHorizontalSpacing(20)
        controls = QHBoxLayout()
        self._controls(controls)
        self._steps.setMaximumWidth(582)
        grid.addWidget(mark, 0, 0, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self._steps, 0, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.addLayout(controls, 0, 2)
        side = max(mark.sizeHint().width(), 220)
        grid.setColumnMinimumWidth(0, side)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 6)
        grid.setColumnStretch(2, 1)

    def _lay_out_narrow(self, kiosk: Kiosk, mark: Wordmark) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(kiosk.margin, 0, kiosk.margin - 12, 8)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.addWidget(mark)
        row.addStretch(1)
        self._controls(row)
        column.addLayout(row)
        column.addSpacing(8)
        steps = QHBoxLayout()
        steps.setContentsMargins(0, 0, 12, 0)
        steps.addWidget(self._steps)
        column.addLayout(steps)
        column.setContentsMargins(kiosk.margin, (TOP_HEIGHT_NARROW - self.help.sizeHint().height()) // 2 + 8,
                                  kiosk.margin - 12, 8)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)


class BottomBar(QWidget):
    """Back on the left, what is saved in the middle or what is missing beside the primary button, primary right.

    A second choice stands left of the primary button; in portrait both share a row of their own.
    """

    back_pressed = Signal()
    second_pressed = Signal()
    on_pressed = Signal()

    def __init__(self, kiosk: Kiosk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kiosk = kiosk
        metrics = kiosk.metrics
        self.back = Button(say("Back"), Kind.SECONDARY, metrics, icon="arrow-left")
        self.on = Button(say("Continue"), Kind.PRIMARY, kiosk.main, trailing="arrow-right")
        self.second = Button("", Kind.SECONDARY, kiosk.main)
        self.second.hide()
        self.second.clicked.connect(self.second_pressed)
        self.back.clicked.connect(self.back_pressed)
        self.on.clicked.connect(self.on_pressed)
        self._saved_icon = Icon("check-circle", kiosk.px(22), "ink-2", box_height=kiosk.px(24))
        self._saved = TextLabel("", metrics.detail, "ink-2", wrap=kiosk.is_narrow)
        self._strong_icon = Icon("error", kiosk.px(20), "danger-text", box_height=kiosk.px(24))
        self._strong = TextLabel("", metrics.detail.weighted(600), "ink", wrap=False)
        self._text = TextLabel("", metrics.detail, "ink-2", align=Qt.AlignmentFlag.AlignRight)
        self._note = QWidget(self)
        self.setMinimumHeight(BOTTOM_HEIGHT)  # a long note may need more
        self._lay_out()

    def show_action(self, action: BarAction, has_back: bool) -> None:
        """Show the page's primary button."""
        self.back.setVisible(has_back)
        if self.on.words() != action.label:
            self.on.setText(action.label)
        self.on.set_icons(action.icon, action.trailing)
        self.on.set_ready(not action.missing, action.missing)
        self.second.setText(action.second)
        self.second.setVisible(bool(action.second))
        if self._kiosk.is_narrow:
            self._put_on(self._choices if action.second else self._row)

    def show_note(self, note: BarNote | None) -> None:
        """Show ``note`` beside the primary button, or when everything was saved."""
        self._note.setVisible(note is not None)
        for part in (self._saved_icon, self._saved):
            part.setVisible(note is None)
        if note is None:
            return
        ink = "danger-text" if note.tone == "danger" else "ink"
        self._strong.setText(note.strong)
        self._strong.set_color(ink)
        self._strong.setVisible(bool(note.strong))
        self._strong_icon.setVisible(note.tone == "danger")
        self._text.setText(note.text)
        self._text.setVisible(bool(note.text))

    def show_saved(self, state: SaveState, seconds: float | None) -> None:
        """Say whether what was entered is on disk."""
        words = {SaveState.SAVED: say("Saved just now") if seconds is not None and seconds < 60 else say("Saved"),
                 SaveState.UNSAVED: say("Saving"),
                 SaveState.FAILED: say("Not saved yet. Please tell the front desk.")}[state]
        failed = state is SaveState.FAILED
        self._saved.setText(words)
        self._saved.set_color("danger-text" if failed else "ink-2")
        self._saved_icon.set_icon("error" if failed else "check-circle", "danger-text" if failed else "ink-2")

    def _put_on(self, row: QHBoxLayout) -> None:
        """Put the primary button at the end of ``row``; beside a second choice both are equally wide."""
        for each in (self._choices, self._row):
            each.removeWidget(self.on)
        row.addWidget(self.on, 1 if row is self._choices else 0, Qt.AlignmentFlag(0))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the surface with a hairline above."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("surface"))
        painter.fillRect(0, 0, self.width(), 1, color("hairline"))

    def _lay_out(self) -> None:
        kiosk = self._kiosk
        column = QVBoxLayout(self)
        column.setContentsMargins(kiosk.margin, 16, kiosk.margin, 16)
        column.setSpacing(12)
        note = QVBoxLayout(self._note)
        note.setContentsMargins(0, 0, 0, 0)
        note.setSpacing(0)
        strong = QHBoxLayout()
        strong.setSpacing(8)
        strong.addStretch(1)
        strong.addWidget(self._strong_icon)
        strong.addWidget(self._strong)
        note.addLayout(strong)
        text = QHBoxLayout()
        text.addStretch(1)
        text.addWidget(self._text, 1000)
        note.addLayout(text)
        self._text.setMaximumWidth(kiosk.px(500))
        self._choices, self._row = QHBoxLayout(), QHBoxLayout()
        row = self._row
        self._choices.setSpacing(16)
        row.setSpacing(20)
        row.addWidget(self.back, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        saved = QHBoxLayout()
        saved.setSpacing(10)
        saved.addWidget(self._saved_icon)
        saved.addWidget(self._saved, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(saved)
        if kiosk.is_narrow:
            column.addWidget(self._note)
            self._choices.addWidget(self.second, 1)
            column.addLayout(self._choices)
            row.addStretch(1)
        else:
            row.addStretch(1)
            row.addWidget(self._note, 1000, Qt.AlignmentFlag.AlignVCenter)
            row.addWidget(self.second, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.on, 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
