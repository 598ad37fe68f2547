"""Loads, on the worker thread, what the sign-in window does without and the next step needs."""

from __future__ import annotations

import importlib
from collections.abc import Callable

_MODULES = ("app.ui.staff.screens", "app.ui.patient_turn")


def preload(services: Callable[[], object]) -> None:
    """Build the services (SQLAlchemy among them), then load the staff's and the patient's screens."""
    services()
    for name in _MODULES:
        importlib.import_module(name)
