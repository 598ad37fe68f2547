"""Questions and notices inside the window. Buttons name the outcome; Esc is the safe choice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.widgets.button import Button, Kind
from app.ui.widgets.overlay import DialogOverlay


@dataclass(frozen=True)
class Question:
    """A question that names the thing, what follows, the safe choice and the other one."""

    title: str
    text: str
    safe: str
    act: str
    danger: bool = False


def ask(window: QWidget, question: Question, on_act: Callable[[], None]) -> DialogOverlay:
    """Ask over ``window``; ``on_act`` is called when the person chooses the act. The safe choice has the focus."""
    overlay = DialogOverlay(window)
    overlay.add_head(question.title, question.text)
    safe = Button(question.safe, Kind.SECONDARY)
    act = Button(question.act, Kind.DANGER if question.danger else Kind.PRIMARY)
    safe.activated.connect(overlay.close_dialog)

    def done() -> None:
        overlay.close_dialog()
        on_act()

    act.activated.connect(done)
    _add_buttons(overlay, safe, act)
    overlay.open(safe)
    return overlay


def tell(window: QWidget, title: str, text: str, button: str = "Close") -> DialogOverlay:
    """Tell something that needs no decision: what happened, what is safe, what to do."""
    overlay = DialogOverlay(window)
    overlay.add_head(title, text)
    close = Button(button, Kind.PRIMARY)
    close.activated.connect(overlay.close_dialog)
    _add_buttons(overlay, close)
    overlay.open(close)
    return overlay


def _add_buttons(overlay: DialogOverlay, *buttons: Button) -> None:
    row = QHBoxLayout()
    row.setContentsMargins(0, 12, 0, 0)
    row.setSpacing(8)
    row.addStretch()
    for button in buttons:
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
    overlay.body.addLayout(row)
