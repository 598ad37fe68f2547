"""What every page of sign-in shares: title, sentence, a banner for what is wrong with the computer, a busy state."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.errors import KnownError
from app.ui.fonts import Staff
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.metrics import ENTRY
from app.ui.widgets.text import TextLabel


class EntryPage(QWidget):
    """A column. ``back`` comes from the link above the title."""

    back = Signal()

    def __init__(self, title: str, intro: str = "", *, back: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 2, 0, 2)
        self.column.setSpacing(0)
        if back:
            link = Button("Back", Kind.QUIET, icon="back", flush=True)
            link.activated.connect(self.back)
            line = QHBoxLayout()
            line.setContentsMargins(0, 0, 0, 10)
            line.addWidget(link)
            line.addStretch()
            self.column.addLayout(line)
        self.title = TextLabel(title, Staff.ENTRY_TITLE)
        self.intro = TextLabel(intro, Staff.INTRO, "ink-2", parent=self)  # without one it would flash as a window
        self.intro.setVisible(bool(intro))
        self.column.addWidget(self.title)
        self.column.addSpacing(6)
        self.column.addWidget(self.intro)
        self.column.addSpacing(24)
        self._trouble = Banner(Tone.DANGER, "")
        self._trouble.hide()
        self._trouble_gap = QWidget()
        self._trouble_gap.setFixedHeight(20)
        self._trouble_gap.hide()
        self.column.addWidget(self._trouble)
        self.column.addWidget(self._trouble_gap)
        self._buttons: list[Button] = []

    def show_trouble(self, error: KnownError | None) -> None:
        """Say what is wrong beyond what was typed (keyring, files, another window), or take it back."""
        self._trouble.setVisible(error is not None)
        self._trouble_gap.setVisible(error is not None)
        if error is not None:
            self._trouble.show_message(Tone.DANGER, "", error.sentence, say=True)

    def set_busy(self, busy: bool) -> None:
        """While the computer checks, presses do nothing."""
        for button in self._buttons:
            button.set_busy(busy)

    def add_primary(self, words: str) -> Button:
        """Add the page's one primary button, as wide as the form."""
        button = Button(words, Kind.PRIMARY, ENTRY)
        self._buttons.append(button)
        self.column.addWidget(button)
        return button

    def add_links(self, *words: str) -> tuple[Button, ...]:
        """Add quiet links under the button, the first on the left edge, the last on the right."""
        links = tuple(Button(word, Kind.QUIET, flush=True) for word in words)
        line = QHBoxLayout()
        line.setContentsMargins(0, 8, 0, 0)
        for number, link in enumerate(links):
            if number:
                line.addStretch()
            line.addWidget(link)
        if len(links) == 1:
            line.addStretch()
        self.column.addLayout(line)
        return links
