"""What every step of set-up shares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.clock import Clock
from app.core.errors import KnownError
from app.ui.dialogs import Dialogs
from app.ui.entry.setup_draft import SetupDraft
from app.ui.fonts import Staff
from app.ui.tasks import Tasks
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.field import Field
from app.ui.widgets.text import TextLabel

if TYPE_CHECKING:  # services load SQLAlchemy, behind the first window
    from app.services.registry import Services

FORM_WIDTH = 640


@dataclass(frozen=True)
class SetupTools:
    """What a step works with. ``services`` is called only inside work given to ``tasks``."""

    services: Callable[[], Services]
    tasks: Tasks
    dialogs: Dialogs
    clock: Clock


class SetupPage(QWidget):
    """One step. ``submit`` checks it, writes it into the draft and then emits ``passed``."""

    passed = Signal()
    ready_changed = Signal(bool, str)  # ready, what is missing

    next_words = "Continue"

    def __init__(self, title: str, intro: str, tools: SetupTools, draft: SetupDraft) -> None:
        super().__init__()
        self.tools, self.draft = tools, draft
        self.setFixedWidth(FORM_WIDTH)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(18)
        self.step_words = TextLabel("", Staff.BODY, "ink-3")
        head = QVBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.step_words)
        head.addWidget(TextLabel(title, Staff.ENTRY_TITLE))
        head.addWidget(TextLabel(intro, Staff.INTRO, "ink-2"))
        self.column.addLayout(head)
        self.column.addSpacing(6)
        self._trouble = Banner(Tone.DANGER, "")
        self._trouble.hide()
        self.column.addWidget(self._trouble)

    def begin(self) -> None:
        """Called each time the step comes up."""

    def first_control(self) -> QWidget:
        """Return where the focus starts."""
        return self

    def submit(self) -> None:
        """Check the step; emit ``passed`` when it is fine, else show what is missing and go there."""
        self.passed.emit()

    def show_trouble(self, error: KnownError | None) -> None:
        """Say what went wrong beyond a field, or take it back."""
        self._trouble.setVisible(error is not None)
        if error is not None:
            self._trouble.show_message(Tone.DANGER, "", error.sentence, say=True)

    def add_row(self, *parts: tuple[QWidget, int]) -> None:
        """Add widgets side by side; each with its share of the width."""
        row = QHBoxLayout()
        row.setSpacing(16)
        for widget, share in parts:
            row.addWidget(widget, share)
        self.column.addLayout(row)


def first_wrong(*checks: tuple[Field, str]) -> bool:
    """Show each sentence under its field, move to the first, and say whether there was one."""
    for field, sentence in checks:
        field.set_error(sentence)
    wrong = [field for field, sentence in checks if sentence]
    if wrong:
        wrong[0].setFocus()
    return bool(wrong)
