"""Tooltips in plain text: Qt would draw a name that looks like markup, and load the files it mentions."""

from __future__ import annotations

from html import escape

from PySide6.QtWidgets import QWidget


def set_tip(widget: QWidget, text: str) -> None:
    """Show ``text`` as the tooltip of ``widget``, every character as it is; empty takes the tooltip away."""
    widget.setToolTip(f"<p>{escape(text)}</p>" if "<" in text else text)
