"""Carries progress from the worker to the GUI thread."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class ProgressRelay(QObject):
    """``moved`` tells how much is done and how much there is; it lives as long as the work, whatever shows it."""

    moved = Signal(int, int)
