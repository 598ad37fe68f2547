"""Keyboard shortcuts by name, in one visible list."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


class Shortcut(StrEnum):
    """Keys that work anywhere in the staff window."""

    SEARCH = "Ctrl+K"
    LOCK = "F9"


def add_shortcut(widget: QWidget, shortcut: Shortcut, words: str, on_pressed: Callable[[], None]) -> QAction:
    """Give ``widget``'s window the shortcut; ``words`` say what it does to screen readers."""
    action = QAction(words, widget)
    action.setShortcut(QKeySequence(shortcut.value))
    action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    action.triggered.connect(lambda _checked=False: on_pressed())
    widget.addAction(action)
    return action
