"""The flagged answers of a visit: stop, caution, note, each with why, what to do, and the rule behind it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.rules.severity import Severity
from app.services.views.review import DecisionKind, FlagDecision, FlagLine
from app.ui.fonts import Staff
from app.ui.own_shapes import SEVERITY_COLORS, SEVERITY_ICONS
from app.ui.widgets.banner import Tone
from app.ui.widgets.card import Card, Rule
from app.ui.widgets.chips import SEVERITY_TONES, StatusChip
from app.ui.widgets.layouts import clear
from app.ui.widgets.picture import Icon
from app.ui.widgets.text import TextLabel

DECIDED_WORDS = {DecisionKind.POSTPONE: "Postponed", DecisionKind.CLEARED: "Cleared",
                 DecisionKind.DISCUSSED: "Discussed", DecisionKind.NOT_TREATED: "Not treated"}


class FlagsCard(Card):
    """Rows of flags, sorted by severity; without any, one sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=0, spacing=0, parent=parent)
        self._title = TextLabel("Flagged answers", Staff.SECTION)
        self._checked = TextLabel("", Staff.DETAIL, "ink-3", wrap=False)
        head = QHBoxLayout()
        head.setContentsMargins(20, 15, 20, 15)
        head.addWidget(self._title, 1)
        head.addWidget(self._checked)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.body.addLayout(head)
        self.body.addLayout(self._rows)

    def show_flags(self, flags: Sequence[FlagLine], rules_version: str) -> None:
        """Replace the rows."""
        clear(self._rows)
        count = len(flags)
        self._title.setText("No flagged answers" if not count else
                            "1 flagged answer" if count == 1 else f"{count} flagged answers")
        self._checked.setText(f"Checked against clinic rules, version {rules_version}")
        for flag in sorted_flags(flags):
            self._rows.addWidget(Rule())
            self._rows.addWidget(_FlagRow(flag))


def sorted_flags(flags: Sequence[FlagLine]) -> list[FlagLine]:
    """Return stops first, then cautions, then notes; within one severity the order given."""
    return sorted(flags, key=lambda flag: flag.severity.rank)


def headline(flag: FlagLine) -> str:
    """Return the first sentence of what is flagged, without its full stop."""
    return flag.message.partition(". ")[0].rstrip(".")


class _FlagRow(QWidget):
    """One flag. Screen readers hear the whole row at its title."""

    def __init__(self, flag: FlagLine) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 16, 20, 16)
        row.setSpacing(16)
        row.addWidget(Icon(SEVERITY_ICONS[flag.severity], 26, SEVERITY_COLORS[flag.severity]), 0,
                      Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        title = TextLabel(headline(flag), Staff.CARD)
        title.setAccessibleName(f"{flag.severity.word}: {flag.message} {flag.action}")
        words.addWidget(title)
        for line in self._lines(flag):
            words.addWidget(TextLabel(line, Staff.BODY, "ink-2"))
        if flag.decision is not None:
            words.addWidget(TextLabel(decided_words(flag.decision), Staff.BODY, "success-text"))
        words.addSpacing(2)
        words.addWidget(TextLabel(_source(flag), Staff.DETAIL, "ink-3"))
        row.addLayout(words, 1)
        row.addLayout(self._chips(flag))

    @staticmethod
    def _lines(flag: FlagLine) -> list[str]:
        rest = flag.message.partition(". ")[2]
        because = "; ".join(flag.because)
        return [line for line in (because, " ".join(part for part in (rest, flag.action) if part)) if line]

    @staticmethod
    def _chips(flag: FlagLine) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        right = Qt.AlignmentFlag.AlignRight
        column.addWidget(StatusChip(flag.severity.word, SEVERITY_TONES[flag.severity], ""), 0, right)
        if flag.decision is not None:
            column.addWidget(StatusChip(DECIDED_WORDS[flag.decision.kind], Tone.SUCCESS, "check"), 0, right)
        elif waits_for_other(flag):
            column.addWidget(StatusChip("Needs prescriber", Tone.INFO, "stethoscope"), 0, right)
        column.addStretch(1)
        return column


def decided_words(decision: FlagDecision) -> str:
    """Return what was decided, by whom and why."""
    reason = f": {decision.reason}" if decision.reason else ""
    return f"{DECIDED_WORDS[decision.kind]} by {decision.by}{reason}"


def waits_for_other(flag: FlagLine) -> bool:
    """Say whether somebody with another license has to clear ``flag``; notes need nobody."""
    is_open = flag.decision is None and flag.severity is not Severity.INFO
    return is_open and flag.clearable and not flag.may_clear


def _source(flag: FlagLine) -> str:
    approved = f"approved by {flag.approved_by}" if flag.approved_by else "not approved yet"
    who = f"Cleared by: {flag.clear_by_words}" if flag.clearable else "A label contraindication: nobody may clear it"
    treatments = f" For {', '.join(flag.treatment_names)}." if len(flag.treatment_names) > 1 else ""
    return f"Rule {flag.rule_id}, {approved}. {who}.{treatments}"
