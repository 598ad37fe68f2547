"""The pin below 6.12: under Python 3.11 every void Qt call of 6.12.0 drops a reference to None and aborts the app."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

_CALLS = 1000


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on; its count never moves")
def test_a_thousand_void_calls_keep_their_references_to_none(qtbot: QtBot) -> None:
    """Lift the pin in pyproject.toml only when this passes with the newer Qt."""
    widget = QWidget()
    qtbot.addWidget(widget)
    before = sys.getrefcount(None)
    for _ in range(_CALLS):
        widget.update()
        widget.setMinimumWidth(1)
    assert abs(sys.getrefcount(None) - before) < _CALLS // 10
