"""The warning before sign-out: seconds in a ring, stay or leave."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.ui.announce import announce
from app.ui.fonts import Staff, TextStyle
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.metrics import DIALOG, Metrics
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.rings import CountdownRing
from app.ui.widgets.text import TextLabel


@dataclass(frozen=True)
class IdleWords:
    """What the warning says. ``title`` may hold ``{seconds}``. An empty ``leave`` shows one button only."""

    title: str
    text: str
    stay: str
    leave: str
    spoken: str = "{seconds} seconds left."
    metrics: Metrics = DIALOG
    title_style: TextStyle = Staff.TITLE
    text_style: TextStyle = Staff.INTRO


def staff_words(idle_minutes: int) -> IdleWords:
    """Return the words for staff after ``idle_minutes`` minutes without use."""
    minutes = "1 minute" if idle_minutes == 1 else f"{idle_minutes} minutes"
    return IdleWords(title="Signing out in {seconds} seconds",
                     text=f"You haven’t used this computer for {minutes}.\nYour work so far is saved.",
                     stay="Stay signed in", leave="Sign out now")


class IdleWarning(DialogOverlay):
    """Any real key, click or touch extends the time; the buttons say it in words."""

    stay = Signal()
    leave = Signal()

    def __init__(self, window: QWidget, words: IdleWords, seconds_of: int, again_at: int = 20) -> None:
        """``seconds_of`` is how long the warning lasts in all: the full ring. It is announced when it comes up and
        again at ``again_at`` seconds."""
        super().__init__(window, width=480, padding=40, spacing=0, dismissable=True)
        self._words, self._of = words, seconds_of
        self._again_at, self._repeated = again_at, False
        middle = Qt.AlignmentFlag.AlignHCenter
        self._ring = CountdownRing()
        self._title = TextLabel("", words.title_style, align=middle)
        self.body.addWidget(self._ring, 0, middle)
        self.body.addSpacing(22)
        self.body.addWidget(self._title)
        self.body.addSpacing(6)
        self.body.addWidget(TextLabel(words.text, words.text_style, "ink-2", align=middle))
        self.body.addSpacing(26)
        self._stay = Button(words.stay, Kind.PRIMARY, words.metrics)
        self._stay.activated.connect(self._on_stay)
        self.body.addWidget(self._stay)
        if words.leave:
            self.body.addSpacing(10)
            leave = Button(words.leave, Kind.SECONDARY, words.metrics)
            leave.activated.connect(self._on_leave)
            self.body.addWidget(leave)
        self.dismissed.connect(self.stay)
        self.setAccessibleDescription(words.text)

    def begin(self, seconds: int) -> None:
        """Bring the warning up."""
        self.show_seconds(seconds)

    def show_seconds(self, seconds: int) -> None:
        """Count down, once a second. The first call brings the warning up with the focus on staying."""
        self._ring.show_seconds(seconds, self._of)
        unit = self._words.title.format(seconds=seconds)
        self._title.setText(unit.replace("1 seconds", "1 second") if seconds == 1 else unit)
        self.setAccessibleName(self._title.text())
        if self.isHidden():
            self.open(self._stay)
            self._say(seconds)
        elif not self._repeated and seconds <= self._again_at:
            self._repeated = True
            self._say(seconds)

    def _say(self, seconds: int) -> None:
        announce(self, f"{self._words.title.format(seconds=seconds)}. {self._words.spoken.format(seconds=seconds)}",
                 urgent=True)

    def _on_stay(self) -> None:
        self.close_dialog()
        self.stay.emit()

    def _on_leave(self) -> None:
        self.close_dialog()
        self.leave.emit()
