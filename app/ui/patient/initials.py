"""Initials beside a statement: a button that asks for them once, and puts them down with one press from then on."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.core.strokes import Strokes
from app.core.text import initials as initials_of
from app.intake.signing import Initials
from app.ui import icons
from app.ui.fonts import Kiosk as Type
from app.ui.patient.kiosk import Kiosk
from app.ui.patient.signature.surface import InkSurface, draw_outline
from app.ui.patient.words import clock_time, say
from app.ui.theme import color
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.field import LineField
from app.ui.widgets.focus_ring import set_ring
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.text import TextLabel


@dataclass(frozen=True)
class InitialsChoice:
    """How this person initials: letters, and the drawing if there is one."""

    text: str
    strokes: Strokes | None = None


class InitialsButton(QPushButton):
    """ "Add initials", then check, initials and the time."""

    def __init__(self, kiosk: Kiosk, statement: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kiosk, self._statement = kiosk, statement
        self._given: Initials | None = None
        self._time = ""
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        set_ring(self, 14)
        self.show_given(None)

    def show_given(self, given: Initials | None) -> None:
        """Show the initials, or that they are still to come."""
        self._given = given
        if given is None:
            self.setAccessibleName(f"{say('Add initials')}: {self._statement}")
        else:
            self._time = say("Initialed {time}", time=clock_time(given.at, self._kiosk.visit.packet.zone))
            self.setAccessibleName(f"{self._time}: {self._statement}")
        self.setAccessibleDescription("" if given is None else say("Press to take them away"))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """60 high."""
        style = self._kiosk.metrics.button_text if self._given is None else self._kiosk.metrics.detail
        words = say("Add initials") if self._given is None else self._time
        extra = self._kiosk.px(92) if self._given is None else self._kiosk.px(150)
        return QSize(round(QFontMetricsF(style.font()).horizontalAdvance(words)) + extra, self._kiosk.px(60))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the button in either state."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color("control" if self._given else "accent"), 1.2))
        painter.setBrush(color("accent-tint" if self.isDown() else "surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.6, 0.6, -0.6, -0.6), 14, 14)
        side = self._kiosk.px(22)
        box = QRectF(self._kiosk.px(20), (self.height() - side) / 2, side, side)
        if self._given is None:
            icons.paint(painter, "sign", box.translated(self._kiosk.px(10), 0), color("accent-text"))
            style, ink, words, left = (
                self._kiosk.metrics.button_text,
                "accent-text",
                say("Add initials"),
                self._kiosk.px(62),
            )
        else:
            icons.paint(painter, "check", box, color("success-text"), 0.5)
            self._draw_given(painter, self._given)
            style, ink, words, left = self._kiosk.metrics.detail, "ink-3", self._time, self._kiosk.px(128)
        painter.setFont(style.font())
        painter.setPen(color(ink))
        painter.drawText(self.rect().adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, words)

    def _draw_given(self, painter: QPainter, given: Initials) -> None:
        box = QRectF(self._kiosk.px(50), 9, self._kiosk.px(70), self.height() - 18)
        if given.strokes is not None and not given.strokes.is_empty:
            draw_outline(painter, given.strokes, box)
            return
        painter.setFont(Type.SECTION.scaled(self._kiosk.scale).font())
        painter.setPen(color("ink"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, given.text)


class InitialsSheet(InkSurface):
    """A small white sheet with a line to write on."""

    def __init__(self, kiosk: Kiosk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumHeight(kiosk.px(170))
        self.setAccessibleName(say("Draw your initials"))

    def paint_sheet(self, painter: QPainter, area: object) -> None:
        """White, rounded, with its line."""
        painter.fillRect(self.rect(), color("raised"))
        painter.setPen(QPen(color("control"), 1))
        painter.setBrush(color("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 14, 14)
        baseline = self.height() - 44
        painter.fillRect(32, baseline, self.width() - 64, 1, color("hairline-2"))


class InitialsDialog(DialogOverlay):
    """Asks once how the person initials: letters, and a drawing for those who want one."""

    chosen = Signal(object)  # InitialsChoice

    def __init__(self, kiosk: Kiosk, window: QWidget, name: str) -> None:
        super().__init__(window, width=min(kiosk.px(560), max(window.width() - 48, 320)), spacing=kiosk.px(14))
        self._sheet = InitialsSheet(kiosk)
        self._letters = LineField(say("Your initials"), kiosk.metrics, text=initials_of(name))
        self._letters.edit.setMaxLength(6)
        self._letters.edit.setInputMethodHints(Qt.InputMethodHint.ImhNoPredictiveText)
        self.body.addWidget(TextLabel(say("Your initials"), Type.HEADING_2.scaled(kiosk.scale)))
        self.body.addWidget(TextLabel(say("We put them beside each line you agree to. Draw them if you like."),
                                      kiosk.metrics.body, "ink-2"))
        self.body.addWidget(self._letters)
        self.body.addWidget(self._sheet)
        self.body.addLayout(self._buttons(kiosk))
        self._letters.submitted.connect(self._take)

    @property
    def letters(self) -> LineField:
        """Where the letters are typed."""
        return self._letters

    @property
    def sheet(self) -> InitialsSheet:
        """Where they are drawn."""
        return self._sheet

    def _buttons(self, kiosk: Kiosk) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        clear = Button(say("Clear drawing"), Kind.QUIET, kiosk.medium, icon="clear")
        clear.clicked.connect(self._sheet.clear)
        cancel = Button(say("Cancel"), Kind.SECONDARY, kiosk.medium)
        cancel.clicked.connect(self.close_dialog)
        self.use = Button(say("Use these"), Kind.PRIMARY, kiosk.medium)
        self.use.clicked.connect(self._take)
        row.addWidget(clear)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.use)
        return row

    def _take(self) -> None:
        text = self._letters.text()
        if not any(letter.isalpha() for letter in text):
            self._letters.set_error(say("Enter your initials, one to six letters"))
            return
        outline = self._sheet.outline()
        self.chosen.emit(InitialsChoice(text, None if outline.is_empty else outline))
        self.close_dialog()


class InitialsRow(QWidget):
    """The statement on the left, the button on the right; below each other where it is narrow."""

    pressed = Signal(str)

    def __init__(self, kiosk: Kiosk, link_id: str, statement: str, framed: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._framed = framed
        stacked = kiosk.is_narrow and kiosk.scale > 1
        row: QHBoxLayout | QVBoxLayout = QVBoxLayout(self) if stacked else QHBoxLayout(self)
        inset = kiosk.px(22) if framed else 0
        row.setContentsMargins(inset, kiosk.px(14), kiosk.px(14) if framed else 0, kiosk.px(14) if framed else 0)
        row.setSpacing(kiosk.px(16))
        style = Type.DETAIL.scaled(1.03 * kiosk.scale)
        row.addWidget(TextLabel(statement, style), 1, Qt.AlignmentFlag.AlignVCenter)
        self.button = InitialsButton(kiosk, statement)
        self.button.clicked.connect(lambda: self.pressed.emit(link_id))
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the frame."""
        if not self._framed:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color("hairline-2"), 1))
        painter.setBrush(color("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 14, 14)
