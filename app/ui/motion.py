"""How long things move. With reduced motion every duration is 0."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

_PROPERTY = "medspaReducedMotion"


def set_reduced(reduced: bool) -> None:
    """Turn motion off or on for the running application."""
    app = QApplication.instance()
    if app is not None:
        app.setProperty(_PROPERTY, reduced)


def duration(milliseconds: int) -> int:
    """Return ``milliseconds``, or 0 with reduced motion."""
    app = QApplication.instance()
    return 0 if app is None or app.property(_PROPERTY) else milliseconds
