"""A form that patients do not get, at the right of the list: a draft nobody published, or one that was retired."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.services.views.forms import FormLine, FormState
from app.ui.fonts import Staff
from app.ui.staff.settings.facts import Facts
from app.ui.widgets.banner import Tone
from app.ui.widgets.card import Card
from app.ui.widgets.chips import StatusChip
from app.ui.widgets.data_table import Cell, Chip, Row
from app.ui.widgets.text import TextLabel

CHIPS = {FormState.DRAFT: Chip(FormState.DRAFT.words, Tone.NEUTRAL, "edit"),
         FormState.RETIRED: Chip(FormState.RETIRED.words, Tone.NEUTRAL, "archive")}
"""The states in which no patient gets a form, as the list shows them."""
_WHAT = {
    FormState.DRAFT: "It was imported and not published. No patient gets it until an administrator publishes it with a "
                     "reason, on the command line: medspa-intake form publish.",
    FormState.RETIRED: "It is not handed to patients any more. What was signed stays on file. An administrator can "
                       "bring it back on the command line: medspa-intake form publish.",
}


class UnusedPane(Card):
    """Everything about it is read here; it is changed on the command line."""

    def __init__(self, line: FormLine, parent: QWidget | None = None) -> None:
        super().__init__(padding=24, spacing=16, parent=parent)
        chip = CHIPS[line.state]
        self.body.addWidget(TextLabel(line.title, Staff.SECTION))
        self.body.addSpacing(-12)
        self.body.addWidget(TextLabel(f"Version {line.version}", Staff.BODY, "ink-2"))
        self.body.addWidget(StatusChip(chip.text, chip.tone, chip.icon))
        self.body.addWidget(TextLabel(_WHAT[line.state], Staff.BODY, "ink-2"))
        facts = Facts()
        facts.add("Address", line.url, style=Staff.DETAIL)
        facts.add("Where it comes from", "The clinic brought it" if line.is_own else "It came with the app")
        if line.due:
            facts.add("Due, once it is published", line.due)
        self.body.addWidget(facts)


def unused_row(line: FormLine) -> Row:
    """Return the row of the list."""
    return Row(unused_key(line), (Cell(line.title, f"Version {line.version}", quiet=True),
                                  Cell(chip=CHIPS[line.state]), Cell("Not in use", quiet=True)))


def unused_key(line: FormLine) -> str:
    """Return what names the row: a draft stands beside the version of the same form that is in use."""
    return f"{line.state}|{line.form_id}|{line.version}"
