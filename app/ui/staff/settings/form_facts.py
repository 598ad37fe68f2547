"""How a form is used, and the limits of the safety rules: cards below the form chosen in Settings."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.clock import clinic_date
from app.core.dates import long_date
from app.services.views.forms import ChangeLine, FormFacts, LimitLine, Months
from app.ui.fonts import Staff
from app.ui.staff.settings.facts import Facts
from app.ui.staff.settings.number_form import NumberAsked
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Card, Rule
from app.ui.widgets.text import TextLabel

_MOST_VERSIONS = 4


class FormFactsCard(Card):
    """``change_wanted`` carries a NumberAsked; ``names_wanted`` asks who has to sign again."""

    change_wanted = Signal(object)
    names_wanted = Signal()

    def __init__(self, facts: FormFacts, title: str, zone: ZoneInfo, *, may_change: bool, may_name: bool,
                 parent: QWidget | None = None) -> None:
        super().__init__(padding=24, spacing=14, parent=parent)
        self.asked = months_asked(facts.form_id, title, facts.months) if facts.months is not None else None
        self.change = Button("Change how long it lasts", Kind.SECONDARY, icon="clock")
        self.names = Button("Show who", Kind.SECONDARY, icon="patients")
        self.body.addWidget(TextLabel("In use", Staff.CARD))
        shown = Facts()
        shown.add("Due", facts.due)
        if facts.months is not None:
            shown.add("A signature lasts", f"{facts.months.now} months", _since(facts, zone))
        shown.add("Have to sign again", again_words(facts.sign_again),
                  "Their signature is older than the last material change." if facts.sign_again else "")
        self.body.addWidget(shown)
        for button, wanted in ((self.change, may_change and facts.months is not None),
                               (self.names, may_name and facts.sign_again > 0)):
            button.setVisible(wanted)
            self.body.addWidget(button)
        self.change.activated.connect(lambda: self.change_wanted.emit(self.asked))
        self.names.activated.connect(self.names_wanted)
        self.body.addWidget(Rule())
        self.body.addWidget(TextLabel("Versions", Staff.CARD))
        for line in facts.versions[:_MOST_VERSIONS]:
            effect = "Everyone signs again. " if line.material else "Wording only. "
            first = line is facts.versions[-1]
            day = long_date(clinic_date(line.published_at, zone))
            self.body.addLayout(_two(f"{line.version}, {day}", line.why if first else f"{effect}{line.why}"))
        if len(facts.versions) > _MOST_VERSIONS:
            self.body.addWidget(TextLabel(f"And {len(facts.versions) - _MOST_VERSIONS} older ones", Staff.DETAIL,
                                          "ink-2"))


class LimitsCard(Card):
    """Every limit the clinic may set. ``change_wanted`` carries a NumberAsked."""

    change_wanted = Signal(object)

    def __init__(self, limits: Sequence[LimitLine], zone: ZoneInfo, *, may_change: bool,
                 parent: QWidget | None = None) -> None:
        super().__init__(padding=24, spacing=14, parent=parent)
        self.buttons: dict[str, Button] = {}
        self.asked = {line.rule_id: limit_asked(line) for line in limits}
        self.body.addWidget(TextLabel("Limits", Staff.CARD))
        self.body.addWidget(TextLabel("These limits may be set more carefully than the approved rules, never less.",
                                      Staff.DETAIL, "ink-2"))
        for line in limits:
            self.body.addWidget(Rule())
            self.body.addLayout(self._line(line, zone, may_change))

    def _line(self, line: LimitLine, zone: ZoneInfo, may_change: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        changed = _change(line.changes, zone) if line.changes else "As it came with the app"
        row.addLayout(_two(f"{line.rule_id}: {line.value} {line.words}", changed), 1)
        if may_change:
            button = Button("Change", Kind.QUIET)
            button.setAccessibleName(f"Change the limit of {line.rule_id}")
            button.activated.connect(lambda: self.change_wanted.emit(self.asked[line.rule_id]))
            self.buttons[line.rule_id] = button
            row.addWidget(button)
        return row


def months_asked(form_id: str, title: str, months: Months) -> NumberAsked:
    """Return what is asked when the months of a form are set."""
    return NumberAsked(
        "months", form_id, "How long a signature lasts", f"{title}: now {months.now} months, {months.shipped} as it "
        "came with the app. It counts for signatures from now on; those already given keep their last day.",
        "Months", months.lowest, months.highest)


def limit_asked(line: LimitLine) -> NumberAsked:
    """Return what is asked when the limit of a rule is set."""
    return NumberAsked("limit", line.rule_id, f"Limit of {line.rule_id}", f"Now: {line.message} It came with the app "
                       f"as {line.shipped}. It counts for every review from now on.", line.words.capitalize(),
                       line.lowest, line.highest)


def again_words(count: int) -> str:
    """Return "1 patient" or "12 patients"."""
    return "Nobody" if not count else "1 patient" if count == 1 else f"{count:,} patients"


def _since(facts: FormFacts, zone: ZoneInfo) -> str:
    return _change(facts.changes, zone) if facts.changes else ""


def _change(changes: Sequence[ChangeLine], zone: ZoneInfo) -> str:
    newest = changes[0]
    return f"Set by {newest.by} on {long_date(clinic_date(newest.at, zone))}: {newest.why}"


def _two(words: str, detail: str) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(0)
    column.addWidget(TextLabel(words, Staff.NAME))
    column.addWidget(TextLabel(detail, Staff.DETAIL, "ink-2"))
    return column
