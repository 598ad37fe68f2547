"""What may not be left in English on a screen or page that is meant to be Spanish."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from app.core.languages import catalogue
from app.intake.packet import Packet
from app.ui.widgets.button import Button

OWN_NAME = "English"
"""What the switch back is called: a language is offered under its own name."""


def english_of(packet: Packet) -> set[str]:
    """Every English text of the forms, and of the words around them, that reads differently in Spanish."""
    around = {text for text, spanish in catalogue("es").items() if spanish != text and "{" not in text}
    forms = {text.plain for form in packet.forms for item in form.questionnaire.structure.items.values()
             for text in (item.text, item.look.help, item.look.label, *(option.text for option in item.options))
             if text.in_language("es") != text.plain}
    return (around | forms) - {OWN_NAME}


def words_on(widget: QWidget) -> set[str]:
    """Everything written on visible labels and buttons, and what screen readers hear."""
    found: set[str] = set()
    for each in widget.findChildren(QWidget):
        if each.isVisible():
            found.add(each.accessibleName())
            if isinstance(each, QLabel):
                found.add(each.text())
            if isinstance(each, Button):
                found.add(each.words())
    return found - {""}
